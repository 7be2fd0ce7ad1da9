"""Whether a Prefect API is configured, found out without the second that importing Prefect costs."""

from __future__ import annotations

import os
from pathlib import Path

KEY = "PREFECT_API_URL"

#: Files of the working folder in which Prefect looks for settings.
LOCAL_FILES = ("prefect.toml", "pyproject.toml", ".env")


def is_configured() -> bool:
    """Whether runs are to appear on a Prefect dashboard: by the environment, a profile, or a file in this folder."""
    environment = {name.upper(): value for name, value in os.environ.items()}  # Prefect reads names in any case
    if KEY in environment:
        return bool(environment[KEY])
    if not any(_may_name_an_api(path) for path in (_profiles(), *map(Path, LOCAL_FILES))):
        return False
    from prefect.settings import get_current_settings  # noqa: PLC0415 - see above

    return get_current_settings().api.url is not None


def _profiles() -> Path:
    home = os.environ.get("PREFECT_HOME", "~/.prefect")
    return Path(os.environ.get("PREFECT_PROFILES_PATH", f"{home}/profiles.toml")).expanduser()


def _may_name_an_api(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return KEY in text.upper() or "tool.prefect" in text or path.name == "prefect.toml"
