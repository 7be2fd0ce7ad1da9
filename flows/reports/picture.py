"""New articles of each outlet on each day, against what is usual there: a drawing in SVG."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from storage.overview import Overview

#: Days that are drawn, and outlets: more would be read by no one.
DAYS = 14
MOST_OUTLETS = 24

#: Pixels: the name of an outlet, a day, the height of a row, and of its tallest bar.
NAME, DAY, ROW, BAR = 160, 28, 34, 26

#: Bars that are the usual number stand this high, so that twice as many still fit.
USUAL_HEIGHT = BAR / 2


@dataclass(frozen=True, slots=True)
class _Row:
    outlet: str
    counts: tuple[int, ...]  # the oldest day first
    usual: float


def picture(overview: Overview, today: date) -> str:
    """The drawing, as an SVG document."""
    rows = list(_rows(overview, today))[:MOST_OUTLETS]
    drawn = "".join(_drawn(row, top * ROW) for top, row in enumerate(rows))
    width, height = NAME + DAYS * DAY + 10, max(len(rows), 1) * ROW + 24
    dates = "".join(
        f'<text x="{NAME + at * DAY + 2}" y="{height - 8}">{today - timedelta(days=DAYS - 1 - at):%d.%m}</text>'
        for at in range(0, DAYS, 2)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="sans-serif" font-size="11"><rect width="{width}" height="{height}" fill="#fff"/>'
        f"{drawn}{dates}</svg>"
    )


def as_data_uri(svg: str) -> str:
    """*svg* as an address that holds it, for pages that load nothing from elsewhere."""
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _rows(overview: Overview, today: date) -> Iterator[_Row]:
    counts = {(one.outlet, one.day): one.articles for one in overview.days}
    for outlet in overview.outlets:
        days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
        of_outlet = tuple(counts.get((outlet.outlet, day), 0) for day in days)
        yield _Row(outlet.outlet, of_outlet, outlet.usual or sum(of_outlet) / DAYS)


def _drawn(row: _Row, top: int) -> str:
    """A bar a day; the line is what is usual, a bar of more than twice that ends in a darker cap."""
    base = top + ROW - 4
    bars = "".join(_bar(count, row.usual, NAME + at * DAY, base) for at, count in enumerate(row.counts))
    line = base - USUAL_HEIGHT
    return (
        f'<text x="4" y="{base - 8}">{escape(row.outlet[:24])}</text>{bars}'
        f'<line x1="{NAME}" x2="{NAME + DAYS * DAY}" y1="{line}" y2="{line}" stroke="#999" stroke-dasharray="3 3"/>'
    )


def _bar(count: int, usual: float, left: int, base: int) -> str:
    height = min(count / usual * USUAL_HEIGHT, BAR) if usual else 0
    fill = "#1f4e79" if usual and count > 2 * usual else "#4a90c2"
    return (
        f'<rect x="{left + 2}" y="{base - height:.1f}" width="{DAY - 4}" height="{height:.1f}" fill="{fill}">'
        f"<title>{count}</title></rect>"
    )
