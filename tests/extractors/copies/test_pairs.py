import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.copies.pairs import compare, compare_all
from extractors.model import ArticleText

ENGLISH = (
    (
        "The harbour authority of Port Lenner said on Tuesday that the new breakwater will be finished two years late, "
        "because the quarry that delivers its stone was flooded in March."
    ),
    (
        "Fishermen who had moved their boats to the southern basin will be paid for the "
        "additional fuel until spring, the "
        "authority's director Ida Holm told the town council after a meeting that lasted into the night."
    ),
    (
        "The council is to vote on the money next week. Two of its members asked for an "
        "independent report on the quarry, "
        "whose owner has delivered stone to the town for more than thirty years without a written contract."
    ),
    "Work on the inner mole goes on as planned, and the ferry to the islands will keep its summer timetable.",
)
INDONESIAN = (
    (
        "Dinas kebersihan kota Randu menyatakan truk sampah baru akan melayani delapan kecamatan mulai pekan depan, "
        "setelah armada lama dipindahkan ke pulau seberang untuk menggantikan kendaraan yang rusak berat."
    ),
    (
        "Kepala dinas Sri Walangitan mengatakan warga diminta memilah sampah dapur dan "
        "plastik sebelum petugas datang pada "
        "pagi hari, sebab pabrik pengolahan di tepi sungai hanya menerima sampah yang sudah dipilah."
    ),
    (
        "Pemerintah kota menyiapkan anggaran tambahan untuk membangun tempat penampungan "
        "sementara di tiga pasar besar, "
        "sementara pedagang berharap pembangunan itu selesai sebelum musim hujan tiba."
    ),
)
UNRELATED = (
    "A choir from the northern valleys won the first prize at the singing festival of Marrow Hill on Sunday evening.",
    "Its conductor, a retired teacher, had founded it with nine pupils in a school that has since been closed.",
    "The second prize went to a group of railway workers who rehearse in an empty signal box beside the line.",
)
SPEECH = (
    "we have waited eleven years for this road, and every winter another lorry slides into the river because nobody in "
    "the capital believes that people live beyond the second bridge and need bread and a doctor like everyone else"
)
THAI = (
    "สำนักงานท่าเรือแถลงเมื่อวันอังคารว่าเขื่อนกันคลื่นแห่งใหม่จะแล้วเสร็จช้ากว่ากำหนดสองปีเพราะเหมืองหินที่ส่งวัสดุถูกน้ำท่วมในเดือนมีนาคม",
    "ชาวประมงที่ย้ายเรือไปยังอ่าวทางใต้จะได้รับเงินค่าน้ำมันเพิ่มเติมจนถึงฤดูใบไม้ผลิและสภาเมืองจะลงมติเรื่องเงินในสัปดาห์หน้า",
    "สมาชิกสภาสองคนขอให้มีรายงานอิสระเกี่ยวกับเหมืองหินซึ่งเจ้าของส่งหินให้เมืองมานานกว่าสามสิบปีโดยไม่มีสัญญาเป็นลายลักษณ์อักษร",
)
CHINESE = (
    "港务局星期二表示新的防波堤将推迟两年完工，因为提供石料的采石场在三月被洪水淹没，至今没有重新开放。",
    "把船只转移到南部港池的渔民将在春季之前获得额外的燃料补贴，局长在市议会的夜间会议之后这样说。",
    "市议会下周将表决这笔费用，两名议员要求对采石场提出独立报告，该场主三十多年来一直没有书面合同。",
)
ARABIC = (
    (
        "قالت هيئة الميناء يوم الثلاثاء إن حاجز الأمواج الجديد سيكتمل بعد عامين من موعده "
        "لأن المحجر الذي يورد الحجارة غمرته "
        "المياه في شهر مارس ولم يفتح أبوابه منذ ذلك الحين"
    ),
    (
        "وسيحصل الصيادون الذين نقلوا قواربهم إلى الحوض الجنوبي على ثمن الوقود الإضافي "
        "حتى الربيع كما أعلنت مديرة الهيئة أمام "
        "مجلس المدينة بعد اجتماع طويل استمر حتى الليل"
    ),
    (
        "ويصوت المجلس على المبلغ في الأسبوع المقبل وطلب عضوان منه تقريرا مستقلا عن "
        "المحجر الذي يورد مالكه الحجارة إلى المدينة "
        "منذ أكثر من ثلاثين عاما دون عقد مكتوب"
    ),
)


def article(article_id, paragraphs, title="A headline"):
    return ArticleText(article_id, title, tuple(paragraphs))


def noisy(paragraphs, share):
    """*share* of the letters replaced by others of the same text."""
    chosen = random.Random(5)
    letters = [letter for letter in "".join(paragraphs) if letter.isalpha()]
    return [
        "".join(
            chosen.choice(letters) if letter.isalpha() and chosen.random() < share else letter for letter in paragraph
        )
        for paragraph in paragraphs
    ]


@pytest.mark.parametrize("text", [ENGLISH, INDONESIAN], ids=["English", "Indonesian"])
class TestTheSameProse:
    def test_a_verbatim_copy_is_covered_whole(self, text):
        pair = compare(article(1, text), article(2, text))
        assert (pair.a_coverage, pair.b_coverage) == (1.0, 1.0)
        assert [(match.a_position, match.b_position) for match in pair.matches] == [(i, i) for i in range(len(text))]

    def test_a_new_headline_changes_nothing(self, text):
        pair = compare(article(1, text), article(2, text, title="Quite another headline"))
        assert pair == compare(article(1, text), article(2, text))

    def test_a_trimmed_copy_is_covered_and_covers_less(self, text):
        pair = compare(article(1, text), article(2, text[:2]))
        assert pair.b_coverage == 1.0
        assert 0.4 < pair.a_coverage < 0.75

    def test_an_own_lede_costs_its_words(self, text):
        pair = compare(article(1, text), article(2, [UNRELATED[0], *text]))
        assert pair.a_coverage == 1.0
        assert 0.7 < pair.b_coverage < 0.95

    def test_paragraphs_in_another_order_are_found(self, text):
        pair = compare(article(1, text), article(2, text[::-1]))
        assert (pair.a_coverage, pair.b_coverage) == (1.0, 1.0)

    def test_paragraphs_put_together_are_found(self, text):
        pair = compare(article(1, text), article(2, [" ".join(text)]))
        assert pair.a_coverage > 0.95

    def test_another_text_shares_nothing(self, text):
        assert compare(article(1, text), article(2, UNRELATED)) is None


@pytest.mark.parametrize(
    "text", [ENGLISH, INDONESIAN, THAI, CHINESE, ARABIC], ids=["English", "Indonesian", "Thai", "Chinese", "Arabic"]
)
def test_a_copy_with_one_letter_in_twenty_changed_is_found(text):
    pair = compare(article(1, text), article(2, noisy(text, 0.05)))
    assert min(pair.a_coverage, pair.b_coverage) >= 0.7


@pytest.mark.parametrize(
    "marks", ['""', "“”", "„“", "«»", "»«", "””"], ids=["straight", "curly", "German", "French", "reversed", "Swedish"]
)
def test_two_outlets_that_quote_one_speaker_have_not_copied(marks):
    one = article(1, [f'"{SPEECH.capitalize()}," the mayor of Upper Sill said on Friday.', *ENGLISH[:1]])
    other = article(2, [f"Mayor Tove Brandt told the assembly: {marks[0]}{SPEECH}.{marks[1]}", *UNRELATED])
    assert compare(one, other) is None


def test_words_that_one_side_quotes_do_not_count():
    one = article(1, [SPEECH.capitalize() + ".", *ENGLISH[:1]])
    other = article(2, [f"Mayor Tove Brandt told the assembly: “{SPEECH}.”", *UNRELATED])
    assert compare(one, other) is None


def test_a_mark_that_nothing_closes_hides_no_prose():
    one = article(1, ENGLISH)
    other = article(2, ['The mayor said: "It was late.', *ENGLISH, 'Somebody else: "No."'])
    assert compare(one, other).a_coverage == 1.0


def forecast(day, numbers):
    high, low, wind, gusts, humidity, rain, hour, minute = numbers
    return article(
        day,
        [
            (
                f"Today it will be mostly cloudy over Port Lenner and the islands, with a high "
                f"near {high} degrees in the "
                f"afternoon and a low of {low} degrees overnight."
            ),
            (
                f"Winds from the south reach {wind} kilometres per hour, with gusts up to {gusts} "
                f"kilometres per hour in "
                f"exposed areas of the outer harbour and on the bridge."
            ),
            (
                f"Humidity will be around {humidity} percent, the chance of rain is {rain} "
                f"percent through the evening, and "
                f"the sun sets over the bay at {hour}.{minute} local time."
            ),
        ],
        title=f"Weather for day {day}",
    )


def test_a_form_with_other_numbers_is_no_copy():
    assert compare(forecast(1, (34, 14, 39, 64, 78, 90, 18, 44)), forecast(2, (16, 3, 10, 57, 73, 24, 19, 25))) is None


def test_the_same_form_with_the_same_numbers_is_a_copy():
    numbers = (34, 14, 39, 64, 78, 90, 18, 44)
    assert compare(forecast(1, numbers), forecast(2, numbers)).a_coverage == 1.0


def test_a_series_under_numbered_titles_is_no_copy():
    today, tomorrow = (*ENGLISH, UNRELATED[0]), (*ENGLISH, *UNRELATED[1:])
    assert (
        compare(article(1, today, title="Harbour diary, day 4"), article(2, tomorrow, title="Harbour diary, day 5"))
        is None
    )


BRIEF = "The night ferry from Port Lenner to the islands is cancelled until Friday because of ice in the outer harbour."


def test_a_brief_is_a_copy_of_the_same_brief():
    pair = compare(article(1, [BRIEF]), article(2, [BRIEF]))
    assert pair.shared_words == 20
    assert pair.a_coverage == 1.0


def test_a_few_words_that_two_articles_share_are_chance():
    assert compare(article(1, [BRIEF, *ENGLISH]), article(2, [BRIEF, *UNRELATED])) is None


def test_an_article_is_not_compared_with_itself():
    with pytest.raises(ValueError, match="article 7"):
        compare(article(7, ENGLISH), article(7, ENGLISH))


@pytest.mark.parametrize("paragraphs", [(), ("",), ("...", "  "), ("one",)], ids=["none", "empty", "marks", "a word"])
def test_next_to_nothing_is_a_copy_of_nothing(paragraphs):
    assert compare(article(1, paragraphs), article(2, ENGLISH)) is None
    assert compare(article(1, paragraphs), article(2, paragraphs)) is None


def test_two_endless_paragraphs_are_compared_in_no_time():
    chosen = random.Random(3)
    endless = " ".join(str(chosen.randrange(10**6)) for _ in range(20_000))
    pair = compare(article(1, [endless]), article(2, [f"{endless} and then the end"]))
    assert pair.a_coverage == 1.0
    assert [(match.a_position, match.b_position) for match in pair.matches] == [(0, 0)]


def test_paragraphs_that_were_joined_are_evidence_of_each_that_they_hold():
    pair = compare(article(1, ENGLISH), article(2, [" ".join(ENGLISH[:2]), *ENGLISH[2:]]))
    assert [(match.a_position, match.b_position) for match in pair.matches[:3]] == [(0, 0), (1, 0), (2, 1)]
    assert all(0.2 < match.similarity < 0.8 for match in pair.matches[:2])


def test_many_are_compared_as_each_is():
    texts = [article(3, ENGLISH), article(1, ENGLISH[1:]), article(2, UNRELATED)]
    candidates = [(a, b) for a in texts for b in texts if a is not b]
    assert compare_all(candidates) == (compare(texts[0], texts[1]),)


@settings(max_examples=60, deadline=None)
@given(*[st.lists(st.sampled_from(ENGLISH + INDONESIAN + THAI + UNRELATED), max_size=6)] * 2)
def test_it_does_not_matter_which_is_named_first(one, other):
    a, b = article(1, one), article(2, other)
    pair = compare(a, b)
    assert pair == compare(b, a)
    if pair:
        assert 0 < pair.a_coverage <= 1
        assert 0 < pair.b_coverage <= 1
        assert pair.longest_run <= pair.shared_words


def test_the_same_words_under_numbered_titles_are_a_copy():
    assert compare(article(1, ENGLISH, title="Bulletin 14"), article(2, ENGLISH, title="Bulletin 15")).a_coverage == 1.0
