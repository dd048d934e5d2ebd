"""Sessions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.desk import DeskDep
from assistant.identity.doors import Engineer, Viewer
from assistant.moments import IsoDay
from assistant.paging import Listed, PageNumber, PageSize
from assistant.sessions.schemas import (
    MessageView,
    NewSession,
    SessionChange,
    SessionDetail,
    SessionView,
    TicketLink,
)

router = APIRouter(prefix="/sessions", tags=["sessions"])
Search = Annotated[str, Query(max_length=200, description="Words of the title or a message, or a ticket id.")]
Day = Annotated[IsoDay | None, Query(description="Only sessions last used on that day.")]
Zone = Annotated[str, Query(max_length=64, description="The time zone of `day`, e.g. Europe/Berlin.")]


@router.post("", status_code=201)
async def create_session(wanted: NewSession, person: Engineer, desk: DeskDep) -> SessionView:
    made = await desk.sessions.create(person.scope, title=wanted.title, connection_id=wanted.connection_id)
    return SessionView.model_validate(made)


@router.get("")
async def list_sessions(
    person: Viewer,
    desk: DeskDep,
    q: Search = "",
    day: Day = None,
    zone: Zone = "UTC",
    archived: bool = False,
    page: PageNumber = 1,
    page_size: PageSize = 25,
) -> Listed[SessionView]:
    """The person's own sessions, last used first."""
    found, total = await desk.sessions.find(
        person.scope, text=q, day=day, zone=zone, archived=archived, page=page, page_size=page_size
    )
    items = [SessionView.model_validate(each) for each in found]
    return Listed(items=items, total=total, page=page, page_size=page_size)


@router.get("/{session_id}")
async def get_session(session_id: str, person: Viewer, desk: DeskDep) -> SessionDetail:
    """A session with its talk."""
    talk = await desk.sessions.talk(person.scope, session_id)
    running = await desk.runs.running(person.scope, session_id)
    return SessionDetail(
        **SessionView.model_validate(talk.session).model_dump(),
        messages=[MessageView.model_validate(message) for message in talk.messages],
        running_run_id=running.id if running else None,
    )


@router.patch("/{session_id}")
async def change_session(
    session_id: str, change: SessionChange, person: Engineer, desk: DeskDep
) -> SessionView:
    """Rename or archive."""
    changed = await desk.sessions.change(
        person.scope, session_id, title=change.title, archived=change.archived
    )
    return SessionView.model_validate(changed)


@router.patch("/{session_id}/ticket-link")
async def link_ticket(session_id: str, wanted: TicketLink, person: Engineer, desk: DeskDep) -> SessionView:
    """Link the session to a ticket that exists, or take the link away."""
    if wanted.ticket_id is None:
        return SessionView.model_validate(await desk.sessions.unlink(person.scope, session_id))
    linked, _ = await desk.sessions.link(person.scope, session_id, wanted.ticket_id, wanted.connection_id)
    return SessionView.model_validate(linked)
