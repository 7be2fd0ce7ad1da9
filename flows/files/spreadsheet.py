"""Values as a CSV file may hold them: words that a spreadsheet takes for no formula, numbers as numbers."""

from __future__ import annotations

import json

#: A spreadsheet takes a text that begins so for a formula (CWE-1236, OWASP ASVS 1.2.10).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def csv_value(value: object) -> object:
    """*value* for a cell: lists and structures as JSON, a formula as the words that it is."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
