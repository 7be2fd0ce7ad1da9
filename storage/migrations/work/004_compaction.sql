ALTER TABLE private.layout ADD COLUMN compacted_bytes BIGINT;
ALTER TABLE private.layout ADD COLUMN compacted_articles BIGINT;
COMMENT ON TABLE private.layout IS 'A hash of what the views were made from, and how large the file was when it was last written anew.';
