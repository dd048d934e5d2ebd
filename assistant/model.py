"""The protocol of a language model, and the messages it reads. No vendor's types pass this door."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from tools.base import OpenProposal


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A finished call. `arguments` is the model's JSON text, checked to be one JSON object."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """What the model is told besides the talk. Rendered into the system text for language models;
    plain code (the offline engine) reads the fields."""

    person: str
    vendor: str
    linked_ticket_id: str | None = None
    linked_ticket_summary: str | None = None
    linked_company_id: str | None = None
    proposals: tuple[OpenProposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One message for the model.

    `tool_call_id` and `tool_name` are set on role "tool", `tool_calls` on role "assistant", `briefing` on
    the system message. `data` carries a tool result's JSON for plain code and is never sent anywhere.
    """

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None
    tool_name: str | None = None
    briefing: Briefing | None = None
    data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as the model sees it; `parameters` is a JSON schema."""

    name: str
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerShape(ToolSpec):
    """Among the tools, but none: the JSON schema that the answer itself has to follow. An endpoint that can
    hold a model to a schema does; the prompt says the same, so that the others are understood too."""


@dataclass(frozen=True, slots=True)
class TextDelta:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a tool call, keyed by `index` and, where the vendor gives one, `id`."""

    index: int
    id: str | None = None
    name: str | None = None
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and cost of one reply; `cost_usd` is None when the price is unknown."""

    input_tokens: int
    output_tokens: int
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Finish:
    """Why the model stopped: "stop", "tool_calls", "length" or "content_filter"."""

    reason: str


Chunk = TextDelta | ToolCallDelta | Usage | Finish
Trouble = Literal["key", "model", "unreachable", "busy", "slow", "empty", "other"]


class Model(Protocol):
    """Something that answers. `name` is shown beside the answer ("offline engine", "openai/gpt-…")."""

    @property
    def name(self) -> str: ...

    def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        """Stream one answer. Closing the iterator closes the upstream.

        Raises:
            ModelUnavailable: No (further) answer can be had; says whether trying again may help.
        """
        ...


class ModelUnavailable(Exception):
    """The model cannot answer. `str()` is a sentence for the person; `remedy` says what to do next.
    `retryable` is True while trying the same again may help. `kind` is for programs. What was typed is kept.
    """

    def __init__(self, message: str, *, remedy: str, retryable: bool, kind: Trouble = "other") -> None:
        super().__init__(message)
        self.remedy = remedy
        self.retryable = retryable
        self.kind = kind
