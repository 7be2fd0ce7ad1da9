"""Politeness on a fake clock: sleeping is what makes time pass."""

import asyncio
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from extractors.outcomes import Reason
from flows.web.answers import Answer
from flows.web.gate import HostClosed
from storage.hosts import ASKED_TO_WAIT, Host
from tests.flows.web.conftest import Hosts

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class World:
    """A clock for all runs of one machine, and what they share of hosts."""

    def __init__(self):
        self.now = START
        self.hosts = Hosts(self.clock)
        self.sleepers = []

    def clock(self):
        return self.now

    async def sleep(self, seconds):
        due = self.now + timedelta(seconds=seconds)
        self.sleepers.append(due)
        while self.now < due:
            await asyncio.sleep(0)  # all who can run do
            await asyncio.sleep(0)
            self.now = max(self.now, min(self.sleepers))
        self.sleepers.remove(due)

    def gate(self, **settings):
        return self.hosts.gate(**({"pause": 5.0, "sleep": self.sleep} | settings))

    def close(self, host, seconds):
        until = START + timedelta(seconds=seconds)
        self.hosts.states[host] = Host(closed_until=until, closed_because=ASKED_TO_WAIT)


@pytest.fixture
def world():
    return World()


def starts(world, *asked, seconds=1.0):
    """When the requests start, in seconds, by host: each of *asked* is a gate and a host, all at once."""
    started = defaultdict(list)
    running = defaultdict(int)

    async def request(gate, host):
        async with gate.turn(host):
            running[host] += 1
            started[host].append((world.now - START).total_seconds())
            started["at once"].append(sum(running.values()))
            await world.sleep(seconds)
            running[host] -= 1

    async def all_of_them():
        await asyncio.gather(*(request(gate, host) for gate, host in asked))

    asyncio.run(all_of_them())
    return started


def test_the_pause_runs_from_start_to_start(world):
    gate = world.gate()
    assert starts(world, *[(gate, "a.test")] * 4)["a.test"] == [0, 5, 10, 15]


def test_a_slow_host_is_asked_one_at_a_time(world):
    gate = world.gate()
    assert starts(world, *[(gate, "a.test")] * 3, seconds=8)["a.test"] == [0, 8, 16]


def test_hosts_do_not_wait_for_each_other(world):
    gate = world.gate()
    started = starts(world, (gate, "a.test"), (gate, "a.test"), (gate, "b.test"), (gate, "b.test:81"))
    assert (started["a.test"], started["b.test"], started["b.test:81"]) == ([0, 5], [0], [0])


def test_two_runs_share_the_pause(world):
    one, other = world.gate(), world.gate()
    assert starts(world, *[(one, "a.test"), (other, "a.test")] * 3)["a.test"] == [0, 5, 10, 15, 20, 25]


def test_only_so_many_at_once_and_a_waiting_host_takes_no_place(world):
    gate = world.gate(requests_at_once=2)
    hosts = ["a.test", "a.test", "a.test", "b.test", "c.test", "d.test"]
    started = starts(world, *[(gate, host) for host in hosts], seconds=2)
    assert max(started["at once"]) == 2
    assert (started["c.test"], started["d.test"]) == ([2], [2])
    assert started["a.test"] == [0, 5, 10]


def test_a_late_start_still_leaves_the_whole_pause_behind_it(world):
    gate = world.gate(requests_at_once=1)
    started = starts(world, (gate, "slow.test"), (gate, "a.test"), (gate, "a.test"), seconds=4)
    assert started["slow.test"] == [0]
    assert started["a.test"] == [4, 9]


@pytest.mark.parametrize(("delay", "pause"), [(30, 30), (1, 5), (120, 120)])
def test_a_longer_crawl_delay_wins_up_to_two_minutes(world, delay, pause):
    gate = world.gate()
    gate.set_crawl_delay("a.test", delay)
    started = starts(world, *[(gate, "a.test"), (gate, "b.test")] * 2)
    assert (started["a.test"], started["b.test"]) == ([0, pause], [0, 5])


def test_a_host_that_opens_soon_is_waited_for(world):
    world.close("a.test", 60)
    assert starts(world, (world.gate(), "a.test"))["a.test"] == [60]


def test_a_host_that_opens_late_is_left_alone(world):
    world.close("a.test", 61)
    with pytest.raises(HostClosed, match="closed until 2026-03-01 12:01:01 UTC"):
        starts(world, (world.gate(), "a.test"))
    assert world.now == START


def test_a_run_waits_for_a_closed_host_a_minute_in_all(world):
    gate = world.gate(pause=0.0)
    world.close("a.test", 40)
    assert starts(world, (gate, "a.test"))["a.test"] == [40]
    world.close("a.test", 65)
    with pytest.raises(HostClosed):
        starts(world, (gate, "a.test"))


def test_closing_reaches_those_who_wait_already_and_other_runs(world):
    gate, other = world.gate(), world.gate()

    async def ask(who):
        try:
            async with who.turn("a.test") as turn:
                turn.answer = answer(Reason.RATE_LIMITED, 429, {"retry-after": "3600"})
                return "asked"
        except HostClosed as error:
            return error.reason

    async def three():
        return await asyncio.gather(ask(gate), ask(gate), ask(other))

    assert sorted(asyncio.run(three())) == ["asked", Reason.RATE_LIMITED, Reason.RATE_LIMITED]


def test_a_request_that_leaves_late_still_leaves_the_whole_pause_behind_it(world):
    gate, other = world.gate(), world.gate()

    async def connect_slowly():
        async with gate.turn("a.test"):
            await world.sleep(3)
            gate.has_left("a.test")

    async def both():
        await connect_slowly()
        async with other.turn("a.test"):
            return (world.now - START).total_seconds()

    assert asyncio.run(both()) == 8


def test_a_gate_knows_which_hosts_it_could_connect_to(world):
    gate = world.gate()
    outcomes = {
        "up.test": answer(Reason.NOT_FOUND, 404),
        "slow.test": answer(Reason.TIMED_OUT, None),
        "down.test": answer(Reason.CONNECTION_FAILED, None),
        "inside.test": answer(Reason.REFUSED_ADDRESS, None),
    }

    async def ask():
        for host, said in outcomes.items():
            async with gate.turn(host) as turn:
                turn.answer = said

    asyncio.run(ask())
    assert gate.connected == {"up.test": True, "slow.test": True, "down.test": False}


def answer(outcome, status, headers=None):
    return Answer("http://a.test/", "http://a.test/", START, 1.0, outcome, status, headers or {}, b"", None)


def test_a_clock_that_was_set_back_does_not_stop_a_host(world):
    gate = world.gate()
    starts(world, (gate, "a.test"))
    world.now -= timedelta(hours=3)
    before = world.now
    starts(world, (gate, "a.test"), (gate, "a.test"), seconds=0)
    assert world.now - before == timedelta(seconds=5)
