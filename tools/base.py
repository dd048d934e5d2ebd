"""What a tool is, what it may hold, and the two ports through which it reaches the rest of the product.

A READ tool asks the PSA. A WRITE tool only stores a proposal through `ProposalBox` and returns at once;
a person confirms it elsewhere. No tool ever holds a writer.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

from providers.base import PSAReader
from providers.models import Ticket
from providers.scope import Scope
from tools.catalog import Catalog

ProposalKind = Literal[
    "create_ticket",
    "post_note",
    "update_status",
    "assign",
    "add_resource",
    "remove_resource",
    "log_time",
    "spin_off",
]
JSON = dict[str, Any]


class Effect(StrEnum):
    READ = "read"
    WRITE = "write"


class ToolArgs(BaseModel):
    """Base of every tool's arguments: unknown keys are refused, so that a model's invention is seen."""

    model_config = ConfigDict(extra="forbid", str_max_length=20_000)


class ToolFailed(Exception):
    """The tool could not do it; the sentence goes back to the model, which may correct itself."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the session so far. `number` counts from 1 and is what evidence quotes."""

    number: int
    message_id: str
    role: Literal["user", "assistant"]
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """What a WRITE tool wants to happen, for a person to see, edit and confirm.

    args: The arguments of the write by kind (`assistant.proposals.schemas` holds the model of each kind).
    target_ticket_id: The ticket it changes; None when it creates one.
    missing_fields: Required arguments nobody stated.
    fields: Per argument, the parse field (`said`, `span`, `candidates`, `why`) as plain JSON.
    evidence: Numbers of the turns it rests on.
    """

    kind: ProposalKind
    title: str
    args: Mapping[str, Any]
    target_ticket_id: str | None = None
    missing_fields: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    suggestions: Mapping[str, Any] = field(default_factory=dict)
    base: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A proposal that waits for the person. `label` ("P7") is its name in the talk."""

    id: str
    label: str
    kind: ProposalKind
    title: str
    args: Mapping[str, Any]
    missing_fields: tuple[str, ...]
    fields: Mapping[str, Any]
    target_ticket_id: str | None
    args_version: int
    suggestions: Mapping[str, Any] = field(default_factory=dict)


class ProposalBox(Protocol):
    """Where WRITE tools leave what they want. Nothing reachable from here can confirm."""

    async def propose(self, draft: ProposalDraft) -> OpenProposal:
        """Store it; an open proposal of the same kind and target is updated instead of doubled."""
        ...

    async def open(self) -> Sequence[OpenProposal]:
        """The session's open proposals, oldest first."""
        ...

    async def edit(self, proposal_id: str, draft: ProposalDraft) -> OpenProposal:
        """Replace the arguments of an open proposal; its version grows."""
        ...

    async def dismiss(self, proposal_id: str) -> None: ...


class SessionPort(Protocol):
    """The session as tools may see and touch it."""

    @property
    def linked_ticket(self) -> Ticket | None: ...

    async def link_ticket(self, ticket: Ticket) -> None:
        """Link the session to a ticket that was just read."""
        ...

    async def unlink_ticket(self) -> None: ...

    async def turns(self) -> Sequence[Turn]:
        """The session's messages up to now, oldest first, the present one included."""
        ...


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Everything a tool may hold. `said` is the person's present message, word for word: what a tool does
    at once (linking a ticket, say) must rest on it."""

    scope: Scope
    connection_id: str
    reader: PSAReader
    catalog: Catalog
    proposals: ProposalBox
    session: SessionPort
    said: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ToolResult:
    """A tool's answer. `content` is for the model, `summary` ("12 found") for the folded line on the page,
    `data` is the same content as JSON for plain code, `tickets` are the ones that may be cited."""

    content: str
    summary: str
    data: Mapping[str, Any] = field(default_factory=dict)
    rows: int | None = None
    tickets: tuple[Ticket, ...] = ()


Args = TypeVar("Args", bound=ToolArgs)


@dataclass(frozen=True, slots=True)
class Tool(Generic[Args]):
    """One ability: a name, a description for the model, typed arguments and a function."""

    name: str
    description: str
    args: type[Args]
    effect: Effect
    run: Callable[[ToolContext, Args], Awaitable[ToolResult]]
