"""Reads and checks ``wirewatch.toml``; nothing below this file knows a settings file or the environment."""

from __future__ import annotations

import os
import re
import tomllib
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import chain, islice, pairwise, takewhile
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from extractors.similarity import fold
from extractors.urls import is_http
from flows.settings_errors import closest, line_of
from storage.lock import IMPORT

#: Where a settings file is looked for when no --config names one.
ENVIRONMENT_KEY = "WIREWATCH_CONFIG"
DEFAULT_FILE = "wirewatch.toml"

#: Names that can be nobody's address (RFC 2606, RFC 6761), and the words of our own sample.
PLACEHOLDER = re.compile(
    r"(^|[@./])(example\.(com|org|net)|[^@/]*\.(invalid|test|example))(/|$|:)|your[-_ ]?(name|outlet|newsroom|domain)",
    re.IGNORECASE,
)
E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

#: What cronsim reads and Prefect does not: LW, 5L, and 1#2,3. Of a sixth field the two hold different opinions.
NO_CRON_OF_PREFECT = re.compile(r"LW|\dL|#\S*,|,\S*#", re.IGNORECASE)
CRON_FIELDS = 5

#: Where the web is; elsewhere stand databases, mail and consoles.
WEB_PORTS = frozenset({80, 443})

Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """The settings cannot be used. ``lines`` says why: file, key, what was found, what to write; one line an error."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def _refuse(kind: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(kind, message)


def _contact(value: str) -> str:
    if PLACEHOLDER.search(value):
        raise _refuse(
            "placeholder", "write your own address, so that an outlet can reach you; this one is a placeholder"
        )
    if not (E_MAIL.fullmatch(value) or _is_web_address(value)):
        raise _refuse("contact", "write an e-mail address or a URL at which an outlet can reach you")
    if not value.isascii():
        raise _refuse("contact", "write it in ASCII (a domain as xn--...), for it travels in a header")
    return value


def _is_web_address(value: str) -> bool:
    return is_http(value) and not re.search(r"\s", value)


def _web_address(value: str) -> str:
    if not _is_web_address(value):
        raise _refuse("url", "write an address that begins with http:// or https://")
    return value


def _cron(value: str) -> str:
    try:
        CronSim(value, datetime(2000, 1, 1))  # noqa: DTZ001 - only the expression is checked
    except CronSimError as error:
        raise _refuse("cron", f'write five cron fields such as "*/30 * * * *" ({str(error).lower()})') from error
    if len(value.split()) != CRON_FIELDS:
        raise _refuse("cron", 'write five cron fields such as "*/30 * * * *" (there are no seconds)')
    if NO_CRON_OF_PREFECT.search(value):
        raise _refuse("cron", "write it without LW, L after a day, and # in a list: Prefect keeps no such schedule")
    return value


def _timezone(value: str) -> str:
    if value not in available_timezones():
        sample = closest(value, available_timezones()) or "Asia/Jakarta"
        raise _refuse("timezone", f'write a time zone such as "{sample}"')
    return value


def _network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError as error:
        raise _refuse("network", 'write a CIDR block such as "127.0.1.0/24"') from error
    return value


def _watched(value: str) -> str:
    if not fold(value):
        raise _refuse("watch", "write a word or a name that has letters or digits")
    return value


Name = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=63)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Section(BaseModel):
    """A table of the file: an unknown key is refused, nothing is converted, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Politeness(Section):
    """How fast outlets are asked."""

    seconds_between_requests: float = Field(default=5.0, ge=0, le=3600, allow_inf_nan=False)
    requests_at_once: int = Field(default=16, ge=1, le=256)


class NetworkSection(Section):
    """Which addresses may be reached although they are not public."""

    private_addresses: list[Annotated[str, AfterValidator(_network)]] = []

    @property
    def networks(self) -> tuple[Network, ...]:
        """The blocks, parsed."""
        return tuple(ip_network(block) for block in self.private_addresses)


class Retention(Section):
    """How long raw pages are kept."""

    pages_days: int = Field(default=90, ge=0, le=36500)


class Group(Section):
    """Outlets that are asked on one schedule."""

    name: Name = "all"
    cron: Annotated[str, AfterValidator(_cron)] = "*/30 * * * *"
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"

    def cadence(self, now: datetime) -> timedelta:
        """From one run to the next: the shortest that comes."""
        runs = [at.astimezone(UTC) for at in islice(CronSim(self.cron, now.astimezone(self.zone)), 6)]
        return min((later - earlier for earlier, later in pairwise(runs)), default=timedelta(days=1))

    def longest_pause(self, now: datetime) -> timedelta:
        """From one run to the next: the longest that begins within a week, such as a weekend."""
        pauses = pairwise(at.astimezone(UTC) for at in CronSim(self.cron, now.astimezone(self.zone)))
        first = next(pauses)
        others = takewhile(lambda pause: pause[0] < now + timedelta(days=7), pauses)
        return max(later - earlier for earlier, later in chain([first], others))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that its cron is read in."""
        return ZoneInfo(self.timezone)


class Outlet(Section):
    """A news outlet that is watched."""

    name: Name
    home: WebAddress
    feeds: list[WebAddress] = []
    sitemaps: list[WebAddress] = []
    group: Name = "all"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None
    agency: bool = False


class Settings(Section):
    """All of ``wirewatch.toml``."""

    contact: Annotated[str, AfterValidator(_contact)]
    data: Annotated[str, Field(min_length=1)] = "data"
    politeness: Politeness = Politeness()
    network: NetworkSection = NetworkSection()
    retention: Retention = Retention()
    watch: list[Annotated[str, AfterValidator(_watched)]] = []
    groups: list[Group] = Field(default=[], alias="group")
    outlets: list[Outlet] = Field(default=[], alias="outlet")
    folder: Path = Field(default=Path(), exclude=True)  # of the file: its paths are relative to it

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        _refuse_twice("group", [group.name for group in self.groups])
        _refuse_twice("outlet", [outlet.name for outlet in self.outlets])
        for number, group in enumerate(self.groups, 1):
            if group.name == IMPORT:
                found = f'group[{number}].name: "{IMPORT}" is the name under which imports stand among the runs'
                raise _refuse("names", f"{found}; write another name")
        known = sorted({group.name for group in self.all_groups})
        for number, outlet in enumerate(self.outlets, 1):
            if outlet.group not in known:
                found = f'outlet[{number}].group: "{outlet.group}" of outlet "{outlet.name}" is no [[group]]'
                raise _refuse("names", f"{found}; write one of {', '.join(known)}")
        return self

    @property
    def data_folder(self) -> Path:
        """Where the archive, the database and ``news.duckdb`` stand."""
        return self.folder / self.data

    @property
    def ports(self) -> frozenset[int]:
        """Those of the web, and those that the addresses of the outlets name: what a page links cannot add to them."""
        named = (url for outlet in self.outlets for url in (outlet.home, *outlet.feeds, *outlet.sitemaps))
        return WEB_PORTS | {port for url in named if (port := urlsplit(url).port)}

    @property
    def all_groups(self) -> tuple[Group, ...]:
        """The groups of the file, or the one that stands when it names none."""
        return tuple(self.groups) or (Group(),)

    def cadence(self, group: str, now: datetime) -> timedelta:
        """From one run of *group* to the next."""
        return next(known for known in self.all_groups if known.name == group).cadence(now)

    def in_group(self, group: str) -> tuple[Outlet, ...]:
        """The outlets of one group."""
        return tuple(outlet for outlet in self.outlets if outlet.group == group)


def _refuse_twice(kind: str, names: list[str]) -> None:
    for number, name in enumerate(names, 1):
        if name in names[: number - 1]:
            first = names.index(name) + 1
            found = f'{kind}[{number}].name: "{name}" is the name of {kind}[{first}] already'
            raise _refuse("names", f"{found}; write another name")


def settings_file(path: Path | None) -> Path:
    """*path*, else the file of ``WIREWATCH_CONFIG``, else ``./wirewatch.toml``."""
    return path or Path(os.environ.get(ENVIRONMENT_KEY) or DEFAULT_FILE)


def load_settings(path: Path | None) -> Settings:
    """The settings of *path*, else of ``WIREWATCH_CONFIG``, else of ``./wirewatch.toml``.

    Raises SettingsError, with one line for each thing that is wrong.
    """
    file = settings_file(path)
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SettingsError(
            [f"{file}: no such file; write one (the README shows how) or name one with --config"]
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{file}: it cannot be read as UTF-8 text: {error}"]) from error
    return parse_settings(text, file)


def parse_settings(text: str, file: Path) -> Settings:
    """The settings that *text* states; *file* is where it stands. Raises SettingsError."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{file}: this is not TOML: {error}"]) from error
    if "folder" in table:
        raise SettingsError([f'{file}: folder: unknown key; remove it, or write data = "..." for the data folder'])
    try:
        settings = Settings.model_validate(table)
    except ValidationError as error:
        raise SettingsError([f"{file}: {line_of(detail)}" for detail in error.errors()]) from error
    return settings.model_copy(update={"folder": file.resolve().parent})
