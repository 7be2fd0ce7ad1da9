"""Which addresses may be reached, and that a name cannot change its address behind the check."""

import asyncio
from ipaddress import ip_address, ip_network

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.web.addresses import GuardedBackend, Reach, RefusedAddress, is_allowed

REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "::ffff:8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001::5"]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_public_is_refused(address):
    assert not is_allowed(address, ())


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_allowed(address):
    assert is_allowed(address, ())


def test_a_block_of_the_settings_opens_itself_and_nothing_else():
    opened = (ip_network("127.0.1.0/24"),)
    assert is_allowed("127.0.1.3", opened)
    assert is_allowed("::ffff:127.0.1.3", opened)
    assert not is_allowed("127.0.2.3", opened)
    assert not is_allowed("::1", opened)


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_judged_by_the_one_it_maps(address):
    assert is_allowed(ip_address(f"::ffff:{address}"), ()) == is_allowed(address, ())


def resolver(*addresses):
    """An event loop whose names resolve to *addresses*, whatever the name; it counts the questions."""

    class Loop(asyncio.SelectorEventLoop):
        questions = 0

        async def getaddrinfo(self, host, port, **_how):
            if host in addresses:  # asyncio asks again for the address that it connects to
                return await super().getaddrinfo(host, port, **_how)
            self.questions += 1
            return [(2, 1, 6, "", (address, port)) for address in addresses]

    return Loop


async def connect(private):
    async def say(_reader, writer):
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.2", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        stream = await GuardedBackend(Reach(private, frozenset({80, 443}))).connect_tcp("news.test", port, timeout=2)
        address = stream.get_extra_info("server_addr")
        await stream.aclose()
    finally:
        server.close()
    return address[0], asyncio.get_running_loop().questions


def run(loop, private):
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(connect(private))


def test_a_name_of_a_private_address_is_refused_by_both():
    with pytest.raises(RefusedAddress, match=r"news.test is 127.0.0.2, which is not public"):
        run(resolver("127.0.0.2"), ())


def test_the_name_is_resolved_once_and_the_judged_address_is_the_one_connected_to():
    assert run(resolver("127.0.0.2"), (ip_network("127.0.0.2/32"),)) == ("127.0.0.2", 1)


def test_of_several_addresses_only_allowed_ones_are_tried():
    assert run(resolver("10.0.0.1", "127.0.0.2"), (ip_network("127.0.0.2/32"),)) == ("127.0.0.2", 1)


def test_an_address_that_refuses_does_not_hide_the_next():
    assert run(resolver("127.0.0.9", "127.0.0.2"), (ip_network("127.0.0.0/8"),)) == ("127.0.0.2", 1)


def test_when_no_address_answers_the_last_error_is_told():
    with pytest.raises(httpcore.ConnectError):
        run(resolver("127.0.0.8", "127.0.0.9"), (ip_network("127.0.0.0/8"),))
