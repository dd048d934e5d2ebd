"""A server over real sockets that plays exact bytes: each request gets the next script."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from providers.caller import Caller
from providers.guard import look_up
from providers.http import Timing, VendorHosts, Web

ACME = VendorHosts("Acme", ("acme.example",))
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Script:
    """The bytes of an answer; then the connection stays open, hangs without a word, or breaks."""

    sent: bytes
    hangs: bool = False
    breaks: bool = False


def answer(status: int = 200, body: bytes = b"{}", *headers: str) -> Script:
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body)}", *headers]
    return Script("\r\n".join([*lines, "", ""]).encode() + body)


@dataclass(slots=True)
class Server:
    """`heads` are the requests as they came, `bodies` their bodies, `opened` counts connections. While
    `gate` is not set nobody is answered; `arrived` can be acquired once for each request."""

    scripts: Sequence[Script]
    port: int = 0
    heads: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    opened: int = 0
    at_once: int = 0
    most_at_once: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lines(self) -> list[str]:
        return [head.split("\r\n")[0] for head in self.heads]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened += 1
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            return
        finally:
            writer.transport.abort()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = [line[15:] for line in head.lower().split("\r\n") if line.startswith("content-length:")]
        body = await reader.readexactly(int(length[0])) if length else b""
        self.heads.append(head)
        self.bodies.append(body)
        script = self.scripts[min(len(self.heads), len(self.scripts)) - 1]
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        self.arrived.release()
        await self.gate.wait()
        self.at_once -= 1
        writer.write(script.sent)
        await writer.drain()
        if script.hangs:
            await reader.read()
        return not script.breaks


@asynccontextmanager
async def serving(*scripts: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(scripts or (answer(),))
    server.gate.set()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls, limit=2**20)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


@dataclass(slots=True)
class Clock:
    """Time that passes only by sleeping; `slept` are the waits, one by one."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.seconds += seconds
        await asyncio.sleep(0)

    @property
    def timing(self) -> Timing:
        return Timing(
            monotonic=lambda: self.seconds,
            now=lambda: NOW + timedelta(seconds=self.seconds - 1000.0),
            sleep=self.sleep,
            chance=lambda: 0.0,
        )


@asynccontextmanager
async def calling(
    clock: Clock | None = None,
    seconds: float = 30.0,
    development: bool = True,
    resolve: object = look_up,
    key: str = "c1",
) -> AsyncIterator[Caller]:
    web = Web(development, resolve=resolve, seconds=seconds, timing=(clock or Clock()).timing)  # type: ignore[arg-type]
    try:
        yield web.caller(key, ACME)
    finally:
        await web.close()
