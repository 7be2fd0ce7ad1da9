ALTER TABLE private.placements ADD COLUMN comparison BIGINT;
UPDATE private.placements SET comparison = ranks.place FROM (
    SELECT article_id, row_number() OVER (ORDER BY first_seen_at, article_id) AS place FROM private.articles
) AS ranks WHERE ranks.article_id = placements.article_id;
COMMENT ON COLUMN private.placements.comparison IS 'The number of the comparison in which the article first got a story: by it stories are named.';
COMMENT ON COLUMN stories.story_id IS 'The article_id of the member that was compared first (of several in one run the smallest): it stays when others join.';
