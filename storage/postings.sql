-- Who else has the prints of the pending articles ($ids).
CREATE OR REPLACE TEMP TABLE postings AS
WITH wanted AS (
    SELECT DISTINCT print FROM private.prints WHERE article_id IN (SELECT unnest($ids::BIGINT[]))
)
SELECT print, article_id, prints.outlet, coalesce(published_at, first_seen_at) AS appeared_at,
       article_id IN (SELECT unnest($ids::BIGINT[])) AS pending
FROM private.prints SEMI JOIN wanted USING (print) JOIN private.articles USING (article_id)
