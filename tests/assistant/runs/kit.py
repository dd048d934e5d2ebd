"""What tests of runs need: services on a real database, a scripted model, and three small tools."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.database import Database
from assistant.desk import Desk
from assistant.events import Event
from assistant.model import Model
from assistant.proposals.assembly import build_proposals
from assistant.proposals.service import Proposals
from assistant.runs import repository
from assistant.runs.assembly import build_runs
from assistant.runs.service import RunService
from assistant.runs.tables import Run
from assistant.scripted_model import Reply, ScriptedModel
from assistant.sessions.service import SessionService
from assistant.settings import Settings
from assistant.toolbox import SPIN_OFF_TOOL
from providers.models import TicketFilter
from providers.scope import Scope
from tools.base import Effect, ProposalDraft, Tool, ToolArgs, ToolContext, ToolFailed, ToolResult
from tools.catalog import Catalog
from tools.registry import ALL_TOOLS


class CountTickets(ToolArgs):
    text: str = ""


async def _count(ctx: ToolContext, args: CountTickets) -> ToolResult:
    page = await ctx.reader.search_tickets(TicketFilter(text=args.text, state="any"), page_size=3)
    return ToolResult(f"{page.total} tickets", f"{page.total} found", rows=page.total, tickets=page.items)


class Rename(ToolArgs):
    ticket_id: str
    status_id: str


async def _propose(ctx: ToolContext, args: Rename) -> ToolResult:
    proposal = await ctx.proposals.propose(
        ProposalDraft(
            "update_status", f"Set #{args.ticket_id}", args.model_dump(), target_ticket_id=args.ticket_id
        )
    )
    return ToolResult(f"{proposal.label} waits for the engineer.", proposal.label)


class Nothing(ToolArgs):
    pass


async def _fails(ctx: ToolContext, args: Nothing) -> ToolResult:
    raise ToolFailed("There is nothing like that.")


async def _breaks(ctx: ToolContext, args: Nothing) -> ToolResult:
    raise RuntimeError("a bug")


async def _slow(ctx: ToolContext, args: Nothing) -> ToolResult:
    await asyncio.sleep(30)
    return ToolResult("late", "late")


TOOLS: tuple[Tool[Any], ...] = (
    Tool("count_tickets", "Count tickets", CountTickets, Effect.READ, _count),
    Tool("propose_status", "Propose a status", Rename, Effect.WRITE, _propose),
    next(tool for tool in ALL_TOOLS if tool.name == SPIN_OFF_TOOL),
    Tool("fails", "Fails", Nothing, Effect.READ, _fails),
    Tool("breaks", "Breaks", Nothing, Effect.READ, _breaks),
    Tool("slow", "Takes long", Nothing, Effect.READ, _slow),
)


@dataclass(slots=True)
class OneModel:
    """Always the same model; `asked_for` keeps the names that callers wished for."""

    model: Model
    asked_for: list[str | None] = field(default_factory=list)

    def engine(self, override: str | None = None) -> str:
        return self.model.name

    def choose(self, catalog: Catalog, me_member_id: str | None, override: str | None = None) -> Model:
        self.asked_for.append(override)
        return self.model

    def warm(self) -> None:
        return None

    async def close(self) -> None:
        return None


@dataclass(slots=True)
class RunDesk:
    """The desk with a sessions and a runs service whose model plays a script."""

    desk: Desk
    model: ScriptedModel
    models: OneModel
    sessions: SessionService
    proposals: Proposals
    runs: RunService

    def __getattr__(self, name: str) -> Any:
        return getattr(self.desk, name)

    def plays(self, *script: Reply) -> None:
        """What the model says from now on."""
        self.model.script = script
        self.model.heard.clear()

    async def ask(
        self, scope: Scope, text: str = "Hello", session_id: str | None = None
    ) -> tuple[str, list[Event]]:
        """Send a message and wait for the end; the session and all events."""
        session_id = session_id or (await self.sessions.create(scope)).id
        run = await self.runs.start(scope, session_id, text)
        return session_id, await self.events(scope, run.id)

    async def some_ticket(self, scope: Scope) -> str:
        """The id of a ticket of the person's PSA."""
        _, reader = await self.desk.connections.reader(scope)
        return (await reader.search_tickets(TicketFilter(), page_size=1)).items[0].id

    async def events(self, scope: Scope, run_id: str, after_seq: int = 0) -> list[Event]:
        return [event async for event in self.runs.subscribe(scope, run_id, after_seq)]


async def until_stored(database: Database, run: Run) -> None:
    """Return once some text of the run's answer is in the database."""
    async with asyncio.timeout(30):
        while True:
            async with database.read(run.account_id) as session:
                events = await repository.events(session, run.account_id, run.id)
            if text_of(events):
                return
            await asyncio.sleep(0.02)


def build_run_desk(desk: Desk, settings: Settings) -> RunDesk:
    model = ScriptedModel(())
    models = OneModel(model)
    sessions = SessionService(desk.database, desk.connections)
    proposals = build_proposals(desk.database, desk.connections)
    runs = build_runs(
        settings, desk.database, sessions, desk.connections, proposals.box, TOOLS, models=models
    )
    return RunDesk(desk, model, models, sessions, proposals, runs)


def text_of(events: Sequence[Event]) -> str:
    return "".join(event.payload["delta"] for event in events if event.type == "text")


def of_type(events: Sequence[Event], type: str) -> list[dict[str, Any]]:
    return [event.payload for event in events if event.type == type]


def state_of(events: Sequence[Event]) -> str:
    return str(events[-1].payload["state"])
