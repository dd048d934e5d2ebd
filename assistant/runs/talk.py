"""What a run works with: the messages the model reads, the toolbox, and the model that answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import structlog

from assistant.clock import Clock, utc_now
from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.events import Emit, Event
from assistant.model import Briefing, Message, Model, ToolCall
from assistant.offline_model import OfflineModel
from assistant.prompting import as_data, prompt_hash, system_text
from assistant.runs import repository
from assistant.runs.announce import AnnouncedProposals
from assistant.runs.own_words import OwnWords
from assistant.runs.requests import Opened
from assistant.sessions.port import RunSession
from assistant.sessions.service import SessionService
from assistant.sessions.service import Talk as Stored
from assistant.terms import Models
from assistant.toolbox import AnyTool, Toolbox
from providers.base import PSAReader
from providers.errors import ProviderError
from providers.models import Ticket
from providers.scope import Scope
from tools.base import ProposalBox, ToolContext
from tools.catalog import Catalog

REMEMBERED_RUNS = 6
log = structlog.get_logger(__name__)


class Sources(Protocol):
    """Readers and lists of the account's PSAs, as far as the person may see."""

    async def reader(
        self, scope: Scope, connection_id: str | None = None
    ) -> tuple[Connection, PSAReader]: ...

    async def catalog_of(self, scope: Scope, connection: Connection, reader: PSAReader) -> Catalog: ...


class BoxMaker(Protocol):
    """Makes the place where the tools of one run leave proposals; `provenance` says what makes them."""

    def __call__(
        self, scope: Scope, *, session_id: str, connection_id: str, provenance: Mapping[str, Any]
    ) -> ProposalBox: ...


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything `answer` needs."""

    model: Model
    messages: list[Message]
    toolbox: Toolbox


@dataclass(frozen=True, slots=True)
class TalkMaker:
    """Puts a run's talk together, anew for each run: the PSA and the proposals may have changed."""

    database: Database
    sessions: SessionService
    sources: Sources
    boxes: BoxMaker
    tools: Sequence[AnyTool]
    clock: Clock = utc_now

    async def make(
        self, scope: Scope, opened: Opened, emit: Emit, models: Models, model_name: str | None = None
    ) -> Talk:
        """Raises what the sources raise: without a PSA there is nothing to talk about."""
        run, stored = opened.run, opened.talk
        connection, reader = await self.sources.reader(scope, stored.session.connection_id)
        catalog = await self.sources.catalog_of(scope, connection, reader)
        linked = await _linked_ticket(reader, stored)
        port = RunSession(self.sessions, scope, run.session_id, connection.id, linked, stored.messages)
        provenance = {
            "run_id": run.id,
            "message_id": run.user_message_id,
            "prompt_hash": prompt_hash(),
            "model": run.engine,
        }

        own_messages = [message.text for message in stored.messages if message.role == "user"]

        def box(call: ToolCall | None) -> ProposalBox:
            made_by = provenance | ({"tool_call_id": call.id, "tool": call.name} if call else {})
            kept = self.boxes(
                scope, session_id=run.session_id, connection_id=connection.id, provenance=made_by
            )
            return OwnWords(AnnouncedProposals(kept, emit), own_messages)

        said = stored.messages[-1].text

        def context_for(call: ToolCall | None) -> ToolContext:
            return ToolContext(
                scope=scope,
                connection_id=connection.id,
                reader=reader,
                catalog=catalog,
                proposals=box(call),
                session=port,
                said=said,
                now=self.clock(),
            )

        briefing = Briefing(
            person=scope.user_name,
            vendor=reader.capabilities.vendor,
            linked_ticket_id=linked.id
            if linked
            else stored.session.connection_id and stored.session.psa_ticket_id,
            linked_ticket_summary=linked.summary if linked else None,
            linked_company_id=linked.company.id if linked else None,
            proposals=() if opened.is_new else tuple(await box(None).open()),
        )
        history = await self._history(scope, stored)
        model = models.choose(catalog, scope.member_id(connection.id), model_name)
        # The offline engine reads the briefing itself; rendering the text would load Jinja for nothing.
        text = "" if isinstance(model, OfflineModel) else system_text(briefing)
        system = Message("system", text, briefing=briefing)
        return Talk(model, [system, *history], Toolbox(self.tools, context_for))

    async def _history(self, scope: Scope, stored: Stored) -> list[Message]:
        """The talk as the model reads it, with the tool steps of the newest answers."""
        runs = [message.run_id for message in stored.messages if message.run_id][-REMEMBERED_RUNS:]
        steps: dict[str, list[Event]] = {}
        if runs:
            async with self.database.read(scope.account_id) as session:
                steps = await repository.tool_events(session, scope, runs)
        history: list[Message] = []
        for message in stored.messages:
            history += _steps(steps.get(message.run_id or "", []))
            if message.text:
                history.append(Message("user" if message.role == "user" else "assistant", message.text))
        return history


async def _linked_ticket(reader: PSAReader, stored: Stored) -> Ticket | None:
    """The linked ticket as it is now; None when there is none or it cannot be read (the talk goes on). The
    number of a removed connection is history: elsewhere it would be another customer's ticket."""
    if stored.session.psa_ticket_id is None or stored.session.connection_id is None:
        return None
    try:
        return await reader.get_ticket(stored.session.psa_ticket_id)
    except ProviderError as fault:
        log.info("linked_ticket_unread", session_id=stored.session.id, error=type(fault).__name__)
        return None


def _steps(events: Sequence[Event]) -> list[Message]:
    """Earlier tool calls with their results; a call that never finished is left out."""
    arguments = {e.payload["call_id"]: e.payload["arguments"] for e in events if e.type == "tool_started"}
    messages: list[Message] = []
    for event in events:
        step = event.payload
        if event.type != "tool_finished" or step["call_id"] not in arguments:
            continue
        call = ToolCall(step["call_id"], step["name"], orjson.dumps(arguments[step["call_id"]]).decode())
        content = as_data(step["name"], step["content"]) if step["ok"] else f"Error: {step['content']}"
        messages += [
            Message("assistant", "", tool_calls=(call,)),
            Message(
                "tool",
                content,
                tool_call_id=call.id,
                tool_name=call.name,
                data={"tickets": step["tickets"]} if step["ok"] else None,
            ),
        ]
    return messages
