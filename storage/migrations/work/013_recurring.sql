CREATE TABLE private.recurring (print BIGINT);
COMMENT ON TABLE private.recurring IS 'The prints that outlets say again and again, as the last comparison of an article that has them showed.';
COMMENT ON COLUMN private.recurring.print IS 'As in private.prints.';
