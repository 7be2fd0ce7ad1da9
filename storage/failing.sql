-- In the archive: outlets of which a feed or sitemap did not come when it was last asked, or whose host did not answer at
-- all, and what came instead. Only the last run that asked counts: the settings may name other feeds now. Paths at which
-- no feed was found count where none was found.
WITH asked AS (
    SELECT *, max(run_id) OVER (PARTITION BY outlet) AS last_run_id FROM fetches
    WHERE purpose NOT IN ('page', 'text') AND run_id NOT IN (SELECT run_id FROM runs WHERE line_down IS NOT NULL)
      AND fetch_id > (SELECT max(fetch_id) - 200000 FROM fetches)  -- of months, for most
), last AS (
    SELECT outlet, url, purpose, outcome, evidence, max(fetch_id) FROM asked WHERE run_id = last_run_id
    GROUP BY outlet, url
), own AS (   -- pages redirect to other hosts, which may refuse as they like
    SELECT outlet, url FROM listings UNION SELECT name, home FROM outlets
)
SELECT outlet, min(url || ': ' || coalesce(evidence, outcome)) FROM last
WHERE outcome NOT IN ('ok', 'not modified')
  AND CASE purpose WHEN 'robots'
      THEN outcome IN ('server error', 'timed out', 'connection failed', 'truncated', 'refused address')
           AND EXISTS (SELECT 1 FROM own WHERE own.outlet = last.outlet
                       AND instr(own.url, substr(last.url, 1, length(last.url) - length('robots.txt'))) = 1)
      ELSE url IN (SELECT url FROM listings) OR outlet NOT IN (SELECT outlet FROM listings) END
GROUP BY outlet
