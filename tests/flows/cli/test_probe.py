"""``wirewatch probe``: what an outlet offers, from the address of its home page alone."""

import json
import socket
import tomllib

import pytest

pytest_plugins = "tests.flows.cli.outlet"


@pytest.fixture
def outlet(site, page):
    """An outlet with a feed that its home page links, a sitemap that robots.txt names, and a page of each kind."""
    link = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    meta = '<meta content="1" name="tdm-reservation">'
    site.say(
        "/", f"<title>Quay</title>{link}{meta}<a href='/world/two-men-held-after-fire'>x</a>", x_robots_tag="noarchive"
    )
    site.say("/robots.txt", f"User-agent: *\nCrawl-delay: 0.1\nLicense: /rsl.xml\nSitemap: {site.url('/news.xml')}")
    items = "".join(
        f"<item><link>{path}</link><pubDate>{day} Nov 2026 10:00:00 GMT</pubDate></item>"
        for path, day in (("/old", 20), ("/ferry", 24))
    )
    site.say("/.well-known/tdmrep.json", '[{"location": "/", "tdm-reservation": 1, "tdm-policy": "/tdm"}]')
    site.say("/rss.xml", f'<rss version="2.0"><channel>{items}</channel></rss>', content_type="text/xml")
    site.say("/news.xml", f"<urlset><url><loc>{site.url('/ferry')}</loc></url></urlset>")
    site.say("/ferry", page("ferry"))
    return site


def said(signal, source, value, verdict):
    return {"signal": signal, "source": source, "value": value, "verdict": verdict}


def test_it_says_what_an_outlet_offers_and_keeps_nothing(outlet, wirewatch, settings_file, tmp_path):
    file = settings_file(("other", "https://other.test/", ""))
    done = wirewatch("probe", outlet.url("/"), "--config", file, "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert [(one["url"], one["items"], one["a_day"]) for one in found["feeds"]] == [(outlet.url("/rss.xml"), 2, 0.2)]
    assert found["feeds"][0]["newest_at"] == "2026-11-24T10:00:00+00:00"
    assert [(one["url"], one["found_by"]) for one in found["sitemaps"]] == [(outlet.url("/news.xml"), "robots.txt")]
    assert found["robots"]["allows_home"]
    assert found["robots"]["crawl_delay"] == 0.1
    assert found["rights"] == [
        said("noarchive", "x-robots-tag", "noarchive", "raw page dropped once it is cleaned"),
        said("tdm-reservation", "meta", "tdm-reservation: 1", "text and data mining reserved"),
        said("license", "robots.txt", "License: /rsl.xml", "recorded"),
        said("tdm-reservation", "tdmrep.json", "location: /, tdm-reservation: 1", "text and data mining reserved"),
        said("tdm-policy", "tdmrep.json", "/tdm", "recorded"),
    ]
    assert found["sample"]["title"] == "Ferry to Ilmora sails again after five weeks"
    assert len(found["sample"]["paragraphs"]) == 3
    asked = outlet.asked()
    assert asked[:2] == ["/robots.txt", "/"]
    assert found["requests"] == len(asked) - 1 <= 12
    assert asked[-1] == "/ferry"
    assert not (tmp_path / "data").exists()


def test_its_stanza_can_be_pasted(outlet, wirewatch, settings_file):
    file = settings_file()
    done = wirewatch("probe", outlet.url("/"), "--config", file)
    assert done.exit_code == 0
    assert "For wirewatch.toml:" in done.stdout
    assert "Ferry to Ilmora sails again after five weeks" in done.stdout
    assert "\nmeta: tdm-reservation: 1 (text and data mining reserved)\n" in done.stdout
    stanza = done.stdout.partition("For wirewatch.toml:\n\n")[2]
    (pasted,) = tomllib.loads(stanza)["outlet"]
    assert pasted.pop("name").startswith("127-0-0-1-")
    assert pasted == {
        "home": outlet.url("/"),
        "feeds": [outlet.url("/rss.xml")],
        "sitemaps": [outlet.url("/news.xml")],
        "language": "en",
    }
    file.write_text(f"{file.read_text()}\n{stanza}")
    assert wirewatch("run", "--config", file).exit_code == 0


def test_an_outlet_that_cannot_be_reached_is_said_in_a_sentence(wirewatch, settings_file):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        home = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        done = wirewatch("probe", home, "--config", settings_file())
    assert done.exit_code == 1
    assert done.stderr.startswith(f"nothing can be said of {home}: robots unreachable")
    assert done.stderr.count("\n") == 1


def test_who_interrupts_it_is_not_told_of_a_run(wirewatch, settings_file, monkeypatch):
    def ask(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.cli.probe.probe_outlet", ask)
    done = wirewatch("probe", "http://127.0.0.1:1/", "--config", settings_file())
    assert (done.exit_code, done.stderr) == (130, "interrupted: type the same again\n")


def test_a_home_page_that_robots_txt_forbids_is_not_asked(site, wirewatch, settings_file):
    site.say("/robots.txt", "User-agent: *\nDisallow: /")
    done = wirewatch("probe", site.url("/"), "--config", settings_file())
    assert done.exit_code == 1
    assert "robots (Disallow: /)" in done.stderr
    assert site.asked() == ["/robots.txt"]


def test_without_settings_a_contact_is_enough_and_private_addresses_are_refused(site, wirewatch):
    done = wirewatch("probe", site.url("/"), "--contact", "desk@newsroom.localhost")
    assert (done.exit_code, site.asked()) == (1, [])
    assert "refused address" in done.stderr


BAD = {
    "no one who asks": (["http://quay.localhost/"], "outlets must know who asks"),
    "a placeholder": (["http://quay.localhost/", "--contact", "me@example.org"], "placeholder"),
    "no address": (["ftp://quay.localhost/", "--contact", "desk@newsroom.localhost"], "neither http nor https"),
}


@pytest.mark.parametrize(("words", "complaint"), BAD.values(), ids=BAD)
def test_bad_usage_is_refused_in_a_line(wirewatch, words, complaint):
    done = wirewatch("probe", *words)
    assert done.exit_code == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_feed_and_sitemap_it_says_what_would_be_followed(site, wirewatch, settings_file):
    site.say("/", "<a href='/world/two-men-held-after-fire'>x</a>")
    done = wirewatch("probe", site.url("/"), "--config", settings_file())
    assert "No feed or sitemap: the 1 articles that the home page links would be followed." in done.stdout


def test_a_password_in_the_address_is_refused_and_not_shown(wirewatch, settings_file):
    done = wirewatch("probe", "http://desk:secret@quay.test/", "--config", settings_file())
    assert done.exit_code == 2
    assert "holds user information" in done.stderr
    assert "secret" not in done.stderr
