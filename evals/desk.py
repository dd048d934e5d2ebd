"""A desk for evals: the embedded PSA with a snapshot in it, and a session and proposals kept in memory.

It plays whole talks through the shipped loop and the shipped tools, without a web service or a database of
ours.
"""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from assistant.agent import Outcome, answer
from assistant.database import Database
from assistant.events import EventType, Payload
from assistant.limits import Limits
from assistant.model import Briefing, Message, Model, ToolCall, Trouble
from assistant.offline_model import OfflineModel
from assistant.prompting import as_data, system_text
from assistant.schema import upgrade
from assistant.toolbox import Toolbox
from providers.base import PSAReader
from providers.connection import ConnectionSpec
from providers.embedded.demo import demo_snapshot
from providers.embedded.importing import import_snapshot
from providers.embedded.reader import EmbeddedReader
from providers.models import Ticket
from providers.scope import Role, Scope
from tools.base import OpenProposal, ProposalDraft, ToolContext, Turn
from tools.catalog import Catalog
from tools.registry import ALL_TOOLS

ACCOUNT, CONNECTION, ME = "eval", "eval-psa", "17"
NOW = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)


class MemoryBox:
    """Proposals in memory: fulfils `tools.base.ProposalBox`. `drafts` keeps what each label holds."""

    def __init__(self) -> None:
        self.drafts: dict[str, ProposalDraft] = {}
        self.versions: dict[str, int] = {}
        self._numbers = itertools.count(1)

    async def propose(self, draft: ProposalDraft) -> OpenProposal:
        same = (label for label, d in self.drafts.items() if _identity(d) == _identity(draft))
        label = next(same, None) or f"P{next(self._numbers)}"
        return self._put(label, draft)

    async def open(self) -> Sequence[OpenProposal]:
        return self.now_open()

    async def edit(self, proposal_id: str, draft: ProposalDraft) -> OpenProposal:
        return self._put(proposal_id, draft)

    async def dismiss(self, proposal_id: str) -> None:
        del self.drafts[proposal_id]

    def now_open(self) -> tuple[OpenProposal, ...]:
        return tuple(self._open(label, draft) for label, draft in self.drafts.items())

    def _put(self, label: str, draft: ProposalDraft) -> OpenProposal:
        self.drafts[label] = draft
        self.versions[label] = self.versions.get(label, 0) + 1
        return self._open(label, draft)

    def _open(self, label: str, draft: ProposalDraft) -> OpenProposal:
        return OpenProposal(
            id=label,
            label=label,
            kind=draft.kind,
            title=draft.title,
            args=dict(draft.args),
            missing_fields=draft.missing_fields,
            fields=dict(draft.fields),
            target_ticket_id=draft.target_ticket_id,
            args_version=self.versions[label],
        )


def _identity(draft: ProposalDraft) -> tuple[str, ...]:
    own = draft.args.get("summary") or draft.args.get("label") or draft.args.get("note_type") or ""
    return (draft.kind, draft.target_ticket_id or "", str(own).casefold())


@dataclass
class MemorySession:
    """A session in memory: fulfils `tools.base.SessionPort`."""

    linked_ticket: Ticket | None = None
    said: list[Turn] = field(default_factory=list)

    async def link_ticket(self, ticket: Ticket) -> None:
        self.linked_ticket = ticket

    async def unlink_ticket(self) -> None:
        self.linked_ticket = None

    async def turns(self) -> Sequence[Turn]:
        return self.said

    def add(self, role: str, text: str) -> None:
        number = len(self.said) + 1
        self.said.append(Turn(number, f"m{number}", "user" if role == "user" else "assistant", text))


@dataclass(frozen=True, slots=True)
class Played:
    """What one message led to: the calls in order, the answer's text, and the tools that failed.

    `usage` is the payload of the run's event of that name; `sentence` says how it ended unless answered,
    `trouble` what kept a model from it.
    """

    calls: tuple[tuple[str, dict[str, Any]], ...]
    text: str
    failed: tuple[str, ...]
    state: str
    seconds: float = 0.0
    usage: Payload = field(default_factory=dict)
    sentence: str = ""
    trouble: Trouble | None = None


@dataclass
class TalkDesk:
    """One talk. `say` plays a message through the loop; everything it led to can be looked at afterwards."""

    reader: PSAReader
    catalog: Catalog
    scope: Scope
    now: datetime = NOW
    box: MemoryBox = field(default_factory=MemoryBox)
    session: MemorySession = field(default_factory=MemorySession)
    history: list[Message] = field(default_factory=list)
    model: Model | None = None

    async def say(self, text: str) -> Played:
        self.session.add("user", text)
        events: list[tuple[EventType, Payload]] = []
        model = self.model or OfflineModel(
            self.catalog, self.scope.member_id(CONNECTION), clock=lambda: self.now
        )
        briefing = self._briefing()
        system = Message("system", system_text(briefing), briefing=briefing)
        messages = [system, *self.history, Message("user", text)]
        toolbox = Toolbox(ALL_TOOLS, lambda call: self._context(text))
        started = time.perf_counter()
        outcome = await answer(
            model,
            messages,
            toolbox,
            Limits(),
            lambda kind, payload: events.append((kind, payload)),
            asyncio.Event(),
        )
        played = _played(events, outcome, time.perf_counter() - started)
        self._remember(text, played, events)
        return played

    def _briefing(self) -> Briefing:
        linked = self.session.linked_ticket
        return Briefing(
            person=self.scope.user_name,
            vendor=self.reader.capabilities.vendor,
            linked_ticket_id=linked.id if linked else None,
            linked_ticket_summary=linked.summary if linked else None,
            linked_company_id=linked.company.id if linked else None,
            proposals=self.box.now_open(),
        )

    def _context(self, said: str) -> ToolContext:
        return ToolContext(
            self.scope, CONNECTION, self.reader, self.catalog, self.box, self.session, said, self.now
        )

    def _remember(self, text: str, played: Played, events: Sequence[tuple[EventType, Payload]]) -> None:
        """The talk as the next run reads it: the message, each tool step, the answer."""
        self.history.append(Message("user", text))
        arguments = {p["call_id"]: p["arguments"] for kind, p in events if kind == "tool_started"}
        for kind, step in events:
            if kind == "tool_finished":
                call = ToolCall(
                    step["call_id"], step["name"], orjson.dumps(arguments[step["call_id"]]).decode()
                )
                data = {"tickets": step["tickets"]} if step["ok"] else None
                content = as_data(call.name, step["content"])
                self.history.append(Message("assistant", "", tool_calls=(call,)))
                self.history.append(
                    Message("tool", content, tool_call_id=call.id, tool_name=call.name, data=data)
                )
        self.history.append(Message("assistant", played.text))
        self.session.add("assistant", played.text)


def _played(events: Sequence[tuple[EventType, Payload]], outcome: Outcome, seconds: float) -> Played:
    calls = tuple((p["name"], p["arguments"]) for kind, p in events if kind == "tool_started")
    text = "".join(p["delta"] for kind, p in events if kind == "text")
    failed = tuple(p["content"] for kind, p in events if kind == "tool_finished" and not p["ok"])
    usage = next((p for kind, p in events if kind == "usage"), {})
    return Played(calls, text, failed, outcome.state, seconds, usage, outcome.sentence or "", outcome.trouble)


@asynccontextmanager
async def demo_desk(folder: Path) -> AsyncIterator[TalkDesk]:
    """A desk on the demo as of `NOW`, in a database file inside `folder`. Alex Kessler asks."""
    async with desk_on(folder, demo_snapshot(NOW.date()), NOW, ME) as desk:
        yield desk


@asynccontextmanager
async def desk_on(
    folder: Path, snapshot: object, now: datetime, me: str | None = None
) -> AsyncIterator[TalkDesk]:
    """A desk on any `psa-snapshot/1`, in a database file inside `folder`.

    `me` is the member who asks; left out, the first active one.

    Raises:
        SnapshotError: The snapshot has faults; all are told.
    """
    database = Database(f"sqlite+aiosqlite:///{folder / 'desk.db'}")
    try:
        await upgrade(database.engine)
        spec = ConnectionSpec(CONNECTION, ACCOUNT, "embedded")
        await import_snapshot(database, spec, snapshot, replace=True)
        reader = EmbeddedReader(spec, database)
        catalog = await Catalog.load(reader, CONNECTION)
        yield TalkDesk(reader, catalog, _asking(catalog, me), now)
    finally:
        await database.close()


def _asking(catalog: Catalog, me: str | None) -> Scope:
    active = [member for member in catalog.members if member.active]
    member = next((m for m in active if m.id == me), active[0] if active else None)
    ids = {CONNECTION: member.id} if member else {}
    return Scope(ACCOUNT, "asking", member.name if member else "You", Role.OWNER, member_ids=ids)


def fresh(desk: TalkDesk, me: str | None = None) -> TalkDesk:
    """Another talk on the same PSA; `me` lets another member ask."""
    scope = _asking(desk.catalog, me) if me else desk.scope
    return TalkDesk(desk.reader, desk.catalog, scope, desk.now, model=desk.model)
