"""Imported by the process from which workers are forked: cleans a text, so that models and patterns are loaded."""

from __future__ import annotations

import signal

# Ctrl-C reaches every process at the terminal; it is for the run, which ends its workers itself.
signal.signal(signal.SIGINT, signal.SIG_IGN)

from extractors.model import Text  # noqa: E402 - the imports take a second, in which Ctrl-C may come
from extractors.pages.article import clean_text  # noqa: E402

clean_text(Text("http://wirewatch.localhost/", "Warm", ("The market in the town opened on Friday, 4 March 2022.",) * 2))
