from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from flows.settings import Group, NetworkSection, Outlet, Politeness, Retention, Settings, load_settings, parse_settings
from flows.settings_errors import KEYS

GOOD = 'contact = "desk@harbour-ledger.org"\n'
OUTLET = '[[outlet]]\nname = "quay"\nhome = "https://quay.news/"\n'

SAMPLE = """
contact = "newsdesk@harbour-ledger.org"  # required, e-mail or URL: goes into the User-Agent and From
data    = "data"                     # folder: pages.sqlite, the working database, news.duckdb

[politeness]
seconds_between_requests = 5.0       # per host, shared by all runs; a longer Crawl-delay wins (up to 120 s)
requests_at_once = 16                # over all hosts; one at a time per host

[network]
private_addresses = []               # CIDR blocks that may be reached although not public

[retention]
pages_days = 90                      # raw pages; 0 = for ever

[[group]]                            # absent: one group "all", every 30 minutes, UTC
name = "asia"
cron = "*/30 * * * *"
timezone = "Asia/Jakarta"

[[outlet]]
name = "antara"                      # unique, [a-z0-9-]
home = "https://www.antaranews.com/"
feeds = []                           # absent: discovered (feed links, well-known paths), and remembered
sitemaps = []                        # news sitemaps; absent: robots.txt and well-known paths
group = "asia"                       # absent: "all"
language = "id"                      # a hint, optional
agency = true                        # is itself a wire agency, optional
"""

#: What is wrong: the file, and what the one line about it must name.
WRONG = {
    "no contact": ("", ["contact: it is missing; write contact = ", "your own e-mail address or URL"]),
    "sample contact": ('contact = "newsdesk@example.org"', ['contact: found "newsdesk@example.org"', "placeholder"]),
    "contact at example.com": ('contact = "https://www.example.com/bot"', ["example.com", "placeholder"]),
    "contact at example.net": ('contact = "Desk@EXAMPLE.NET"', ["placeholder"]),
    "contact at .invalid": ('contact = "desk@harbour.invalid"', ["desk@harbour.invalid", "placeholder"]),
    "contact at .test": ('contact = "desk@harbour.test"', ["placeholder"]),
    "contact in the words of our advice": ('contact = "you@your-newsroom.org"', ["placeholder"]),
    "contact that is no address": (
        'contact = "the news desk"',
        ['"the news desk"', "write an e-mail address or a URL"],
    ),
    "empty contact": ('contact = ""', ['contact: found ""', "write an e-mail address or a URL"]),
    "contact that no header can hold": ('contact = "редакция@новости.рф"', ["contact: found", "ASCII"]),
    "contact over two lines": ('contact = """desk\nat the quay"""', ["contact: found", "write an e-mail address"]),
    "contact that is a number": ("contact = 7", ["contact: found 7; write text in quotation marks"]),
    "no data folder": (GOOD + 'data = ""', ['data: found ""; write at least one character']),
    "unknown key": (GOOD + 'dta = "x"', ['dta: unknown key; did you mean "data"?']),
    "key like no other": (GOOD + "tonnage = 1", ["tonnage: unknown key; allowed are contact, data, politeness"]),
    "key over two lines": (GOOD + '"ton\\nnage" = 1', ["nage: unknown key"]),
    "key of ours": (GOOD + 'folder = "x"', ["folder: unknown key", "data = "]),
    "outlets by the plural": (
        GOOD + '[[outlets]]\nname = "quay"\nhome = "https://quay.news/"',
        ['outlets: unknown key; did you mean "outlet"?'],
    ),
    "groups by the plural": (GOOD + '[[groups]]\nname = "asia"', ['groups: unknown key; did you mean "group"?']),
    "unknown key of politeness": (
        GOOD + "[politeness]\nseconds_between_request = 1",
        ['politeness.seconds_between_request: unknown key; did you mean "seconds_between_requests"?'],
    ),
    "unknown key of network": (
        GOOD + "[network]\nprivate_adresses = []",
        ['network.private_adresses: unknown key; did you mean "private_addresses"?'],
    ),
    "unknown key of retention": (
        GOOD + "[retention]\npage_days = 1",
        ['retention.page_days: unknown key; did you mean "pages_days"?'],
    ),
    "unknown key of a group": (
        GOOD + '[[group]]\nname = "asia"\n[[group]]\nname = "all"\ntime_zone = "UTC"',
        ['group[2].time_zone: unknown key; did you mean "timezone"?'],
    ),
    "unknown key of an outlet": (
        GOOD + OUTLET + 'feed = "https://quay.news/feed"',
        ['outlet[1].feed: unknown key; did you mean "feeds"?'],
    ),
    "table where none is": (
        GOOD + 'politeness = "very"',
        ['politeness: found "very"; write a table such as [politeness]'],
    ),
    "one outlet instead of a list": (GOOD + '[outlet]\nname = "quay"', ["outlet: found", "[[tables]]"]),
    "outlet without a name": (GOOD + '[[outlet]]\nhome = "https://quay.news/"', ["outlet[1].name: it is missing"]),
    "outlet without a home": (GOOD + '[[outlet]]\nname = "quay"', ["outlet[1].home: it is missing; write home = "]),
    "outlet with a strange name": (
        GOOD + OUTLET.replace('"quay"', '"The Quay"'),
        ['outlet[1].name: found "The Quay"', "write lower-case letters, digits and hyphens"],
    ),
    "home without http": (GOOD + OUTLET.replace("https://", ""), ['outlet[1].home: found "quay.news/"', "http://"]),
    "home of another scheme": (GOOD + OUTLET.replace("https:", "ftp:"), ["outlet[1].home", "http://"]),
    "home that no one can ask": (GOOD + OUTLET.replace("quay.news", "[quay"), ["outlet[1].home", "http://"]),
    "home with a password": (GOOD + OUTLET.replace("quay.news", "me:secret@quay.news"), ["outlet[1].home"]),
    "feed that is no address": (
        GOOD + OUTLET + 'feeds = ["https://quay.news/feed", "/rss"]',
        ['outlet[1].feeds[2]: found "/rss"', "http://"],
    ),
    "feed that is no list": (GOOD + OUTLET + 'feeds = "https://quay.news/feed"', ["outlet[1].feeds", "write a list"]),
    "sitemap that is no address": (GOOD + OUTLET + 'sitemaps = ["x"]', ['outlet[1].sitemaps[1]: found "x"', "http://"]),
    "language that is no code": (
        GOOD + OUTLET + 'language = "Indonesian"',
        ["outlet[1].language", 'letters such as "id"'],
    ),
    "agency that is no truth": (
        GOOD + OUTLET + 'agency = "yes"',
        ['outlet[1].agency: found "yes"; write true or false'],
    ),
    "outlet of a group that is not there": (
        GOOD + '[[group]]\nname = "asia"\n' + OUTLET + 'group = "europe"',
        ['outlet[1].group: "europe" of outlet "quay" is no [[group]]; write one of asia'],
    ),
    "outlet of no group among groups": (
        GOOD + '[[group]]\nname = "asia"\n' + OUTLET,
        ['outlet[1].group: "all" of outlet "quay" is no [[group]]; write one of asia'],
    ),
    "outlet twice": (
        GOOD + OUTLET + OUTLET,
        ['outlet[2].name: "quay" is the name of outlet[1] already; write another name'],
    ),
    "group twice": (
        GOOD + '[[group]]\nname = "asia"\n' * 2,
        ['group[2].name: "asia" is the name of group[1] already; write another name'],
    ),
    "negative pause": (
        GOOD + "[politeness]\nseconds_between_requests = -1",
        ["politeness.seconds_between_requests: found -1; write a number greater than or equal to 0"],
    ),
    "quoted pause": (
        GOOD + '[politeness]\nseconds_between_requests = "5"',
        ['politeness.seconds_between_requests: found "5"; write a number, without quotation marks'],
    ),
    "pause of no number": (
        GOOD + "[politeness]\nseconds_between_requests = nan",
        ["politeness.seconds_between_requests: found nan; write a finite number"],
    ),
    "half a request": (
        GOOD + "[politeness]\nrequests_at_once = 1.5",
        ["politeness.requests_at_once: found 1.5; write a whole number"],
    ),
    "no request at once": (
        GOOD + "[politeness]\nrequests_at_once = 0",
        ["politeness.requests_at_once: found 0; write a number greater than or equal to 1"],
    ),
    "truth for a number": (
        GOOD + "[retention]\npages_days = true",
        ["retention.pages_days: found true; write a whole number"],
    ),
    "negative retention": (GOOD + "[retention]\npages_days = -90", ["retention.pages_days: found -90"]),
    "cron of four fields": (
        GOOD + '[[group]]\ncron = "* * * *"',
        ['group[1].cron: found "* * * *"; write five cron fields such as "*/30 * * * *"'],
    ),
    "cron with seconds": (
        GOOD + '[[group]]\ncron = "*/10 * * * * *"',
        ['group[1].cron: found "*/10 * * * * *"; write five cron fields such as "*/30 * * * *"'],
    ),
    "cron of the last working day": (GOOD + '[[group]]\ncron = "0 9 LW * *"', ["write it without LW, L after a day"]),
    "cron of the last Friday": (GOOD + '[[group]]\ncron = "0 9 * * 5L"', ["write it without LW, L after a day"]),
    "cron of the first Monday or a Tuesday": (
        GOOD + '[[group]]\ncron = "0 9 * * 1#1,2"',
        ["write it without LW, L after a day"],
    ),
    "group of the name of imports": (
        GOOD + '[[group]]\nname = "all"\n[[group]]\nname = "import"',
        ['group[2].name: "import" is the name under which imports stand among the runs; write another name'],
    ),
    "cron of no time": (GOOD + '[[group]]\ncron = "61 * * * *"', ['group[1].cron: found "61 * * * *"']),
    "time zone misspelled": (
        GOOD + '[[group]]\ntimezone = "Asia/Jakrta"',
        ['group[1].timezone: found "Asia/Jakrta"; write a time zone such as "Asia/Jakarta"'],
    ),
    "time zone of nowhere": (
        GOOD + '[[group]]\ntimezone = "local"',
        ["group[1].timezone", "write a time zone such as"],
    ),
    "address that is no block": (
        GOOD + '[network]\nprivate_addresses = ["127.0.0.0/33"]',
        ['network.private_addresses[1]: found "127.0.0.0/33"; write a CIDR block such as "127.0.1.0/24"'],
    ),
    "block with host bits": (
        GOOD + '[network]\nprivate_addresses = ["10.0.0.0/8", "127.0.1.5/24"]',
        ['network.private_addresses[2]: found "127.0.1.5/24"; write a CIDR block'],
    ),
    "not TOML": ("contact: desk@harbour-ledger.org", ["this is not TOML", "line 1"]),
    "key twice": (GOOD * 2, ["this is not TOML", "line 2"]),
}


def run_with(file):
    return CliRunner().invoke(app, ["run", "--config", str(file)])


@pytest.mark.parametrize(("text", "named"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_ends_the_command_with_one_line_that_says_what_to_write(tmp_path, text, named):
    file = tmp_path / "wirewatch.toml"
    file.write_text(text, encoding="utf-8")
    done = run_with(file)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith(f"{file}: ")
    for words in named:
        assert words in done.stderr
    assert list(tmp_path.iterdir()) == [file]


def test_each_error_has_a_line(tmp_path):
    file = tmp_path / "wirewatch.toml"
    file.write_text('dta = "x"\n[retention]\npages_days = -1\n' + OUTLET.replace("https", "ftp"), encoding="utf-8")
    lines = run_with(file).stderr.splitlines()
    assert sorted(line.removeprefix(f"{file}: ").split(":")[0] for line in lines) == [
        "contact",
        "dta",
        "outlet[1].home",
        "retention.pages_days",
    ]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: None, "no such file; write one (the README shows how) or name one with --config"),
        (lambda file: file.write_bytes(b'contact = "Andr\xe9@harbour.org"'), "it cannot be read as UTF-8 text"),
        (lambda file: file.mkdir(), "it cannot be read"),
    ],
    ids=["absent", "not UTF-8", "a folder"],
)
def test_a_file_that_cannot_be_read_ends_the_command_with_one_line(tmp_path, make, words):
    file = tmp_path / "wirewatch.toml"
    make(file)
    done = run_with(file)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith(f"{file}: {words}")


def test_the_sample_is_read_once_it_has_a_contact(tmp_path):
    settings = parse_settings(SAMPLE, tmp_path / "wirewatch.toml")
    (outlet,) = settings.outlets
    assert outlet == Outlet(name="antara", home="https://www.antaranews.com/", group="asia", language="id", agency=True)
    assert settings.all_groups == (Group(name="asia", cron="*/30 * * * *", timezone="Asia/Jakarta"),)
    assert settings.in_group("asia") == (outlet,)
    assert settings.in_group("all") == ()
    assert (settings.politeness, settings.retention) == (Politeness(), Retention())


def test_a_contact_is_enough(tmp_path):
    settings = parse_settings(GOOD, tmp_path / "wirewatch.toml")
    assert settings.data_folder == tmp_path / "data"
    assert settings.all_groups == (Group(name="all", cron="*/30 * * * *", timezone="UTC"),)
    assert (settings.politeness.seconds_between_requests, settings.politeness.requests_at_once) == (5.0, 16)
    assert (settings.retention.pages_days, settings.network.networks, settings.outlets) == (90, (), [])


@pytest.mark.parametrize(
    "contact",
    [
        "desk@harbour-ledger.org",
        "desk@counterexample.org",
        "desk@testing.news",
        "https://harbour-ledger.org/crawler?lang=en",
        "http://newsroom.localhost:8080/",
        "a.b+c@mail.harbour-ledger.co.id",
    ],
)
def test_an_address_of_ones_own_is_a_contact(tmp_path, contact):
    assert parse_settings(f'contact = "{contact}"', tmp_path / "x.toml").contact == contact


def test_a_whole_number_is_a_pause_too(tmp_path):
    text = GOOD + "[politeness]\nseconds_between_requests = 2"
    assert parse_settings(text, tmp_path / "x.toml").politeness.seconds_between_requests == 2.0


def test_networks_and_zones_are_ready_to_use(tmp_path):
    text = GOOD + '[network]\nprivate_addresses = ["127.0.1.0/24", "fd00::/8"]\n[[group]]\ntimezone = "UTC"'
    settings = parse_settings(text, tmp_path / "x.toml")
    assert settings.network.networks == (ip_network("127.0.1.0/24"), ip_network("fd00::/8"))
    assert settings.all_groups[0].zone == ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("data", "expected"), [("news", "{}/news"), ("../news", "{}/../news"), ("/var/news", "/var/news")]
)
def test_the_data_folder_is_relative_to_the_file(tmp_path, monkeypatch, data, expected):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "wirewatch.toml").write_text(f'{GOOD}data = "{data}"', encoding="utf-8")
    monkeypatch.chdir(tmp_path / "elsewhere")
    settings = load_settings(Path("../wirewatch.toml"))
    assert settings.data_folder == Path(expected.format(tmp_path))


@pytest.mark.parametrize(
    ("option", "environment", "expected"),
    [
        ("option.toml", "environment.toml", "option"),
        (None, "environment.toml", "environment"),
        (None, "", "here"),
        (None, None, "here"),
    ],
    ids=[
        "--config before all",
        "WIREWATCH_CONFIG before the folder",
        "empty WIREWATCH_CONFIG is none",
        "the folder last",
    ],
)
def test_the_file_is_the_one_that_is_named_closest(tmp_path, monkeypatch, option, environment, expected):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WIREWATCH_CONFIG", raising=False)
    if environment is not None:
        monkeypatch.setenv("WIREWATCH_CONFIG", environment)
    for name, data in (("option", "option"), ("environment", "environment"), ("wirewatch", "here")):
        (tmp_path / f"{name}.toml").write_text(f'{GOOD}data = "{data}"', encoding="utf-8")
    assert load_settings(Path(option) if option else None).data == expected


def test_the_keys_that_errors_name_are_those_that_there_are():
    models = {
        "": Settings,
        "politeness": Politeness,
        "network": NetworkSection,
        "retention": Retention,
        "group": Group,
        "outlet": Outlet,
    }
    known = {
        table: {field.alias or name for name, field in model.model_fields.items() if not field.exclude}
        for table, model in models.items()
    }
    assert {table: set(keys) for table, keys in KEYS.items()} == known


@pytest.mark.parametrize(
    ("cron", "minutes"), [("* * * * *", 1), ("*/30 * * * *", 30), ("0 6,7,20 * * *", 60), ("15 4 * * *", 24 * 60)]
)
def test_the_cadence_of_a_group_is_the_shortest_time_from_run_to_run(cron, minutes):
    assert Group(cron=cron).cadence(datetime(2031, 5, 4, 12, tzinfo=UTC)) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("zone", "cron", "minutes"),
    [
        ("Europe/Paris", "*/30 * * * *", 30),
        ("Europe/Paris", "0 9 * * *", 24 * 60),
        ("Asia/Jakarta", "*/15 * * * *", 15),
    ],
)
def test_the_cadence_of_a_group_is_that_of_the_clock_that_is_not_put_back(zone, cron, minutes):
    before = datetime(2026, 10, 25, 0, 5, tzinfo=UTC)  # 02:05 in Paris, where it is 02:00 once more at 01:00 UTC
    assert Group(cron=cron, timezone=zone).cadence(before) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("cron", "hours"), [("*/30 * * * *", 0.5), ("0 9-17 * * 1-5", 64), ("0 9 * * 1", 7 * 24), ("0 9 1 * *", 30 * 24)]
)
def test_the_longest_pause_of_a_group_is_that_of_its_week(cron, hours):
    assert Group(cron=cron).longest_pause(datetime(2031, 5, 5, 12, tzinfo=UTC)) == timedelta(hours=hours)
