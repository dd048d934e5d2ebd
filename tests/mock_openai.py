"""A small server that speaks OpenAI's wire format over real HTTP: each request plays the next script.

A script is the exact bytes after the headers, cut where the test wants them cut.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class Script:
    """One answer: `pieces` sent one by one, `pause_seconds` apart; with `cut` the connection then breaks."""

    pieces: Sequence[bytes]
    status: int = 200
    content_type: str = EVENT_STREAM
    headers: Sequence[str] = ()
    pause_seconds: float = 0.0
    cut: bool = False


@dataclass(slots=True)
class MockOpenAI:
    """`requests` are the bodies received, `hung_up` counts clients that left before the end."""

    scripts: list[Script]
    base_url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    hung_up: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            self.hung_up += 1
        except asyncio.CancelledError:
            # The test is over while a client still keeps its connection for the next request.
            return
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:
            return False
        length = next(
            int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")
        )
        self.requests.append(orjson.loads(await reader.readexactly(length)))
        self.heads.append(head)
        script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
        lines = [
            f"HTTP/1.1 {script.status} X",
            f"content-type: {script.content_type}",
            "transfer-encoding: chunked",
            *script.headers,
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        for piece in script.pieces:
            writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            await writer.drain()
            if script.pause_seconds and await self._left(reader, script.pause_seconds):
                raise ConnectionResetError
        if script.cut:
            return False
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    async def _left(self, reader: asyncio.StreamReader, seconds: float) -> bool:
        """Wait; True when the client closed its side meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                return await reader.read(1) == b""
        except TimeoutError:
            return False


@asynccontextmanager
async def mock_openai(*scripts: Script) -> AsyncIterator[MockOpenAI]:
    """Serve the scripts on a free port of this machine."""
    mock = MockOpenAI(list(scripts))
    server = await asyncio.start_server(mock.serve, "127.0.0.1", 0)
    mock.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield mock
    finally:
        server.close()


def event(value: dict[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(value) + b"\n\n"


def delta(**fields: Any) -> bytes:
    return event({"choices": [{"index": 0, "delta": fields, "finish_reason": None}]})


def finish(reason: str = "stop") -> bytes:
    return event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})


def usage(input_tokens: int, output_tokens: int) -> bytes:
    return event(
        {"choices": [], "usage": {"prompt_tokens": input_tokens, "completion_tokens": output_tokens}}
    )


DONE = b"data: [DONE]\n\n"


def answer(text: str) -> bytes:
    """A whole, well-formed answer."""
    return delta(role="assistant", content="") + delta(content=text) + finish() + usage(10, 5) + DONE


def failure(status: int, message: str, *, code: str | None = None, headers: Sequence[str] = ()) -> Script:
    body = orjson.dumps({"error": {"message": message, "code": code}})
    return Script((body,), status=status, content_type="application/json", headers=headers)
