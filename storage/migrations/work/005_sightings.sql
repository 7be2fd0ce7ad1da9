CREATE TABLE sightings (url VARCHAR, outlet VARCHAR, listing VARCHAR, kind VARCHAR, seen_at TIMESTAMPTZ);
COMMENT ON TABLE sightings IS 'A feed, sitemap or home page named a URL: a row for each pair, the first time.';
COMMENT ON COLUMN sightings.url IS 'The URL, as in urls.';
COMMENT ON COLUMN sightings.outlet IS 'The outlet whose listing it is.';
COMMENT ON COLUMN sightings.listing IS 'The address of the feed, sitemap or home page.';
COMMENT ON COLUMN sightings.kind IS 'feed, sitemap, home.';
COMMENT ON COLUMN sightings.seen_at IS 'When it was read there first.';

CREATE TABLE listings (url VARCHAR, outlet VARCHAR, kind VARCHAR, found BOOLEAN, last_success_at TIMESTAMPTZ);
COMMENT ON TABLE listings IS 'A feed, sitemap or home page that is asked for the URLs of an outlet.';
COMMENT ON COLUMN listings.url IS 'Its address.';
COMMENT ON COLUMN listings.outlet IS 'The outlet.';
COMMENT ON COLUMN listings.kind IS 'feed, sitemap, child (a sitemap that an index names), home (the last resort: neither feed nor sitemap was found).';
COMMENT ON COLUMN listings.found IS 'true: found on the outlet''s pages; false: named in the settings.';
COMMENT ON COLUMN listings.last_success_at IS 'When it last answered as it should.';
