CREATE TABLE forgotten (                     -- what was taken down: it is not asked, kept or loaded again
    kind         TEXT NOT NULL,              -- url (subject: what all its spellings have in common), host (and all below it)
    subject      TEXT NOT NULL,
    forgotten_at TEXT NOT NULL,
    PRIMARY KEY (kind, subject)
);
