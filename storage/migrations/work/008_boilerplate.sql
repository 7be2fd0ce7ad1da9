CREATE TABLE private.boilerplate (outlet VARCHAR, text_id BIGINT, witnesses INTEGER);
COMMENT ON TABLE private.boilerplate IS 'The lines that an outlet prints under articles that have nothing to do with each other.';
COMMENT ON COLUMN private.boilerplate.outlet IS 'The outlet.';
COMMENT ON COLUMN private.boilerplate.text_id IS 'A hash of the words, as in private.paragraphs.';
COMMENT ON COLUMN private.boilerplate.witnesses IS 'How many unrelated articles were enough to show it.';
