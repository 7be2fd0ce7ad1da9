"""What happened, as one HTML page that loads nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined, Template

from extractors.urls import is_http
from flows.reports.digest import sentence
from flows.reports.picture import as_data_uri, picture
from flows.telling import OUR_LINE

if TYPE_CHECKING:
    from datetime import datetime

    from storage.overview import Overview


def html_page(overview: Overview, now: datetime) -> str:
    """The page. All text from outside is escaped by the template engine."""
    return _template().render(
        overview=overview,
        since=_moment(overview.since),
        sentence=sentence(overview),
        picture=as_data_uri(picture(overview, now.date())),
        our_line=OUR_LINE,
    )


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["moment"] = _moment
    environment.tests["web"] = is_http
    return environment.from_string(files("flows.reports").joinpath("page.html").read_text(encoding="utf-8"))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
