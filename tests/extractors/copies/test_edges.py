import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.copies.edges import resolve
from extractors.model import ArticleFacts, Match, Pair

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def facts(article_id, outlet, published=None, seen=None, seen_by=None, **more):
    """An article; *published*, *seen* and *seen_by* (that by default) in minutes after noon."""
    seen = at(600 + (article_id if seen is None else seen))
    given = {"agency": None, "title": f"Title {article_id}", "wire_agency": None, "cited_source": None, **more}
    return ArticleFacts(
        article_id=article_id,
        outlet=outlet,
        published_at=None if published is None else at(published),
        first_seen_at=seen,
        seen_by=seen if seen_by is None else at(seen_by),
        **given,
    )


def pair(a_id, b_id, a_coverage=1.0, b_coverage=1.0, words=200, run=120):
    return Pair(a_id, b_id, a_coverage, b_coverage, words, run, (Match(0, 1, 0.97),))


def edges(links):
    return [(copy.copy_id, copy.source_id, copy.kind) for copy in links.copies]


def only_copy(links):
    (copy,) = links.copies
    return copy


def test_the_later_article_is_the_copy():
    copy = only_copy(
        resolve([facts(1, "randu", published=30), facts(2, "lenner", published=10)], [pair(1, 2, 0.9, 0.8)])
    )
    assert (copy.copy_id, copy.source_id, copy.kind, copy.direction) == (1, 2, "copy", "published")
    assert (copy.coverage, copy.source_coverage, copy.lag_seconds) == (0.9, 0.8, 20 * 60)
    assert copy.matches == ((0, 1, 0.97),)
    assert (
        copy.evidence
        == "lenner published 20 minutes before randu published; 90% of it is in the source, 120 words in a row"
    )


def test_matches_are_turned_to_the_copy():
    copy = only_copy(resolve([facts(1, "randu", published=10), facts(2, "lenner", published=30)], [pair(1, 2)]))
    assert copy.copy_id == 2
    assert copy.matches == ((1, 0, 0.97),)


def test_without_times_the_one_seen_first_is_the_source():
    copy = only_copy(resolve([facts(1, "randu", seen=9), facts(2, "lenner", seen=4)], [pair(1, 2)]))
    assert (copy.source_id, copy.direction, copy.lag_seconds) == (2, "first seen", None)


def test_published_at_the_same_time_the_one_seen_first_is_the_source():
    articles = [facts(1, "randu", published=5, seen=9), facts(2, "lenner", published=5, seen=4)]
    copy = only_copy(resolve(articles, [pair(1, 2)]))
    assert (copy.source_id, copy.direction, copy.lag_seconds) == (2, "first seen", 0)


@pytest.mark.parametrize(
    "credit",
    [{"wire_agency": "ANTARA"}, {"wire_agency": "Antara News"}, {"cited_source": "antara"}],
    ids=["agency", "its news site", "cited"],
)
def test_who_is_credited_is_the_source_whatever_the_times_say(credit):
    articles = [facts(1, "antara", published=40, agency="ANTARA"), facts(2, "randu", published=10, **credit)]
    copy = only_copy(resolve(articles, [pair(1, 2)]))
    assert (copy.copy_id, copy.source_id, copy.direction) == (2, 1, "credit")
    assert "although antara published 30 minutes after randu" in copy.evidence


def test_an_agency_is_the_source_of_those_that_took_the_credit_off():
    articles = [
        facts(1, "antara", published=20, agency="ANTARA"),
        facts(2, "randu", published=30, wire_agency="ANTARA"),
        facts(3, "lenner", published=10),
    ]
    links = resolve(articles, [pair(1, 2), pair(1, 3), pair(2, 3)])
    assert edges(links) == [(2, 1, "copy"), (3, 1, "copy")]
    assert [copy.direction for copy in links.copies] == ["credit", "credit"]
    assert "other copies credit antara, although antara published 10 minutes after lenner" in links.copies[1].evidence


def test_who_links_anothers_page_as_the_canonical_one_has_it_from_there_whatever_the_times_say():
    articles = [
        facts(1, "randu", published=40, identity="randu.id/ferry"),
        facts(2, "lenner", published=10, canonical_elsewhere="randu.id/ferry"),
    ]
    links = resolve(articles, [pair(1, 2)])
    copy = only_copy(links)
    assert (copy.copy_id, copy.source_id, copy.direction) == (2, 1, "credit")
    assert copy.evidence.startswith(
        "lenner links the page of randu as the canonical one, although randu published 30 minutes after lenner"
    )
    assert links.stories[0].newsrooms == 1


def test_a_credit_goes_before_a_canonical_link():
    articles = [
        facts(1, "antara", published=40, agency="ANTARA", canonical_elsewhere="randu.id/ferry"),
        facts(2, "randu", published=10, identity="randu.id/ferry", wire_agency="ANTARA"),
    ]
    assert edges(resolve(articles, [pair(1, 2)])) == [(2, 1, "copy")]


def test_pages_that_link_each_other_as_the_canonical_one_go_by_the_clock():
    articles = [
        facts(1, "randu", published=40, identity="randu.id/a", canonical_elsewhere="lenner.id/a"),
        facts(2, "lenner", published=10, identity="lenner.id/a", canonical_elsewhere="randu.id/a"),
    ]
    assert only_copy(resolve(articles, [pair(1, 2)])).direction == "published"


def test_an_agency_that_credits_itself_credits_nobody():
    articles = [facts(1, "antara", published=5, agency="ANTARA", wire_agency="ANTARA"), facts(2, "randu", published=9)]
    assert only_copy(resolve(articles, [pair(1, 2)])).direction == "published"


def test_copies_form_a_star_around_the_origin():
    articles = [facts(number, f"outlet{number}", published=number) for number in range(1, 6)]
    everything = [pair(a, b) for a in range(1, 6) for b in range(a + 1, 6)]
    assert edges(resolve(articles, everything)) == [(number, 1, "copy") for number in range(2, 6)]


def test_without_a_pair_with_the_origin_the_best_earlier_copy_is_the_source():
    articles = [facts(number, f"outlet{number}", published=number) for number in range(1, 5)]
    pairs = [pair(1, 2), pair(1, 3), pair(2, 4, 0.9, 0.9), pair(3, 4, 0.9, 0.95)]
    assert (4, 3, "copy") in edges(resolve(articles, pairs))


def test_two_articles_of_one_outlet_are_versions():
    links = resolve([facts(1, "randu", published=10), facts(2, "randu", published=30)], [pair(1, 2)])
    assert edges(links) == [(2, 1, "version")]
    assert (links.stories[0].outlets, links.stories[0].newsrooms) == (1, 1)


def test_a_passage_that_an_outlet_repeats_is_no_edge():
    links = resolve([facts(1, "randu", published=1), facts(2, "randu", published=2)], [pair(1, 2, 0.3, 0.2)])
    assert links.copies == ()


def test_a_passage_is_partial_and_joins_no_stories():
    links = resolve([facts(1, "randu", published=1), facts(2, "lenner", published=2)], [pair(1, 2, 0.3, 0.2, 40, 30)])
    assert edges(links) == [(2, 1, "partial")]
    assert len(links.stories) == 2


def test_a_round_up_holds_an_article():
    links = resolve([facts(1, "randu", published=1), facts(2, "lenner", published=9)], [pair(1, 2, 0.95, 0.2)])
    copy = only_copy(links)
    assert (copy.copy_id, copy.source_id, copy.kind) == (2, 1, "digest")
    assert (copy.coverage, copy.source_coverage) == (0.2, 0.95)
    assert len(links.stories) == 2


def test_what_is_cut_from_an_earlier_article_is_a_copy_of_it_and_a_story_of_its_own():
    links = resolve([facts(1, "randu", published=9), facts(2, "lenner", published=1)], [pair(1, 2, 0.95, 0.2)])
    assert edges(links) == [(1, 2, "copy")]
    assert len(links.stories) == 2


def test_a_little_more_text_makes_no_round_up():
    links = resolve([facts(1, "randu", published=1), facts(2, "lenner", published=9)], [pair(1, 2, 0.75, 0.45)])
    assert edges(links) == [(2, 1, "copy")]


def test_a_passage_leads_to_each_article_that_has_it():
    articles = [facts(number, f"outlet{number}", published=number) for number in range(1, 5)]
    same = [pair(1, 2), pair(1, 3), pair(2, 3)]
    passages = [pair(number, 4, 0.3, 0.3, 60, 50) for number in (1, 2, 3)]
    assert edges(resolve(articles, same + passages)) == [
        (2, 1, "copy"),
        (3, 1, "copy"),
        (4, 1, "partial"),
        (4, 2, "partial"),
        (4, 3, "partial"),
    ]


def test_a_chain_of_passages_makes_no_story():
    articles = [facts(number, f"outlet{number}", published=number) for number in range(1, 5)]
    links = resolve(articles, [pair(number, number + 1, 0.9, 0.25) for number in range(1, 4)])
    assert [story.article_ids for story in links.stories] == [(1,), (2,), (3,), (4,)]


def test_a_text_cut_short_is_one_story_with_the_whole_text():
    links = resolve([facts(1, "randu", published=1), facts(2, "lenner", published=2)], [pair(1, 2, 0.45, 0.95)])
    assert edges(links) == [(2, 1, "copy")]
    assert len(links.stories) == 1


def test_two_states_of_an_agency_text_are_two_stories():
    links = resolve([facts(1, "randu", published=1), facts(2, "lenner", published=2)], [pair(1, 2, 0.75, 0.5)])
    assert edges(links) == [(2, 1, "copy")]
    assert len(links.stories) == 2


def test_an_outlet_that_writes_a_text_anew_has_a_version_in_two_stories():
    links = resolve([facts(1, "randu", published=1), facts(2, "randu", published=2)], [pair(1, 2, 0.5, 0.4)])
    assert edges(links) == [(2, 1, "version")]
    assert len(links.stories) == 2


def test_newsrooms_are_counted_by_whose_text_it_is():
    articles = [
        facts(1, "antara", published=1, agency="ANTARA"),
        facts(2, "randu", published=2, wire_agency="ANTARA"),
        facts(3, "lenner", published=3),
    ]
    (story,) = resolve(articles, [pair(1, 2), pair(1, 3), pair(2, 3)]).stories
    assert (story.outlets, story.newsrooms, story.wire_agency) == (3, 1, "ANTARA")
    assert (story.title, story.first_article_id) == ("Title 1", 1)
    assert (story.started_at, story.last_at) == (at(1), at(3))


def test_an_agency_that_passes_on_the_text_of_another_is_no_newsroom_of_it():
    own = facts(1, "xinhua", published=1, agency="xinhua")
    passed_on = facts(2, "antara", published=2, agency="antara", wire_agency="Xinhua")
    carried = facts(3, "randu", published=3, wire_agency="Xinhua")
    (story,) = resolve([own, passed_on, carried], [pair(1, 2), pair(1, 3)]).stories
    assert (story.newsrooms, story.wire_agency) == (1, "Xinhua")
    (story,) = resolve([passed_on, carried], [pair(2, 3)]).stories
    assert (story.newsrooms, story.wire_agency) == (1, "Xinhua")


@pytest.mark.parametrize("outlet", ["associated-press", "www.ap.example"])
def test_a_house_is_credited_under_any_name_that_it_is_known_by(outlet):
    links = resolve([facts(1, outlet, published=9), facts(2, "randu", published=2, wire_agency="AP")], [pair(1, 2)])
    assert (edges(links), only_copy(links).direction) == ([(2, 1, "copy")], "credit")
    assert links.stories[0].newsrooms == 1


def test_an_agency_that_names_itself_is_the_newsroom():
    own = facts(1, "antara", published=1, agency="antara", wire_agency="ANTARA News")
    carried = facts(2, "randu", published=2, wire_agency="Antara")
    (story,) = resolve([own, carried], [pair(1, 2)]).stories
    assert (story.newsrooms, story.wire_agency) == (1, "Antara")


def test_a_text_of_an_agency_that_nobody_carries_is_under_the_name_that_its_article_has():
    (story,) = resolve([facts(1, "meridian", published=1, agency="meridian", wire_agency="Meridian")], []).stories
    assert story.wire_agency == "Meridian"


def test_a_story_keeps_its_id_when_others_join_in_a_later_comparison():
    older = [facts(7, "randu", published=20, seen_by=1), facts(8, "lenner", published=30, seen_by=1)]
    younger = facts(3, "upper-sill", published=1, seen=0, seen_by=2)
    (before,) = resolve(older, [pair(7, 8)]).stories
    (after,) = resolve([*older, younger], [pair(7, 8), pair(3, 7)]).stories
    assert before.story_id == after.story_id == 7
    assert after.first_article_id == 3


def test_which_of_two_outlets_answered_first_in_a_run_decides_nothing():
    found = {
        resolve([facts(7, "randu", seen=a, seen_by=620), facts(8, "lenner", seen=b, seen_by=620)], [pair(7, 8)])
        for a, b in ((1, 2), (2, 1))
    }
    (links,) = found
    assert edges(links) == [(8, 7, "copy")]
    assert links.stories[0].story_id == 7
    assert "together" in only_copy(links).evidence


def test_an_article_without_pairs_is_a_story_of_its_own():
    (story,) = resolve([facts(1, "randu")], []).stories
    assert (story.story_id, story.article_ids, story.newsrooms) == (1, (1,), 1)
    assert story.started_at == at(601)


def test_nothing_is_resolved_to_nothing():
    links = resolve([], [])
    assert (links.copies, links.stories) == ((), ())


def test_a_pair_without_facts_is_named():
    with pytest.raises(ValueError, match="articles 1 and 2"):
        resolve([facts(1, "randu")], [pair(1, 2)])


@st.composite
def newsrooms(draw):
    """Articles of few outlets, with times and credits that contradict each other, and any pairs."""
    count = draw(st.integers(2, 7))
    names = st.sampled_from(["antara", "randu", "lenner"])
    outlets = [draw(names) for _ in range(count)]
    articles = [
        facts(
            number,
            outlet,
            agency="ANTARA" if outlet == "antara" else None,
            published=draw(st.none() | st.integers(0, 3)),
            seen=draw(st.integers(0, 3)),
            wire_agency=draw(st.sampled_from([None, None, "ANTARA"])),
            cited_source=draw(st.none() | names),
            identity=f"page-{number}",
            canonical_elsewhere=draw(st.none() | st.integers(1, count).map("page-{}".format)),
        )
        for number, outlet in enumerate(outlets, 1)
    ]
    shares = st.sampled_from([0.1, 0.3, 0.45, 0.5, 0.65, 0.7, 0.95])
    pairs = [
        pair(
            a,
            b,
            draw(shares),
            draw(shares),
            draw(st.sampled_from([20, 30, 90])),
            draw(st.sampled_from([12, 19, 20, 24])),
        )
        for a in range(1, count + 1)
        for b in range(a + 1, count + 1)
        if draw(st.booleans())
    ]
    return articles, pairs


@given(newsrooms(), st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_any_order(given_, chosen: random.Random):
    articles, pairs = given_
    expected = resolve(articles, pairs)
    chosen.shuffle(articles)
    chosen.shuffle(pairs)
    assert resolve(articles, pairs) == expected


@given(newsrooms())
def test_every_article_is_in_one_story_and_edges_follow_the_rules(given_):
    articles, pairs = given_
    links = resolve(articles, pairs)
    outlets = {article.article_id: article.outlet for article in articles}
    assert sorted(article for story in links.stories for article in story.article_ids) == sorted(outlets)
    assert len({(copy.copy_id, copy.source_id) for copy in links.copies}) == len(links.copies)
    for copy in links.copies:
        assert (outlets[copy.copy_id] == outlets[copy.source_id]) == (copy.kind == "version")
    for story in links.stories:
        assert story.story_id in story.article_ids
        assert 1 <= story.newsrooms <= len(story.article_ids)


@given(newsrooms())
def test_stories_and_those_that_share_with_them_give_what_all_would_give(given_):
    articles, pairs = given_
    everything = resolve(articles, pairs)
    touched = everything.stories[0]
    linked = {p.a_id for p in pairs if p.b_id in touched.article_ids}
    linked |= {p.b_id for p in pairs if p.a_id in touched.article_ids}
    near = {number for story in everything.stories if linked & {*story.article_ids} for number in story.article_ids}
    near |= {*touched.article_ids}
    some = resolve(
        [article for article in articles if article.article_id in near],
        [p for p in pairs if p.a_id in near and p.b_id in near],
    )

    def of_touched(links):
        return [copy for copy in links.copies if {copy.copy_id, copy.source_id} & {*touched.article_ids}]

    assert touched in some.stories
    assert of_touched(some) == of_touched(everything)
