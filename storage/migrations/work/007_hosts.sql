CREATE TABLE private.hosts (
    host VARCHAR, pause DOUBLE, asked_at TIMESTAMPTZ, answer_seconds DOUBLE, slowdown DOUBLE, failures INTEGER,
    closed_until TIMESTAMPTZ, closed_because VARCHAR
);
ALTER TABLE runs ADD COLUMN line_down VARCHAR;
COMMENT ON COLUMN runs.line_down IS 'Our own line was down: a sentence that says how that showed. No outlet is blamed for what failed in that run.';
