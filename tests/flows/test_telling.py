"""What a person is told."""

from flows.telling import mentioned
from storage.incidents import Mention


def test_a_headline_steers_neither_a_terminal_nor_the_direction_of_a_message():
    headline = "Lamp oil \x9b2J\x1b[31m for \u202eall"
    told = mentioned(Mention("oil", 1, "quay", headline, "http://quay.news/a", 0))
    assert told == '"oil" in quay: Lamp oil 2J[31m for all'


def test_an_article_without_a_headline_is_told_by_its_address():
    told = mentioned(Mention("oil", 1, "quay", "", "http://quay.news/a", 1))
    assert told == '"oil" in quay: http://quay.news/a'
