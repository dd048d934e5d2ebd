"""What a language model's endpoint is sent, and what is counted of its answer; one shape for all vendors."""

import json
from collections.abc import Sequence
from typing import Any

from assistant.model import AnswerShape, Chunk, Finish, Message, TextDelta, ToolCallDelta, ToolSpec, Usage


def wire_messages(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The messages in OpenAI's shape. `Message.data` and `Message.briefing` stay here."""
    return [_wire(message) for message in messages]


def wire_tools(tools: Sequence[ToolSpec]) -> list[dict[str, Any]]:
    """The tools in OpenAI's shape."""
    return [
        {
            "type": "function",
            "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
        }
        for tool in tools
        if not isinstance(tool, AnswerShape)
    ]


def wire_shape(tools: Sequence[ToolSpec]) -> dict[str, Any]:
    """The shape of the answer, where one is wanted, as OpenAI's `response_format`; else nothing."""
    for tool in tools:
        if isinstance(tool, AnswerShape):
            schema = {"name": tool.name, "schema": tool.parameters, "strict": True}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
    return {}


def objects_in(text: str) -> list[str]:
    """The JSON objects that the text is a row of; none when it is anything else."""
    found, at, decoder = [], 0, json.JSONDecoder(parse_constant=_no_number)
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return []
        if not isinstance(value, dict):
            return []
        found.append(text[at:end])
        at = end
    return found


def _no_number(word: str) -> None:
    """NaN and Infinity are no JSON, whatever Python thinks."""
    raise ValueError(word)


class Seen:
    """What came by in one reply: the text and arguments, the usage if it was told, the reason of the end."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.usage: Usage | None = None
        self.finish = "stop"

    @property
    def anything(self) -> bool:
        return bool(self.written)

    def note(self, chunk: Chunk) -> bool:
        """Remember the chunk; True when it goes on to the reader at once."""
        match chunk:
            case TextDelta(text=text):
                self.written.append(text)
            case ToolCallDelta():
                self.written.append(f"{chunk.name or ''}{chunk.arguments}")
            case Usage():
                self.usage = chunk
                return False
            case Finish(reason=reason):
                self.finish = reason
                return False
        return True


def _wire(message: Message) -> dict[str, Any]:
    wire: dict[str, Any] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        wire["content"] = message.text or None
        wire["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.tool_calls
        ]
    if message.tool_call_id:
        wire["tool_call_id"] = message.tool_call_id
    return wire
