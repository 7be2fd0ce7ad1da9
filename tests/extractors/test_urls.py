"""One spelling a URL, and no article lost by it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractors.urls import UnusableUrl, canonical, host_of, identity_of, is_http, same_site, without_user

SPELLINGS = {
    "tracking goes, the id stays": ("http://127.0.1.3:8123/x?id=2&utm_source=a", "http://127.0.1.3:8123/x?id=2"),
    "tracking alone leaves no question mark": ("https://news.test/a?utm_medium=rss&fbclid=Iw1", "https://news.test/a"),
    "the fragment goes": ("https://news.test/a#comments", "https://news.test/a"),
    "host and scheme in lower case": ("HTTPS://News.Test/A/b", "https://news.test/A/b"),
    "the default port goes": ("https://news.test:443/a", "https://news.test/a"),
    "http on 443 is another port": ("http://news.test:443/a", "http://news.test:443/a"),
    "a trailing slash stays": ("https://news.test/a/", "https://news.test/a/"),
    "no trailing slash is added": ("https://news.test/a", "https://news.test/a"),
    "double slashes stay": ("https://news.test//a//b", "https://news.test//a//b"),
    "a bare query is an id": ("https://news.test/story.php?12345", "https://news.test/story.php?12345"),
    "an empty value stays": ("https://news.test/?print=&p=4", "https://news.test/?print=&p=4"),
    "the order of parameters stays": ("https://news.test/?p=4&a=1&ref=home&b=2", "https://news.test/?p=4&a=1&b=2"),
    "escapes stay as printed": ("https://news.test/%e9t%E9?q=%FF+x", "https://news.test/%e9t%E9?q=%FF+x"),
    "another script stays": ("https://news.test/berita/日本", "https://news.test/berita/日本"),
    "a word that begins like tracking": ("https://news.test/?gallery=news", "https://news.test/?gallery=news"),
    "digits may be the article": ("https://news.test/v?cid=20931&source=7", "https://news.test/v?cid=20931&source=7"),
    "a campaign without digits": ("https://news.test/v?cid=ios_app&ref=home", "https://news.test/v"),
    "a tracking name whatever its value": ("https://news.test/v?xtor=RSS-3208&at_campaign=64", "https://news.test/v"),
    "ampersands escaped twice": ("https://news.test/?p=4&amp;utm_source=a&amp;q=5", "https://news.test/?p=4&q=5"),
    "a space is escaped": ("  https://news.test/a b ", "https://news.test/a%20b"),
    "an IPv6 host": ("http://[::1]:80/a", "http://[::1]/a"),
    "the dot of the root": ("https://news.test./a", "https://news.test/a"),
}


@pytest.mark.parametrize(("printed", "spelling"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_url_has_one_spelling(printed, spelling):
    assert canonical(printed) == spelling
    assert canonical(spelling) == spelling


UNUSABLE = {
    "another scheme": ("ftp://news.test/a", "neither http nor https"),
    "a script": ("javascript:alert(1)", "neither http nor https"),
    "mail": ("mailto:desk@news.test", "neither http nor https"),
    "a relative link": ("/a/b", "neither http nor https"),
    "no host": ("http:///a", "no usable host"),
    "user information": ("http://reader:pw@news.test/", "user information"),
    "a backslash in the host": ("http://news.test\\.evil.test/", "no usable host"),
    "a backslash before an at": ("http://10.0.0.1\\@news.test/", "user information"),
    "an escaped host": ("http://ne%77s.test/", "no usable host"),
    "a port out of range": ("http://news.test:70000/", "Port out of range"),
    "port zero": ("http://news.test:0/", "port 0"),
    "half an IPv6 address": ("http://[::1/", "Invalid IPv6"),
    "a line break": ("http://news.test/a\r\nX-Evil: 1", "control character"),
    "too long": ("http://news.test/" + "a" * 2048, "2,065 characters"),
    "nothing": ("", "neither http nor https"),
}


@pytest.mark.parametrize(("printed", "why"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_asked_is_named(printed, why):
    assert not is_http(printed)
    with pytest.raises(UnusableUrl, match=why):
        canonical(printed)


@example("HTTP://.")
@given(st.one_of(st.text(), st.text().map("http://h.test/".__add__), st.text().map("https://".__add__)))
def test_any_text_is_refused_or_has_a_stable_spelling(printed):
    if is_http(printed):
        assert canonical(canonical(printed)) == canonical(printed)
        assert host_of(canonical(printed)) == host_of(printed)
        assert same_site(printed, printed)


HOSTS = {
    "plain": ("https://News.test/a", "news.test"),
    "default port": ("http://news.test:80/a", "news.test"),
    "another port": ("http://news.test:8080/a", "news.test:8080"),
    "an address": ("http://127.0.1.3:8123/x", "127.0.1.3:8123"),
    "an IPv6 address": ("http://[2001:DB8::1]:81/", "[2001:db8::1]:81"),
}


@pytest.mark.parametrize(("url", "host"), HOSTS.values(), ids=HOSTS)
def test_the_host_is_the_key_of_politeness(url, host):
    assert host_of(url) == host


SITES = {
    "subdomains": ("https://www.news.co.uk/a", "http://sport.news.co.uk:8080/b", True),
    "a public suffix is no site": ("https://one.co.uk/", "https://two.co.uk/", False),
    "one address, one port": ("http://127.0.1.3:8123/a", "http://127.0.1.3:8123/b", True),
    "one address, two ports": ("http://127.0.1.3:8123/a", "http://127.0.1.3:8124/a", False),
    "neighbouring addresses": ("http://127.0.1.3:8123/a", "http://127.0.1.4:8123/a", False),
    "www before a name under no public suffix": ("https://www.kabar.example/a", "https://kabar.example/b", True),
    "two names under no public suffix": ("https://kabar.example/a", "https://warta.example/b", False),
    "localhost": ("http://localhost:1/a", "http://localhost:1/b", True),
    "an address and a name": ("http://127.0.0.1/", "http://news.co.uk/", False),
    "no URL at all": ("http://news.co.uk/", "mailto:desk@news.co.uk", False),
}


@pytest.mark.parametrize(("a", "b", "same"), SITES.values(), ids=SITES)
def test_a_site_is_a_registrable_domain_or_one_address_and_port(a, b, same):
    assert same_site(a, b) is same
    assert same_site(b, a) is same


SAME = {
    "the scheme": "http://news.test/world/fire",
    "www": "https://www.news.test/world/fire",
    "a trailing slash": "https://news.test/world/fire/",
    "an index file": "https://news.test/world/fire/index.html",
    "tracking": "https://news.test/world/fire?utm_source=feed&fbclid=1",
    "a fragment": "https://news.test/world/fire#top",
    "the way of escaping": "https://news.test/world/%66ire",
    "AMP behind it": "https://news.test/world/fire/amp/",
    "AMP before it": "https://news.test/amp/world/fire",
    "AMP as a parameter": "https://news.test/world/fire?outputType=amp",
    "AMP as a host": "https://amp.news.test/world/fire?amp",
    "an AMP cache": "https://www-news-test.cdn.ampproject.org/c/s/www.news.test/world/fire",
    "another AMP cache": "https://www.google.com/amp/s/amp.news.test/world/fire",
}


@pytest.mark.parametrize("url", SAME.values(), ids=SAME)
def test_spellings_of_one_page_have_one_identity(url):
    assert identity_of(url) == identity_of("https://news.test/world/fire")


DIFFERENT = {
    "a parameter": "https://news.test/world/fire?page=2",
    "a part of the path": "https://news.test/world",
    "the case": "https://news.test/World/fire",
    "a subdomain": "https://sport.news.test/world/fire",
    "a port": "https://news.test:8443/world/fire",
    "a word that begins like AMP": "https://news.test/world/fire/ampere",
}


@pytest.mark.parametrize("url", DIFFERENT.values(), ids=DIFFERENT)
def test_different_pages_have_different_identities(url):
    assert identity_of(url) != identity_of("https://news.test/world/fire")


def test_the_order_of_parameters_makes_no_other_page():
    assert identity_of("https://news.test/?b=2&a=1") == identity_of("https://news.test/?a=1&b=2")


@given(
    st.one_of(
        st.text(), st.text().map("http://h.test/".__add__), st.text().map("https://cdn.ampproject.org/c/".__add__)
    )
)
def test_any_text_has_an_identity(printed):
    assert isinstance(identity_of(printed), str)


def test_passwords_do_not_stand_in_tables():
    assert without_user("http://reader:pw@news.test/a?b=@c") == "http://***@news.test/a?b=@c"
    assert len(without_user("data:" + "a" * 9000)) == 2048
