-- The version of the layout where people look for it; it stood in PRAGMA user_version alone, which older programs read.
CREATE TABLE schema_version (version INTEGER NOT NULL);  -- a row for each time that the file was brought forward
