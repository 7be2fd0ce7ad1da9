"""What can go wrong for a whole command, as one line on standard error and an exit code."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from flows.cli.screen import complain
from flows.dashboard.prefect_api import ServerError
from flows.maintenance.forget import UnknownSubjectError
from flows.maintenance.rebuild import RebuildError
from flows.settings import SettingsError
from flows.telling import of_the_system
from storage.archive import ArchiveError
from storage.lock import LockedError
from storage.publishing import NothingPublishedError, PublishingError
from storage.query import RefusedError
from storage.work import WorkError

if TYPE_CHECKING:
    from collections.abc import Iterator

COULD_NOT = 1
COULD_NOT_DO = (
    ServerError,
    LockedError,
    ArchiveError,
    WorkError,
    NothingPublishedError,
    PublishingError,
    UnknownSubjectError,
    RebuildError,
)
BAD_USAGE = 2

#: What a shell reports for a command that Ctrl-C ended.
INTERRUPTED = 130


class UsageError(Exception):
    """The command was called with something that it cannot use; the message says what and what to do."""


#: What a run, an import, or an export that Ctrl-C ended has left; of other commands nothing goes on.
GOES_ON = "what came is kept, and the next run goes on from here"


@contextmanager
def told(when_interrupted: str = "type the same again") -> Iterator[None]:
    """Ends the command with one clear line for each expected failure; anything else is a defect and shows its trace."""
    try:
        yield
    except SettingsError as error:
        for line in error.lines:
            complain(line)
        raise typer.Exit(BAD_USAGE) from None
    except (UsageError, RefusedError) as error:
        complain(str(error))
        raise typer.Exit(BAD_USAGE) from None
    except COULD_NOT_DO as error:
        complain(str(error))
        raise typer.Exit(COULD_NOT) from None
    except BrokenPipeError:
        raise  # whoever read the output has seen enough: the command ends with 1 and without a word
    except OSError as error:
        complain(of_the_system(error))
        raise typer.Exit(COULD_NOT) from None
    except KeyboardInterrupt:
        complain(f"interrupted: {when_interrupted}")
        raise typer.Exit(INTERRUPTED) from None
