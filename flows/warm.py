"""Imported by the process from which workers are forked: cleans a text, so that models and patterns are loaded."""

from __future__ import annotations

from extractors.model import Text
from extractors.pages.article import clean_text

clean_text(Text("http://wirewatch.localhost/", "Warm", ("The market in the old town opens at dawn on Monday.",) * 2))
