"""What a person is told of a run, in sentences, and of what the system did to it."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.incidents import Incident, Mention, News

#: Letters that are not seen and act: controls, and those that turn the direction of the text around them.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

OUR_LINE = "our own line"


def sentences(news: News) -> list[str]:
    """One each: what went wrong, what is well again, which new texts mention a watched word."""
    return [
        *map(opened, news.opened),
        *map(closed, news.closed),
        *map(mentioned, news.mentions),
    ]


def opened(incident: Incident) -> str:
    """``meridian: silent: no new article in 2 days, usually 20 a day``."""
    return f"{incident.outlet or OUR_LINE}: {incident.cause}: {incident.evidence}"


def closed(incident: Incident) -> str:
    """``meridian: well again (was silent since 2026-11-24 09:30)``."""
    return f"{incident.outlet or OUR_LINE}: well again (was {incident.cause} since {incident.opened_at:%Y-%m-%d %H:%M})"


def mentioned(mention: Mention) -> str:
    """``"Pertamina" in meridian: Fuel prices rise``."""
    return f'"{mention.word}" in {mention.outlet}: {visible(mention.title) or mention.url}'


def visible(text: str) -> str:
    """*text* of a page without letters that are not seen and act."""
    return UNSEEN.sub("", text)


def counted(number: int, one: str, many: str) -> str:
    """``1 copy``, ``2 copies``."""
    return f"{number} {one if number == 1 else many}"


def of_the_system(error: OSError) -> str:
    """``data/pages.sqlite: the disk is full: make room and run again, nothing is lost``."""
    where = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{where}the disk is full: make room and run again, nothing is lost"
    if error.errno in {errno.EFBIG, errno.EDQUOT}:
        return f"{where}no more may be written ({error.strerror}): raise the limit and run again, nothing is lost"
    return f"{where}{error.strerror or error}"
