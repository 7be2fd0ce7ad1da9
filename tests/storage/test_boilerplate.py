"""What outlets print everywhere leaves all their articles, those on file too, and makes no version."""

import pytest

from flows.compare import compare
from storage.articles import Loaded, load_articles
from storage.query import read
from storage.work import WORK_FILE, open_work

FOOTER = "Reprinted copies of this page may be ordered from the wharf office on weekdays."
PROMOTION = "Nightly tide tables come free with every Saturday issue, rain or shine."


class Newsroom:
    """A database that is loaded run by run."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def run(self, *items):
        with open_work(self.folder) as work:
            loaded = load_articles(work, items)
        compare(self.folder, frozenset())
        return loaded

    def rows(self, sql):
        return list(read(self.folder / WORK_FILE, sql).values)

    def texts(self):
        return dict(self.rows("SELECT url, text FROM articles"))

    def dump(self):
        queries = (
            "SELECT * EXCLUDE (fetched_at) FROM articles ORDER BY ALL",
            "FROM paragraphs ORDER BY ALL",
            "FROM removed_text ORDER BY ALL",
            "FROM copies ORDER BY ALL",
        )
        return [self.rows(query) for query in queries]


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(tmp_path / "data")


@pytest.fixture
def pages(prose, incoming):
    """Articles of one outlet with a footer, and a promotion in the middle."""

    def made(numbers, outlet="quay", body=prose):
        return [
            incoming(outlet, f"n{number}", [*body(number)[:2], PROMOTION, *body(number)[2:], FOOTER])
            for number in numbers
        ]

    return made


def test_lines_that_no_rule_knows_are_gone_from_the_second_run_on(newsroom, pages, prose):
    newsroom.run(*pages(range(4)))
    newsroom.run(*pages(range(4, 30)))
    assert newsroom.texts() == {f"http://quay.news/n{number}": "\n".join(prose(number)) for number in range(30)}
    assert newsroom.rows("SELECT DISTINCT reason, count(*) FROM removed_text GROUP BY reason") == [("boilerplate", 60)]
    assert newsroom.rows("SELECT count(*) FROM articles WHERE words != 180 OR version != 1") == [(0,)]
    positions = newsroom.rows("SELECT text, position FROM removed_text GROUP BY ALL ORDER BY ALL")
    assert positions == [(PROMOTION, 2), (FOOTER, 4)]


def test_a_page_that_comes_again_is_no_version(newsroom, pages):
    newsroom.run(*pages(range(8)))
    before = newsroom.dump()
    assert newsroom.run(*pages(range(8))) == Loaded(new=0, changed=0)
    assert newsroom.dump() == before


def test_an_edit_beside_boilerplate_is_a_version_of_the_text_alone(newsroom, pages, prose, incoming):
    newsroom.run(*pages(range(8)))
    edited = [*prose(3)[:3], *prose(99)[:1]]
    newsroom.run(incoming("quay", "n3", [*edited, FOOTER]))
    assert newsroom.texts()["http://quay.news/n3"] == "\n".join(edited)


def test_an_article_that_two_outlets_carry_keeps_every_paragraph_on_both(newsroom, prose, incoming):
    for number in range(8):
        newsroom.run(*(incoming(outlet, f"n{number}", prose(number)) for outlet in ("quay", "strand")))
    assert newsroom.rows("FROM removed_text") == []
    assert newsroom.rows("SELECT count(*) FROM copies") == [(8,)]


def test_one_outlet_that_prints_an_article_under_many_addresses_keeps_it(newsroom, prose, incoming):
    newsroom.run(*(incoming("quay", f"address-{number}", prose(1)) for number in range(8)))
    assert newsroom.rows("FROM removed_text") == []


def test_the_lines_of_one_outlet_are_no_others(newsroom, pages, prose, incoming):
    newsroom.run(*pages(range(8)), incoming("strand", "guest", [*prose(50), FOOTER]))
    assert newsroom.texts()["http://strand.news/guest"].endswith(FOOTER)


def test_an_outlet_that_prints_it_everywhere_does_not_carry_the_words_of_another(newsroom, pages, incoming, prose):
    newsroom.run(*pages(range(2)), incoming("strand", "guest", [*prose(50), FOOTER]))
    newsroom.run(*pages(range(2, 8)))
    assert newsroom.rows(f"SELECT outlets FROM paragraphs WHERE text = '{FOOTER}'") == [(1,)]


def test_the_order_of_the_runs_does_not_matter(newsroom, pages, tmp_path):
    newsroom.run(*pages(range(3)))
    newsroom.run(*pages(range(3, 9)))
    other = Newsroom(tmp_path / "other")
    other.run(*pages(range(8, 2, -1)))
    other.run(*pages(range(3)))
    assert newsroom.dump() == other.dump()


def test_a_notice_of_boilerplate_alone_is_not_emptied(newsroom, pages, incoming):
    newsroom.run(*pages(range(8)), incoming("quay", "notice", [FOOTER]))
    assert newsroom.texts()["http://quay.news/notice"] == FOOTER
    newsroom.run(incoming("quay", "another-notice", [PROMOTION, FOOTER]))
    assert newsroom.texts()["http://quay.news/another-notice"] == f"{PROMOTION}\n{FOOTER}"
