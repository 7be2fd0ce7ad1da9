-- What people query of the private tables. Made anew, all of them, when this file or a table changed: they always fit.

CREATE OR REPLACE VIEW articles AS
SELECT article_id, outlet, url, title, authors, published_at, first_seen_at, fetched_at, language, dateline, wire_agency,
       cited_source, text, words, confidence, version, story_id, copy_of, cleaner_version
FROM private.articles LEFT JOIN private.placements USING (article_id);
COMMENT ON VIEW articles IS 'An article in its newest version.';
COMMENT ON COLUMN articles.article_id IS 'A hash of its canonical URL: the same everywhere and for ever.';
COMMENT ON COLUMN articles.outlet IS 'The outlet that published it.';
COMMENT ON COLUMN articles.url IS 'Its canonical URL.';
COMMENT ON COLUMN articles.title IS 'The headline.';
COMMENT ON COLUMN articles.authors IS 'Who wrote it, as the page names them.';
COMMENT ON COLUMN articles.published_at IS 'When it was published, by the claim that was chosen (see claims).';
COMMENT ON COLUMN articles.first_seen_at IS 'When a feed or page first named it to us.';
COMMENT ON COLUMN articles.fetched_at IS 'When this version was fetched.';
COMMENT ON COLUMN articles.language IS 'The language of the text, ISO 639-1.';
COMMENT ON COLUMN articles.dateline IS 'The place before the first sentence, as in "LONDON (Reuters) -".';
COMMENT ON COLUMN articles.wire_agency IS 'The wire agency that the text is credited to.';
COMMENT ON COLUMN articles.cited_source IS 'The other house that the text says it quotes from.';
COMMENT ON COLUMN articles.text IS 'The words as printed, a line for each paragraph.';
COMMENT ON COLUMN articles.words IS 'How many words that is.';
COMMENT ON COLUMN articles.confidence IS 'How far to trust the text, 0 to 1.';
COMMENT ON COLUMN articles.version IS '1, and one more each time it was found to read otherwise.';
COMMENT ON COLUMN articles.story_id IS 'The story that it carries.';
COMMENT ON COLUMN articles.copy_of IS 'The article whose text it is; NULL when it is its own.';
COMMENT ON COLUMN articles.cleaner_version IS 'The version of the cleaner that made this row of its page.';

CREATE OR REPLACE VIEW paragraphs AS
SELECT article_id, position, text, words, first_article_id, outlets
FROM private.paragraphs LEFT JOIN private.paragraph_texts USING (text_id);
COMMENT ON VIEW paragraphs IS 'A paragraph of an article.';
COMMENT ON COLUMN paragraphs.article_id IS 'The article.';
COMMENT ON COLUMN paragraphs.position IS 'Its place in the article, from 1.';
COMMENT ON COLUMN paragraphs.text IS 'Its words as printed.';
COMMENT ON COLUMN paragraphs.words IS 'How many words that is.';
COMMENT ON COLUMN paragraphs.first_article_id IS 'The article in which these words were seen first (letters and digits compared).';
COMMENT ON COLUMN paragraphs.outlets IS 'How many outlets carry these words.';

CREATE OR REPLACE VIEW versions AS
SELECT states.article_id, states.version, fetched_at, title, text, change, note, cleaner_version
FROM (
    SELECT article_id, version, fetched_at, title, text, change, cleaner_version FROM private.old_versions
    UNION ALL
    SELECT article_id, version, fetched_at, title, text, change, cleaner_version FROM private.articles
) AS states LEFT JOIN private.notices USING (article_id, version);
COMMENT ON VIEW versions IS 'A state of an article over time; the newest is in articles.';
COMMENT ON COLUMN versions.article_id IS 'The article.';
COMMENT ON COLUMN versions.version IS 'From 1.';
COMMENT ON COLUMN versions.fetched_at IS 'When it was found in this state.';
COMMENT ON COLUMN versions.title IS 'The headline then.';
COMMENT ON COLUMN versions.text IS 'The words then.';
COMMENT ON COLUMN versions.change IS 'What differs from the version before: a JSON list of op, position, before, after; position 0 is the headline. NULL for the first.';
COMMENT ON COLUMN versions.note IS 'What this state says of its own correction, where the state before did not say it.';
COMMENT ON COLUMN versions.cleaner_version IS 'The version of the cleaner that made it of its page.';

CREATE OR REPLACE VIEW corrections_not_followed AS
WITH changes AS (   -- paragraphs that were replaced or taken out, and whose words the article does not have any more
    SELECT states.article_id AS source_id, states.version AS source_version, states.fetched_at AS changed_at, note,
           edit.position, edit.before, edit.after
    FROM versions AS states JOIN private.articles USING (article_id),
         unnest(from_json(states.change, '[{"position": "INTEGER", "before": "VARCHAR", "after": "VARCHAR"}]')) AS list (edit)
    WHERE edit.position > 0 AND NOT contains(articles.text, edit.before)
), carried AS (
    SELECT changes.*, copies.copy_id, paragraphs.position AS copy_position, paragraphs.text AS carries,
           levenshtein(lower(text), lower(before)) / greatest(length(text), length(before)) AS from_old,
           levenshtein(lower(text), lower(coalesce(after, ''))) / greatest(length(text), length(coalesce(after, ''))) AS from_new
    FROM changes JOIN copies USING (source_id) JOIN private.paragraphs ON paragraphs.article_id = copies.copy_id
    WHERE length(text) BETWEEN 0.7 * length(before) AND length(before) / 0.7
)
SELECT source_id, source_version, carried.position, before, after, copy_id, articles.url AS copy_url,
       articles.outlet AS copy_outlet, copy_position, carries, changed_at, note,
       (SELECT max(fetches.fetched_at) FROM urls JOIN fetches USING (url)
        WHERE urls.article_id = copy_id AND fetches.outcome IN ('ok', 'not modified')) AS copy_seen_at
FROM carried JOIN private.articles ON articles.article_id = copy_id
WHERE from_old < from_new AND from_old < 0.2   -- four fifths of the letters: a paragraph that a copy edited lightly
QUALIFY row_number() OVER (PARTITION BY source_id, source_version, carried.position, copy_id
                           ORDER BY from_old, copy_position) = 1;
COMMENT ON VIEW corrections_not_followed IS 'A copy that still carries a paragraph as its source had it before an edit.';
COMMENT ON COLUMN corrections_not_followed.source_id IS 'The article that was edited.';
COMMENT ON COLUMN corrections_not_followed.source_version IS 'Its version that brought the edit.';
COMMENT ON COLUMN corrections_not_followed.position IS 'The paragraph, as in versions.change.';
COMMENT ON COLUMN corrections_not_followed.before IS 'Its words until then.';
COMMENT ON COLUMN corrections_not_followed.after IS 'Its words since then; NULL where it was taken out.';
COMMENT ON COLUMN corrections_not_followed.copy_id IS 'The article that carries the old words.';
COMMENT ON COLUMN corrections_not_followed.copy_url IS 'Its URL.';
COMMENT ON COLUMN corrections_not_followed.copy_outlet IS 'Its outlet.';
COMMENT ON COLUMN corrections_not_followed.copy_position IS 'The paragraph of the copy.';
COMMENT ON COLUMN corrections_not_followed.carries IS 'The words of the copy: nearer to the old than to the new.';
COMMENT ON COLUMN corrections_not_followed.changed_at IS 'When the edit was found.';
COMMENT ON COLUMN corrections_not_followed.note IS 'What the edited article says of its correction; NULL for an edit without a word.';
COMMENT ON COLUMN corrections_not_followed.copy_seen_at IS 'When the copy was last looked at.';

CREATE OR REPLACE VIEW coverage_estimate AS
WITH read_since AS (   -- each kind's first reading tells of days that the other kind may show no longer
    SELECT outlet, kind, min(seen_at) AS first_at FROM sightings WHERE kind IN ('feed', 'sitemap') GROUP BY outlet, kind
), both_since AS (
    SELECT outlet, max(first_at) AS since FROM read_since GROUP BY outlet HAVING count(*) = 2
), pages AS (          -- the spellings of one article are one page
    SELECT outlet, coalesce('#' || article_id, sightings.url) AS page, min(seen_at) AS first_at,
           bool_or(kind = 'feed') AS in_feed, bool_or(kind = 'sitemap') AS in_sitemap
    FROM sightings LEFT JOIN (SELECT url, article_id, reason FROM urls) AS known USING (url)
    WHERE kind IN ('feed', 'sitemap') AND reason IS DISTINCT FROM 'too old'
    GROUP BY outlet, page
), counted AS (        -- what appeared since both are read; until something has, the first reading is all there is
    SELECT pages.*, since, max(pages.first_at) OVER (PARTITION BY outlet) > since AS has_later
    FROM pages JOIN both_since USING (outlet)
), sums AS (
    SELECT outlet, CASE WHEN has_later THEN since END AS since,
           count(*) FILTER (in_feed AND NOT in_sitemap) AS feed_only,
           count(*) FILTER (in_sitemap AND NOT in_feed) AS sitemap_only,
           count(*) FILTER (in_feed AND in_sitemap) AS "both"
    FROM counted WHERE NOT has_later OR first_at > since GROUP BY outlet, has_later, since
)
SELECT outlet, since, feed_only, sitemap_only, "both",
       round(feed_only * sitemap_only / ("both" + 1), 1) AS estimated_missed
FROM sums;
COMMENT ON VIEW coverage_estimate IS 'How many stories of an outlet neither its feeds nor its sitemaps named, estimated from how far the two agree (capture and recapture). Outlets with both only.';
COMMENT ON COLUMN coverage_estimate.outlet IS 'The outlet.';
COMMENT ON COLUMN coverage_estimate.since IS 'What was named first after this time is counted: the first reading of each. NULL: nothing was since, and the first reading itself is counted.';
COMMENT ON COLUMN coverage_estimate.feed_only IS 'Pages that only feeds named.';
COMMENT ON COLUMN coverage_estimate.sitemap_only IS 'Pages that only sitemaps named.';
COMMENT ON COLUMN coverage_estimate."both" IS 'Pages that both named.';
COMMENT ON COLUMN coverage_estimate.estimated_missed IS 'Chapman''s estimate of the pages that neither named. It takes feeds and sitemaps for independent; where one is made from the other it is too low.';

CREATE OR REPLACE VIEW hosts AS
SELECT host,
       CASE WHEN closed_until > now() THEN 'closed'
            WHEN failures >= 6 THEN 'on trial'   -- storage/hosts.py: MAX_FAILURES
            WHEN slowdown > 1 THEN 'slowed' ELSE 'open' END AS state,
       pause, asked_at, answer_seconds, slowdown, failures, closed_until, closed_because
FROM private.hosts;
COMMENT ON VIEW hosts IS 'How each host answers and how fast it is asked for it, as of the last run; all runs of the machine go by it.';
COMMENT ON COLUMN hosts.host IS 'The name, and the port where it is not the usual one.';
COMMENT ON COLUMN hosts.state IS 'open, slowed (429 or 503 stretched its pause), closed (not asked before closed_until), on trial (it failed too often; the next request decides).';
COMMENT ON COLUMN hosts.pause IS 'Seconds from the start of one request to the start of the next.';
COMMENT ON COLUMN hosts.asked_at IS 'When the last request left.';
COMMENT ON COLUMN hosts.answer_seconds IS 'Moving average of its answer times.';
COMMENT ON COLUMN hosts.slowdown IS 'The pause of the settings is stretched so much; 1: not at all.';
COMMENT ON COLUMN hosts.failures IS 'In a row: 2 for each request without an answer, 1 for each 5xx; 6 close it.';
COMMENT ON COLUMN hosts.closed_until IS 'Until when it is not asked; NULL or past: it may be.';
COMMENT ON COLUMN hosts.closed_because IS 'asked to wait (429, or Retry-After), failing (the circuit breaker).';

COMMENT ON COLUMN copies.direction IS 'What decided who had it first: credit (a wire credit, a cited source, or a canonical link to the page of the other), published, first seen.';
COMMENT ON COLUMN outlets."group" IS 'The group that it is collected with; NULL for those that the settings do not name: imported, or taken out.';
COMMENT ON COLUMN outlets.state IS 'ok, failing (its last feed or sitemap did not come), silent (no new article for longer than in the four weeks before, a day at least; or no answer in three runs), changed (its articles are unlike usual), new (not asked yet), imported (the settings do not name it).';
COMMENT ON COLUMN fetches.purpose IS 'robots, tdmrep (what the host reserves), feed, sitemap, home, page, text (an imported article without a page).';
COMMENT ON COLUMN rights.source IS 'robots.txt, tdmrep.json (of the host), x-robots-tag, meta, header (of the page), link (the Link header).';

COMMENT ON TABLE private.articles IS 'Behind articles and versions: the newest version of each.';
COMMENT ON TABLE private.old_versions IS 'Behind versions: those that were replaced.';
COMMENT ON TABLE private.placements IS 'Behind articles: the story of each.';
COMMENT ON TABLE private.paragraphs IS 'Behind paragraphs.';
COMMENT ON TABLE private.paragraph_texts IS 'Behind paragraphs: where each text stands.';
COMMENT ON TABLE private.prints IS 'Hashed character windows by which candidates for copies are found.';
COMMENT ON TABLE private.pairs IS 'Articles that share prose, before it is decided who copied.';
COMMENT ON TABLE private.pending IS 'Articles that were loaded and not compared yet.';
COMMENT ON TABLE private.hosts IS 'Behind hosts.';
COMMENT ON TABLE private.marks IS 'How far the archive has been followed.';

CREATE OR REPLACE VIEW private.reserved AS
WITH said AS (      -- as each source has it now
    SELECT url, list_position(['tdmrep.json', 'header', 'meta'], source) AS rank, arg_max(verdict, rights_id) AS verdict
    FROM rights WHERE signal = 'tdm-reservation' GROUP BY url, source
), holds AS (       -- the protocol: a header goes before the file of the host, a meta element before both
    SELECT url, arg_max(verdict, rank) AS verdict FROM said
    WHERE verdict IN ('text and data mining reserved', 'text and data mining not reserved') GROUP BY url
)
SELECT DISTINCT article_id FROM urls JOIN holds USING (url)
WHERE verdict = 'text and data mining reserved' AND article_id IS NOT NULL;
COMMENT ON VIEW private.reserved IS 'Articles whose outlet reserves text and data mining: export leaves their texts out.';
