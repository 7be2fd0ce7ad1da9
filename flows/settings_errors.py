"""What pydantic found wrong, as a person who edits ``wirewatch.toml`` would say it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

#: What to write where nothing stands.
SAMPLES = {
    "contact": 'contact = "you@your-newsroom.org", your own e-mail address or URL',
    "name": 'name = "antara"',
    "home": 'home = "https://www.antaranews.com/"',
}

#: The keys of each table of the file, for those who misspell one.
KEYS = {
    "": ("contact", "data", "politeness", "network", "retention", "watch", "group", "outlet"),
    "politeness": ("seconds_between_requests", "requests_at_once"),
    "network": ("private_addresses",),
    "retention": ("pages_days",),
    "group": ("name", "cron", "timezone"),
    "outlet": ("name", "home", "feeds", "sitemaps", "group", "language", "agency"),
}

#: pydantic's words for a type, in TOML's.
ADVICE = {
    "string_type": "write text in quotation marks",
    "list_type": 'write a list such as ["..."], or [[tables]]',
    "bool_type": "write true or false",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number, without quotation marks",
    "finite_number": "write a finite number",
    "model_type": "write a table such as [politeness] or [[outlet]]",
    "string_too_short": "write at least one character",
}

#: As much of a value as a line of a terminal bears.
SHOWN_LETTERS = 60


def line_of(detail: ErrorDetails) -> str:
    """Key, what was found, what to write; on one line, whatever stands in the file."""
    return " ".join(_words_of(detail).split())


def _words_of(detail: ErrorDetails) -> str:
    location = detail["loc"]
    if detail["type"] == "missing":
        return f"{_key(location)}: it is missing; write {SAMPLES.get(str(location[-1]), f'{location[-1]} = ...')}"
    if detail["type"] == "extra_forbidden":
        return f"{_key(location)}: unknown key; {_allowed_keys(location)}"
    if detail["type"] == "names":  # it spans tables and names its own keys
        return detail["msg"]
    return f"{_key(location)}: found {_found(detail['input'])}; {_advice(detail)}"


def closest(word: str, words: Iterable[str]) -> str | None:
    """The one of *words* that *word* may have meant."""
    return next(iter(get_close_matches(word, words, 1)), None)


def _advice(detail: ErrorDetails) -> str:
    if detail["type"] in {"string_pattern_mismatch", "string_too_long"}:
        is_language = detail["loc"][-1] == "language"
        return 'write two letters such as "id"' if is_language else "write lower-case letters, digits and hyphens"
    message = detail["msg"].replace("Input should be ", "write a number ")
    return ADVICE.get(detail["type"], message)


def _key(location: tuple[int | str, ...]) -> str:
    """``outlet[2].home``, counted from 1 as a reader of the file counts."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location]
    return "".join(parts).lstrip(".")


def _found(value: Any) -> str:  # noqa: ANN401 - anything that TOML can say
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= SHOWN_LETTERS else text[:SHOWN_LETTERS] + "..."


def _allowed_keys(location: tuple[int | str, ...]) -> str:
    keys = KEYS.get(str(location[0]) if len(location) > 1 else "", ())
    close = closest(str(location[-1]), keys)
    return f'did you mean "{close}"?' if close else f"allowed are {', '.join(keys)}"
