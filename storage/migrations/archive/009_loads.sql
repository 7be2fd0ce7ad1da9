-- What became of each answer that was cleaned, in the order in which it was loaded: what a rebuild goes by.
CREATE TABLE loads (
    load_id         INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id        INTEGER NOT NULL,          -- the same for all that was loaded in one transaction
    run_id          INTEGER NOT NULL REFERENCES runs,
    fetch_id        INTEGER NOT NULL UNIQUE REFERENCES fetches,
    url             TEXT NOT NULL,             -- as in urls
    entry           TEXT NOT NULL,             -- what the feed said of it at that time
    reason          TEXT NOT NULL,
    article_id      INTEGER,
    cleaner_version TEXT,
    cleaned         BLOB                       -- the clean record, packed: it stays when the bytes of the page go
);
CREATE INDEX loads_by_url ON loads (url);

CREATE TABLE comparisons (                     -- when what had been loaded was compared
    comparison_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id        INTEGER NOT NULL REFERENCES runs,
    load_id       INTEGER NOT NULL             -- the last that had been loaded
);

-- What was loaded before this was kept: a batch for each run, in the order of its fetches.
INSERT INTO loads (batch_id, run_id, fetch_id, url, entry, reason, article_id)
SELECT run_id, run_id, fetch_id, url, entry, reason, article_id FROM fetches JOIN urls USING (url)
WHERE purpose IN ('page', 'text') AND outcome = 'ok' AND fetch_id IS NOT page_id
ORDER BY fetch_id;
INSERT INTO comparisons (run_id, load_id) SELECT run_id, max(load_id) FROM loads GROUP BY run_id ORDER BY 2;

-- Retention looks for bytes that are old.
CREATE INDEX fetches_with_body ON fetches (requested_at) WHERE body_id IS NOT NULL;
