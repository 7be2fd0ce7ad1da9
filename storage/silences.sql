-- Of each outlet that has articles: how many days it has had nothing new at the end of the last run that it answered ($now
-- where there was none; see answered.sql), and the longest such time and the usual number a day of the four weeks before:
-- what Silence of extractors/health.py is.
WITH lives AS (
    SELECT outlet, max(first_seen_at) AS newest,
           least(27, floor(epoch(max(first_seen_at) - min(first_seen_at)) / 86400))::INTEGER AS first_day
    FROM private.articles WHERE first_seen_at <= $now::TIMESTAMPTZ GROUP BY outlet
), recent AS (
    SELECT outlet, first_seen_at, floor(epoch(newest - first_seen_at) / 86400)::INTEGER AS days_before
    FROM private.articles JOIN lives USING (outlet)
    WHERE first_seen_at BETWEEN newest - INTERVAL 28 DAYS AND newest
), gaps AS (
    SELECT outlet, first_seen_at - lag(first_seen_at) OVER (PARTITION BY outlet ORDER BY first_seen_at) AS gap FROM recent
), longest AS (
    SELECT outlet, coalesce(epoch(max(gap)) / 86400, 0) AS longest FROM gaps GROUP BY outlet
), counts AS (
    SELECT outlet, days_before, count(*) AS articles FROM recent GROUP BY ALL
), usual AS (
    SELECT outlet, CASE WHEN count(*) >= $fewest_days THEN median(coalesce(articles, 0)) END AS usual
    FROM lives CROSS JOIN range(0, 28) AS days(days_before) LEFT JOIN counts USING (outlet, days_before)
    WHERE days_before <= first_day GROUP BY outlet
)
SELECT outlet, greatest(0, epoch(coalesce(last_at, $now::TIMESTAMPTZ) - newest) / 86400), longest, usual
FROM lives JOIN longest USING (outlet) JOIN usual USING (outlet) LEFT JOIN answered USING (outlet)
