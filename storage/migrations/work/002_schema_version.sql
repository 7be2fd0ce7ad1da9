COMMENT ON TABLE schema_version IS 'The steps by which this layout came about; the largest is its version.';
COMMENT ON COLUMN schema_version.version IS 'The number of a step.';
CREATE TABLE private.layout (views BIGINT);
COMMENT ON TABLE private.layout IS 'A hash of what the views were made from.';
