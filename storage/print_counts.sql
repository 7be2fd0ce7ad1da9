-- How many articles have each of these prints, whether it recurs (outlets say it again and again), and whether that
-- turned out only now.
CREATE OR REPLACE TEMP TABLE print_counts AS
WITH counts AS (
    SELECT print, count(*) AS articles, count(DISTINCT outlet) AS outlets,
           count(DISTINCT appeared_at::DATE) AS days,
           count(*) FILTER (NOT pending) AS articles_before,
           count(DISTINCT outlet) FILTER (NOT pending) AS outlets_before,
           count(DISTINCT appeared_at::DATE) FILTER (NOT pending) AS days_before
    FROM postings GROUP BY print
), judged AS (
    SELECT print, articles,
           articles >= $least_articles AND articles - outlets >= greatest($repeats, $share * articles)
               AND (outlets <= $few_outlets OR days >= $days) AS recurs,
           articles_before >= $least_articles
               AND articles_before - outlets_before >= greatest($repeats, $share * articles_before)
               AND (outlets_before <= $few_outlets OR days_before >= $days) AS recurred
    FROM counts
), shares AS ( -- how much of each pending article comes again and again, or very many have it; by the prints that long
               -- texts keep too
    SELECT article_id, avg((recurs OR articles > $crowd)::INTEGER) AS share
    FROM postings JOIN judged USING (print)
    WHERE pending AND print % $sampling = 0 GROUP BY article_id
), texts AS ( -- and on the average of those that have a print: where it is nearly all, it is their text that is repeated
    SELECT print, avg(share) >= $recurs_itself AS is_text FROM postings JOIN shares USING (article_id)
    WHERE pending GROUP BY print
)
SELECT print, articles, recurs AND is_text IS NOT TRUE AS recurs,
       recurs AND is_text IS NOT TRUE AND NOT recurred AS recurs_now
FROM judged LEFT JOIN texts USING (print)
