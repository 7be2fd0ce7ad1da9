"""Whether it is our own line that is down: when everything fails at once, no outlet is to blame.

One cable that is pulled out would otherwise look like the failure of every outlet: an alarm for each, and each asked
less often afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: With fewer hosts, all of them may well be down by themselves.
LEAST_HOSTS = 3

#: Some names are answered by caches and some hosts are near: not quite everything needs to fail.
MOST_OF_THEM = 0.8


def line_down(connected: Mapping[str, bool], *, was_down: bool = False) -> str | None:
    """The finding in a sentence, if the hosts that a run asked say so; each is true once a connection to it stood.

    Of a line that *was_down* already, a run that asks a host or two (another group's) need not find it out anew.
    """
    failed = sum(not has_connected for has_connected in connected.values())
    if len(connected) < (1 if was_down else LEAST_HOSTS) or failed < MOST_OF_THEM * len(connected):
        return None
    return f"our own line seems to be down: no connection to {failed} of {len(connected)} hosts; no outlet is blamed"
