-- Questions that people ask of news.duckdb. Try one:  wirewatch query "SELECT ..."

-- What is new since yesterday, one line a text however many carry it?
SELECT stories.started_at, stories.title, stories.outlets, stories.newsrooms, stories.wire_agency
FROM stories WHERE stories.started_at > now() - INTERVAL 1 DAY ORDER BY stories.started_at DESC;

-- Which texts stand in the most outlets, and how many newsrooms wrote them?
SELECT title, outlets, newsrooms, wire_agency FROM stories WHERE outlets > 1 ORDER BY outlets DESC, title LIMIT 20;

-- Who carries whose words, how much of them, and how late?
SELECT copy.outlet, copy.title, source.outlet AS text_of, kind, round(coverage, 2) AS coverage, lag, evidence
FROM copies JOIN articles AS copy ON copy.article_id = copy_id JOIN articles AS source ON source.article_id = source_id
ORDER BY copy.published_at DESC LIMIT 50;

-- How much of each outlet is its own?
SELECT outlet, count(*) AS articles, count(*) FILTER (copy_of IS NULL) AS own,
       round(100.0 * count(*) FILTER (copy_of IS NULL) / count(*)) AS own_percent
FROM articles GROUP BY outlet ORDER BY own_percent;

-- Which agencies stand behind each outlet?
SELECT outlet, wire_agency, count(*) AS articles FROM articles WHERE wire_agency IS NOT NULL
GROUP BY ALL ORDER BY outlet, articles DESC;

-- Where else does each paragraph stand that several outlets carry?
SELECT paragraphs.outlets, first.outlet AS first_in, left(paragraphs.text, 80) AS words
FROM paragraphs JOIN articles AS first ON first.article_id = first_article_id
WHERE paragraphs.outlets > 1 GROUP BY ALL ORDER BY paragraphs.outlets DESC, first_in, words LIMIT 30;

-- What was changed after publication?
SELECT outlet, articles.title, versions.version, versions.fetched_at, change
FROM versions JOIN articles USING (article_id) WHERE change IS NOT NULL ORDER BY versions.fetched_at DESC;

-- Which dates contradict themselves?
SELECT outlet, title, raw, note FROM claims JOIN articles USING (article_id) WHERE verdict = 'impossible';

-- What did we take out, and where?
SELECT outlet, reason, count(*) AS lines FROM removed_text JOIN articles USING (article_id) GROUP BY ALL ORDER BY ALL;

-- What became of every URL?
SELECT outlet, state, reason, count(*) AS urls FROM urls GROUP BY ALL ORDER BY ALL;
