"""The characters of a page to the words that resiliparse takes for its main content: the door to resiliparse.

It drops what is marked or named as navigation and keeps the rest: it loses little, and takes too much.
"""

from __future__ import annotations

from resiliparse.extract.html2text import extract_plain_text


def main_content_lines(markup: str) -> list[str]:
    """The lines of the main content, without descriptions of pictures and bullets."""
    text: str = extract_plain_text(markup, main_content=True, alt_texts=False, list_bullets=False)
    return [line for line in text.split("\n") if line.strip()]
