-- work.duckdb, and news.duckdb, which is a copy of it. All of it is derived from pages.sqlite.
-- No keys and no indexes: uniqueness is kept by the loads, and a scan finds a row in milliseconds.

CREATE TABLE schema_version (version INTEGER);
COMMENT ON TABLE schema_version IS 'The version of this layout.';
COMMENT ON COLUMN schema_version.version IS 'Grows when tables or columns change.';
INSERT INTO schema_version VALUES (1);

CREATE SCHEMA private;

CREATE TABLE private.articles (
    article_id BIGINT, outlet VARCHAR, url VARCHAR, title VARCHAR, authors VARCHAR[], published_at TIMESTAMPTZ,
    first_seen_at TIMESTAMPTZ, fetched_at TIMESTAMPTZ, language VARCHAR, dateline VARCHAR, wire_agency VARCHAR,
    cited_source VARCHAR, text VARCHAR USING COMPRESSION zstd, words INTEGER, confidence DOUBLE, version INTEGER,
    change VARCHAR
);
CREATE TABLE private.old_versions (
    article_id BIGINT, version INTEGER, fetched_at TIMESTAMPTZ, title VARCHAR,
    text VARCHAR USING COMPRESSION zstd, change VARCHAR
);
CREATE TABLE private.placements (article_id BIGINT, story_id BIGINT, copy_of BIGINT);
CREATE TABLE private.paragraphs (
    article_id BIGINT, position INTEGER, text VARCHAR USING COMPRESSION zstd, words INTEGER, text_id BIGINT
);
CREATE TABLE private.paragraph_texts (text_id BIGINT, first_article_id BIGINT, outlets INTEGER);
CREATE TABLE private.prints (article_id BIGINT, outlet VARCHAR, print BIGINT);
CREATE TABLE private.pairs (
    a_id BIGINT, b_id BIGINT, a_coverage DOUBLE, b_coverage DOUBLE, shared_words INTEGER, longest_run INTEGER,
    matches STRUCT(a_position INTEGER, b_position INTEGER, similarity DOUBLE)[]
);
CREATE TABLE private.pending (article_id BIGINT);
CREATE TABLE private.marks (name VARCHAR, value BIGINT);

CREATE TABLE removed_text (article_id BIGINT, position INTEGER, text VARCHAR, reason VARCHAR, evidence VARCHAR);
COMMENT ON TABLE removed_text IS 'What was taken out of the text of an article, and why.';
COMMENT ON COLUMN removed_text.article_id IS 'The article.';
COMMENT ON COLUMN removed_text.position IS 'After which of its paragraphs it stood; 0: before the first.';
COMMENT ON COLUMN removed_text.text IS 'The words as they stood.';
COMMENT ON COLUMN removed_text.reason IS 'repeat (it stands a second time), residue (a widget), link (read also), comments (of readers), promotion, boilerplate, caption, headline.';
COMMENT ON COLUMN removed_text.evidence IS 'What showed it.';

CREATE TABLE claims (
    article_id BIGINT, field VARCHAR, source VARCHAR, value VARCHAR, raw VARCHAR, verdict VARCHAR, note VARCHAR
);
COMMENT ON TABLE claims IS 'What a page says of itself, each statement a row, and what we made of it.';
COMMENT ON COLUMN claims.article_id IS 'The article.';
COMMENT ON COLUMN claims.field IS 'What is claimed: title, authors, published_at, modified_at, language, canonical_url.';
COMMENT ON COLUMN claims.source IS 'Where it stood: json-ld, meta, time, h1, text, url, feed, html.';
COMMENT ON COLUMN claims.value IS 'The claim in a normal form (dates in ISO 8601); NULL where it cannot be read.';
COMMENT ON COLUMN claims.raw IS 'The words as they stood.';
COMMENT ON COLUMN claims.verdict IS 'chosen (it is in articles), agrees, contradicts, impossible (weekday and date disagree).';
COMMENT ON COLUMN claims.note IS 'Why, where it needs saying.';

CREATE TABLE copies (
    copy_id BIGINT, source_id BIGINT, kind VARCHAR, coverage DOUBLE, source_coverage DOUBLE, shared_words INTEGER,
    longest_run INTEGER, lag INTERVAL, direction VARCHAR, evidence VARCHAR
);
COMMENT ON TABLE copies IS 'One article carries another''s text.';
COMMENT ON COLUMN copies.copy_id IS 'The article that carries it.';
COMMENT ON COLUMN copies.source_id IS 'The article whose text it is.';
COMMENT ON COLUMN copies.kind IS 'copy (the same text), version (a newer state of a developing story), partial (a passage), digest (a round-up that holds it).';
COMMENT ON COLUMN copies.coverage IS 'Share of the copy''s words of prose found in the source, 0 to 1.';
COMMENT ON COLUMN copies.source_coverage IS 'Share of the source''s words of prose found in the copy, 0 to 1.';
COMMENT ON COLUMN copies.shared_words IS 'Words of prose that both have; quotations do not count.';
COMMENT ON COLUMN copies.longest_run IS 'The most of these words in a row.';
COMMENT ON COLUMN copies.lag IS 'From the publication of the source to that of the copy; NULL where a page does not say.';
COMMENT ON COLUMN copies.direction IS 'What decided who had it first: credit, published, first seen.';
COMMENT ON COLUMN copies.evidence IS 'The same in a sentence, with what contradicts it.';

CREATE TABLE shared_paragraphs (
    copy_id BIGINT, copy_position INTEGER, source_id BIGINT, source_position INTEGER, similarity DOUBLE
);
COMMENT ON TABLE shared_paragraphs IS 'The paragraphs under a row of copies, aligned.';
COMMENT ON COLUMN shared_paragraphs.copy_id IS 'As in copies.';
COMMENT ON COLUMN shared_paragraphs.copy_position IS 'The paragraph of the copy.';
COMMENT ON COLUMN shared_paragraphs.source_id IS 'As in copies.';
COMMENT ON COLUMN shared_paragraphs.source_position IS 'The paragraph of the source.';
COMMENT ON COLUMN shared_paragraphs.similarity IS 'Letters that agree, 0 to 1.';

CREATE TABLE stories (
    story_id BIGINT, title VARCHAR, articles INTEGER, outlets INTEGER, newsrooms INTEGER, first_article_id BIGINT,
    wire_agency VARCHAR, started_at TIMESTAMPTZ, last_at TIMESTAMPTZ
);
COMMENT ON TABLE stories IS 'Articles that carry one text; an article that nobody shares is a story of one.';
COMMENT ON COLUMN stories.story_id IS 'The article_id of the member that was seen first: it stays when others join.';
COMMENT ON COLUMN stories.title IS 'The headline of the first article.';
COMMENT ON COLUMN stories.articles IS 'How many articles carry the text.';
COMMENT ON COLUMN stories.outlets IS 'How many outlets do.';
COMMENT ON COLUMN stories.newsrooms IS 'How many independent ones: a copy counts for the newsroom or agency that it copies.';
COMMENT ON COLUMN stories.first_article_id IS 'The article whose text it is, as far as the evidence says.';
COMMENT ON COLUMN stories.wire_agency IS 'The wire agency that it comes from.';
COMMENT ON COLUMN stories.started_at IS 'First publication (or sighting, where a page does not say).';
COMMENT ON COLUMN stories.last_at IS 'Last publication.';

CREATE TABLE urls (
    url VARCHAR, outlet VARCHAR, state VARCHAR, reason VARCHAR, discovered_by VARCHAR, discovered_at TIMESTAMPTZ,
    article_id BIGINT
);
COMMENT ON TABLE urls IS 'Every URL ever discovered, in exactly one state.';
COMMENT ON COLUMN urls.url IS 'As discovered, without tracking parameters.';
COMMENT ON COLUMN urls.outlet IS 'The outlet whose feed, sitemap or page named it first.';
COMMENT ON COLUMN urls.state IS 'loaded (in articles), waiting (asked again when due), skipped (not asked or not loaded), failed (asked, no article).';
COMMENT ON COLUMN urls.reason IS 'Why it is in that state, from a closed list; docs/outcomes.md explains each.';
COMMENT ON COLUMN urls.discovered_by IS 'The feed, sitemap or page that named it; import for what was imported.';
COMMENT ON COLUMN urls.discovered_at IS 'When.';
COMMENT ON COLUMN urls.article_id IS 'The article that stands there; for an alias: the article whose other URL it is.';

CREATE TABLE fetches (
    fetch_id BIGINT, run_id BIGINT, url VARCHAR, outlet VARCHAR, purpose VARCHAR, fetched_at TIMESTAMPTZ, outcome VARCHAR,
    status INTEGER, bytes BIGINT, seconds DOUBLE, final_url VARCHAR, evidence VARCHAR
);
COMMENT ON TABLE fetches IS 'One request and its answer.';
COMMENT ON COLUMN fetches.fetch_id IS 'Its number in the archive.';
COMMENT ON COLUMN fetches.run_id IS 'The run that asked.';
COMMENT ON COLUMN fetches.url IS 'What was asked.';
COMMENT ON COLUMN fetches.outlet IS 'For which outlet.';
COMMENT ON COLUMN fetches.purpose IS 'robots, feed, sitemap, home, page, text (an imported article without a page).';
COMMENT ON COLUMN fetches.fetched_at IS 'When the request started.';
COMMENT ON COLUMN fetches.outcome IS 'What came back, in the words of urls.reason.';
COMMENT ON COLUMN fetches.status IS 'The HTTP status; NULL where none came.';
COMMENT ON COLUMN fetches.bytes IS 'Of the body, after inflation.';
COMMENT ON COLUMN fetches.seconds IS 'From the request''s start to the answer''s end.';
COMMENT ON COLUMN fetches.final_url IS 'The URL that answered, after redirects.';
COMMENT ON COLUMN fetches.evidence IS 'What showed the outcome.';

CREATE TABLE outlets (
    outlet VARCHAR, home VARCHAR, "group" VARCHAR, agency BOOLEAN, state VARCHAR, last_success_at TIMESTAMPTZ,
    articles_24h INTEGER, usual_24h DOUBLE, note VARCHAR
);
COMMENT ON TABLE outlets IS 'An outlet and its health, as of the last run.';
COMMENT ON COLUMN outlets.outlet IS 'Its name in the settings, or in the import that brought it.';
COMMENT ON COLUMN outlets.home IS 'Its home page.';
COMMENT ON COLUMN outlets."group" IS 'The group that it is collected with; NULL for imported outlets.';
COMMENT ON COLUMN outlets.agency IS 'Whether it is a wire agency itself.';
COMMENT ON COLUMN outlets.state IS 'ok, failing (its last feed or sitemap did not come), silent (no new article in a day, unlike usual), new (not asked yet), imported.';
COMMENT ON COLUMN outlets.last_success_at IS 'When it last answered as it should.';
COMMENT ON COLUMN outlets.articles_24h IS 'Articles first seen in the 24 hours before the last run.';
COMMENT ON COLUMN outlets.usual_24h IS 'Its median per day over the 28 days before; NULL in its first week.';
COMMENT ON COLUMN outlets.note IS 'What is wrong, where something is.';

CREATE TABLE runs (
    run_id BIGINT, flow_run_id VARCHAR, "group" VARCHAR, started_at TIMESTAMPTZ, finished_at TIMESTAMPTZ, outcome VARCHAR,
    discovered INTEGER, fetched INTEGER, new_articles INTEGER, new_versions INTEGER, copies INTEGER
);
COMMENT ON TABLE runs IS 'One run of the pipeline, or one import.';
COMMENT ON COLUMN runs.run_id IS 'Its number in the archive.';
COMMENT ON COLUMN runs.flow_run_id IS 'Its id on the Prefect dashboard; NULL for a run without one.';
COMMENT ON COLUMN runs."group" IS 'The group that it collected; import for an import.';
COMMENT ON COLUMN runs.started_at IS 'When it started.';
COMMENT ON COLUMN runs.finished_at IS 'When it ended.';
COMMENT ON COLUMN runs.outcome IS 'completed, failed (no outlet answered), interrupted, running (until it has ended).';
COMMENT ON COLUMN runs.discovered IS 'URLs that were new.';
COMMENT ON COLUMN runs.fetched IS 'Pages that came.';
COMMENT ON COLUMN runs.new_articles IS 'Articles that were new.';
COMMENT ON COLUMN runs.new_versions IS 'Known articles that read otherwise.';
COMMENT ON COLUMN runs.copies IS 'Rows of copies that are new.';
