"""What servers do to a request, over real sockets."""

import asyncio
import gzip
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from cryptography import x509  # Prefect brings it
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from extractors.outcomes import Reason
from flows.web.addresses import Reach
from flows.web.robots import Verdict
from storage.hosts import ASKED_TO_WAIT, FAILING, Host

PAGE = b"<p>Rice prices rose in the port town on Monday.</p>"


def http(status, *headers, body=b""):
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(location):
    return http(302, f"Location: {location}")


def unfinished(*, headers, body):
    """Says *body* and hangs up, whatever the headers announced."""

    async def say(writer):
        writer.write(f"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n".encode() + body)
        await writer.drain()

    return say


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.01)


async def reset(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nabc")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.transport.abort()


async def hang_up(writer):
    writer.close()


def test_a_page_comes_with_all_that_was_said_about_it(ask):
    answer, host = ask({"/a": http(200, 'ETag: "v1"', "X-Twice: 1", "x-twice: 2", body=PAGE)}, "/a")
    assert (answer.outcome, answer.status, answer.content, answer.evidence) == (Reason.OK, 200, PAGE, None)
    assert answer.url == answer.final_url == host.url("/a")
    assert answer.hops == ()
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["x-twice"] == "1, 2"
    assert 0 < answer.seconds < 5
    assert datetime.now(UTC) - answer.requested_at < timedelta(seconds=5)


def test_we_say_who_we_are(ask):
    _, host = ask({"/a": http(200, body=PAGE)}, "/a")
    request = host.requests[0].lower()
    assert "user-agent: wirewatch/9.9 (+desk@wire.example)\r\n" in request
    assert "from: desk@wire.example\r\n" in request
    assert "accept-encoding: gzip, deflate\r\n" in request
    assert "cookie" not in request


def test_a_contact_page_is_no_from_address(ask):
    _, host = ask({"/a": http(200, body=PAGE)}, "/a", contact="https://wire.example/@bot")
    assert "\r\nfrom:" not in host.requests[0].lower()


def test_no_cookie_is_kept_from_one_hop_to_the_next(ask):
    _, host = ask({"/a": http(302, "Location: /b", "Set-Cookie: seen=1"), "/b": http(200, body=PAGE)}, "/a")
    assert "cookie" not in host.requests[1].lower()


def test_validators_go_back_byte_for_byte(ask):
    etag = '"v\xe9\xff"'
    answer, host = ask({"/f": http(304)}, "/f", purpose="feed", headers={"if-none-match": etag})
    assert answer.outcome is Reason.NOT_MODIFIED
    assert f"if-none-match: {etag}\r\n" in host.requests[0]


STATUSES = {
    "no content": (http(204), Reason.EMPTY, "204"),
    "nothing in it": (http(200), Reason.EMPTY, "200 without a byte"),
    "unmodified what was not asked": (http(304), Reason.EMPTY, "304"),
    "a redirect to nowhere": (http(302), Reason.NOT_FOUND, "302"),
    "unauthorised": (http(401), Reason.BOT_WALL, "401"),
    "payment": (http(402), Reason.PAYWALL, "402"),
    "forbidden": (http(403, "Server: wall"), Reason.BOT_WALL, "403 Forbidden, server: wall"),
    "not found": (http(404), Reason.NOT_FOUND, "404"),
    "another 4xx": (http(418), Reason.NOT_FOUND, "418"),
    "request timeout": (http(408), Reason.TIMED_OUT, "408"),
    "gone": (http(410), Reason.GONE, "410"),
    "too many": (http(429), Reason.RATE_LIMITED, "429"),
    "taken down by law": (http(451), Reason.GONE, "451"),
    "server error": (http(500), Reason.SERVER_ERROR, "500"),
    "unavailable": (http(503), Reason.SERVER_ERROR, "503"),
    "unavailable for a while": (http(503, "Retry-After: 9"), Reason.RATE_LIMITED, "retry-after: 9"),
    "an invented status": (http(599), Reason.SERVER_ERROR, "599"),
    "a challenge": (http(503, "cf-mitigated: challenge"), Reason.BOT_WALL, "cf-mitigated: challenge"),
    "a challenge that says accepted": (http(202, "x-amzn-waf-action: challenge"), Reason.BOT_WALL, "x-amzn-waf-action"),
}


@pytest.mark.parametrize(("said", "outcome", "evidence"), STATUSES.values(), ids=STATUSES)
def test_each_status_has_an_outcome_and_its_evidence(ask, said, outcome, evidence):
    answer, _ = ask({"/a": said}, "/a")
    assert answer.outcome is outcome
    assert evidence in answer.evidence
    assert answer.content == b""


BODIES = {
    "gzip": (http(200, "Content-Encoding: gzip", body=gzip.compress(PAGE)), PAGE),
    "gzip in two members": (
        http(200, "Content-Encoding: x-gzip", body=gzip.compress(PAGE) + gzip.compress(PAGE)),
        PAGE * 2,
    ),
    "deflate": (http(200, "Content-Encoding: deflate", body=zlib.compress(PAGE)), PAGE),
    "no encoding under a name": (http(200, "Content-Encoding: utf-8", body=PAGE), PAGE),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n2\r\nHi\r\n0\r\n\r\n", b"<p>Hi"),
    "until the connection ends": (unfinished(headers="Connection: close", body=PAGE), PAGE),
}


@pytest.mark.parametrize(("said", "content"), BODIES.values(), ids=BODIES)
def test_a_complete_body_is_inflated(ask, said, content):
    answer, _ = ask({"/a": said}, "/a")
    assert (answer.outcome, answer.content) == (Reason.OK, content)


BROKEN = {
    "short of its announced length": (unfinished(headers="Content-Length: 999", body=PAGE), Reason.TRUNCATED),
    "reset in the middle": (reset, Reason.TRUNCATED),
    "a chunk missing": (unfinished(headers="Transfer-Encoding: chunked", body=b"5\r\nab"), Reason.TRUNCATED),
    "a chunk of no length": (unfinished(headers="Transfer-Encoding: chunked", body=b"zz\r\nab"), Reason.TRUNCATED),
    "half a gzip": (http(200, "Content-Encoding: gzip", body=gzip.compress(PAGE)[:-12]), Reason.TRUNCATED),
    "damaged gzip": (http(200, "Content-Encoding: gzip", body=b"\x1f\x8b" + PAGE), Reason.TRUNCATED),
    "no gzip at all": (http(200, "Content-Encoding: gzip", body=PAGE), Reason.TRUNCATED),
    "an encoding that was not asked for": (http(200, "Content-Encoding: br", body=PAGE), Reason.UNDECODABLE),
    "two encodings": (http(200, "Content-Encoding: gzip, gzip", body=PAGE), Reason.UNDECODABLE),
    "no answer": (hang_up, Reason.CONNECTION_FAILED),
    "a length beyond numbers": (
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n<p>",
        Reason.CONNECTION_FAILED,
    ),
    "two lengths": (http(200, "Content-Length: 7", body=PAGE), Reason.CONNECTION_FAILED),
    "a header without end": (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000, Reason.CONNECTION_FAILED),
    "no HTTP": (b"220 mail.example ready\r\n\r\n", Reason.CONNECTION_FAILED),
    "too large by its own word": (http(200, body=b"a" * 100_001), Reason.TOO_LARGE),
    "too large without a word": (unfinished(headers="Connection: close", body=b"a" * 100_001), Reason.TOO_LARGE),
}


@pytest.mark.parametrize(("said", "outcome"), BROKEN.values(), ids=BROKEN)
def test_a_broken_body_is_an_outcome_not_an_exception(ask, said, outcome):
    answer, _ = ask({"/a": said}, "/a")
    assert answer.outcome is outcome
    assert answer.content == b""
    assert answer.evidence
    assert "\n" not in answer.evidence


def test_a_gzip_bomb_is_stopped_at_the_limit(ask):
    bomb = gzip.compress(bytes(200_000_000), 1)
    answer, _ = ask({"/a": http(200, "Content-Encoding: gzip", body=bomb)}, "/a", limit=1_000_000)
    assert answer.outcome is Reason.TOO_LARGE
    assert answer.seconds < 1


def test_of_a_large_robots_file_the_beginning_is_enough(ask):
    answer, _ = ask({"/robots.txt": http(200, body=b"#" * 1000)}, "/robots.txt", purpose="robots", limit=600)
    assert (answer.outcome, answer.content) == (Reason.OK, b"#" * 600)


def test_a_body_that_trickles_for_ever_ends_with_the_total_time(ask):
    answer, _ = ask({"/a": drip}, "/a", total_seconds=0.3)
    assert answer.outcome is Reason.TIMED_OUT
    assert answer.evidence == "no complete answer within 0.3 s"
    assert 0.25 < answer.seconds < 2


def test_nobody_listens(ask):
    answer, _ = ask({}, "http://127.0.0.1:9/")
    assert (answer.outcome, answer.status) == (Reason.CONNECTION_FAILED, None)


def test_a_name_that_does_not_exist(ask):
    answer, _ = ask({}, "http://no-such-outlet.invalid/")
    assert answer.outcome is Reason.CONNECTION_FAILED
    assert "no-such-outlet.invalid" in answer.evidence


def test_no_tls_where_tls_was_asked(ask):
    answer, _ = ask({"greeting": b"220 mail.example ready\r\n"}, "https://127.0.0.1:PORT/")
    assert answer.outcome is Reason.CONNECTION_FAILED
    assert "SSL" in answer.evidence


def test_a_certificate_that_nobody_signed_is_no_connection(tmp_path, ask):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = certificate.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem = serialization.Encoding.PEM
    how = (pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "both.pem").write_bytes(key.private_bytes(*how) + certificate.sign(key, SHA256()).public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "both.pem")
    answer, host = ask({"/": http(200, body=PAGE)}, "https://localhost:PORT/", context=context)
    assert answer.outcome is Reason.CONNECTION_FAILED
    assert "CERTIFICATE_VERIFY_FAILED" in answer.evidence
    assert host.requests == []


def test_redirects_are_followed_and_told(ask):
    script = {"/a": redirect("/b?x=1#top"), "/b?x=1": redirect("http://localhost:PORT/c"), "/c": http(200, body=PAGE)}
    answer, host = ask(script, "/a")
    assert (answer.outcome, answer.content) == (Reason.OK, PAGE)
    assert answer.url == host.url("/a")
    assert answer.hops == (host.url("/a"), host.url("/b?x=1"))
    assert answer.final_url == f"http://localhost:{host.port}/c"


def test_a_location_in_another_script_is_found(ask):
    said = b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: /berita/\xe6\x97\xa5\r\n\r\n"
    answer, host = ask({"/a": said, "/berita/%E6%97%A5": http(200, body=PAGE)}, "/a")
    assert answer.outcome is Reason.OK
    assert host.paths() == ["/a", "/berita/%E6%97%A5"]


@pytest.mark.parametrize("end", [lambda writer: writer.close(), lambda writer: writer.transport.abort()])
def test_a_page_whose_kept_connection_goes_is_asked_over_a_new_one(ask, end):
    asked = []

    async def say(writer):
        asked.append(writer)
        if len(asked) == 1:
            end(writer)
        else:
            writer.write(http(200, body=PAGE))

    answer, host = ask({"/a": http(200, body=PAGE), "/b": say}, "/b", before=["/a"])
    assert (answer.outcome, answer.content, host.paths()) == (Reason.OK, PAGE, ["/a", "/b", "/b"])


def test_who_hangs_up_on_a_new_connection_is_not_asked_again(ask):
    answer, host = ask({"/a": hang_up}, "/a")
    assert (answer.outcome, host.paths()) == (Reason.CONNECTION_FAILED, ["/a"])
    answer, host = ask({"/a": http(200, body=PAGE), "/b": hang_up}, "/b", before=["/a"])
    assert (answer.outcome, host.paths()) == (Reason.CONNECTION_FAILED, ["/a", "/b", "/b"])


def test_a_redirect_loop_is_noticed_at_once(ask):
    answer, host = ask({"/a": redirect("/b"), "/b": redirect("/a")}, "/a")
    assert answer.outcome is Reason.REDIRECT_LOOP
    assert host.paths() == ["/a", "/b"]
    assert answer.hops == (host.url("/a"), host.url("/b"))


def test_five_redirects_are_followed_and_no_more(ask):
    script = {f"/{n}": redirect(f"/{n + 1}") for n in range(12)} | {"/12": http(200, body=PAGE)}
    answer, host = ask(script, "/0")
    assert answer.outcome is Reason.TOO_MANY_REDIRECTS
    assert host.paths() == ["/0", "/1", "/2", "/3", "/4", "/5"]
    assert ask(script, "/7")[0].outcome is Reason.OK


FORBIDDEN_TARGETS = {
    "cloud metadata": ("http://169.254.169.254/latest/", Reason.REFUSED_ADDRESS),
    "a private network": ("http://10.0.0.1/", Reason.REFUSED_ADDRESS),
    "any address": ("http://0.0.0.0:PORT/", Reason.REFUSED_ADDRESS),
    "an IPv6 loopback": ("http://[::1]:PORT/", Reason.REFUSED_ADDRESS),
    "a mapped address": ("http://[::ffff:10.0.0.1]/", Reason.REFUSED_ADDRESS),
    "a decimal address": ("http://167772161/", Reason.REFUSED_ADDRESS),
    "user information": ("http://reader:pw@127.0.0.1:PORT/b", Reason.NOT_HTTP),
    "a file": ("file:///etc/passwd", Reason.NOT_HTTP),
    "a script": ("javascript:alert(1)", Reason.NOT_HTTP),
    "half an address": ("http://[::1/", Reason.NOT_HTTP),
    "a name that is none": ("http://xn--0.test/", Reason.NOT_HTTP),
    "a name with a part too long": (f"http://{'a' * 70}.test/", Reason.CONNECTION_FAILED),
    "a name beyond IDNA": ("http://☃%EF%BF%BD.test/", Reason.NOT_HTTP),
    "a port that is none": ("http://127.0.0.1:99999/", Reason.NOT_HTTP),
}


@pytest.mark.parametrize(("target", "outcome"), FORBIDDEN_TARGETS.values(), ids=FORBIDDEN_TARGETS)
def test_a_redirect_does_not_lead_where_we_may_not_go(ask, target, outcome):
    answer, host = ask({"/a": redirect(target), "/b": http(200, body=PAGE)}, "/a")
    assert answer.outcome is outcome
    assert answer.status is None
    assert host.paths() == ["/a"]


SPELLINGS_OF_LOOPBACK = [
    "http://2130706433:PORT/",
    "http://0x7f.1:PORT/",
    "http://127.1:PORT/",
    "http://localhost:PORT/",
]


@pytest.mark.parametrize("url", SPELLINGS_OF_LOOPBACK)
def test_however_it_is_spelled_loopback_is_refused_unless_it_is_opened(ask, url):
    script = {"/": http(200, body=PAGE)}
    answer, host = ask(script, url, reach=Reach((), frozenset({80, 443})))
    assert answer.outcome is Reason.REFUSED_ADDRESS
    assert "not public" in answer.evidence
    assert host.requests == []
    assert ask(script, url)[0].outcome is Reason.OK


def test_a_429_closes_the_host_for_everyone_until_it_opens(ask, hosts):
    answer, host = ask({"/a": http(429, "Retry-After: 600")}, "/a")
    assert answer.outcome is Reason.RATE_LIMITED
    until = hosts.known(f"127.0.0.1:{host.port}").closed_until
    assert timedelta(seconds=590) < until - datetime.now(UTC) <= timedelta(seconds=600)


CLOSED = {ASKED_TO_WAIT: Reason.RATE_LIMITED, FAILING: Reason.CONNECTION_FAILED}


@pytest.mark.parametrize(("why", "outcome"), CLOSED.items(), ids=CLOSED)
def test_a_closed_host_is_not_asked(ask, hosts, why, outcome):
    until = datetime.now(UTC) + timedelta(hours=1)
    hosts.states["news.test"] = Host(closed_until=until, closed_because=why)
    answer, host = ask({}, "http://news.test/a")
    assert (answer.outcome, answer.status, answer.was_asked) == (outcome, None, False)
    assert answer.evidence == f"closed until {until:%Y-%m-%d %H:%M:%S} UTC: {why}"
    assert host.requests == []


def test_a_public_address_is_asked_at_the_ports_of_the_web_and_of_the_settings_only():
    reach = Reach((ip_network("127.0.0.0/8"),), frozenset({80, 443, 8080}))
    assert [reach.allows("1.1.1.1", port) for port in (80, 443, 8080, 22, 6379)] == [True, True, True, False, False]
    assert reach.allows("127.0.0.1", 6379)
    assert not reach.allows("10.0.0.1", 80)


def test_redirects_share_the_time_of_one_request(ask):
    async def late(writer):
        await asyncio.sleep(0.3)
        writer.write(redirect("/b"))
        await writer.drain()

    answer, _ = ask({"/a": late, "/b": drip}, "/a", total_seconds=0.6)
    assert answer.outcome is Reason.TIMED_OUT
    assert answer.seconds < 0.9


def test_a_redirect_to_what_robots_txt_forbids_is_not_followed(ask):
    async def may_ask(url):
        assert url.endswith("/b")
        return Verdict(allowed=False, reason=Reason.ROBOTS, rule="Disallow: /b", crawl_delay=None)

    answer, host = ask({"/a": redirect("/b"), "/b": http(200, body=PAGE)}, "/a", may_ask=may_ask)
    assert answer.outcome is Reason.ROBOTS
    assert "Disallow: /b" in answer.evidence
    assert host.paths() == ["/a"]
