-- Articles that may share prose with the pending ones ($ids), by the prints that they have in common.
-- A print weighs 1 / (articles that have it). One that recurs weighs nothing, but in an article that consists of such.
-- For a crowded print, which very many have, the earliest of them speak.
WITH own AS (
    SELECT article_id, print, articles, recurs
    FROM private.prints JOIN print_counts USING (print)
    WHERE article_id IN (SELECT unnest($ids::BIGINT[]))
), weighing AS (
    SELECT article_id, print, 1.0 / articles AS weight, articles > $crowd AS crowded
    FROM own
    QUALIFY articles > 1
        AND (NOT recurs OR avg(recurs::INTEGER) OVER (PARTITION BY article_id) >= $recurs_itself)
), speaking AS (
    SELECT article_id, print FROM postings JOIN print_counts USING (print)
    WHERE articles > 1
    QUALIFY articles <= $crowd
         OR row_number() OVER (PARTITION BY print ORDER BY appeared_at, article_id) <= $speakers
), shared AS (
    SELECT weighing.article_id, speaking.article_id AS other_id, count(*) AS prints, sum(weight) AS rarity,
           CASE WHEN count(*) = 1 THEN min(print) END AS lone_print,
           count(*) FILTER (NOT crowded) AS rare_prints,
           coalesce(sum(weight) FILTER (NOT crowded), 0) AS rare_rarity
    FROM weighing JOIN speaking USING (print)
    WHERE weighing.article_id <> speaking.article_id
    GROUP BY ALL
)
SELECT article_id, other_id, prints,
       rare_rarity < $rarity_floor AND rare_prints < $shared_floor AS crowded, lone_print
FROM shared
-- The second rule keeps a text that very many carry, whose prints are no longer rare.
WHERE rarity >= $rarity_floor OR prints >= $shared_floor
QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY prints DESC, other_id) <= $most
ORDER BY ALL
