-- Outlets of which a feed or sitemap did not come when it was last asked, or whose host did not answer at all, and what
-- came instead. Only the last run that asked counts: the settings may name other feeds now. Paths at which no feed was
-- found count where none was found. $outlets and $homes are as the settings name them now.
WITH asked AS (
    SELECT fetch_id, run_id, outlet, url, purpose, outcome, evidence FROM fetches
    WHERE purpose NOT IN ('page', 'text', 'tdmrep') AND run_id NOT IN (SELECT run_id FROM runs WHERE line_down IS NOT NULL)
), last_run AS (
    SELECT outlet, max(run_id) AS run_id FROM asked GROUP BY outlet
), last AS (
    SELECT asked.* FROM asked SEMI JOIN last_run USING (outlet, run_id)
    QUALIFY row_number() OVER (PARTITION BY outlet, url ORDER BY fetch_id DESC) = 1
), own AS (   -- pages redirect to other hosts, which may refuse as they like
    SELECT outlet, url FROM listings UNION SELECT unnest($outlets::VARCHAR[]), unnest($homes::VARCHAR[])
)
SELECT outlet, min(url || ': ' || coalesce(evidence, outcome)) FROM last
WHERE outcome NOT IN ('ok', 'not modified')
  AND CASE purpose WHEN 'robots'
      THEN outcome IN ('server error', 'timed out', 'connection failed', 'truncated', 'refused address')
           AND EXISTS (SELECT 1 FROM own WHERE own.outlet = last.outlet
                       AND starts_with(own.url, left(last.url, length(last.url) - length('robots.txt'))))
      ELSE url IN (SELECT url FROM listings) OR outlet NOT IN (SELECT outlet FROM listings) END
GROUP BY outlet
