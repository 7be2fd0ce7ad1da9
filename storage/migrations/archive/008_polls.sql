CREATE TABLE polls (                         -- when each listing is asked again, and how it did so far
    url           TEXT PRIMARY KEY,
    outlet        TEXT NOT NULL,
    asked_at      TEXT,
    interval      REAL,                      -- seconds between two polls, as it has adapted
    due_at        TEXT,
    not_before    TEXT,                      -- the outlet's own wish
    on_time       INTEGER NOT NULL,          -- successes when it was due, since the interval last changed
    seen_share    REAL,
    last_new_at   TEXT,
    failures      REAL NOT NULL,             -- in a row, weighed
    failing_since TEXT,
    outcome       TEXT,
    unmodified    INTEGER NOT NULL,
    false_304_at  TEXT
);
