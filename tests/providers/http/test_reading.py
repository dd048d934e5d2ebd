"""Reads: retries, time limits, answers that are none."""

import asyncio
import gzip
import zlib
from collections.abc import Sequence

import pytest

from providers.errors import InvalidRequest, RateLimited, Unavailable, UnexpectedResponse
from providers.wire import MAX_BODY_BYTES
from tests.providers.http.server import Clock, Script, Server, answer, calling, serving

CUTS = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


async def read(server: Server, clock: Clock | None = None, seconds: float = 30.0) -> object:
    async with calling(clock, seconds) as caller:
        return (await caller.read(f"{server.url}/tickets")).json()


async def test_an_answer_is_given_with_its_headers_and_the_vendors_request_id() -> None:
    """Header names in lower case, the body as it came, the id under which the vendor knows the call."""
    params = [("conditions", 'summary like "%a&b%"'), ("page", "1")]
    key = {"Authorization": "Basic c2VjcmV0"}
    script = answer(200, b'{"a": 1}', "X-CW-Request-Id: abc-1", "Link: <x>")
    async with serving(script) as server, calling() as caller:
        got = await caller.read(f"{server.url}/v1/x", params=params, headers=key)
    assert (got.status, got.json(), got.request_id, got.headers["link"]) == (200, {"a": 1}, "abc-1", "<x>")
    assert server.lines == ["GET /v1/x?conditions=summary%20like%20%22%25a%26b%25%22&page=1 HTTP/1.1"]
    assert "authorization: Basic c2VjcmV0" in server.heads[0]
    assert f"host: 127.0.0.1:{server.port}" in server.heads[0].lower()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 501])
async def test_other_refusals_come_back_at_once(status: int) -> None:
    """What a retry cannot change is not retried."""
    async with serving(answer(status, b"{}")) as server, calling() as caller:
        assert (await caller.read(server.url)).status == status
        assert len(server.heads) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_servers_error_is_tried_twice_more(status: int) -> None:
    """Waits double with each try; what comes last is given, good or bad."""
    clock = Clock()
    async with serving(answer(status), answer(status), answer(200, b"[1]")) as server:
        assert await read(server, clock) == [1]
    assert clock.slept == [0.25, 0.5]
    async with serving(answer(status)) as server, calling(Clock()) as caller:
        assert (await caller.read(server.url)).status == status
        assert len(server.heads) == 3


async def test_a_servers_error_that_names_a_time_is_obeyed() -> None:
    """Retry-After of a 503 is waited for when short, and not when long."""
    clock = Clock()
    async with serving(answer(503, b"", "retry-after: 4"), answer()) as server:
        assert await read(server, clock) == {}
    assert clock.slept == [4.0]
    async with serving(answer(503, b"", "retry-after: 40")) as server, calling(Clock()) as caller:
        assert (await caller.read(server.url)).status == 503
        assert len(server.heads) == 1


@pytest.mark.parametrize("cut", range(len(CUTS)))
async def test_an_answer_cut_at_any_byte_is_asked_for_again(cut: int) -> None:
    """A broken connection costs a read a retry, no more; what is given is whole."""
    async with serving(Script(CUTS[:cut], breaks=True), answer(200, b"[2]")) as server:
        assert await read(server) == [2]
        assert len(server.heads) == 2


@pytest.mark.parametrize(
    "garbage", [b"nonsense\r\n\r\n", b"HTTP/9.9 abc\r\n\r\n", b"\x00\xff" * 40, b"220 smtp\r\n"]
)
async def test_something_that_is_not_http_is_told_apart_from_an_answer(garbage: bytes) -> None:
    """After three tries the sentence says what is safe and what to do."""
    async with serving(Script(garbage, breaks=True)) as server:
        with pytest.raises(Unavailable) as failed:
            await read(server)
        assert len(server.heads) == 3
    assert failed.value.applied == "no"
    assert str(failed.value) == (
        "Acme broke off its answer, or it was not HTTP. Nothing was changed. Try again in a minute."
    )


@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nx: 1", CUTS[:-1]])
async def test_a_silent_server_ends_with_the_time_limit(begun: bytes) -> None:
    """Neither before, within nor after the headers does silence hold a call for longer."""
    async with serving(Script(begun, hangs=True)) as server:
        with pytest.raises(Unavailable, match="did not answer in time") as failed:
            async with asyncio.timeout(5):
                await read(server, seconds=0.15)
    assert failed.value.applied == "no"


async def test_nobody_listening_and_nobody_known_are_said_so() -> None:
    """The sentence names the host and whom to ask."""

    async def nobody(host: str, port: int) -> Sequence[str]:
        raise OSError

    async with serving() as server:
        url = server.url
    async with calling() as caller:
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1 took no connection") as refused:
            await caller.read(url)
    assert "ask an admin to check the site address" in str(refused.value)
    async with calling(resolve=nobody) as caller:
        with pytest.raises(Unavailable, match=r"the name na\.acme\.example could not be looked up"):
            await caller.read("https://na.acme.example/x")


async def test_a_body_that_is_too_large_is_dropped_early() -> None:
    """Neither a long body nor a small one that unpacks to a long one fills our memory."""
    bomb = gzip.compress(b"0" * (MAX_BODY_BYTES + 1))
    assert len(bomb) < 100_000
    plain = b"HTTP/1.1 200 OK\r\n\r\n" + b"0" * (MAX_BODY_BYTES + 1)
    packed = answer(200, bomb, "content-encoding: gzip")
    for script in (packed, Script(plain, breaks=True)):
        async with serving(script) as server:
            with pytest.raises(UnexpectedResponse, match="is larger than 20 MiB"):
                await read(server)
            assert len(server.heads) == 1


async def test_packed_answers_are_unpacked() -> None:
    """gzip and zlib, also when empty."""
    for body in (gzip.compress(b"[3]", mtime=0), zlib.compress(b"[3]")):
        encoding = "gzip" if body[:2] == b"\x1f\x8b" else "deflate"
        async with serving(answer(200, body, f"content-encoding: {encoding}")) as server:
            assert await read(server) == [3]
            assert "accept-encoding: gzip" in server.heads[0]
    async with serving(answer(200, b"", "content-encoding: gzip")) as server, calling() as caller:
        assert (await caller.read(server.url)).body == b""


@pytest.mark.parametrize(
    ("body", "encoding", "words"),
    [
        (gzip.compress(b"[3]", mtime=0)[:-4], "gzip", "ends in the middle"),
        (b"[3]", "gzip", "cannot be unpacked"),
        (gzip.compress(b"[3]", mtime=0) + b"x", "gzip", "goes on after its end"),
        (b"[3]", "br", "packed in a way we did not ask for"),
    ],
)
async def test_a_body_that_cannot_be_unpacked_is_no_answer(body: bytes, encoding: str, words: str) -> None:
    """Half an answer is never taken for a whole one."""
    async with serving(answer(200, body, f"content-encoding: {encoding}")) as server:
        with pytest.raises(UnexpectedResponse, match=words):
            await read(server)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a":', b"\xff", b"NaN"])
async def test_an_answer_that_is_not_json_says_so(body: bytes) -> None:
    """The status and the vendor's request id are in the sentence; the body is not."""
    async with serving(answer(200, body, "x-request-id: r-7")) as server, calling() as caller:
        got = await caller.read(server.url)
        with pytest.raises(UnexpectedResponse, match=r"Acme answered 200 .* not JSON \(its request r-7\)"):
            got.json()


async def test_redirects_of_reads_are_followed_on_the_same_host_only_thrice() -> None:
    """A fourth redirect, or one elsewhere, is an error with a sentence; nobody calls the other host."""
    hop = answer(302, b"", "location: /next?a=1")
    async with serving(hop, hop, hop, answer(200, b"[4]")) as server, calling() as caller:
        assert (await caller.read(f"{server.url}/first", headers={"x-key": "k"})).json() == [4]
        assert server.lines[1:] == ["GET /next?a=1 HTTP/1.1"] * 3
        assert all("x-key: k" in head for head in server.heads)
    async with serving(hop) as server, calling() as caller:
        with pytest.raises(UnexpectedResponse, match="sent the call on to another address"):
            await caller.read(server.url)
        assert len(server.heads) == 4


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/",
        "http://localhost/",
        "https://127.0.0.1/",
        "//evil.example/",
        "https://na.acme.example/",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "http://[",
        "",
    ],
)
async def test_a_redirect_elsewhere_is_not_followed(location: str) -> None:
    """Not to another host, port or scheme, not even of the same vendor: the keys stay where they belong."""
    async with serving(answer(302, b"", f"location: {location}")) as server, calling() as caller:
        with pytest.raises(UnexpectedResponse):
            await caller.read(server.url)
        assert len(server.heads) <= 4


async def test_a_question_asked_by_post_is_not_sent_on() -> None:
    """Its body belongs to the address it was written for."""
    async with serving(answer(307, b"", "location: /x")) as server, calling() as caller:
        with pytest.raises(UnexpectedResponse):
            await caller.read(server.url, method="POST", json={"q": 1})
        assert server.bodies == [b'{"q":1}']


async def test_cookies_are_not_kept() -> None:
    """One person's call never carries what another's left behind."""
    async with serving(answer(200, b"{}", "set-cookie: a=b")) as server, calling() as caller:
        await caller.read(server.url)
        await caller.read(server.url)
        assert "cookie" not in server.heads[1].lower()
        assert server.opened == 1


async def test_values_that_no_header_may_hold_are_refused_before_anything_is_sent() -> None:
    """A line break in a key would smuggle in a header of its own."""
    async with serving() as server, calling() as caller:
        for value in ("a\r\nx: y", "ключ", "a\x00"):
            with pytest.raises(InvalidRequest, match="header x-key holds characters") as refused:
                await caller.read(server.url, headers={"X-Key": value})
            assert value not in str(refused.value)
        assert server.opened == 0


async def test_a_rate_limit_is_waited_for_when_it_is_short() -> None:
    """Retry-After in seconds and as a date."""
    for asked, waited in (("3", 3.0), ("Wed, 04 Mar 2026 12:00:07 GMT", 7.0), ("0", 0.5), ("soon", 1.0)):
        clock = Clock()
        async with serving(answer(429, b"", f"retry-after: {asked}"), answer()) as server:
            assert await read(server, clock) == {}
        assert clock.slept == [waited]


async def test_a_long_rate_limit_is_told_at_once_with_its_length() -> None:
    """Over twenty seconds nobody sits and waits."""
    clock = Clock()
    async with serving(answer(429, b"", "retry-after: 90")) as server:
        with pytest.raises(RateLimited, match="Try again in 90 seconds") as limited:
            await read(server, clock)
        assert len(server.heads) == 1
    assert (limited.value.retry_after_seconds, limited.value.applied, clock.slept) == (90.0, "no", [])


async def test_a_third_rate_limit_ends_the_call() -> None:
    """Two retries, then the person decides."""
    async with serving(answer(429, b"", "retry-after: 2")) as server:
        with pytest.raises(RateLimited):
            await read(server, Clock())
        assert len(server.heads) == 3


async def test_waits_never_lead_beyond_the_time_limit() -> None:
    """A pause that would end after the call's time is told instead."""
    async with serving(answer(429, b"", "retry-after: 15")) as server:
        with pytest.raises(RateLimited):
            await read(server, Clock(), seconds=20.0)
        assert len(server.heads) == 2
