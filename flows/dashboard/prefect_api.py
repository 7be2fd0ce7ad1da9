"""Which Prefect server runs belong to, found out without the second that importing Prefect costs."""

from __future__ import annotations

import os
from pathlib import Path

from flows.dashboard.deployments import HEARTBEAT_SECONDS
from flows.dashboard.prefect_settings import FOREIGN, past_proxies
from storage.lock import api_that_is_up

KEY = "PREFECT_API_URL"

#: Files of the working folder in which Prefect looks for settings.
LOCAL_FILES = ("prefect.toml", "pyproject.toml", ".env")


class ServerError(Exception):
    """A Prefect server does not do what we need of it; the message says which, why and what to do."""


def has_server(data: Path) -> bool:
    """Whether there is one: by `wirewatch up` for the folder *data*, by the environment, by a profile or a file here.

    Settles the environment accordingly, before Prefect is imported and reads it. That of `up` goes before a person's
    own Prefect, on which nobody would take up the runs; who sets PREFECT_API_URL to nothing wants none.
    """
    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", str(HEARTBEAT_SECONDS))
    if _environment().get(KEY) != "" and (api := api_that_is_up(data)):
        for name in [name for name in os.environ if name.upper() in FOREIGN]:
            del os.environ[name]
        os.environ |= {KEY: api, "PREFECT_HOME": str((data / "prefect").resolve())} | past_proxies(os.environ)
    return is_configured()


def is_configured() -> bool:
    """Whether runs are to appear on a Prefect dashboard: by the environment, a profile, or a file in this folder."""
    environment = _environment()
    if KEY in environment:
        return bool(environment[KEY])
    if not any(_may_name_an_api(path) for path in (_profiles(), *map(Path, LOCAL_FILES))):
        return False
    from prefect.settings import get_current_settings  # noqa: PLC0415 - see above

    return get_current_settings().api.url is not None


def _environment() -> dict[str, str]:
    return {name.upper(): value for name, value in os.environ.items()}  # Prefect reads names in any case


def _profiles() -> Path:
    home = os.environ.get("PREFECT_HOME", "~/.prefect")
    return Path(os.environ.get("PREFECT_PROFILES_PATH", f"{home}/profiles.toml")).expanduser()


def _may_name_an_api(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return KEY in text.upper() or "tool.prefect" in text or path.name == "prefect.toml"
