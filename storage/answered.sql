-- When the last run ended in which each outlet answered: what it has published since is not known yet, be it that its
-- group is of another schedule, that its run is under way, or that this machine was off.
CREATE OR REPLACE TEMP TABLE answered AS
SELECT fetches.outlet, max(finished_at) AS last_at FROM fetches JOIN runs USING (run_id)
WHERE runs.outcome = 'completed' AND fetches.outcome IN ('ok', 'not modified') AND purpose IN ('feed', 'sitemap', 'home')
GROUP BY fetches.outlet
