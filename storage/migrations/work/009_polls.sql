CREATE TABLE polls (
    url VARCHAR, outlet VARCHAR, asked_at TIMESTAMPTZ, interval INTERVAL, due_at TIMESTAMPTZ, not_before TIMESTAMPTZ,
    seen_share DOUBLE, last_new_at TIMESTAMPTZ, failures DOUBLE, failing_since TIMESTAMPTZ, outcome VARCHAR,
    false_304_at TIMESTAMPTZ
);
COMMENT ON TABLE polls IS 'A feed, sitemap or home page that is asked for news: how often, and how it did. None is ever dropped: a dead one is asked each month.';
COMMENT ON COLUMN polls.url IS 'Its address.';
COMMENT ON COLUMN polls.outlet IS 'The outlet.';
COMMENT ON COLUMN polls.asked_at IS 'When it was asked last.';
COMMENT ON COLUMN polls.interval IS 'From one poll to the next, as it has adapted to how much was new.';
COMMENT ON COLUMN polls.due_at IS 'When a schedule asks it again (a run by hand asks at once).';
COMMENT ON COLUMN polls.not_before IS 'The outlet''s own wish: Cache-Control, Expires, ttl, sy:, Retry-After.';
COMMENT ON COLUMN polls.seen_share IS 'Of what it listed last, the share that was known, 0 to 1.';
COMMENT ON COLUMN polls.last_new_at IS 'When it last had something new.';
COMMENT ON COLUMN polls.failures IS 'In a row: 1 for each hard one, 0.5 for a soft one (404, 429, 5xx), 0.25 for a passing one.';
COMMENT ON COLUMN polls.failing_since IS 'Since when it has failed; NULL while it answers.';
COMMENT ON COLUMN polls.outcome IS 'What came the last time, in the words of urls.reason.';
COMMENT ON COLUMN polls.false_304_at IS 'When it was caught answering 304 although there was news: since then it is asked in full.';
