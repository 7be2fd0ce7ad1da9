import pytest

from extractors.redaction import shown

PLAIN = [
    "https://quay.news/a?page=2&id=20931",
    "https://quay.news/monkey?hockey=1&design=2&turkey=3",
    "desk@quay.news said 2 = 2",
    "https://quay.news/@author/a",
]
SECRET = {
    "user information": "https://me:s3cr3t@quay.news/a",
    "a user alone": "see http://s3cr3t@quay.news/ for it",
    "a token": "https://quay.news/feed?token=s3cr3t",
    "a token of two words": "https://quay.news/feed?a=1&access_token=s3cr3t&b=2",
    "a key": "https://quay.news/feed?API_KEY=s3cr3t#x",
    "a signature": "https://quay.news/a?X-Amz-Signature=s3cr3t&X-Amz-Date=2031",
    "a password": "https://quay.news/a?user=me&password=s3cr3t",
    "a session": "https://quay.news/a;jsessionid=s3cr3t?b=1",
    "in a sentence": "https://quay.news/feed?key=s3cr3t: not found (404)",
}


@pytest.mark.parametrize("words", PLAIN)
def test_what_opens_nothing_stays(words):
    assert shown(words) == words


@pytest.mark.parametrize("words", SECRET.values(), ids=SECRET)
def test_what_opens_something_is_not_shown(words):
    assert "s3cr3t" not in shown(words)
    assert "quay.news" in shown(words)
    assert shown(shown(words)) == shown(words)


def test_two_tokens_are_told_apart_and_what_stands_around_them_stays():
    one, other = (shown(f"https://quay.news/feed?a=1&token={value}&b=2") for value in ("one", "other"))
    assert one != other
    assert one.startswith("https://quay.news/feed?a=1&token=redacted-")
    assert one.endswith("&b=2")
