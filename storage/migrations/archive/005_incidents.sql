CREATE TABLE incidents (                     -- something wrong with an outlet, or with our own line (outlet is NULL)
    incident_id INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet      TEXT,
    cause       TEXT NOT NULL,
    evidence    TEXT NOT NULL,
    opened_at   TEXT NOT NULL,
    closed_at   TEXT,
    told_at     TEXT,                        -- when someone was told of it, and of its end
    end_told_at TEXT
);

CREATE TABLE mentions (                      -- an article that mentions a watched word
    word       TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    matched_at TEXT NOT NULL,
    outlet     TEXT NOT NULL,
    title      TEXT NOT NULL,
    url        TEXT NOT NULL,
    told_at    TEXT,
    PRIMARY KEY (word, article_id)
);
