CREATE TABLE rights (
    rights_id BIGINT, outlet VARCHAR, host VARCHAR, url VARCHAR, signal VARCHAR, source VARCHAR, value VARCHAR,
    verdict VARCHAR, seen_at TIMESTAMPTZ
);
COMMENT ON TABLE rights IS 'The rights ledger: what an outlet says about the use of its pages, and what followed. A row when it was first said, and one more when it reads otherwise; the newest of a URL, signal and source holds.';
COMMENT ON COLUMN rights.rights_id IS 'Its number in the archive.';
COMMENT ON COLUMN rights.outlet IS 'For which outlet it was asked.';
COMMENT ON COLUMN rights.host IS 'The host of the URL.';
COMMENT ON COLUMN rights.url IS 'What it was said of; the robots.txt for what holds for a whole host.';
COMMENT ON COLUMN rights.signal IS 'robots (may this URL be asked), robots.txt (what came for it), crawl-delay, noarchive, noindex, unavailable_after, tdm-reservation, tdm-policy, license, content-signal, ...';
COMMENT ON COLUMN rights.source IS 'robots.txt, x-robots-tag, meta, header (of the page), link (the Link header).';
COMMENT ON COLUMN rights.value IS 'The line that said it, or why there is none.';
COMMENT ON COLUMN rights.verdict IS 'What followed: allowed, refused, kept, raw page dropped once it is cleaned, text and data mining reserved, recorded, ...';
COMMENT ON COLUMN rights.seen_at IS 'When it was first said so.';
