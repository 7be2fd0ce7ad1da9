"""The .sql files of this folder, by their names."""

from __future__ import annotations

from importlib.resources import files


def statements(name: str) -> str:
    """What stands in the file of that name, such as ``work.sql``."""
    return files("storage").joinpath(name).read_text(encoding="utf-8")
