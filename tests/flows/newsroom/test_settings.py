import tomllib

from flows.newsroom.outlets import outlets
from flows.newsroom.server import serve
from flows.newsroom.settings import settings_toml


def test_the_settings_name_every_outlet_with_its_feeds():
    with serve() as running:
        settings = tomllib.loads(settings_toml(running, 'a "data" folder'))
    assert settings["data"] == 'a "data" folder'
    assert settings["politeness"] == {"seconds_between_requests": 0.0}
    assert settings["network"] == {"private_addresses": ["127.0.0.0/8"]}
    for outlet, stanza in zip(outlets(), settings["outlet"], strict=True):
        base = running.bases[outlet.name]
        assert stanza == {
            "name": outlet.name,
            "home": base + "/",
            "feeds": [base + feed.path for feed in outlet.feeds],
            "sitemaps": [],
            "language": outlet.language,
        } | ({"agency": True} if outlet.agency else {})
