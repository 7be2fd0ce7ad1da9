import pytest

from extractors.corrections import NOTICE_CHARACTERS, correction_notice, is_notice

NOTICES = [
    "Correction: the ferry is five years older than we said.",
    "CORRECTED-Ferry sails again",
    "Correction (4 May): an earlier headline gave another island.",
    "Clarification, May 4: the fare holds for adults.",
    "Corrections & clarifications: A report of Monday named the wrong quay.",
    "[Correction: the mayor is Ada Quill.]",
    "*Correction - the name was spelled wrongly",
    "Correction",
    "(This story corrects the name in paragraph 3)",
    "(Corrects spelling of the captain's name)",
    "An earlier version of this article misstated the age of the ferry.",
    "The original version of this report left out a quay.",
    "An earlier headline incorrectly said that the ferry had sunk.",
    "This article was amended on 4 May 2031 to name the operator.",
    "This story has been updated to correct the number of passengers.",
    "This version corrects the first name of the mayor.",
    "Editor's note: the names of the crew were taken out.",
    "Koreksi: naskah ini diperbaiki pada Senin.",
    "RALAT: Sebelumnya kami menulis tiga kapal.",
    "Ralat",
    "Catatan Redaksi: judul berita ini telah diubah.",
    "Artikel ini telah diralat pada Senin, pukul 10.00 WIB.",
    "Redaksi memohon maaf atas kekeliruan ini.",
    "Sebelumnya tertulis tiga kapal, seharusnya empat.",
    "Pembetulan: feri itu berusia lima tahun.",
    "Korrektur: In der ersten Fassung stand ein anderer Name.",
    "In einer früheren Version dieses Artikels hieß es, die Fähre sei gesunken.",
    "Une version précédente de cet article indiquait un autre quai.",
    "Corrección: el ferry es más viejo.",
    "Errata corrige: il traghetto ha cinque anni.",
    "更正：本文早前版本写错了船名。",
    "訂正：船の名前が違っていました。",
    "정정: 배 이름이 틀렸습니다.",
    "تصحيح: اسم العبارة",
    "Исправление: паром старше.",
]


@pytest.mark.parametrize("line", NOTICES)
def test_a_text_says_that_it_was_corrected(line):
    assert is_notice(line)


MENTIONS = [
    "Correction officers said the prison was calm.",
    "Corrections chief resigns",
    "The correction of the market came late: shares fell.",
    "Koreksi harga saham terjadi pada Senin.",
    "Klarifikasi Menteri soal harga beras",
    "Ralat itu disampaikan kemarin oleh juru bicara.",
    "Clarification of the rules is needed, the mayor said.",
    "He asked for a correction.",
    "Corrected for inflation, wages fell by 2%.",
    "Correction fluid sales rise - report",
    "An earlier version of the bill said nothing about ferries.",
    "Police said in an earlier report that nobody was hurt.",
    "The report was corrected by the ministry, he said.",
    "This article was published in 2030.",
    "This story has been told before.",
    "Errata are rare in the almanac.",
    "",
]


@pytest.mark.parametrize("line", MENTIONS)
def test_a_text_that_speaks_of_corrections_says_nothing_of_itself(line):
    assert not is_notice(line)


def test_all_notices_of_a_text_are_quoted():
    lines = ("CORRECTED-Ferry sails", "The ferry sails.", "(Corrects name in paragraph 1)")
    assert correction_notice(lines) == "CORRECTED-Ferry sails\n(Corrects name in paragraph 1)"
    assert correction_notice(lines[1:2]) is None


def test_a_notice_is_quoted_so_far():
    assert len(correction_notice(["Correction: " + "x" * 10_000])) == NOTICE_CHARACTERS
