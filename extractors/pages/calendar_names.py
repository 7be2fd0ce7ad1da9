"""Names of months, weekdays, countries and large cities, in the languages of the news: the door to babel."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.dates import get_day_names, get_month_names

#: The languages of the locale data that are read: those with newspapers on the web.
LANGUAGES = (
    *("en", "id", "ms", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "is", "pl", "cs", "sk", "sl", "sr"),
    *("sr_Latn", "bs", "bg", "ru", "uk", "be", "mk", "ro", "hu", "el", "tr", "az", "ar", "ar_SY", "fa", "he", "hi"),
    *("bn", "ur", "ta", "te", "ml", "th", "vi", "km", "my", "ka", "hy", "et", "lv", "lt", "ja", "ko", "zh"),
    *("zh_Hant", "sq", "ca", "eu", "gl", "sw", "fil", "kk", "uz", "hr"),
)

#: What locale data does not have: how outlets also write them.
OTHER_MONTHS = {"sept": 9, "agt": 8, "agst": 8, "pebruari": 2, "nop": 11, "marc": 3}
OTHER_WEEKDAYS = {"jum'at": 4, "jum’at": 4, "thurs": 3, "tues": 1} | {
    f"{week}{sign}": number for week in ("週", "礼拜", "禮拜") for number, sign in enumerate("一二三四五六日")
}

#: Slavic languages put a weekday after "on" into another case than locale data has.
ACCUSATIVES = {"а": "у", "я": "ю", "a": "ęu"}

#: Shorter abbreviations are words of other languages: "on" is a Norwegian Wednesday.
ABBREVIATION_LETTERS = 3


def month_of(word: str) -> int | None:
    """1 to 12 for the name of a month in any language, in full or abbreviated."""
    return _months().get(word.casefold().rstrip("."))


def weekday_of(words: str) -> int | None:
    """0 (Monday) to 6 for the name of a weekday in any language; one of two letters needs its full stop."""
    found = _named(words)
    return None if found is None else found[0]


def languages_of(words: str) -> frozenset[str]:
    """The languages in which *words* name a weekday."""
    found = _named(words)
    return frozenset() if found is None else found[1]


def weekday_at_the_end(letters: str) -> str | None:
    """The name of a weekday that *letters* end with, in a script without spaces."""
    return next((name for name in _unspaced_weekdays() if letters.endswith(name)), None)


def weekday_at_the_start(letters: str) -> str | None:
    """The same where they begin with one."""
    return next((name for name in _unspaced_weekdays() if letters.startswith(name)), None)


def weekday_name(number: int, language: str) -> str:
    """What a language calls the weekday."""
    return str(get_day_names("wide", locale=language)[number])


def month_name(number: int, language: str) -> str:
    """What a language calls the month."""
    return str(get_month_names("wide", locale=language)[number])


@lru_cache(maxsize=1)
def cities_and_countries() -> frozenset[str]:
    """Countries in every language, and the cities after which time zones are named, in small letters."""
    countries = {name for language in LANGUAGES for name in Locale.parse(language).territories.values()}
    zones = {zone for zones in get_global("territory_zones").values() for zone in zones}
    cities = {zone.rpartition("/")[2].replace("_", " ") for zone in zones}
    return frozenset(name.casefold() for name in countries | cities)


def _named(words: str) -> tuple[int, frozenset[str]] | None:
    folded = words.casefold()
    return _weekdays().get(folded) or _weekdays().get(folded.rstrip("."))


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Of a name that two languages give to two months, the language that stands first in the list has it."""
    names = dict(OTHER_MONTHS)
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context=context, locale=language).items():
                    names.setdefault(name.casefold().rstrip("."), number)
    return {name: number for name, number in names.items() if not name[0].isdigit()}


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, tuple[int, frozenset[str]]]:
    said: dict[str, dict[int, set[str]]] = {}
    for language in LANGUAGES:
        for name, number in _names_of_days(language):
            said.setdefault(name, {}).setdefault(number, set()).add(language)
    unambiguous = {name: numbers for name, numbers in said.items() if len(numbers) == 1}
    others = {name: (number, frozenset({"id"})) for name, number in OTHER_WEEKDAYS.items()}
    return {
        name: (number, frozenset(languages))
        for name, numbers in unambiguous.items()
        for number, languages in numbers.items()
    } | others


def _names_of_days(language: str) -> list[tuple[str, int]]:
    names = []
    for context in ("format", "stand-alone"):
        for number, name in get_day_names("wide", context=context, locale=language).items():
            name = name.casefold()  # noqa: PLW2901 - the same name
            names.append((name, number))
            names += [(name[:-1] + ending, number) for ending in ACCUSATIVES.get(name[-1], "")]
        for number, name in get_day_names("abbreviated", context=context, locale=language).items():
            short = name.casefold().rstrip(".")
            is_word = len(short) < ABBREVIATION_LETTERS and short.isascii()
            names.append((f"{short}." if is_word else short, number))
    return names


@lru_cache(maxsize=1)
def _unspaced_weekdays() -> tuple[str, ...]:
    """Longest first, without single letters: those are words."""
    names = [name for name in _weekdays() if len(name) > 1 and "\u0e00" <= name[0] <= "\u9fff"]
    return tuple(sorted(names, key=len, reverse=True))
