"""The bytes of a page to a clean article."""
