CREATE TABLE incidents (
    incident_id BIGINT, outlet VARCHAR, cause VARCHAR, evidence VARCHAR, opened_at TIMESTAMPTZ, closed_at TIMESTAMPTZ,
    told_at TIMESTAMPTZ, end_told_at TIMESTAMPTZ
);
COMMENT ON TABLE incidents IS 'Something that was wrong with an outlet, from the run that found it to the first that did not.';
COMMENT ON COLUMN incidents.incident_id IS 'Its number in the archive.';
COMMENT ON COLUMN incidents.outlet IS 'The outlet; NULL when it was our own line that was down.';
COMMENT ON COLUMN incidents.cause IS 'silent, fewer (articles), shorter (texts), unsure (lower confidence), dirtier (more lines taken out), walled (more walls), line down.';
COMMENT ON COLUMN incidents.evidence IS 'What showed it.';
COMMENT ON COLUMN incidents.opened_at IS 'When it was first found.';
COMMENT ON COLUMN incidents.closed_at IS 'When it was found to be well again; NULL while it is not.';
COMMENT ON COLUMN incidents.told_at IS 'When its event was sent or its line was printed.';
COMMENT ON COLUMN incidents.end_told_at IS 'The same for its end.';

CREATE TABLE mentions (word VARCHAR, article_id BIGINT, position INTEGER, matched_at TIMESTAMPTZ);
COMMENT ON TABLE mentions IS 'A watched word in an article that was new and nobody''s copy.';
COMMENT ON COLUMN mentions.word IS 'As the settings name it under watch.';
COMMENT ON COLUMN mentions.article_id IS 'The article.';
COMMENT ON COLUMN mentions.position IS 'The first paragraph that has it; 0: the headline.';
COMMENT ON COLUMN mentions.matched_at IS 'When it was found.';

COMMENT ON COLUMN outlets.state IS 'ok, failing (its last feed or sitemap did not come), silent (longer than in four weeks), changed (fewer or other articles than usual: see incidents), new (not asked yet), imported.';
