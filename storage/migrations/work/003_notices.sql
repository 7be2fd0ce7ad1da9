CREATE TABLE private.notices (article_id BIGINT, version INTEGER, note VARCHAR);
COMMENT ON TABLE private.notices IS 'Behind versions: what a state says of its own correction.';
