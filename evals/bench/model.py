"""A model that costs next to nothing: it speaks OpenAI's wire format and stamps each token with its due time.

The model's name says how it answers, e.g. `tokens=200,gap=20,tool`: that many tokens, that many milliseconds
apart (0: all in one write), and with `tool` one call of `find_tickets` first. A token is `@` and the twelve
digits of the microsecond (monotonic clock) at which it was due; whoever reads it on this machine knows how
late it is, however many layers it went through.

    python -m evals.bench.model PORT
"""

import asyncio
import sys
import time
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import orjson

TOOL = "find_tickets"
ARGUMENTS = '{"text": "printer"}'


@dataclass(frozen=True, slots=True)
class Manner:
    """How to answer; `gap` in seconds."""

    tokens: int = 2
    gap: float = 0.0
    tool: bool = False


@cache
def manner_of(name: str) -> Manner:
    """The manner that a model's name asks for; unknown words are left out."""
    words = dict(word.partition("=")[::2] for word in name.split(","))
    return Manner(int(words.get("tokens") or 2), float(words.get("gap") or 0) / 1000, "tool" in words)


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests one after the other."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if not found:
            return
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        if len(rest) >= length:
            self._received = rest[length:]
            self._answer(orjson.loads(rest[:length]))

    def _answer(self, asked: dict[str, Any]) -> None:
        if asked.get("stream"):
            self._answer_streamed(asked)
        else:
            self._answer_whole()

    def _answer_streamed(self, asked: dict[str, Any]) -> None:
        manner = manner_of(asked["model"])
        self._write(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
            _event({"role": "assistant", "content": ""}),
        )
        if manner.tool and asked["messages"][-1]["role"] != "tool":
            self._write(_call(), _event({}, "tool_calls"), _end(0))
        elif manner.gap == 0:
            now = time.monotonic()
            self._write(
                *(_token(now + n * 1e-6) for n in range(manner.tokens)),
                _event({}, "stop"),
                _end(manner.tokens),
            )
        else:
            self._step(manner, time.monotonic() + manner.gap, 1)

    def _answer_whole(self) -> None:
        """Nothing of use, at once: for requests beside the talk, such as a session's title."""
        body = orjson.dumps({"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]})
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
        self._write(head % len(body), body)

    def _step(self, manner: Manner, due: float, number: int) -> None:
        """Write the token that is due, then wait for the next."""
        if self._transport is None:
            return
        wait = due - time.monotonic()
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._step, manner, due, number)
            return
        self._write(_token(due))
        if number == manner.tokens:
            self._write(_event({}, "stop"), _end(number))
        else:
            self._step(manner, due + manner.gap, number + 1)

    def _write(self, *pieces: bytes) -> None:
        if self._transport is not None:
            self._transport.write(b"".join(pieces))


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def _event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _chunk(b"data: %s\n\n" % orjson.dumps({"id": "m", "choices": [choice]}))


def _token(due: float) -> bytes:
    return _event({"content": f"@{round(due * 1e6):012d} "})


def _call() -> bytes:
    function = {"name": TOOL, "arguments": ARGUMENTS}
    return _event({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]})


def _end(tokens: int) -> bytes:
    usage = {"prompt_tokens": 10, "completion_tokens": tokens, "total_tokens": 10 + tokens}
    told = orjson.dumps({"id": "m", "choices": [], "usage": usage})
    return _chunk(b"data: %s\n\n" % told) + _chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n"


async def serve(port: int) -> None:
    """Answer until the process ends."""
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    import uvloop

    uvloop.run(serve(int(sys.argv[1])))
