ALTER TABLE private.articles ADD COLUMN cleaner_version VARCHAR;
ALTER TABLE private.old_versions ADD COLUMN cleaner_version VARCHAR;
CREATE TABLE private.batches (batch_id BIGINT, new INTEGER, changed INTEGER);
COMMENT ON TABLE private.batches IS 'What was loaded, a transaction each, and how many articles and versions came of it: none is loaded twice.';
