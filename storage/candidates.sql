-- Articles that may share prose with the pending ones ($ids), by the prints that they have in common.
-- A print weighs 1 / (articles that have it); one that recurs within outlets ("hot") weighs nothing.
WITH pending AS (
    SELECT unnest($ids::BIGINT[]) AS article_id
), own AS (
    SELECT article_id, print FROM private.prints SEMI JOIN pending USING (article_id)
), postings AS (
    SELECT article_id, outlet, print FROM private.prints SEMI JOIN own USING (print)
), weights AS (
    SELECT print, 1.0 / count(*) AS weight FROM postings GROUP BY print
    HAVING count(*) > 1
       AND NOT (count(*) >= $hot_articles
                AND count(*) - count(DISTINCT outlet) >= greatest($hot_repeats, $hot_share * count(*)))
), shared AS (
    SELECT own.article_id, postings.article_id AS other_id, sum(weight) AS rarity, count(*) AS prints
    FROM own JOIN weights USING (print) JOIN postings USING (print)
    WHERE own.article_id <> postings.article_id
    GROUP BY ALL
)
SELECT DISTINCT least(shared.article_id, other_id) AS a_id, greatest(shared.article_id, other_id) AS b_id
FROM shared
-- The second rule keeps a text that very many carry, whose prints are no longer rare.
WHERE rarity >= $rarity_floor OR prints >= $shared_floor
QUALIFY row_number() OVER (PARTITION BY shared.article_id ORDER BY prints DESC, other_id) <= $most
ORDER BY a_id, b_id
