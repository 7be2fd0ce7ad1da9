-- Runs in a row, up to the last one that asked an outlet for news, in which no listing of it answered.
WITH asked AS (
    SELECT outlet, run_id, bool_or(purpose <> 'robots' AND outcome IN ('ok', 'not modified')) AS answered
    FROM fetches
    WHERE run_id NOT IN (SELECT run_id FROM runs WHERE line_down IS NOT NULL)   -- that was our line, not theirs
      AND (purpose IN ('feed', 'sitemap', 'home') OR (purpose = 'robots' AND outcome IN (
        'server error', 'timed out', 'connection failed', 'truncated', 'refused address')))
    GROUP BY outlet, run_id
), last_answer AS (
    SELECT outlet, max(run_id) FILTER (answered) AS run_id FROM asked GROUP BY outlet
)
SELECT outlet, count(*)::INTEGER FROM asked JOIN last_answer USING (outlet)
WHERE asked.run_id > coalesce(last_answer.run_id, 0) GROUP BY outlet
