"""``wirewatch probe``: what an outlet offers, and a stanza to paste."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractors.redaction import shown
from extractors.urls import UnusableUrl, canonical
from flows.cli.failures import COULD_NOT, UsageError, told
from flows.cli.run import AsJson, Config
from flows.cli.screen import complain, say, show_table
from flows.inspection.offers import Probe
from flows.inspection.probe import UnreachableOutletError
from flows.inspection.probe import probe as probe_outlet
from flows.settings import Settings, load_settings, parse_settings, settings_file

if TYPE_CHECKING:
    from flows.inspection.offers import Offer

#: Of the text of the sample, so much shows whether the right part of the page was taken.
SHOWN_PARAGRAPHS = 3


def probe(
    url: Annotated[str, typer.Argument(help="The home page of the outlet.")],
    config: Config = None,
    contact: Annotated[
        str | None, typer.Option(help="Your e-mail address or URL, where no settings name it: outlets see it.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Look at an outlet: feeds, sitemaps, rules, pace, one article.

    It ends with a stanza for wirewatch.toml, and keeps nothing. It asks at most twelve times to find them, at the usual
    pause. Exits 1 when the outlet cannot be reached.
    """
    with told():
        settings = _settings(config, contact)
        try:
            found = asyncio.run(probe_outlet(settings, _home(url)))
        except UnreachableOutletError as error:
            complain(str(error))
            raise typer.Exit(COULD_NOT) from None
    if as_json:
        say(json.dumps(found.plain(), ensure_ascii=False, indent=2))
    else:
        _show(found)


def _settings(config: Path | None, contact: str | None) -> Settings:
    """Those of the file, where there is one; *contact* goes before what they say."""
    said = parse_settings(f"contact = {json.dumps(contact)}", Path("--contact")) if contact else None
    if said and config is None and not settings_file(None).exists():
        return said
    if said is None and config is None and not settings_file(None).exists():
        raise UsageError("outlets must know who asks: add --contact you@your-newsroom, or write a wirewatch.toml")
    settings = load_settings(config)
    return settings.model_copy(update={"contact": said.contact}) if said else settings


def _home(url: str) -> str:
    try:
        return canonical(url if "://" in url else f"https://{url}")
    except UnusableUrl as error:
        raise UsageError(f"{shown(str(error))}; write an address that begins with http:// or https://") from error


def _show(found: Probe) -> None:
    say(f"{found.home}: {len(found.feeds)} feeds, {len(found.sitemaps)} sitemaps, found with {found.requests} requests")
    offers = [*found.feeds, *found.sitemaps]
    if offers:
        say("")
        show_table(("listing", "kind", "found by", "outcome", "items", "newest", "a day", "note"), map(_row, offers))
    else:
        say(f"No feed or sitemap: the {found.home_links} articles that the home page links would be followed.")
    say(f"\nrobots.txt: {_rules(found)}")
    for right in found.rights:
        say(f"{right.source}: {right.value} ({right.verdict})")
    if found.sample:
        _show_sample(found.sample)
    say(f"\nFor wirewatch.toml:\n\n{found.stanza}")


def _row(offer: Offer) -> tuple[object, ...]:
    note = offer.note or ("leads to " + ", ".join(offer.children) if offer.children else None)
    return offer.url, offer.kind, offer.found_by, offer.outcome, offer.items, offer.newest_at, offer.a_day, note


def _rules(found: Probe) -> str:
    rules = found.robots
    allowed = "the home page may be asked" if rules.allows_home else f"the home page may not be asked ({rules.rule})"
    delay = f", Crawl-delay {rules.crawl_delay:g} s" if rules.crawl_delay else ""
    return f"{allowed}{delay}, {len(rules.sitemaps)} sitemaps named"


def _show_sample(sample: dict[str, Any]) -> None:
    say(f"\nA sample: {sample['url'] or ''} ({sample['outcome']})")
    if sample.get("title"):
        said = (sample["title"], sample["published_at"], ", ".join(sample["authors"]), sample["language"])
        say("  " + " | ".join(str(one) for one in said if one))
        for paragraph in sample["paragraphs"][:SHOWN_PARAGRAPHS]:
            say(f"  {paragraph}")
