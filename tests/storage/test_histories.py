import pytest

from flows.compare import compare
from storage.articles import load_articles
from storage.histories import History, histories
from storage.query import read
from storage.work import WORK_FILE, open_work

OLD = "The ferry carried two hundred people across the strait on Monday, five weeks after a gearbox had failed at sea."
NEW = OLD.replace("two hundred", "one hundred and eighty")


class Library:
    """A database in a folder: articles go in, and are compared."""

    def __init__(self, folder):
        self.folder = folder

    def load(self, *batch):
        with open_work(self.folder) as work:
            load_articles(work, batch)
        compare(self.folder, frozenset())

    def history(self, item):
        with open_work(self.folder) as work:
            return histories(work, [item.article_id])[item.article_id]

    def rows(self, sql):
        return list(read(self.folder / WORK_FILE, sql).values)


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path)


def states(incoming, *texts, **fields):
    """One article, found in one state after another, an hour apart."""
    return [incoming("quay", "ferry", text, minutes=60 * hour, **fields) for hour, text in enumerate(texts)]


def test_the_history_of_a_first_version_begins_with_its_publication(library, incoming):
    (first,) = states(incoming, ["One."], published=-90)
    library.load(first)
    assert library.history(first) == History(first.article.published_at, 0, 0)


@pytest.mark.parametrize("published", [None, 300], ids=["unknown", "announced for later"])
def test_without_a_past_publication_it_begins_when_the_article_was_seen(library, incoming, published):
    (first,) = states(incoming, ["One."], published=published)
    library.load(first)
    assert library.history(first).changed_at == first.fetched_at


def test_changes_and_returns_are_counted(library, incoming):
    found = states(incoming, ["One."], ["Two."], ["One."], ["Two."], ["Three."])
    for state in found:
        library.load(state)
    assert library.history(found[0]) == History(found[-1].fetched_at, changes=4, returns=2)


def test_a_boring_change_is_no_version_and_leaves_the_article_as_it_was(library, incoming):
    first, second = states(incoming, ["The ferry sails again."], ["The  ferry sails again.", "12 comments"])
    library.load(first)
    library.load(second)
    assert library.rows("SELECT text, version, fetched_at FROM articles") == [
        ("The ferry sails again.", 1, first.fetched_at)
    ]


def test_a_notice_of_correction_stands_at_the_version_that_brought_it(library, incoming):
    notice = "Correction: the ferry carried one hundred and eighty people."
    for state in states(incoming, [OLD], [NEW, notice], [NEW + " It was late.", notice]):
        library.load(state)
    assert library.rows("SELECT version, note FROM versions ORDER BY version") == [(1, None), (2, notice), (3, None)]


def test_a_copy_that_still_carries_the_old_words_did_not_follow(library, incoming, prose):
    first, second = states(incoming, [OLD, *prose(1)], [NEW, *prose(1)], published=-60)
    stale = incoming("pier", "ferry", [OLD.upper(), *prose(1)], minutes=5, published=0)
    follower = incoming("spit", "ferry", [NEW, *prose(1)], minutes=5, published=0)
    library.load(first, stale, follower)
    assert library.rows("FROM corrections_not_followed") == []
    library.load(second)
    assert library.rows(
        "SELECT source_id, source_version, position, before, after, copy_id, copy_url, changed_at"
        " FROM corrections_not_followed"
    ) == [(first.article_id, 2, 1, OLD, NEW, stale.article_id, "http://pier.news/ferry", second.fetched_at)]
    followed = incoming("pier", "ferry", [NEW, *prose(1)], minutes=90, published=0)
    library.load(followed)
    assert library.rows("FROM corrections_not_followed") == []


def test_a_copy_that_kept_what_was_taken_out_did_not_follow(library, incoming, prose):
    first, second = states(incoming, [*prose(1), OLD], prose(1), published=-60)
    copy = incoming("pier", "ferry", [*prose(1), OLD], minutes=5, published=0)
    library.load(first, copy)
    library.load(second)
    assert library.rows("SELECT after, copy_id, copy_position FROM corrections_not_followed") == [
        (None, copy.article_id, 5)
    ]


def test_what_was_only_moved_is_not_missed_in_copies(library, incoming, prose):
    first, second = states(incoming, [OLD, *prose(1)], [*prose(1), OLD], published=-60)
    library.load(first, incoming("pier", "ferry", [OLD, *prose(1)], minutes=5, published=0))
    library.load(second)
    assert library.rows("SELECT count(*) FROM versions") == [(3,)]
    assert library.rows("FROM corrections_not_followed") == []
