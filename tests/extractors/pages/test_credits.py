"""Datelines, wire credits and cited sources are read from their forms, not from mentions."""

import pytest

from extractors.model import Page
from extractors.pages.article import clean_page
from extractors.pages.citations import cited_source
from extractors.pages.credits import wire_agency
from extractors.pages.dateline import read_dateline


@pytest.mark.parametrize(
    ("paragraph", "place", "bracket"),
    [
        ("BRUSSELS - Envoys met.", "BRUSSELS", None),
        ("JAKARTA, KOMPAS.com - Menteri bertemu.", "JAKARTA", None),
        ("LONDON (Reuters) - Shares fell.", "LONDON", "Reuters"),
        ("Jakarta (ANTARA) - Menteri bertemu.", "Jakarta", "ANTARA"),
        ("PARIS, Nov 3 (AFP) — Ministers met.", "PARIS", "AFP"),
        ("KYIV, Ukraine (AP) — A bridge fell.", "KYIV, Ukraine", "AP"),
        ("LA CROSSE, Wis. (AP) — A bridge fell.", "LA CROSSE, Wis.", "AP"),
        ("MOSCOW. Jan 13 (Interfax) - A bridge fell.", "MOSCOW", "Interfax"),
        ("RIO DE JANEIRO, Jan 3 (Reuters) - Rain fell.", "RIO DE JANEIRO", "Reuters"),
        ("BEIJING, Jan. 13 (Xinhua) -- Exports rose.", "BEIJING", "Xinhua"),
        ("MOSCOW, January 13. /TASS/. Exports rose.", "MOSCOW", "TASS"),
        ("TEMPO.CO, Jakarta - Polisi bertemu.", "Jakarta", None),
        ("HARBOURTON (Nusa Wire) - A pier fell.", "HARBOURTON", "Nusa Wire"),
        ("(Reuters) - Oil fell.", None, "Reuters"),
        ("(ANSA) - ROMA, 13 GEN - Il molo.", "ROMA", "ANSA"),
        ("SAINT-DENIS, 3 nov (AFP) - Un pont.", "SAINT-DENIS", "AFP"),
        ("Bangkok, Thailand — Officials met.", "Bangkok, Thailand", None),
        ("МОСКВА, 13 янв - РИА Новости. Мост упал.", "МОСКВА", "РИА Новости"),
        ("新华社北京1月13日电（记者王某）桥塌了。", "北京", "新华社"),
        ("北京1月13日電 橋塌了。", "北京", None),
        ("(서울=연합뉴스) 홍길동 기자 = 다리가 무너졌다.", "서울", "연합뉴스"),
        ("【ワシントン共同】橋が落ちた。", "ワシントン", "共同"),
        ("【パリ＝佐藤太郎】橋が落ちた。", "パリ", None),
        ("القاهرة (رويترز) - سقط الجسر.", "القاهرة", "رويترز"),
        ("बीजिंग (एपी) - पुल गिर गया।", "बीजिंग", "एपी"),
    ],
)
def test_a_dateline_gives_its_place_and_what_stands_in_brackets(paragraph, place, bracket):
    found = read_dateline(paragraph)
    assert found is not None
    assert (found.place, found.bracket) == (place, bracket)


@pytest.mark.parametrize(
    "paragraph",
    [
        "The talks - which began on Monday - went on.",
        "Ukraine - which borders seven countries - exports grain.",
        "A storm hit the coast.",
        "He said (in Reuters) - as always - nothing.",
        "“We wait,” she said - and left.",
        "",
    ],
)
def test_a_sentence_with_a_dash_has_no_dateline(paragraph):
    assert read_dateline(paragraph, "en") is None


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("MIGRATION - Ministers met on Monday.", "Nobody doubts that migration is old."),
        ("NATO - Ministers met on Monday.", "Then NATO said that it would wait."),
        ("EXCLUSIVE - The mayor quits.", ""),
        ("OLAHRAGA - Tim dayung menang.", ""),
        ("COVID-19 - Vaccines arrived.", ""),
        ("KOMPAS.com - Menteri bertemu.", ""),
        ("Geneva, Switzerland - which is old - waits.", ""),
    ],
)
def test_a_kicker_is_no_dateline(paragraph, text):
    assert read_dateline(paragraph, "en", text=text) is None


def test_a_place_that_the_text_names_is_a_dateline():
    found = read_dateline("SARUNAI - Ministers met.", "en", text="People in Sarunai waited. NATO did too.")
    assert found is not None
    assert found.place == "SARUNAI"


def test_indonesian_outlets_print_the_place_without_capitals():
    assert read_dateline("Jakarta - Menteri bertemu nelayan.", "en") is None
    found = read_dateline("Jakarta - Menteri bertemu nelayan.", "id")
    assert found is not None
    assert found.place == "Jakarta"


@pytest.mark.parametrize(
    ("first", "last", "authors", "agency"),
    [
        ("LONDON (Reuters) - Shares fell.", "They rose later.", (), "Reuters"),
        ("HARBOURTON (Nusa Wire) - A pier fell.", "It was old.", (), "Nusa Wire"),
        ("A pier fell.", "It was old. (AFP)", (), "AFP"),
        ("A pier fell.", "(AFP/dpa)", (), "AFP"),
        ("A pier fell.", "(c) dpa", (), "dpa"),
        ("A pier fell.", "© 2022 AFP", (), "AFP"),
        ("A pier fell.", "(Reporting by Ann Lee in Harbourton; Editing by Bo Kim)", (), "Reuters"),
        ("A pier fell.", "Reporting by Nusa Wire", (), "Nusa Wire"),
        ("A pier fell.", "With inputs from PTI", (), "PTI"),
        ("A pier fell.", "Source: Xinhua", (), "Xinhua"),
        ("ANTARA - Dermaga ambruk.", "Sudah tua.", (), "ANTARA"),
        ("القاهرة (رويترز) - سقط الجسر.", "كان قديما.", (), "Reuters"),
        ("(서울=연합뉴스) 홍길동 기자 = 다리가 무너졌다.", "낡았다.", (), "Yonhap"),
        ("A pier fell.", "It was old.", ("Associated Press",), "AP"),
        ("A pier fell.", "It was old.", ("Ann Lee, Reuters",), "Reuters"),
        ("A pier fell.", "It was old.", ("Ann Lee",), None),
        ("A pier fell.", "Reporting by Ann Lee", (), None),
        ("A pier fell.", "She told Reuters on Monday that it was old.", (), None),
        ("A pier fell.", "Demikian dikutip dari Sputnik, Jumat (4/3/2022).", (), None),
        ("JAKARTA (4/3/2022) - Dermaga ambruk.", "Sudah tua.", (), None),
    ],
)
def test_an_agency_is_credited_by_form(first, last, authors, agency):
    paragraphs = (first, "It stood for a century.", last)
    assert wire_agency(paragraphs, authors, read_dateline(first)) == agency


@pytest.mark.parametrize(
    ("first", "host"),
    [
        ("HARBOURTON (Harbour Post) - A pier fell.", "www.harbourpost.example"),
        ("HOUSTON, Texas (KXYZ) -- A pier fell.", "abc13.example"),
        ("(Harbourton) - A pier fell.", "x.example"),
    ],
    ids=["the outlet itself", "a broadcaster", "a place"],
)
def test_not_all_in_brackets_is_an_agency(first, host):
    assert wire_agency((first,), (), read_dateline(first), host=host) is None


def test_agencies_of_the_user_are_known_too():
    paragraphs = ("A pier fell.", "It was old. (Lentera)")
    assert wire_agency(paragraphs, (), None) is None
    assert wire_agency(paragraphs, (), None, agencies=("Lentera",)) == "Lentera"


@pytest.mark.parametrize(
    ("paragraph", "source"),
    [
        ("ujar Rahmat seperti dikutip dari Sputnik, Jumat (4/3/2022).", "Sputnik"),
        ("Melansir Harian Lentera, dermaga itu sudah tua.", "Harian Lentera"),
        ("demikian dilansir dari laman BBC Indonesia Kamis lalu.", "BBC Indonesia"),
        ("kata dia mengutip kantor berita AFP.", "AFP"),
        ("seperti dilansir Reuters, Senin", "Reuters"),
        ("the pier was old, as reported by the Harbour Post.", "Harbour Post"),
        ("according to Interfax news agency, the pier was old", "Interfax"),
        ("according to state news agency SANA, the pier was old", "SANA"),
        ("as first reported by The Bay Post. Rain fell all night", "The Bay Post"),
        ("she told CNN that the pier was old", None),
        ("as quoted by President Wijaya", None),
        ("dikutip dari pernyataannya", None),
    ],
)
def test_a_cited_source_is_named_by_the_text(paragraph, source):
    assert cited_source(["Dermaga itu ambruk.", paragraph]) == source


@pytest.mark.parametrize(
    ("line", "host", "agency"),
    [
        ("© 2024 The Associated Press. All rights reserved", "tribune.example", "AP"),
        ("Copyright © 2024, Agence France-Presse. All rights reserved.", "tribune.example", "AFP"),
        ("Copyright 2024 Reuters", "tribune.example", "Reuters"),
        ("© Thomson Reuters 2024. All rights reserved.", "tribune.example", "Reuters"),
        ("Copyright (c) 2024 dpa Deutsche Presse-Agentur GmbH", "tribune.example", "dpa"),
        ("COPYRIGHT © ANTARA 2024", "tribune.example", "ANTARA"),
        ("© 2024 The Tribune. All rights reserved", "tribune.example", None),
        ("© 2024 The Tribune. Reuters content is the property of Reuters.", "tribune.example", None),
        ("© 2024 Canadian Press Club", "tribune.example", None),
        ("© AFP", "tribune.example", None),
        ("© 2024 TT", "www.tt.example", None),
    ],
)
def test_whose_rights_are_reserved_under_a_text_is_its_agency(line, host, agency):
    assert wire_agency(["The pier fell at noon."], [], None, below=["Tags: pier, storm", line], host=host) == agency


def test_a_page_keeps_the_agency_of_the_line_that_is_no_text():
    told = (
        "<p>The harbour board said on Tuesday that it would reopen the eastern pier before the summer begins.</p>" * 2
    )
    line = "<div>© 2024 The Associated Press. All rights reserved.</div>"
    markup = f"<html><body><h1>Pier</h1><div>{told.replace('Tuesday', 'Monday', 1)}{line}</div></body></html>"
    article = clean_page(Page("https://tribune.example/a", markup.encode())).article
    assert article is not None
    assert article.wire_agency == "AP"
    assert "Associated" not in article.text
