-- When the article at a URL last changed, as far as rechecks go by it; NULL: it is not asked again of our own accord.
ALTER TABLE urls ADD COLUMN changed_at TEXT;
