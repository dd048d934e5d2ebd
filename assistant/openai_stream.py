"""OpenAI's stream of server-sent events as chunks: any cut of the bytes gives the same chunks."""

from collections.abc import Iterator
from typing import Any

import orjson

from assistant import model_faults
from assistant import openai_faults as faults
from assistant.model import Chunk, Finish, TextDelta, ToolCallDelta, Usage
from assistant.text import clean

MAX_LINE_BYTES = 4_000_000
_FINISHES = {
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "length": "length",
    "content_filter": "content_filter",
}


class StreamReader:
    """Takes the bytes as they arrive. `done` is True after `[DONE]`; `end` refuses a stream that was cut."""

    def __init__(self, secret: str | None = None) -> None:
        self._rest = b""
        self._secret = secret
        self._finished = False
        self.done = False

    def feed(self, data: bytes) -> list[Chunk]:
        """The chunks that are complete now; text of one read is joined to one delta.

        Raises:
            ModelUnavailable: The stream carries an error, or is no stream of this kind.
        """
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > MAX_LINE_BYTES:
            raise model_faults.garbled()
        chunks: list[Chunk] = []
        text: list[str] = []
        for line in lines:
            for chunk in self._line(line):
                if isinstance(chunk, TextDelta):
                    text.append(chunk.text)
                else:
                    _flush(text, chunks)
                    chunks.append(chunk)
        _flush(text, chunks)
        return chunks

    def end(self) -> None:
        """Say that no more bytes come.

        Raises:
            ModelUnavailable: The answer was cut: there was neither a finish reason nor `[DONE]`.
        """
        if not (self.done or self._finished):
            raise model_faults.cut()

    def _line(self, line: bytes) -> Iterator[Chunk]:
        if self.done or not line.startswith(b"data:"):
            return
        data = line[5:].strip()
        if data == b"[DONE]":
            self.done = True
            return
        if not data:
            return
        for chunk in _understood(data, "delta", self._secret):
            self._finished = self._finished or isinstance(chunk, Finish)
            yield chunk


def whole_answer(body: bytes, secret: str | None) -> list[Chunk]:
    """The chunks of an answer that came in one piece, from an endpoint that does not stream."""
    return _understood(body, "message", secret)


def _understood(data: bytes, part: str, secret: str | None) -> list[Chunk]:
    """The chunks of one JSON document; of any other shape than the wire format's it is no answer."""
    try:
        return list(_chunks(orjson.loads(data), part, secret))
    except (AttributeError, TypeError, ValueError):
        raise model_faults.garbled() from None


def _flush(text: list[str], chunks: list[Chunk]) -> None:
    joined = clean("".join(text)) if text else ""
    text.clear()
    if joined:
        chunks.append(TextDelta(joined))


def _chunks(event: Any, part: str, secret: str | None) -> Iterator[Chunk]:
    """The chunks of one JSON event. `part` is "delta" in a stream, "message" in a whole answer."""
    if event.get("error"):
        raise faults.from_error(event["error"], secret)
    choices = event.get("choices") or ()
    for choice in choices[:1] if isinstance(choices, list) else ():
        delta = choice.get(part) or {}
        if isinstance(content := delta.get("content"), str) and content:
            yield TextDelta(content)
        for position, call in enumerate(delta.get("tool_calls") or ()):
            yield _call(call, position)
        if reason := choice.get("finish_reason"):
            yield Finish(_FINISHES.get(reason, "stop"))
    if isinstance(usage := event.get("usage"), dict):
        yield Usage(
            int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0), _cost(usage)
        )


def _call(call: dict[str, Any], position: int) -> ToolCallDelta:
    function = call.get("function") or {}
    arguments = function.get("arguments") or ""
    if not isinstance(arguments, str):
        arguments = orjson.dumps(arguments).decode()
    index = call.get("index")
    return ToolCallDelta(
        index if isinstance(index, int) else position, call.get("id"), function.get("name"), arguments
    )


def _cost(usage: dict[str, Any]) -> float | None:
    cost = usage.get("cost")
    return float(cost) if isinstance(cost, int | float) else None
