"""Many calls of one connection at once."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from providers.errors import RateLimited, Unavailable
from providers.http import Web
from providers.outages import explain
from providers.pacing import MAX_AT_ONCE, Busy, Pace, Timing, retry_after_seconds
from tests.providers.http.server import ACME, NOW, Clock, answer, calling, serving


async def test_one_connection_has_six_calls_under_way_at_most() -> None:
    """The others wait their turn, and all are answered."""
    async with serving() as server, calling() as caller:
        server.gate.clear()
        reads = [asyncio.create_task(caller.read(server.url)) for _ in range(20)]
        for _ in range(MAX_AT_ONCE):
            await server.arrived.acquire()
        server.gate.set()
        assert [each.status for each in await asyncio.gather(*reads)] == [200] * 20
        assert server.most_at_once == MAX_AT_ONCE


async def test_a_stopped_read_frees_its_place() -> None:
    """However often somebody stops, the seventh call goes through."""
    async with serving() as server, calling() as caller:
        server.gate.clear()
        for _ in range(MAX_AT_ONCE + 1):
            read = asyncio.create_task(caller.read(server.url))
            await server.arrived.acquire()
            read.cancel()
            await asyncio.gather(read, return_exceptions=True)
        server.gate.set()
        assert (await caller.read(server.url)).status == 200


async def test_without_a_free_place_a_call_ends_in_time_and_nothing_is_sent() -> None:
    """The sentence says that it is our own calls."""
    clock = Clock()
    pace = Pace(clock.timing)
    async with AsyncExitStack() as held:
        for _ in range(MAX_AT_ONCE):
            await held.enter_async_context(pace.turn(clock.seconds, 0))
        with pytest.raises(Busy) as busy:
            async with pace.turn(clock.seconds + 0.01, 0):
                pass
    told = explain(busy.value, ACME, "na.acme.example", writing=True, sent=False)
    assert told.applied == "no"
    assert str(told) == (
        "Acme was not called: too many calls to it are under way. Nothing was written. Try again in a minute."
    )


async def test_after_a_rate_limit_the_others_wait_too_and_other_connections_do_not() -> None:
    """The pause is the connection's, not the call's."""
    clock = Clock()
    web = Web(True, timing=clock.timing)
    async with serving(answer(429, b"", "retry-after: 10"), answer()) as server:
        first, other = web.caller("c1", ACME), web.caller("c2", ACME)
        with pytest.raises(RateLimited):
            await first.write("POST", server.url, json={})
        await other.read(server.url)
        assert clock.slept == []
        await web.caller("c1", ACME).read(server.url)
        assert clock.slept == [10.0]
        await first.read(server.url)
        assert clock.slept == [10.0]
        await web.close()


async def test_a_write_does_not_sit_out_a_pause_of_more_than_five_seconds() -> None:
    """The ledger knows better when to try again."""
    clock = Clock()
    async with serving(answer(429, b"", "retry-after: 8"), answer()) as server, calling(clock) as caller:
        for _ in range(2):
            with pytest.raises(RateLimited, match=r"Nothing was written\. Try again in 8 seconds"):
                await caller.write("POST", server.url, json={})
        assert len(server.heads) == 1
        clock.seconds += 6
        assert (await caller.write("POST", server.url, json={})).status == 200
        assert clock.slept == [2.0]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5.0),
        ("1.5", 1.5),
        ("0", 0.0),
        ("999999999", 900.0),
        ("9" * 400, None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        (None, None),
        ("soon", None),
        ("Wed, 04 Mar 2026 12:00:30 GMT", 30.0),
        ("Wed, 04 Mar 2026 11:00:00 GMT", 0.0),
        ("Wed, 04 Mar 2099 12:00:30 GMT", 900.0),
        ("Wed, 99 Mar 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_never_believed_beyond_reason(
    value: str | None, seconds: float | None
) -> None:
    """Nonsense counts as no word at all; a quarter of an hour is the most that is believed."""
    assert retry_after_seconds(value, NOW) == seconds


def test_backoff_doubles_and_is_spread() -> None:
    """Chance takes up to half of the wait away, so that many callers do not come back in step."""
    waits = [Timing(chance=lambda: 1.0).backoff(attempt) for attempt in (1, 2, 3)]
    assert waits == [0.5, 1.0, 2.0]
    assert Timing(chance=lambda: 0.0).backoff(1) == 0.25


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    """Two refusals at once: the longer word counts."""
    clock = Clock()
    pace = Pace(clock.timing)
    pace.pause(10)
    pace.pause(2)
    assert math.isclose(pace.pause_left_seconds, 10)
    assert clock.timing.now() - NOW == timedelta(0)


async def test_waiting_for_a_name_counts_towards_the_time_limit() -> None:
    """A name server that never answers holds nobody for longer."""

    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    async with calling(seconds=0.1, resolve=never) as caller:
        with pytest.raises(Unavailable) as failed:
            await caller.write("POST", "https://na.acme.example/x", json={})
    assert failed.value.applied == "no"
