"""One exchange over HTTP: dials only addresses the guard allowed, and knows whether the request left us."""

import asyncio
import ssl
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import httpcore
import httpx

from providers.guard import Guard

CONNECT_SECONDS = 10.0
MAX_BODY_BYTES = 20 * 1024 * 1024
MAX_CONNECTIONS = 400
KEEP_ALIVE_SECONDS = 20.0
MIN_SECONDS_AN_ADDRESS = 2.0


class Unreadable(Exception):
    """An answer came whose body is too large or cannot be unpacked."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, unpacked; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Sending:
    """Whether any byte of a request may have left us. Set just before the first one does."""

    begun: bool = False

    async def trace(self, event: str, _info: object) -> None:
        if event.endswith("send_request_headers.started"):
            self.begun = True


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to the addresses that the guard judged, in their order."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                return await self._first(await self._guard.addresses(host, port), port, timeout)
        except TimeoutError as late:
            raise httpcore.ConnectTimeout("No connection in time") from late

    async def _first(
        self, addresses: Iterable[str], port: int, seconds: float | None
    ) -> httpcore.AsyncNetworkStream:
        tried = list(addresses)
        share = None if seconds is None else max(seconds / len(tried), MIN_SECONDS_AN_ADDRESS)
        for address in tried[:-1]:
            try:
                return await self._inner.connect_tcp(address, port, timeout=share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(tried[-1], port, timeout=share)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a pool that dials through the guard. Proxies of the environment are not used.

    The name stays in the request, so the Host header, TLS's server name and the certificate are for it.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext, *, keep_connections: int) -> None:
        super().__init__(verify=tls)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=MAX_CONNECTIONS,
            max_keepalive_connections=keep_connections,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=GuardedBackend(guard),
        )


async def exchange(transport: httpx.AsyncBaseTransport, request: httpx.Request, sending: Sending) -> Reply:
    """Send a request once and read the whole answer; a refusal for haste (429) is not read to its end.

    Raises:
        Forbidden, UnknownName, httpx.HTTPError, Unreadable: As they say; `sending.begun` tells whether the
            request left us.
    """
    request.extensions = {
        "timeout": {"connect": CONNECT_SECONDS, "pool": CONNECT_SECONDS, "read": None, "write": None},
        "trace": sending.trace,
    }
    response = await transport.handle_async_request(request)
    try:
        body = b"" if response.status_code == httpx.codes.TOO_MANY_REQUESTS else await _body(response)
    finally:
        await response.aclose()
    return Reply(response.status_code, dict(response.headers), body)


async def _body(response: httpx.Response) -> bytes:
    unpack = _unpacker(response.headers.get("content-encoding", "identity"))
    whole = bytearray()
    async for piece in response.aiter_raw():
        whole += unpack.decompress(piece, MAX_BODY_BYTES - len(whole) + 1) if unpack else piece
        if len(whole) > MAX_BODY_BYTES:
            raise Unreadable(f"is larger than {MAX_BODY_BYTES // 1024**2} MiB")
    if unpack and whole and not unpack.finished:
        raise Unreadable("ends in the middle")
    return bytes(whole)


class _Gzip:
    """Unpacks gzip or zlib piece by piece, never more than it is asked for."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=47)

    @property
    def finished(self) -> bool:
        return self._inner.eof

    def decompress(self, piece: bytes, most: int) -> bytes:
        try:
            unpacked = self._inner.decompress(piece, most)
        except zlib.error as fault:
            raise Unreadable("cannot be unpacked") from fault
        if self._inner.unused_data:
            raise Unreadable("goes on after its end")
        return unpacked


def _unpacker(encoding: str) -> _Gzip | None:
    match encoding.strip().lower():
        case "identity" | "":
            return None
        case "gzip" | "x-gzip" | "deflate":
            return _Gzip()
    raise Unreadable("is packed in a way we did not ask for")
