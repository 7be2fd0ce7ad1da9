-- Which listing named which URL, when the listings of an outlet were last looked for, and which URLs are one page.

CREATE TABLE sightings (                     -- a listing named a URL: once for each pair, the first time
    sighting_id INTEGER PRIMARY KEY AUTOINCREMENT,
    url         TEXT NOT NULL,
    outlet      TEXT NOT NULL,
    listing     TEXT NOT NULL,
    kind        TEXT NOT NULL,               -- feed, sitemap, home
    seen_at     TEXT NOT NULL,
    UNIQUE (url, listing)
);

CREATE TABLE looks (                         -- when the listings of an outlet were looked for
    outlet    TEXT PRIMARY KEY,
    looked_at TEXT NOT NULL,
    times     INTEGER NOT NULL
);

ALTER TABLE urls ADD COLUMN identity TEXT;            -- what all spellings of the page have in common
ALTER TABLE urls ADD COLUMN canonical_identity TEXT;  -- the same of its canonical URL
ALTER TABLE urls ADD COLUMN alias_of TEXT;            -- the URL of the same page that is asked in its place
CREATE INDEX urls_by_identity ON urls (identity);
CREATE INDEX urls_by_canonical_identity ON urls (canonical_identity);
CREATE INDEX urls_by_alias ON urls (alias_of) WHERE alias_of IS NOT NULL;
DROP INDEX urls_by_canonical;

-- An alias follows the page that is asked in its place: to its article, or, where none came of it, it is asked itself.
CREATE TRIGGER urls_alias_found AFTER UPDATE OF article_id ON urls WHEN NEW.article_id IS NOT NULL BEGIN
    UPDATE urls SET article_id = NEW.article_id WHERE alias_of = NEW.url;
END;
CREATE TRIGGER urls_alias_alone AFTER UPDATE OF state ON urls 
WHEN NEW.state IN ('failed', 'skipped') AND NEW.article_id IS NULL BEGIN
    UPDATE urls SET state = 'waiting', reason = 'new', alias_of = NULL,
        due_at = strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')
    WHERE alias_of = NEW.url AND state = 'skipped' AND article_id IS NULL;
END;
