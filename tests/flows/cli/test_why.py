"""``wirewatch why``: the whole history of one URL."""

import json

import pytest

pytest_plugins = "tests.flows.cli.outlet"


@pytest.fixture
def asked(site, another_site, page, settings_file, wirewatch):
    """Asks why about a path, after a run over two outlets that carry one story."""
    feed, sitemap = site.url("/feed"), site.url("/sitemap.xml")
    items = (("/ferry", ""), ("/ferry/amp", ""), ("/market", ""), ("/gone", ""), ("/private/a", ""))
    body = "".join(f"<item><link>{site.url(path)}</link></item>" for path, _ in items)
    body += f"<item><link>{site.url('/odd').replace('//', '//desk:secret@')}</link></item>"
    site.say("/feed", f'<rss version="2.0"><channel>{body}</channel></rss>')
    site.say("/sitemap.xml", f"<urlset><url><loc>{site.url('/ferry')}</loc></url></urlset>")
    site.say("/robots.txt", "User-agent: *\nDisallow: /private")
    site.say("/ferry", page("ferry"))
    site.say("/market", "", status=302, location="/moved")
    site.say("/moved", page("market", canonical=site.url("/the-market")))
    another_site.feed("/copy")
    another_site.say("/copy", page("ferry", title="Ferry at sea again"))
    file = settings_file(
        ("quay", site.url("/"), f'feeds = ["{feed}"]\nsitemaps = ["{sitemap}"]'),
        ("pier", another_site.url("/"), f'feeds = ["{another_site.url("/feed")}"]'),
    )
    assert wirewatch("run", "--config", file).exit_code == 0

    def ask(url, *words):
        return wirewatch("why", url if "://" in url else site.url(url), "--config", file, *words)

    return ask


def test_a_url_is_told_from_its_discovery_to_its_copies(asked, site, another_site):
    known = json.loads(asked("/ferry", "--json").stdout)
    assert (known["state"], known["reason"], known["outlet"]) == ("loaded", "ok", "quay")
    assert [(one["kind"], one["listing"]) for one in known["sightings"] if one["url"] == known["url"]] == [
        ("feed", site.url("/feed")),
        ("sitemap", site.url("/sitemap.xml")),
    ]
    assert [(one["purpose"], one["outcome"], one["status"]) for one in known["fetches"]] == [("page", "ok", 200)]
    assert [(one["url"], one["reason"]) for one in known["spellings"]] == [(site.url("/ferry/amp"), "duplicate url")]
    assert known["robots"]["allowed"]
    assert known["article"]["title"] == "Ferry to Ilmora sails again after five weeks"
    assert [one["version"] for one in known["versions"]] == [1]
    assert "title" in {claim["field"] for claim in known["claims"]}
    (copy,) = known["copied_by"] + known["copy_of"]
    assert copy["url"] == another_site.url("/copy")
    assert known["story"]["outlets"] == 2


ALIASES = {
    "an alias on file": ("/ferry/amp", "/ferry/amp"),
    "a spelling that was never seen": ("/ferry/?utm_source=mail", "/ferry"),
    "a canonical URL": ("/the-market", "/market"),
    "where a redirect led": ("/moved", "/market"),
}


@pytest.fixture
def same(asked, site):
    return lambda path: json.loads(asked(path, "--json").stdout)["url"].removeprefix(site.base)


def test_any_spelling_of_a_page_leads_to_it(same):
    assert {name: same(path) for name, (path, _) in ALIASES.items()} == {
        name: url for name, (_, url) in ALIASES.items()
    }


def test_an_alias_shows_the_requests_and_the_article_of_its_page(asked, site):
    known = json.loads(asked("/ferry/amp", "--json").stdout)
    assert (known["state"], known["alias_of"]) == ("skipped", site.url("/ferry"))
    assert [one["url"] for one in known["fetches"]] == [site.url("/ferry")]
    assert known["article"]["url"] == site.url("/ferry")


READ = {
    "/ferry": (
        "loaded, ok",
        "Ferry to Ilmora sails again after five weeks",
        "Named by",
        "also BASE/ferry/amp (skipped",
    ),
    "/gone": ("failed, not found: 404, or a page that says so", "404 Not Found"),
    "/private/a": ("skipped, robots", "may not be asked (Disallow: /private)"),
}


def test_a_person_reads_it_as_lines_and_tables(asked, site):
    for path, words in READ.items():
        done = asked(path)
        assert done.exit_code == 0
        assert [word for word in words if word.replace("BASE", site.base) not in done.stdout] == []


def test_a_url_with_a_password_is_found_as_its_feed_printed_it_and_is_not_shown(asked, site):
    done = asked(site.url("/odd").replace("//", "//desk:secret@"))
    assert done.exit_code == 0
    assert "not http" in done.stdout
    assert "secret" not in done.stdout + done.stderr


def test_what_robots_txt_forbids_was_never_asked_and_has_not_failed(asked):
    assert "failed" not in asked("/private/a").stdout
    assert "\nrequest failed, since" in asked("/gone").stdout


UNKNOWN = {
    "one like another": ("/ferri", "never discovered; the nearest that is known is", "/ferry"),
    "a listing": ("/feed", "this is no article but the feed of quay, last ok", ""),
    "another host": ("http://elsewhere.test/a", "nor is anything of its host", ""),
}


def test_what_is_not_known_is_said_in_a_sentence(asked):
    for url, sentence, near in UNKNOWN.values():
        done = asked(url)
        assert done.exit_code == 1
        assert sentence in done.stderr
        assert done.stderr.strip().endswith(near)
        assert done.stderr.count("\n") == 1


def test_before_the_first_run_there_is_nothing_to_know(wirewatch, settings_file, tmp_path):
    done = wirewatch("why", "http://quay.test/", "--config", settings_file())
    assert done.exit_code == 1
    assert "nothing was collected yet" in done.stderr
    assert not (tmp_path / "data").exists()


def test_no_url_at_all_is_a_wrong_use(wirewatch, settings_file):
    done = wirewatch("why", " ", "--config", settings_file())
    assert done.exit_code == 2
    assert "no URL was given" in done.stderr
