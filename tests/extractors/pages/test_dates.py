"""Dates are read in the forms that outlets print, and weekdays are checked against the calendar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.pages.dates import day_in_url, iso, read_moment
from extractors.pages.weekdays import days_in_text


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2022-03-04T08:15:00+07:00", "2022-03-04T08:15:00+07:00"),
        ("2022-03-04T08:15:00+0700", "2022-03-04T08:15:00+07:00"),
        ("2022-03-04T08:15:00.123Z", "2022-03-04T08:15:00Z"),
        ("2022-03-04 08:15 WIB", "2022-03-04T08:15:00+07:00"),
        ("2022-03-04 08:15", "2022-03-04T08:15:00Z"),
        ("2022-03-04", "2022-03-04"),
        ("Fri, 04 Mar 2022 08:15:00 GMT", "2022-03-04T08:15:00Z"),
        ("Jumat, 4 Maret 2022 | 08:15 WIB", "2022-03-04T08:15:00+07:00"),
        ("March 4, 2022 5:04 p.m. ET", "2022-03-04T17:04:00-05:00"),
        ("Published 4th March 2022", "2022-03-04"),
        ("04/03/2022 - 08:15 WIB", "2022-03-04T08:15:00+07:00"),
        ("Freitag, 4. März 2022, 8:15 Uhr", "2022-03-04T08:15:00Z"),
        ("4 de marzo de 2022", "2022-03-04"),
        ("15 Desember 2017", "2017-12-15"),
        ("15 December 2017", "2017-12-15"),
        ("15. Dezember 2017", "2017-12-15"),
        ("1er d’octobre 2017", "2017-10-01"),
        ("วันศุกร์ที่ 4 มีนาคม 2565 เวลา 08:15", "2022-03-04T08:15:00Z"),
        ("2022年3月4日 08:15", "2022-03-04T08:15:00Z"),
        ("٤ مارس ٢٠٢٢", "2022-03-04"),
        ("2022. március 4.", "2022-03-04"),
        ("4 марта 2022 г.", "2022-03-04"),
        ("3/14/2022", "2022-03-14"),
        ("2022-13-45", None),
        ("31/2/2022", None),
        ("0000-00-00", None),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_moment_is_read(raw, value):
    moment = read_moment(raw)
    assert (iso(moment) if moment else None) == value


def test_a_time_without_zone_says_so():
    moment = read_moment("2022-03-04 08:15")
    assert moment is not None
    assert not moment.zone_known


@given(st.text(alphabet="0123456789-/:. TZ+JanuariMei,|apm", max_size=30))
def test_no_words_crash_it(raw):
    read_moment(raw)
    list(days_in_text(raw))


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/read/2022/03/04/12/pier", "2022-03-04"),
        ("https://x.example/2022-03-04/pier", "2022-03-04"),
        ("https://x.example/20220304/pier", "2022-03-04"),
        ("https://x.example/2022/02/31/pier", None),
        ("https://x.example/pier-2022", None),
    ],
)
def test_a_day_in_a_url(url, day):
    found = day_in_url(url)
    assert (iso(found[1]) if found else None) == day


@pytest.mark.parametrize(
    ("text", "raw", "note"),
    [
        ("pada Kamis (4/3/2022).", "Kamis (4/3/2022)", "4 March 2022 was a Friday (Jumat)"),
        ("pada Jumat (4/3/2022).", "Jumat (4/3/2022)", None),
        ("pada Jum'at, 4 Maret 2022 di balai", "Jum'at, 4 Maret 2022", None),
        ("on Thursday, 4 March 2022, in", "Thursday, 4 March 2022", "4 March 2022 was a Friday"),
        ("on Friday, March 4, 2022, in", "Friday, March 4, 2022", None),
        ("on Friday (3/4/2022) in", "Friday (3/4/2022)", None),
        ("pada Jumat (31/2/2022)", "Jumat (31/2/2022)", "the calendar has no such day"),
    ],
)
def test_a_weekday_goes_with_its_date_or_not(text, raw, note):
    assert [(found.raw, found.note, found.goes_together) for found in days_in_text(text)] == [(raw, note, note is None)]


@pytest.mark.parametrize(
    ("text", "raw", "note"),
    [
        ("am Donnerstag, 4. März 2022, in", "Donnerstag, 4. März 2022", "4 March 2022 was a Friday (Freitag)"),
        ("am Freitag, dem 4. März 2022,", "Freitag, dem 4. März 2022", None),
        ("am Fr., 04.03.2022 in", "Fr., 04.03.2022", None),
        ("le vendredi 4 mars 2022 à", "vendredi 4 mars 2022", None),
        ("le jeudi 4 mars 2022 à", "jeudi 4 mars 2022", "4 March 2022 was a Friday (vendredi)"),
        ("el viernes 4 de marzo de 2022", "viernes 4 de marzo de 2022", None),
        ("na sexta-feira, 4 de março de 2022,", "sexta-feira, 4 de março de 2022", None),
        ("na quinta-feira (4/3/2022)", "quinta-feira (4/3/2022)", "4 March 2022 was a Friday (sexta-feira)"),
        ("w środę, 2 marca 2022 r.", "środę, 2 marca 2022", None),
        ("в пятницу, 4 марта 2022 года", "пятницу, 4 марта 2022", None),
        ("في يوم الجمعة 4 مارس 2022", "الجمعة 4 مارس 2022", None),
        ("يوم الخميس ٤ مارس ٢٠٢٢", "الخميس ٤ مارس ٢٠٢٢", "4 March 2022 was a Friday (الجمعة)"),
        ("เมื่อวันศุกร์ที่ 4 มีนาคม 2565 ที่", "วันศุกร์ที่ 4 มีนาคม 2565", None),
        ("เมื่อวันพุธที่ 4 มีนาคม 2565", "วันพุธที่ 4 มีนาคม 2565", "4 March 2022 was a Friday (วันศุกร์)"),
        ("於2022年3月4日（星期五）在", "2022年3月4日（星期五）", None),
        ("據報2022年3月4日星期五在北京", "2022年3月4日星期五", None),
        ("2022年3月4日 星期四", "2022年3月4日 星期四", "4 March 2022 was a Friday (星期五)"),
        ("2022年3月4日（木）、", "2022年3月4日（木）", "4 March 2022 was a Friday (金曜日)"),
        ("2022년 3월 4일 (금)", "2022년 3월 4일 (금)", None),
        ("Thứ Sáu, ngày 4/3/2022", "Thứ Sáu, ngày 4/3/2022", None),
        ("4 Mart 2022 Cuma günü", "4 Mart 2022 Cuma", None),
        ("perjantaina 4. maaliskuuta 2022", "perjantaina 4. maaliskuuta 2022", None),
        ("शुक्रवार, 4 मार्च 2022", "शुक्रवार, 4 मार्च 2022", None),
        ("pada Jumat (3/4/2022)", "Jumat (3/4/2022)", "day and month swapped: 4 March 2022 was a Friday (Jumat)"),
    ],
)
def test_weekdays_are_known_in_every_language(text, raw, note):
    assert [(found.raw, found.note) for found in days_in_text(text)] == [(raw, note)]


@pytest.mark.parametrize("text", ["Jumat (4/3)", "the Friday before 4 March 2022", "Minggu depan", "a Sunday in 2022"])
def test_a_weekday_without_a_full_date_claims_nothing(text):
    assert list(days_in_text(text)) == []
