ALTER TABLE private.placements ADD COLUMN seen_by TIMESTAMPTZ;
UPDATE private.placements SET seen_by = first_seen_at FROM private.articles WHERE articles.article_id = placements.article_id;
COMMENT ON COLUMN private.placements.seen_by IS 'By when all had been seen that were first compared together with it, and after those of all earlier comparisons. Which of them was seen first is an accident of the run.';
COMMENT ON COLUMN stories.story_id IS 'The article_id of the member that was compared first (of several in one run the smallest): it stays when others join.';
