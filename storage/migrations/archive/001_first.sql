-- pages.sqlite: what happened on the network. Append only, but for the state that says what is to be asked next.
-- Times are ISO 8601 text in UTC, so that they sort.

CREATE TABLE IF NOT EXISTS bodies (          -- the bytes of answers, each once
    body_id INTEGER PRIMARY KEY,
    sha256  BLOB NOT NULL UNIQUE,
    size    INTEGER NOT NULL,
    zstd    BLOB NOT NULL
);

CREATE TABLE IF NOT EXISTS runs (
    run_id      INTEGER PRIMARY KEY AUTOINCREMENT,
    flow_run_id TEXT,
    "group"     TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT,
    outcome     TEXT,
    counts      TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE IF NOT EXISTS outlets (         -- as the settings last named them
    name     TEXT PRIMARY KEY,
    home     TEXT,
    "group"  TEXT,
    language TEXT,
    agency   INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS fetches (         -- one request and its answer
    fetch_id     INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id       INTEGER NOT NULL REFERENCES runs,
    outlet       TEXT NOT NULL,
    url          TEXT NOT NULL,
    purpose      TEXT NOT NULL,              -- robots, feed, sitemap, home, page; page and text for what was imported
    requested_at TEXT NOT NULL,
    seconds      REAL NOT NULL,
    outcome      TEXT NOT NULL,
    status       INTEGER,
    bytes        INTEGER NOT NULL,
    final_url    TEXT,
    headers      TEXT NOT NULL,
    evidence     TEXT,
    body_id      INTEGER REFERENCES bodies
);
CREATE INDEX IF NOT EXISTS fetches_by_url ON fetches (url, fetch_id);
CREATE INDEX IF NOT EXISTS fetches_by_body ON fetches (body_id);

CREATE TABLE IF NOT EXISTS listings (        -- feeds and sitemaps: what to ask them with
    url           TEXT PRIMARY KEY,
    outlet        TEXT NOT NULL,
    kind          TEXT NOT NULL,             -- feed, sitemap
    found         INTEGER NOT NULL,          -- 1: discovered on the outlet's pages, 0: named in the settings
    etag          TEXT,
    last_modified TEXT,
    full_at       TEXT,                      -- when it was last asked without validators
    succeeded_at  TEXT
);

CREATE TABLE IF NOT EXISTS hosts (           -- when a host may be asked again, by any run on this machine
    host         TEXT PRIMARY KEY,
    next_at      REAL NOT NULL DEFAULT 0,    -- seconds since 1970
    closed_until TEXT
);

CREATE TABLE IF NOT EXISTS urls (            -- every URL ever discovered
    url           TEXT PRIMARY KEY,
    outlet        TEXT NOT NULL,
    discovered_by TEXT NOT NULL,
    discovered_at TEXT NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT NOT NULL,
    article_id    INTEGER,
    canonical_url TEXT,                      -- of the article that was found there
    entry         TEXT NOT NULL,             -- what the feed said of it
    due_at        TEXT,                      -- when it is to be asked; NULL: not again
    attempts      INTEGER NOT NULL DEFAULT 0,
    failing_since TEXT,
    page_id       INTEGER REFERENCES fetches,  -- an answer that has no verdict yet
    tick          INTEGER NOT NULL DEFAULT 0 -- grows with each change, so that the database can follow
);
CREATE INDEX IF NOT EXISTS urls_by_due ON urls (outlet, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_by_page ON urls (page_id) WHERE page_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS urls_by_canonical ON urls (canonical_url);
CREATE INDEX IF NOT EXISTS urls_by_article ON urls (article_id);
CREATE INDEX IF NOT EXISTS urls_by_tick ON urls (tick);

CREATE TRIGGER IF NOT EXISTS urls_entered AFTER INSERT ON urls BEGIN
    UPDATE urls SET tick = (SELECT max(tick) + 1 FROM urls) WHERE url = NEW.url;
END;
CREATE TRIGGER IF NOT EXISTS urls_changed AFTER UPDATE OF state, reason, article_id ON urls BEGIN
    UPDATE urls SET tick = (SELECT max(tick) + 1 FROM urls) WHERE url = NEW.url;
END;
