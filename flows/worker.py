"""What a worker process does: clean one page, within a limit of CPU that really ends it.

The process that hands out pages imports this module too, and is spared the parsers.
"""

from __future__ import annotations

import resource

from extractors.model import Cleaned, Page, Text
from extractors.outcomes import Reason

#: Seconds of CPU that one page may take: a page of 10 MB of paragraphs takes about so long.
CPU_SECONDS = 20

#: The same on the clock, for a page that waits instead of computing; other processes may hold the CPU.
WALL_SECONDS = 120


def clean_one(page: Page | Text, agencies: tuple[str, ...] = ()) -> Cleaned:
    """Cleans one page, unless it takes more CPU than it may, which ends this process."""
    from extractors.pages.article import clean_page, clean_text  # noqa: PLC0415 - only workers pay for the parsers

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        return clean_page(page, agencies) if isinstance(page, Page) else clean_text(page, agencies)
    except (RecursionError, MemoryError) as error:
        return Cleaned(Reason.CLEANER_STOPPED, evidence=type(error).__name__)
