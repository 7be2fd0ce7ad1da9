"""The deployments as ``prefect.yaml`` says them, for ``prefect deploy`` and for those who read it."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from flows.dashboard.deployments import GRACE_SECONDS, HEARTBEAT_SECONDS, POOL, SLUG, TAG
from flows.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flows.dashboard.deployments import Planned

#: YAML 1.1 reads them as true or false, YAML 1.2 as words.
TRUTHS = {"yes", "no", "on", "off", "y", "n"}

#: A new file. `prefect deploy` reads no key of its top level but the ones that it knows.
HEAD = """\
# Deployments of wirewatch. Those with the tag "wirewatch" are written by `wirewatch deploy` from wirewatch.toml: change
# them there. A deployment of your own without that tag stays as you write it; `prefect deploy -n NAME` brings it to the
# server. `prefect --no-prompt deploy --all` brings all of them there as they stand here.
name: wirewatch
deployments: []
"""


def with_deployments(text: str | None, plan: Iterable[Planned], name: str = "prefect.yaml") -> str:
    """*text* of prefect.yaml with the stanzas of *plan* instead of those that are ours; new when there is none.

    Raises SettingsError for a text that is no such file.
    """
    yaml = YAML()
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    try:
        file = yaml.load(text or HEAD)
        ours = [_stanza(one) for one in plan]
        others = [one for one in file.get("deployments") or [] if not _is_ours(one, ours)]
    except (YAMLError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError([f"{name}: it is no file of deployments: mend it or move it away ({reason})"]) from error
    file["deployments"] = [*ours, *others]
    written = StringIO()
    yaml.dump(file, written)
    return written.getvalue()


def _is_ours(stanza: CommentedMap, ours: list[CommentedMap]) -> bool:
    """By its tag, or by its name: a server has one deployment of a flow and a name."""
    return TAG in (stanza.get("tags") or []) or stanza.get("name") in {one["name"] for one in ours}


def _stanza(one: Planned) -> CommentedMap:
    signs_of_life = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": _quoted(str(HEARTBEAT_SECONDS))}
    stanza = CommentedMap(
        name=_said(one.name),
        description=one.description,
        tags=_on_one_line([TAG]),
        entrypoint=one.entrypoint,
        parameters=_on_one_line({name: _said(value) for name, value in one.parameters.items()}),
        work_pool=_on_one_line({"name": POOL, "job_variables": {"env": signs_of_life}}),
        # A run that is due while the one before it is under way is cancelled, and says so.
        concurrency_limit=_on_one_line(
            {"limit": 1, "collision_strategy": "CANCEL_NEW", "grace_period_seconds": GRACE_SECONDS}
        ),
    )
    if one.schedule:
        when = {"cron": _quoted(one.schedule.cron), "timezone": one.schedule.timezone, "slug": SLUG, "active": True}
        stanza["schedules"] = [_on_one_line(when)]
    return stanza


def _said(value: str | int) -> str | int:
    """*value* in quotation marks where Prefect, which reads YAML 1.1, would take a word for a truth: Norway's "no"."""
    return _quoted(value) if isinstance(value, str) and value in TRUTHS else value


def _quoted(text: str) -> str:
    return DoubleQuotedScalarString(text)  # type: ignore[no-any-return]


def _on_one_line(value: Any) -> Any:  # noqa: ANN401 - what YAML can say
    node = CommentedMap(value) if isinstance(value, dict) else CommentedSeq(value)
    node.fa.set_flow_style()
    return node
