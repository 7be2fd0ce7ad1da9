CREATE TABLE rights (                        -- what an outlet says about the use of a page; a row when it says otherwise
    rights_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet     TEXT NOT NULL,
    url        TEXT NOT NULL,
    signal     TEXT NOT NULL,
    source     TEXT NOT NULL,
    value      TEXT NOT NULL,
    verdict    TEXT NOT NULL,
    keep_until TEXT,                         -- when the raw page is to go
    seen_at    TEXT NOT NULL
);
CREATE INDEX rights_by_url ON rights (url, signal, source);
CREATE INDEX rights_by_keep_until ON rights (keep_until) WHERE keep_until IS NOT NULL;
