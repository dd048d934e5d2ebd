"""Writes: one attempt, and the truth about whether it may have been carried out."""

import asyncio
from collections.abc import Sequence

import pytest

from providers.errors import InvalidRequest, RateLimited, Unavailable, UnexpectedResponse
from tests.providers.http.server import Clock, Script, Server, answer, calling, serving

CREATED = b'HTTP/1.1 201 Created\r\ncontent-length: 8\r\n\r\n{"id":1}'


async def write(server: Server, seconds: float = 30.0) -> object:
    async with calling(Clock(), seconds) as caller:
        return (await caller.write("POST", f"{server.url}/tickets", json={"a": "é"})).json()


async def test_a_write_is_sent_once_and_its_answer_given() -> None:
    """The body is JSON, and so says the header."""
    async with serving(Script(CREATED)) as server:
        assert await write(server) == {"id": 1}
    assert server.bodies == ['{"a":"é"}'.encode()]
    assert "content-type: application/json" in server.heads[0]


@pytest.mark.parametrize("status", [204, 304, 400, 401, 409, 500, 502, 503, 504])
async def test_any_status_of_a_write_comes_back_after_one_attempt(status: int) -> None:
    """A server's error may hide a change that was made: nobody sends it again blindly."""
    sent = Script(f"HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n".encode(), breaks=True)
    async with serving(sent) as server, calling() as caller:
        assert (await caller.write("PATCH", server.url, json=[])).status == status
        assert len(server.heads) == 1


@pytest.mark.parametrize("cut", range(len(CREATED)))
async def test_a_write_whose_answer_is_cut_at_any_byte_is_unknown(cut: int) -> None:
    """The request was out: the change may exist, and nothing is sent again."""
    async with serving(Script(CREATED[:cut], breaks=True)) as server:
        with pytest.raises(Unavailable) as failed:
            await write(server)
        assert len(server.heads) == 1
    assert failed.value.applied == "unknown"
    assert "may or may not have been made; look in Acme before trying again" in str(failed.value)


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 201", CREATED[:-1]])
async def test_a_write_without_an_answer_in_time_is_unknown(begun: bytes) -> None:
    """Silence after the request says nothing about the change."""
    async with serving(Script(begun, hangs=True)) as server:
        with pytest.raises(Unavailable, match="Acme did not answer in time") as failed:
            await write(server, seconds=0.15)
    assert failed.value.applied == "unknown"


async def test_a_write_that_never_left_was_surely_not_made() -> None:
    """Nobody listening, an unknown name, an address that may not be called."""

    async def nobody(host: str, port: int) -> Sequence[str]:
        raise OSError

    async def inside(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.1"]

    async with serving() as server:
        pass
    with pytest.raises(Unavailable, match=r"Nothing was written\.") as refused:
        await write(server)
    assert refused.value.applied == "no"
    async with calling(resolve=nobody) as caller:
        with pytest.raises(Unavailable) as unknown:
            await caller.write("POST", "https://na.acme.example/x", json={})
    assert unknown.value.applied == "no"
    async with calling(resolve=inside) as caller:
        with pytest.raises(InvalidRequest) as forbidden:
            await caller.write("POST", "https://na.acme.example/x", json={})
    assert forbidden.value.applied == "no"


async def test_a_rate_limit_means_that_nothing_was_written_even_if_its_body_is_cut() -> None:
    """The status alone says it."""
    for sent in (
        b"HTTP/1.1 429 X\r\ncontent-length: 90\r\nretry-after: 2\r\n\r\n",
        b"HTTP/1.1 429 X\r\n\r\n",
    ):
        async with serving(Script(sent, breaks=True)) as server:
            with pytest.raises(RateLimited) as limited:
                await write(server)
            assert len(server.heads) == 1
        assert (limited.value.applied, limited.value.retry_after_seconds) == (
            "no",
            2.0 if b"retry-after" in sent else 1.0,
        )


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirected_write_is_not_followed_and_may_have_been_made(status: int) -> None:
    """Neither on the same host nor elsewhere: only a look can tell."""
    async with serving(answer(status, b"", "location: /elsewhere")) as server:
        with pytest.raises(UnexpectedResponse, match="may or may not have been made") as sent_on:
            await write(server)
        assert len(server.heads) == 1
    assert sent_on.value.applied == "unknown"


async def test_an_unreadable_answer_leaves_a_write_unknown() -> None:
    """Something came back, so something may have been done."""
    async with serving(answer(201, b"x", "content-encoding: gzip")) as server:
        with pytest.raises(UnexpectedResponse, match="look in Acme before trying again"):
            await write(server)


async def test_each_write_has_a_connection_of_its_own() -> None:
    """A kept connection that closes just as a write leaves would make it unknown for nothing."""
    async with serving() as server, calling() as caller:
        for _ in range(3):
            await caller.write("POST", server.url, json={})
        assert server.opened == 3


async def test_text_that_no_message_can_hold_is_refused_before_anything_is_sent() -> None:
    """Half a character is told to the person, not to the PSA."""
    async with serving() as server, calling() as caller:
        with pytest.raises(InvalidRequest, match="the text holds characters that cannot be sent"):
            await caller.write("POST", server.url, json={"text": "\ud800"})
        assert server.opened == 0


async def test_a_stopped_write_leaves_no_connection_behind() -> None:
    """Whoever stops the service does not wait for the PSA."""
    async with serving() as server, calling() as caller:
        server.gate.clear()
        writing = asyncio.create_task(caller.write("POST", server.url, json={}))
        await server.arrived.acquire()
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
