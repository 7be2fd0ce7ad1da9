import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.model import Claim, Removal
from storage.articles import Loaded, load_articles
from storage.paragraphs import index_paragraphs
from storage.query import read
from storage.work import WORK_FILE, open_work


class Library:
    """A database in a folder, loaded batch by batch."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def load(self, *batch):
        with open_work(self.folder) as work:
            loaded = load_articles(work, batch)
            index_paragraphs(work, [item.article_id for item in batch])
        return loaded

    def rows(self, sql):
        return list(read(self.folder / WORK_FILE, sql).values)

    def dump(self):
        tables = ("articles", "paragraphs", "removed_text", "claims", "versions")
        return {table: sorted(self.rows(f"FROM {table}"), key=repr) for table in tables}


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "data")


def test_a_new_article_is_loaded_with_all_that_is_known_of_it(library, incoming):
    item = incoming(
        "quay",
        "ferry",
        ["The ferry sails again.", "It had been laid up since May."],
        title="Ferry sails",
        published=-30,
        authors=("A. Quill", "B. Reed"),
        language="en",
        dateline="ILMORA",
        wire_agency="Meridian",
        cited_source="Strait Observer",
        confidence=0.75,
    )
    assert library.load(item) == Loaded(new=1, changed=0)
    ((*row,),) = library.rows("FROM articles")
    assert row == [
        item.article_id,
        "quay",
        "http://quay.news/ferry",
        "Ferry sails",
        ["A. Quill", "B. Reed"],
        item.article.published_at,
        item.first_seen_at,
        item.fetched_at,
        "en",
        "ILMORA",
        "Meridian",
        "Strait Observer",
        "The ferry sails again.\nIt had been laid up since May.",
        11,
        0.75,
        1,
        None,
        None,
        None,
    ]


def test_paragraphs_keep_their_order_and_count_their_words(library, incoming):
    library.load(incoming("quay", "ferry", ["The ferry sails again.", "港口"]))
    assert library.rows("SELECT position, text, words FROM paragraphs ORDER BY position") == [
        (1, "The ferry sails again.", 4),
        (2, "港口", 2),
    ]


def test_what_was_taken_out_and_what_a_page_claims_is_loaded(library, incoming):
    removal = Removal(1, "Read also: Storm", "link", "a link and nothing else")
    claim = Claim("language", "html", None, "xx", "impossible", "no such language")
    item = incoming("quay", "ferry", ["One."], removed=(removal,), claims=(claim,))
    library.load(item)
    assert library.rows("FROM removed_text") == [
        (item.article_id, 1, "Read also: Storm", "link", "a link and nothing else")
    ]
    assert library.rows("FROM claims") == [
        (item.article_id, "language", "html", None, "xx", "impossible", "no such language")
    ]


def test_the_same_article_twice_changes_nothing(library, incoming):
    item = incoming("quay", "ferry", ["The ferry sails again.", "It had been laid up."])
    library.load(item)
    before = library.dump()
    later = incoming("quay", "ferry", ["The ferry sails again.", "It had been laid up."], minutes=60)
    assert [library.load(item), library.load(later)] == [Loaded(0, 0), Loaded(0, 0)]
    assert library.dump() == before


def test_a_first_version_has_no_change(library, incoming):
    library.load(incoming("quay", "ferry", ["One."], title="Ferry sails"))
    assert library.rows("SELECT version, title, text, change FROM versions") == [(1, "Ferry sails", "One.", None)]


def test_a_changed_paragraph_makes_a_second_version_that_says_what_changed(library, incoming):
    library.load(incoming("quay", "ferry", ["One.", "Ninety people.", "Three."]))
    corrected = incoming("quay", "ferry", ["One.", "Nine people.", "Three."], minutes=90)
    assert library.load(corrected) == Loaded(new=0, changed=1)
    first, second = library.rows("SELECT version, fetched_at, text, change FROM versions ORDER BY version")
    assert (first[0], first[2], first[3]) == (1, "One.\nNinety people.\nThree.", None)
    assert second[:3] == (2, corrected.fetched_at, "One.\nNine people.\nThree.")
    assert json.loads(second[3]) == [
        {"op": "replace", "position": 2, "before": "Ninety people.", "after": "Nine people."}
    ]


@pytest.mark.parametrize(
    ("title", "paragraphs", "change"),
    [
        ("Ferry is back", ["A.", "B."], [("replace", 0, "Ferry", "Ferry is back")]),
        ("Ferry", ["A.", "New.", "B."], [("insert", 2, None, "New.")]),
        ("Ferry", ["B."], [("delete", 1, "A.", None)]),
        ("Boat", ["A."], [("replace", 0, "Ferry", "Boat"), ("delete", 2, "B.", None)]),
    ],
    ids=["headline", "paragraph more", "paragraph less", "both"],
)
def test_a_change_is_a_list_that_programs_read(library, incoming, title, paragraphs, change):
    library.load(incoming("quay", "ferry", ["A.", "B."], title="Ferry"))
    library.load(incoming("quay", "ferry", paragraphs, title=title))
    ((found,),) = library.rows("SELECT change FROM versions WHERE version = 2")
    assert [(one["op"], one["position"], one["before"], one["after"]) for one in json.loads(found)] == change


def test_a_text_that_changes_back_is_a_third_version(library, incoming):
    for text in ("Ninety.", "Nine.", "Ninety."):
        library.load(incoming("quay", "ferry", [text]))
    assert library.rows("SELECT version, text FROM versions ORDER BY version") == [
        (1, "Ninety."),
        (2, "Nine."),
        (3, "Ninety."),
    ]
    assert library.rows("SELECT version FROM articles") == [(3,)]


def test_a_new_version_takes_the_place_of_what_was_derived_from_the_old_one(library, incoming):
    old = Removal(0, "Old widget", "residue", "share bar")
    library.load(
        incoming("quay", "ferry", ["One.", "Two."], removed=(old,), claims=(Claim("a", "b", "c", "d", "chosen"),))
    )
    library.load(incoming("quay", "ferry", ["One."]))
    assert library.rows("SELECT position, text FROM paragraphs") == [(1, "One.")]
    assert library.rows("FROM removed_text") == library.rows("FROM claims") == []


def test_a_new_version_keeps_when_the_article_was_first_seen(library, incoming):
    """first_seen_at comes with the URL, whose discovery does not change."""
    first = incoming("quay", "ferry", ["One."])
    library.load(first)
    library.load(incoming("quay", "ferry", ["Two."]))
    assert library.rows("SELECT first_seen_at FROM articles") == [(first.first_seen_at,)]


def test_a_paragraph_says_how_many_outlets_carry_it_and_who_had_it_first(library, incoming):
    early = incoming("pier", "storm", ["The storm passed in the night.", "Only here."], minutes=10)
    late = incoming("quay", "storm", ["The STORM passed, in the night!", "Only there."], minutes=20)
    library.load(late, early, incoming("quay", "again", ["The storm passed in the night."], minutes=30))
    found = library.rows("SELECT DISTINCT text, outlets, first_article_id FROM paragraphs ORDER BY text")
    assert found == [
        ("Only here.", 1, early.article_id),
        ("Only there.", 1, late.article_id),
        ("The STORM passed, in the night!", 2, early.article_id),
        ("The storm passed in the night.", 2, early.article_id),
    ]


def test_who_had_a_paragraph_first_is_decided_by_publication(library, incoming):
    seen_first = incoming("pier", "storm", ["The storm passed."], minutes=0, published=-10)
    published_first = incoming("quay", "storm", ["The storm passed."], minutes=50, published=-60)
    library.load(seen_first)
    library.load(published_first)
    assert library.rows("SELECT DISTINCT first_article_id, outlets FROM paragraphs") == [
        (published_first.article_id, 2)
    ]


def test_what_an_article_no_longer_says_is_counted_without_it(library, incoming):
    library.load(incoming("quay", "ferry", ["One.", "Two."]), incoming("pier", "boat", ["One."], minutes=9))
    library.load(incoming("quay", "ferry", ["Two."]))
    boat = incoming("pier", "boat", ["One."]).article_id
    found = library.rows("SELECT first_article_id, outlets FROM paragraphs WHERE text = 'One.'")
    assert found == [(boat, 1)]
    assert library.rows("SELECT count(*) FROM private.paragraph_texts") == [(2,)]


def test_loads_do_not_depend_on_their_order(tmp_path, incoming, prose):
    items = [
        incoming(outlet, f"{seed}", prose(seed, paragraphs=2, words=9), minutes=seed)
        for outlet in ("quay", "pier", "spit")
        for seed in range(4)
    ]
    dumps = []
    for order in range(3):
        library = Library(tmp_path / str(order))
        shuffled = random.Random(order).sample(items, len(items))
        for start in range(0, len(items), 5):
            library.load(*shuffled[start : start + 5])
        dumps.append(library.dump())
    assert dumps[0] == dumps[1] == dumps[2]
    assert len(dumps[0]["articles"]) == len(items)


STATES = st.lists(
    st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from("xyz"), min_size=1, max_size=3)), max_size=6
)


@settings(max_examples=10, deadline=None)
@given(STATES)
def test_versions_are_numbered_without_gaps_and_the_newest_is_the_article(tmp_path_factory, incoming, states):
    newest = {}
    with open_work(tmp_path_factory.mktemp("versions")) as work:
        for name, paragraphs in states:
            item = incoming("quay", name, paragraphs)
            load_articles(work, [item])
            newest[item.article_id] = item.article.text
        assert dict(work.execute("SELECT article_id, text FROM articles").fetchall()) == newest
        gaps = work.execute(
            "SELECT article_id FROM versions GROUP BY article_id"
            " HAVING count(*) <> max(version) OR count(DISTINCT version) <> count(*) OR count(change) <> count(*) - 1"
        )
        assert gaps.fetchall() == []
