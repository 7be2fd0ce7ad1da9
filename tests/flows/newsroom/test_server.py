import socket
import threading

import httpx
import pytest

from flows.newsroom import server
from flows.newsroom.outlets import outlets
from flows.newsroom.server import serve


@pytest.fixture(scope="module")
def running():
    with serve() as running:
        yield running


@pytest.fixture(autouse=True)
def first_state(request):
    if "running" in request.fixturenames:
        request.getfixturevalue("running").turn_to(1)


@pytest.fixture
def client():
    with httpx.Client(trust_env=False) as client:
        yield client


def url(running, outlet, path):
    return running.bases[outlet] + path


def test_every_outlet_has_an_address_of_its_own(running):
    assert set(running.bases) == {outlet.name for outlet in outlets()}
    assert len(set(running.bases.values())) == len(running.bases)


@pytest.mark.parametrize("outlet", outlets(), ids=lambda outlet: outlet.name)
@pytest.mark.parametrize("state", [1, 2])
def test_an_outlet_answers_with_its_pages_feeds_and_rules(running, client, outlet, state):
    running.turn_to(state)
    paths = ["/", "/robots.txt", *(feed.path for feed in outlet.feeds)]
    paths += [article.path for article in outlet.at(state) if article.answers_from <= state]
    paths += [variant.path for article in outlet.at(state) for variant in article.variants]
    assert [client.get(url(running, outlet.name, path)).status_code for path in paths] == [200] * len(paths)


@pytest.mark.parametrize(
    ("outlet", "path", "status"),
    [
        ("harian-teluk", "/daerah/2026/10/30/lowongan-juru-mudi.html", 410),
        ("alder-courier", "/news/2026/oct/30/regatta-results.htm", 404),
        ("alder-courier", "/no/such/page", 404),
        ("pos-sarunai", "/khusus/investigasi-pelabuhan", 403),
        ("quarrow-ledger", "/news/4471", 301),
        ("kabar-lambana", "/2026/11/02/sidang-pencuri-kabel/", 500),
        ("harian-teluk", "/daerah/2026/11/06/mercusuar-ombu-menyala.html", 404),
    ],
    ids=["gone", "not found", "never there", "bot wall", "moved", "server error", "not yet written"],
)
def test_what_is_no_article_answers_as_it_shall(running, client, outlet, path, status):
    answer = client.get(url(running, outlet, path))
    assert answer.status_code == status
    assert "etag" not in answer.headers


def test_the_wall_says_who_built_it(running, client):
    wall = client.get(url(running, "pos-sarunai", "/khusus/investigasi-pelabuhan"))
    assert wall.headers.get_list("server") == ["cloudflare"]
    assert wall.headers["cf-mitigated"] == "challenge"
    assert "Just a moment..." in wall.text


def test_a_page_that_moved_leads_to_the_article(running, client):
    answer = client.get(url(running, "quarrow-ledger", "/news/4471"), follow_redirects=True)
    assert answer.url == url(running, "quarrow-ledger", "/courts/forged-bills-of-lading")


def test_a_new_state_shows_at_once(running, client):
    failing = url(running, "kabar-lambana", "/2026/11/02/sidang-pencuri-kabel/")
    assert client.get(failing).status_code == 500
    running.turn_to(2)
    assert client.get(failing).status_code == 200


def test_an_unknown_state_is_refused(running):
    with pytest.raises(ValueError, match="not 3"):
        running.turn_to(3)


@pytest.mark.parametrize("path", ["/rss.xml", "/ekonomi/2026/11/02/harga-garam-rakyat-naik.html"], ids=["feed", "page"])
@pytest.mark.parametrize(
    ("condition", "validator"),
    [("if-none-match", "etag"), ("if-modified-since", "last-modified")],
    ids=["etag", "date"],
)
def test_what_the_client_holds_is_not_sent_again(running, client, path, condition, validator):
    first = client.get(url(running, "harian-teluk", path))
    again = client.get(url(running, "harian-teluk", path), headers={condition: first.headers[validator]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_feed_that_changed_is_sent_again(running, client):
    feed = url(running, "harian-teluk", "/rss.xml")
    first = client.get(feed)
    running.turn_to(2)
    held = {"if-none-match": first.headers["etag"], "if-modified-since": first.headers["last-modified"]}
    assert client.get(feed, headers=held).status_code == 200


@pytest.mark.parametrize("words", ["yesterday", "Sun, 01 Nov 2026 00:00:00 -0000"], ids=["no date", "too early"])
def test_a_date_that_holds_nothing_back(running, client, words):
    feed = url(running, "harian-teluk", "/rss.xml")
    assert client.get(feed, headers={"if-modified-since": words}).status_code == 200


def test_a_body_is_zipped_only_for_those_who_accept_it(running, client):
    feed = url(running, "meridian", "/feeds/all.atom")
    zipped, plain = client.get(feed), client.get(feed, headers={"accept-encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.text == plain.text
    assert int(plain.headers["content-length"]) == len(plain.content) > int(zipped.headers["content-length"])


def test_a_head_has_no_body_and_the_connection_goes_on(running, client):
    feed = url(running, "meridian", "/feeds/all.atom")
    assert client.head(feed).content == b""
    assert client.get(feed).status_code == 200


def test_an_old_page_is_in_its_own_encoding(running, client):
    page = client.get(url(running, "alder-courier", "/news/2026/nov/04/blackout-senn-ilmora.htm"))
    assert page.headers["content-type"] == "text/html; charset=windows-1252"
    assert b"PORT ALDER, Nov 4 (Meridian) \x96 The main" in page.content


def test_requests_are_remembered(client):
    with serve() as running:
        client.get(url(running, "meridian", "/robots.txt?x=1"), headers={"From": "desk@example.org"})
        client.get(url(running, "meridian", "/nothing"))
        first, second = running.requests()
    assert (first.method, first.path, first.status) == ("GET", "/robots.txt?x=1", 200)
    assert running.bases["meridian"] == f"http://{first.host}"
    assert first.headers["from"] == "desk@example.org"
    assert second.status == 404
    assert first.at <= second.at


def test_closing_ends_connections_that_are_kept_alive():
    before = set(threading.enumerate())
    with httpx.Client(trust_env=False) as client, serve() as running:
        client.get(url(running, "meridian", "/"))
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before


def test_a_client_that_leaves_in_the_middle_is_no_error(capfd):
    with serve() as running:
        host, _, port = running.bases["meridian"].removeprefix("http://").partition(":")
        for _ in range(5):
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(b"GET /feeds/all.atom HTTP/1.1\r\n")
    assert capfd.readouterr().err == ""


def test_a_system_with_one_loopback_address_has_all_outlets_on_it():
    with server._site(outlets()[0], 999, server.Desk(1)) as site:  # 127.0.1.999 is an address of no system
        assert site.base.startswith("http://127.0.0.1:")
