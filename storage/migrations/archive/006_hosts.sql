-- How hosts answer and who asks them now, shared by all runs on this machine. It begins anew, but for what is closed.
CREATE TABLE hosts_before AS SELECT host, closed_until FROM hosts WHERE closed_until IS NOT NULL;
DROP TABLE hosts;
CREATE TABLE hosts (
    host           TEXT PRIMARY KEY,
    asked_at       REAL,                       -- seconds since 1970: when the last request left
    pause          REAL NOT NULL DEFAULT 0,    -- seconds that are kept after it
    held_by        INTEGER,                    -- the run that asks it
    held_until     REAL NOT NULL DEFAULT 0,    -- seconds since 1970: after this, or when that run has ended, it is free
    answer_seconds REAL,                       -- moving average
    slowdown       REAL NOT NULL DEFAULT 1,    -- the pause of the settings is stretched so much
    refusals       INTEGER NOT NULL DEFAULT 0, -- 429 in a row
    failures       INTEGER NOT NULL DEFAULT 0, -- in a row: 2 for no answer, 1 for 5xx
    closed_until   TEXT,
    closed_because TEXT                        -- asked to wait, failing
);
INSERT INTO hosts (host, closed_until, closed_because) SELECT host, closed_until, 'asked to wait' FROM hosts_before;
DROP TABLE hosts_before;
-- That a run could hardly connect to anything: our own line was down, and no outlet is to blame for what failed in it.
ALTER TABLE runs ADD COLUMN line_down TEXT;
