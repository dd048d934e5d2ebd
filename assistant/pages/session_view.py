"""What the session pane shows: its turns, its ticket, what one may ask, and the running answer as blocks."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson

from assistant.desk import Desk
from assistant.errors import DeskError
from assistant.events import Event
from assistant.identity.people import Person
from assistant.pages.rendering import fragment
from assistant.pages.ticket_view import connection_param
from assistant.pages.transcript import Answer, Block, turns
from assistant.sessions.tables import Session
from providers.errors import ProviderError
from providers.models import Ticket, TicketFilter
from providers.scope import Scope

BLOCK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Command:
    """A `/` command of the composer: it opens a dialog or fills in the beginning of a message."""

    name: str
    does: str
    href: str = ""
    fill: str = ""
    wide: bool = False


def commands(session: Session) -> list[Command]:
    base = f"/sessions/{session.id}"
    return [
        Command("find", "Find tickets", fill="Find open tickets for "),
        Command("new", "New ticket", href=f"/tickets/new?session={session.id}", wide=True),
        Command("link", "Link a ticket", href=f"{base}/link"),
        Command("note", "Write the session up as a note", href=f"{base}/note", wide=True),
        Command("queue", "What is on my plate", fill="What is on my plate?"),
        Command("help", "What Deskhand can do", fill="What can you do?"),
    ]


async def thread_values(desk: Desk, person: Person, session_id: str) -> dict[str, Any]:
    """The template values of the thread.

    Raises:
        Missing: The session does not exist or is somebody else's.
    """
    runs = await desk.runs.of_session(person.scope, session_id)
    talk = await desk.sessions.talk(person.scope, session_id)
    made = turns(talk.messages, runs, await desk.runs.steps(person.scope, runs))
    return {
        "session": talk.session,
        "turns": made,
        "running": bool(made and made[-1].live),
        "ideas": [] if made else await ideas(desk, person.scope),
        "person": person,
    }


async def head_values(desk: Desk, person: Person, session: Session) -> dict[str, Any]:
    """The template values of the session's head. A ticket that cannot be read is said, not hidden."""
    ticket: Ticket | None = None
    problem, can_log_time = "", False
    if session.psa_ticket_id and session.connection_id is None:
        problem = "Connection removed. The number is kept as history."
    elif session.psa_ticket_id:
        try:
            _, reader = await desk.connections.reader(person.scope, session.connection_id)
            can_log_time = reader.capabilities.can_log_time
            ticket = await reader.get_ticket(session.psa_ticket_id)
        except (ProviderError, DeskError) as error:
            problem = f"The ticket cannot be shown. {error}"
    connection = await connection_param(desk, person, session.connection_id)
    return {
        "session": session,
        "ticket": ticket,
        "ticket_problem": problem,
        "connection": connection,
        "can_log_time": can_log_time,
    }


async def ideas(desk: Desk, scope: Scope) -> list[str]:
    """Three things worth asking, made from the person's own queue."""
    general = ["What is on my plate?", "Show unassigned tickets that are critical", "What can you do?"]
    try:
        connection, reader = await desk.connections.reader(scope, None)
        me = scope.member_id(connection.id)
        if me is None:
            return general
        mine = (await reader.search_tickets(TicketFilter(assigned=me), page_size=2)).items
    except (ProviderError, DeskError):
        return general
    return [
        *(f"Show tickets like #{ticket.id}" for ticket in mine[:1]),
        *(f"Open tickets for {ticket.company.name}" for ticket in mine[1:2]),
        *general,
    ][:3]


async def stream(
    desk: Desk, person: Person, session: Session, run_id: str, after_seq: int
) -> AsyncIterator[bytes]:
    """The running answer as server-sent events: whole blocks, at most one round in BLOCK_SECONDS.

    `id` is the run's event number. What was sent up to `after_seq` is not sent again.
    """
    answer = Answer()
    seq = 0
    async for events in desk.runs.watch(person.scope, run_id):
        changed: dict[int, Block] = {}
        lane = False
        for event in events:
            seq = event.seq
            news = list(answer.feed(event))
            if event.seq > after_seq:
                changed |= {block.index: block for block in news if isinstance(block, Block)}
                lane = lane or "lane" in news
        if not events:
            yield b": still here\n\n"
        for block in changed.values():
            yield _block_event(seq, block)
        if lane:
            yield _event(seq, "lane", {})
        if events and events[-1].is_last:
            yield _event(seq, "end", {"html": await _finished(desk, person, session, run_id, events[-1])})
            return
        await asyncio.sleep(BLOCK_SECONDS)


async def _finished(desk: Desk, person: Person, session: Session, run_id: str, last: Event) -> str:
    values = await thread_values(desk, person, session.id)
    turn = next((t for t in values["turns"] if t.run is not None and t.run.id == run_id), None)
    if turn is None:
        return ""
    turn.answer.state, turn.answer.sentence = last.payload["state"], last.payload["sentence"]
    return fragment("partials/answer_turn.html", turn=turn, session=session, person=person)


def _block_event(seq: int, block: Block) -> bytes:
    if block.kind == "tool":
        return _event(seq, "tool", {"id": block.tool["call_id"], "html": block.html})
    return _event(seq, "block", {"index": block.index, "html": block.html})


def _event(seq: int, name: str, data: dict[str, Any]) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (seq, name.encode(), orjson.dumps(data))
