import pytest

from flows.line import line_down

CASES = {
    "nothing asked": ("", ""),
    "two hosts, both down": ("", "ab"),
    "three hosts, all down": (None, "abc"),
    "one of three answers": ("c", "ab"),
    "one of five answers": ("e", "abcd"),
    "two of nine answer": ("hi", "abcdefg"),
    "all answer": ("abcdef", ""),
}
DOWN = {"three hosts, all down", "one of five answers"}


@pytest.mark.parametrize("case", CASES)
def test_it_is_our_own_line_when_four_fifths_of_three_hosts_or_more_cannot_be_connected_to(case):
    up, down = CASES[case]
    hosts = {f"{name}.test": name in (up or "") for name in (up or "") + down}
    assert (line_down(hosts) is not None) == (case in DOWN)


@pytest.mark.parametrize(
    ("up", "down", "is_down"), [("", "a", True), ("", "ab", True), ("a", "b", False), ("", "", False)]
)
def test_a_line_that_was_down_is_so_while_nothing_can_be_connected_to(up, down, is_down):
    hosts = {f"{name}.test": name in up for name in up + down}
    assert (line_down(hosts, was_down=True) is not None) == is_down


def test_the_finding_is_one_sentence():
    assert line_down(dict.fromkeys("abc", False)) == (
        "our own line seems to be down: no connection to 3 of 3 hosts; no outlet is blamed"
    )
