-- The last 32 days of each outlet that has articles, as 24 hours each back from the end of the last run that it answered
-- ($now where there was none; see answered.sql): what Day of extractors/health.py is.
WITH looked AS (
    SELECT outlet, coalesce(last_at, $now::TIMESTAMPTZ) AS until
    FROM (SELECT DISTINCT outlet FROM private.articles) LEFT JOIN answered USING (outlet)
), recent AS (
    SELECT article_id, outlet, greatest(0, floor(epoch(until - first_seen_at) / 86400))::INTEGER AS days_ago, words, confidence
    FROM private.articles JOIN looked USING (outlet)
    WHERE first_seen_at BETWEEN until - INTERVAL 32 DAYS AND $now::TIMESTAMPTZ
), kept AS (
    SELECT article_id, count(*) AS lines FROM private.paragraphs SEMI JOIN recent USING (article_id) GROUP BY article_id
), removed AS (
    SELECT article_id, count(*) AS lines FROM removed_text SEMI JOIN recent USING (article_id) GROUP BY article_id
), texts AS (
    SELECT outlet, days_ago, count(*)::INTEGER AS articles, median(words)::DOUBLE AS words, median(confidence) AS confidence,
           sum(coalesce(removed.lines, 0)) / sum(coalesce(removed.lines, 0) + coalesce(kept.lines, 0)) AS removed
    FROM recent LEFT JOIN kept USING (article_id) LEFT JOIN removed USING (article_id) GROUP BY outlet, days_ago
), walls AS (   -- one wall among two pages says nothing
    SELECT outlet, greatest(0, floor(epoch(until - discovered_at) / 86400))::INTEGER AS days_ago,
           avg((reason IN ('bot wall', 'consent wall', 'paywall'))::INTEGER) AS walls
    FROM urls JOIN looked USING (outlet)
    WHERE state IN ('loaded', 'failed') AND discovered_at BETWEEN until - INTERVAL 32 DAYS AND $now::TIMESTAMPTZ
    GROUP BY ALL HAVING count(*) >= 3
), known AS (
    SELECT outlet, greatest(0, least(31, floor(epoch(any_value(until) - min(first_seen_at)) / 86400)))::INTEGER AS first_day
    FROM private.articles JOIN looked USING (outlet) GROUP BY outlet
)
SELECT known.outlet, days_ago, coalesce(articles, 0), words, confidence, removed, walls
FROM known CROSS JOIN range(0, 32) AS days(days_ago)
LEFT JOIN texts USING (outlet, days_ago) LEFT JOIN walls USING (outlet, days_ago)
WHERE days_ago <= first_day ORDER BY outlet, days_ago
