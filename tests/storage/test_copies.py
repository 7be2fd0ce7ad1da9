import random
from dataclasses import replace
from datetime import timedelta

import pytest

from extractors.copies import pairs
from extractors.copies.pairs import Verifier
from extractors.copies.thresholds import CROWD, MOST_CANDIDATES, SPEAKERS
from extractors.model import Claim
from flows.compare import compare
from storage import copies
from storage.articles import load_articles
from storage.forget import Found, Words, take_out_of_work
from storage.query import read
from storage.work import WORK_FILE, insert, open_work

AGENCIES = frozenset({"meridian"})


class Library:
    """A database in a folder: articles go in, and are compared."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def load(self, *batch):
        with open_work(self.folder) as work:
            load_articles(work, batch)

    def compare(self, *batch):
        self.load(*batch)
        return compare(self.folder, AGENCIES)

    def rows(self, sql):
        return list(read(self.folder / WORK_FILE, sql).values)

    def links(self):
        tables = ("copies", "shared_paragraphs", "stories")
        links = {table: sorted(self.rows(f"FROM {table}"), key=repr) for table in tables}
        return links | {"articles": sorted(self.rows("SELECT article_id, story_id, copy_of FROM articles"))}

    def links_but_for_names(self):
        """The same, each story called after its smallest member: its own name depends on what came in earlier runs."""
        smallest = dict(self.rows("SELECT story_id, min(article_id) FROM articles GROUP BY story_id"))
        links = self.links()
        stories = sorted(((smallest[story_id], *rest) for story_id, *rest in links["stories"]), key=repr)
        articles = [(article_id, smallest[story_id], copy_of) for article_id, story_id, copy_of in links["articles"]]
        return links | {"stories": stories, "articles": articles}

    def candidates(self, *ids):
        with open_work(self.folder) as work:
            copies.index_prints(work, copies.pending(work))
            copies.find_postings(work, ids)
            return {frozenset((one.article_id, one.other_id)) for one in copies.candidates(work, ids)}


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "data")


@pytest.fixture
def verifications(monkeypatch):
    """Every comparison of two articles that is made."""
    made = []

    def compare_prose(a, b):
        made.append((a.article_id, b.article_id))
        return pairs.compare_prose(a, b)

    monkeypatch.setattr(Verifier, "__call__", lambda self, a, b: compare_prose(self._prose(a), self._prose(b)))
    return made


def ids(*items):
    return [item.article_id for item in items]


def test_articles_that_share_prose_are_candidates(library, incoming, prose):
    source = incoming("quay", "ferry", prose(1))
    copy = incoming("pier", "ferry", ["An own first line of the pier.", *prose(1)[:2]])
    other = incoming("spit", "storm", prose(2))
    library.load(source, copy, other)
    assert library.candidates(*ids(source, copy, other)) == {frozenset(ids(source, copy))}


def test_only_pairs_with_one_of_the_asked_are_candidates(library, incoming, prose):
    items = [incoming(outlet, "ferry", prose(1)) for outlet in ("quay", "pier", "spit")]
    library.load(*items)
    assert library.candidates(items[0].article_id) == {
        frozenset(ids(items[0], items[1])),
        frozenset(ids(items[0], items[2])),
    }


def test_a_canonical_link_to_another_house_names_the_source_in_any_spelling(library, incoming, prose):
    source = incoming("quay", "ferry", prose(1), published=30)
    claim = Claim(
        "canonical_url", "html", "https://www.quay.news/ferry/", "//quay.news/ferry", "contradicts", "another house"
    )
    copy = incoming("pier", "ferry", prose(1), published=10, claims=(claim,))
    library.compare(source, copy)
    assert library.rows("SELECT copy_id, source_id, direction FROM copies") == [(*ids(copy, source), "credit")]


def test_what_an_outlet_says_on_every_page_makes_no_candidates(library, incoming, prose):
    about_us = prose("about us", paragraphs=1)
    items = [incoming("quay", f"{seed}", [*prose(seed), *about_us]) for seed in range(8)]
    borrower = incoming("pier", "9", [*prose(9), *about_us])
    library.load(*items, borrower)
    assert library.candidates(*ids(*items, borrower)) == set()


def test_every_pair_of_those_that_carry_a_text_is_a_candidate(library, incoming, prose):
    items = [incoming(f"outlet-{number}", "wire", prose(1)) for number in range(CROWD)]
    library.load(*items)
    assert len(library.candidates(*ids(*items))) == CROWD * (CROWD - 1) / 2


def test_for_a_text_that_very_many_carry_the_earliest_speak(library, incoming, prose):
    items = [incoming(f"outlet-{number}", "wire", prose(1), minutes=number) for number in range(CROWD + 20)]
    library.load(*items)
    found = library.candidates(*ids(*items))
    speakers = frozenset(ids(*items[:SPEAKERS]))
    assert all(pair & speakers for pair in found)
    assert {article_id for pair in found for article_id in pair} == set(ids(*items))


def test_an_article_is_held_against_the_closest_only(library, incoming):
    items = [incoming(f"outlet-{number:03}", "wire", ["Words."]) for number in range(MOST_CANDIDATES + 20)]
    library.load(*items)
    own, others = items[0], items[1:]
    with open_work(library.folder) as work:
        rows = [(other.article_id, other.outlet, number) for number, other in enumerate(others)]
        insert(work, "private.prints", [*rows, *((own.article_id, own.outlet, number) for _, _, number in rows)])
        copies.find_postings(work, [own.article_id])
        found = copies.candidates(work, [own.article_id])
    assert len(found) == MOST_CANDIDATES


def test_entering_prints_again_changes_nothing(library, incoming, prose):
    library.load(incoming("quay", "ferry", prose(1)))
    library.candidates(1)
    before = library.rows("FROM private.prints ORDER BY ALL")
    library.candidates(1)
    assert library.rows("FROM private.prints ORDER BY ALL") == before != []


def test_a_copy_is_found_aligned_and_put_into_one_story(library, incoming, prose):
    source = incoming("quay", "ferry", prose(1), published=-60, title="Ferry sails")
    copy = incoming("pier", "boat", ["Own words of the pier, and few.", *prose(1)], published=-20)
    assert library.compare(source, copy) == 1
    ((copy_id, source_id, kind, coverage, lag, direction),) = library.rows(
        "SELECT copy_id, source_id, kind, coverage, epoch(lag), direction FROM copies"
    )
    assert (copy_id, source_id, kind, lag, direction) == (
        copy.article_id,
        source.article_id,
        "copy",
        2400.0,
        "published",
    )
    assert 0.9 < coverage < 1
    assert library.rows("SELECT copy_position, source_position, similarity FROM shared_paragraphs ORDER BY ALL") == [
        (2, 1, 1.0),
        (3, 2, 1.0),
        (4, 3, 1.0),
        (5, 4, 1.0),
    ]
    assert library.rows("SELECT title, articles, outlets, newsrooms, first_article_id FROM stories") == [
        ("Ferry sails", 2, 2, 1, source.article_id)
    ]
    assert dict(library.rows("SELECT article_id, copy_of FROM articles")) == {
        source.article_id: None,
        copy.article_id: source.article_id,
    }


def test_an_article_that_nobody_shares_is_a_story_of_one(library, incoming, prose):
    items = [incoming("quay", f"{seed}", prose(seed)) for seed in range(3)]
    assert library.compare(*items) == 0
    assert sorted(library.rows("SELECT story_id, articles, first_article_id FROM stories")) == sorted(
        (item.article_id, 1, item.article_id) for item in items
    )
    assert library.rows("SELECT count(*) FROM articles WHERE story_id IS NULL") == [(0,)]


def test_comparing_again_changes_nothing(library, incoming, prose):
    library.compare(incoming("quay", "ferry", prose(1)), incoming("pier", "ferry", prose(1), minutes=5))
    before = library.links()
    assert compare(library.folder, AGENCIES) == 0
    assert library.links() == before


def test_an_agency_is_the_source_although_it_published_later(library, incoming, prose):
    wire = incoming("meridian", "ferry", prose(1), published=-10)
    copy = incoming("quay", "ferry", prose(1), published=-30, wire_agency="Meridian")
    library.compare(wire, copy)
    assert library.rows("SELECT copy_id, direction FROM copies") == [(copy.article_id, "credit")]


def test_a_copy_that_was_rewritten_is_no_copy_any_more(library, incoming, prose):
    source, copy = incoming("quay", "ferry", prose(1)), incoming("pier", "ferry", prose(1), minutes=5)
    assert library.compare(source, copy) == 1
    assert library.compare(incoming("pier", "ferry", prose(2), minutes=5)) == 0
    assert library.rows("FROM copies") == library.rows("FROM shared_paragraphs") == []
    assert library.rows("SELECT articles FROM stories") == [(1,), (1,)]
    assert library.rows("SELECT count(*) FROM articles WHERE copy_of IS NOT NULL") == [(0,)]


def test_who_copied_a_long_text_in_short_is_nobodys_copy_once_that_was_rewritten(library, incoming, prose):
    long = prose(1, paragraphs=6)
    long_one = incoming("quay", "ferry", [*long, *prose(2, paragraphs=6)], published=-60)
    short = incoming("pier", "ferry", [*long, *prose(3, paragraphs=2)], published=-30)
    library.compare(long_one, short)
    assert library.rows("SELECT kind FROM copies") == [("copy",)]
    assert len(library.rows("FROM stories")) == 2
    library.compare(incoming("quay", "ferry", prose(4, paragraphs=8), published=-60))
    assert library.rows("SELECT kind FROM copies") == []
    assert library.rows("SELECT count(*) FROM articles WHERE copy_of IS NOT NULL") == [(0,)]


def test_an_earlier_article_that_comes_later_becomes_the_source_of_all(library, incoming, prose):
    pier = incoming("pier", "ferry", prose(1), published=-20)
    spit = incoming("spit", "ferry", prose(1), published=-10)
    library.compare(pier, spit)
    quay = incoming("quay", "ferry", prose(1), published=-60)
    library.compare(quay)
    assert dict(library.rows("SELECT copy_id, source_id FROM copies")) == {
        pier.article_id: quay.article_id,
        spit.article_id: quay.article_id,
    }
    assert library.rows("SELECT articles, first_article_id FROM stories") == [(3, quay.article_id)]


def test_stories_that_turn_out_to_be_one_keep_the_name_of_the_older(library, incoming, prose):
    whole = prose(1, paragraphs=12)
    older, younger = incoming("pier", "ferry", whole[:7]), incoming("spit", "ferry", whole[5:])
    library.compare(older)
    library.compare(younger)
    assert len(library.rows("FROM stories")) == 2
    library.compare(incoming("quay", "ferry", whole, minutes=-90, published=-60))
    assert library.rows("SELECT story_id, articles FROM stories") == [(older.article_id, 3)]


@pytest.mark.parametrize("killed", [True, False])
def test_a_run_that_was_killed_while_it_collected_does_not_decide_who_was_first(library, incoming, prose, killed):
    first, second = sorted(
        (incoming(outlet, "ferry", prose(1)) for outlet in ("pier", "quay")), key=lambda one: one.article_id
    )
    if killed:
        library.load(second)
        library.compare(replace(first, first_seen_at=first.first_seen_at + timedelta(hours=1)))
    else:
        library.compare(first, second)
    assert library.rows("SELECT story_id, first_article_id FROM stories") == [(first.article_id, first.article_id)]
    assert library.rows("SELECT source_id, direction FROM copies") == [(first.article_id, "first seen")]
    assert set(library.rows("SELECT first_article_id FROM paragraphs")) == {(first.article_id,)}


def newsroom(seed, incoming, prose):
    """Articles that copy whole texts and passages of each other, in every way that chance finds."""
    pick = random.Random(seed)
    texts = [prose(f"{seed}-{number}", paragraphs=6) for number in range(4)]
    outlets = ["meridian", "quay", "quay", "pier", "pier", *(f"outlet-{number}" for number in range(7))]
    for number, outlet in enumerate(pick.sample(outlets, len(outlets))):
        text = pick.choice(texts)
        whole = list(text) if pick.random() < 0.5 else list(text[: pick.randint(2, 5)])
        passage = list(pick.choice(texts)[:2]) if pick.random() < 0.3 else []
        own = list(prose(f"{seed}-own-{number}", paragraphs=pick.randint(0, 3)))
        published = pick.randint(-600, 0)
        credit = pick.choice([None, None, "Meridian"])
        paragraphs = whole + passage + own
        yield incoming(outlet, f"{number}", paragraphs, minutes=number, published=published, wire_agency=credit)


@pytest.mark.parametrize("seed", range(2))
def test_articles_compared_as_they_come_are_linked_as_if_they_had_come_at_once(tmp_path, incoming, prose, seed):
    items = list(newsroom(seed, incoming, prose))
    at_once, bit_by_bit = Library(tmp_path / "at once"), Library(tmp_path / "bit by bit")
    at_once.compare(*items)
    shuffled = random.Random(seed).sample(items, len(items))
    for batch in (shuffled[:5], shuffled[5:6], shuffled[6:]):
        bit_by_bit.compare(*batch)
    assert bit_by_bit.links_but_for_names() == at_once.links_but_for_names()
    assert len(at_once.links()["copies"]) > 4


def test_corrected_articles_are_linked_as_if_they_had_always_read_so(tmp_path, incoming, prose):
    before, after = list(newsroom(8, incoming, prose)), list(newsroom(9, incoming, prose))
    after = [
        incoming(old.outlet, f"{number}", new.article.paragraphs, minutes=number)
        for number, (old, new) in enumerate(zip(before, after, strict=True))
    ]
    before = [
        incoming(old.outlet, f"{number}", old.article.paragraphs, minutes=number) for number, old in enumerate(before)
    ]
    always, corrected = Library(tmp_path / "always"), Library(tmp_path / "corrected")
    always.compare(*after[:7], *before[7:])
    corrected.compare(*before)
    corrected.compare(*after[:4])
    corrected.compare(*after[4:7])
    assert corrected.links() == always.links()
    assert len(always.links()["copies"]) > 3


def test_what_an_outlet_says_on_every_page_is_nobodys_copy_however_it_came(tmp_path, incoming, prose):
    pier = incoming("pier", "0", prose(1), published=0)
    items = [pier, *(incoming("quay", f"{number}", prose(1), published=number) for number in range(1, 7))]
    at_once, bit_by_bit = Library(tmp_path / "at once"), Library(tmp_path / "bit by bit")
    at_once.compare(*items)
    bit_by_bit.compare(*items[:2])
    bit_by_bit.compare(*items[2:])
    assert bit_by_bit.links_but_for_names() == at_once.links_but_for_names()


def test_a_text_on_hundreds_of_sites_is_one_story_with_an_edge_for_each(library, incoming, prose, verifications):
    wire = prose(1, paragraphs=8)
    items = [
        incoming(f"outlet-{number}", "wire", [*prose(f"own-{number}", 1, 20), *wire[: 8 - number % 3]], minutes=number)
        for number in range(200)
    ]
    assert library.compare(*items) == 199
    assert library.rows("SELECT articles, outlets, newsrooms FROM stories") == [(200, 200, 1)]
    assert library.rows("SELECT count(*), count(DISTINCT copy_id) FROM copies") == [(199, 199)]
    assert len(verifications) <= 2 * len(items)


def test_background_under_story_after_story_makes_neither_copies_nor_stories(library, incoming, prose):
    background = prose("background", paragraphs=4)
    items = [
        incoming(outlet, f"{number}", [*prose(f"{outlet}-{number}", paragraphs=1), *background], published=number)
        for outlet in ("quay", "pier")
        for number in range(5)
    ]
    library.compare(*items)
    assert library.rows("SELECT DISTINCT kind FROM copies WHERE kind <> 'partial'") == []
    assert library.rows("SELECT count(*) FROM stories") == [(10,)]


def test_news_over_a_background_that_recurs_is_still_found(library, incoming, prose):
    background = prose("background", paragraphs=3)
    others = [incoming("quay", f"{number}", [*prose(f"quay-{number}", 2), *background]) for number in range(6)]
    source = incoming("quay", "news", [*prose("news", 3), *background])
    copy = incoming("pier", "news", [*prose("news", 3), *prose("pier", 1, 10)], minutes=9)
    library.compare(*others, source, copy)
    assert library.rows("SELECT copy_id, source_id, kind FROM copies") == [(copy.article_id, source.article_id, "copy")]


def test_what_recurs_is_known_in_articles_of_one_paragraph(library, incoming, prose):
    background = " ".join(prose("background", paragraphs=4))
    items = [incoming("quay", f"{number}", [f"{prose(number, 1)[0]} {background}"]) for number in range(6)]
    library.compare(*items)
    assert library.rows("FROM copies") == []


def test_background_that_comes_article_by_article_makes_neither_copies_nor_stories(library, incoming, prose):
    background = prose("b1", paragraphs=2, words=40)
    for day in range(5):
        for outlet in ("quay", "pier"):
            own = prose(f"1{outlet}{day}", paragraphs=1, words=20)
            library.compare(incoming(outlet, f"{day}", [*own, *background], minutes=day * 1440))
    assert library.rows("FROM copies") == []
    assert library.rows("SELECT count(*) FROM stories") == [(10,)]


def over_background(incoming, prose, outlets=("quay", "pier")):
    """A background, and articles of these outlets over it."""
    background = prose("background", paragraphs=4)
    items = [
        incoming(outlet, f"over-{number}", [*prose(f"{outlet}-{number}"), *background])
        for outlet in outlets
        for number in range(4)
    ]
    return background, items


def test_a_text_over_a_background_is_one_story_with_its_copy_of_a_later_run(library, incoming, prose):
    background, others = over_background(incoming, prose, ["quay"])
    source = incoming("quay", "news", [*prose("news", 2), *background])
    copy = incoming("mole", "news", [*prose("news", 2), *prose("mole", 1, 15)], minutes=9)
    library.compare(*others, source)
    library.compare(copy)
    assert library.rows("SELECT kind, source_coverage FROM copies") == [("copy", 1)]
    assert library.rows("SELECT max(articles) FROM stories") == [(2,)]


def test_a_background_is_no_shared_prose_when_another_turns_out_to_recur_too(library, incoming, prose):
    background, others = over_background(incoming, prose)
    passage, footer = prose("passage", 1, 50), prose("footer", 2, 30)
    pair = [
        incoming(outlet, "pair", [*passage, *prose(f"{outlet}-own", 1, 50), *background, *footer])
        for outlet in ("quay", "pier")
    ]
    library.compare(*others, *pair)
    library.compare(*(incoming("quay", f"new-{number}", [*prose(f"new-{number}"), *footer]) for number in range(4)))
    assert library.rows("SELECT kind, shared_words < 60 FROM copies") == [("partial", True)]


def test_what_turns_out_to_recur_is_no_prose_of_a_text_whose_copy_left_it_out(tmp_path, incoming, prose):
    footer = prose("footer", 1, 40)
    pair = [incoming("quay", "pair", [*prose("pair"), *footer]), incoming("pier", "pair", prose("pair"))]
    others = [incoming("quay", f"new-{number}", [*prose(f"new-{number}"), *footer]) for number in range(4)]
    at_once, in_two_runs = Library(tmp_path / "at-once"), Library(tmp_path / "in-two-runs")
    at_once.compare(*pair, *others)
    in_two_runs.compare(*pair)
    in_two_runs.compare(*others)
    coverage = "SELECT kind, coverage, source_coverage FROM copies"
    assert at_once.rows(coverage) == in_two_runs.rows(coverage) == [("copy", 1.0, 1.0)]


def test_captures_of_different_days_that_come_together_are_known_by_when_they_were_seen(library, incoming, prose):
    day = 24 * 60
    items = [incoming(outlet, "ferry", prose(1), minutes=-number * day) for number, outlet in enumerate("abc")]
    library.compare(*items)
    assert set(library.rows("SELECT copy_id, source_id, direction FROM copies")) == {
        (*ids(copy, items[2]), "first seen") for copy in items[:2]
    }
    assert "c was first seen 2 days before a was first seen" in str(library.rows("SELECT evidence FROM copies"))


def test_captures_that_come_after_others_keep_their_own_order(library, incoming, prose):
    day = 24 * 60
    here = incoming("d", "ferry", prose(1))
    library.compare(here)
    items = [incoming(outlet, "ferry", prose(1), minutes=-number * day) for number, outlet in enumerate("abc", 1)]
    library.compare(*items)
    assert library.rows("SELECT DISTINCT source_id, story_id FROM copies JOIN articles ON article_id = copy_id") == [
        (here.article_id, here.article_id)
    ]
    assert library.rows("SELECT outlet FROM articles JOIN private.placements USING (article_id) ORDER BY seen_by") == [
        ("d",), ("c",), ("b",), ("a",),
    ]  # fmt: skip


def test_of_a_background_that_was_taken_down_nothing_is_known(library, incoming, prose):
    _, others = over_background(incoming, prose)
    library.compare(*others)
    assert library.rows("SELECT count(*) > 0 FROM private.recurring") == [(True,)]
    with open_work(library.folder) as work:
        take_out_of_work(work, Found(None, (), tuple(ids(*others))), Words((), ()), {})
    assert library.rows("FROM private.recurring") == []
