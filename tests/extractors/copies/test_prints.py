from hypothesis import given
from hypothesis import strategies as st

from extractors.copies.prints import MIN_PRINTS, prints

PASSAGE = (
    "The harbour authority of Port Lenner said on Tuesday that the new breakwater will be finished two years late, "
    "because the quarry that delivers its stone was flooded in March and has not opened again since then. "
    "Fishermen who had moved their boats to the southern basin will be paid for the additional fuel until the spring."
)
OTHER = (
    "Kepala dinas kebersihan mengatakan truk sampah baru akan melayani delapan kecamatan mulai pekan depan, "
    "sementara armada lama dipindahkan ke pulau seberang untuk menggantikan kendaraan yang rusak berat. "
    "Warga diminta memilah sampah dapur dan plastik sebelum petugas datang pada pagi hari."
)
CHINESE = (
    "港务局星期二表示新的防波堤将推迟两年完工因为提供石料的采石场在三月被洪水淹没至今没有重新开放"
    "把船只转移到南部港池的渔民将在春季之前获得额外燃料补贴市议会下周将讨论这项计划的费用"
)


def shared(one, other):
    return len(set(prints(one)) & set(prints(other)))


def test_a_print_is_the_same_on_every_machine():
    assert prints(["Port Lenner"]) == (6936941579993931342,)


def test_spaces_case_width_and_punctuation_do_not_count():
    assert prints([PASSAGE.upper().replace(" ", "  ").replace(",", " -")]) == prints([PASSAGE])


def test_it_does_not_matter_how_a_text_is_cut_into_paragraphs():
    assert prints(PASSAGE.split(". ")) == prints([PASSAGE])


def test_a_passage_inside_another_text_is_found():
    assert shared([PASSAGE], [OTHER, PASSAGE, OTHER]) >= 3


def test_texts_that_have_nothing_in_common_share_nothing():
    assert shared([PASSAGE], [OTHER]) == 0


def test_chinese_with_one_character_in_twenty_changed_is_found():
    changed = "".join("的" if place % 20 == 7 else character for place, character in enumerate(CHINESE))
    assert shared([CHINESE], [changed]) >= 1


def test_a_brief_has_prints():
    assert len(prints(["Ferry service to the islands is suspended until Friday."])) >= MIN_PRINTS


def test_a_text_without_letters_has_none():
    assert prints(["***", "—", ""]) == ()


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_text_gives_sorted_unique_numbers_that_fit_a_signed_column(paragraphs):
    found = prints(paragraphs)
    assert list(found) == sorted(set(found))
    assert all(0 <= print_ < 2**63 for print_ in found)
