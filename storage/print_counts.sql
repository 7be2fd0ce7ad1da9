-- How many articles have each of these prints, whether it recurs (outlets say it again and again), and whether that
-- turned out only now.
CREATE OR REPLACE TEMP TABLE print_counts AS
WITH counts AS (
    SELECT print, count(*) AS articles, count(DISTINCT outlet) AS outlets, count(DISTINCT appeared_at::DATE) AS days
    FROM postings GROUP BY print
), judged AS (
    SELECT print, articles, print IN (FROM private.recurring) AS recurred,
           articles >= $least_articles AND articles - outlets >= greatest($repeats, $share * articles)
               AND (outlets <= $few_outlets OR days >= $days) AS recurs
    FROM counts
), shares AS ( -- how much of each pending article comes again and again, or very many have it; by the prints that long
               -- texts keep too
    SELECT article_id, avg((recurs OR articles > $crowd)::INTEGER) AS share
    FROM postings JOIN judged USING (print)
    WHERE pending AND print % $sampling = 0 GROUP BY article_id
), texts AS ( -- and on the average of those that have a print: where it is nearly all, it is their text that is repeated
              -- (unless it was background before: a few short articles show it less well than all did)
    SELECT print, avg(share) >= $recurs_itself AS is_text FROM postings JOIN shares USING (article_id)
    WHERE pending GROUP BY print
), settled AS (
    SELECT print, articles, recurred, recurs AND (recurred OR is_text IS NOT TRUE) AS recurs
    FROM judged LEFT JOIN texts USING (print)
)
SELECT print, articles, recurs, recurs AND NOT recurred AS recurs_now FROM settled
