"""Whether we may connect to an address, asked of the address itself, at every connection.

An outlet's page may redirect to ``http://169.254.169.254/`` or to a name that resolves to the router of this network,
and a name may resolve to something else from one question to the next. So the name is resolved here, each address
is judged, and the connection goes to the very address that was judged.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

import httpcore

if TYPE_CHECKING:
    from collections.abc import Iterable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: All public IPv6 addresses are in here: no mapped, translated (NAT64), unique local, link-local or multicast ones.
IPV6_UNICAST = ip_network("2000::/3")

#: Public by their number, but they lead somewhere else or are answered by the machine's own hosting platform.
NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "192.0.0.0/24",  # protocol assignments, RFC 6890: Python before 3.11.10 knows the first eight only
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "168.63.129.16/32",  # Azure's platform services
        "2001::/23",  # Teredo and other protocol assignments, RFC 2928
        "2002::/16",  # 6to4: carries an IPv4 address
        "2001:db8::/32",  # documentation, RFC 3849
        "3fff::/20",  # documentation, RFC 9637
    )
)

#: A name may have dozens of addresses; if these do not answer, the next run may try.
MAX_ADDRESSES = 4


class RefusedAddress(Exception):  # noqa: N818 - bears the name of its reason
    """A name that leads to no address that may be reached."""


def is_allowed(address: str | Address, private: tuple[Network, ...]) -> bool:
    """Whether *address* is public unicast, or in one of the blocks that the settings open."""
    ip = _unmapped(address)
    if _is_in(ip, private):
        return True
    if isinstance(ip, IPv6Address) and ip not in IPV6_UNICAST:
        return False
    return ip.is_global and not ip.is_multicast and not any(ip in block for block in NOT_PUBLIC)


def _is_in(address: str | Address, blocks: tuple[Network, ...]) -> bool:
    ip = _unmapped(address)
    return any(ip in block for block in blocks)


def _unmapped(address: str | Address) -> Address:
    ip = ip_address(address) if isinstance(address, str) else address
    return ip.ipv4_mapped if isinstance(ip, IPv6Address) and ip.ipv4_mapped else ip


@dataclass(frozen=True, slots=True)
class Reach:
    """How far requests may go."""

    private: tuple[Network, ...]  # blocks that the settings open, on any port
    ports: frozenset[int]  # of public addresses

    def allows(self, address: str, port: int) -> bool:
        """Whether a connection to *address* may be opened."""
        return is_allowed(address, self.private) and (port in self.ports or _is_in(address, self.private))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were judged, never to names."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of *host* that is allowed and answers."""
        addresses = await self._allowed_addresses(host, port)
        # One that swallows packets must not use up the time of the others.
        share = timeout / len(addresses) if timeout else timeout
        for address in addresses[:-1]:
            try:
                return await self._backend.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._backend.connect_tcp(addresses[-1], port, share, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Wait between attempts to connect."""
        await self._backend.sleep(seconds)

    async def _allowed_addresses(self, host: str, port: int) -> list[str]:
        addresses = await _resolve(host, port)
        allowed = [address for address in addresses if self._reach.allows(address, port)]
        if not allowed:
            raise RefusedAddress(self._refusal(host, addresses[0], port))
        return allowed[:MAX_ADDRESSES]

    def _refusal(self, host: str, address: str, port: int) -> str:
        if is_allowed(address, self._reach.private):
            return f"port {port} of {host} is none of the web's and not of an outlet in the settings"
        shown = address if address == host else f"{host} is {address}, which"
        return f"{shown} is not public and not in network.private_addresses"


async def _resolve(host: str, port: int) -> list[str]:
    """The addresses of *host*, at least one. Also of 2130706433 and 0x7f.1, which the system reads as 127.0.0.1."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no address for {host}: {error}") from error
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
