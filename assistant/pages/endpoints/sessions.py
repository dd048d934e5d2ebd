"""The session pane and the list of sessions."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Header, Query, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from assistant.desk import DeskDep
from assistant.pages import card
from assistant.pages.doors import Reader, Worker
from assistant.pages.rendering import page
from assistant.pages.replies import done, layout
from assistant.pages.session_view import commands, head_values, stream, thread_values
from assistant.sessions.tables import Session

router = APIRouter(prefix="/sessions", include_in_schema=False)
Text = Annotated[str, Form(max_length=200_000)]
RAIL_SESSIONS = 30


@router.get("")
async def sessions_page(
    request: Request,
    person: Reader,
    desk: DeskDep,
    q: Annotated[str, Query(max_length=200)] = "",
    archived: bool = False,
    page_number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    found, total = await desk.sessions.find(person.scope, text=q, archived=archived, page=page_number)

    def address(number: int) -> str:
        return "/sessions?" + urlencode({"q": q, "archived": str(archived).lower(), "page": number})

    return page(
        request,
        "sessions.html",
        days=_by_day(found),
        q=q,
        archived=archived,
        total=total,
        previous=address(page_number - 1) if page_number > 1 else None,
        next=address(page_number + 1) if page_number * 25 < total else None,
    )


@router.get("/rail")
async def rail(request: Request, person: Reader, desk: DeskDep, current: str = "") -> Response:
    found, _ = await desk.sessions.find(person.scope, page_size=RAIL_SESSIONS)
    return page(request, "partials/rail_sessions.html", days=_by_day(found), current=current)


@router.post("")
async def new_session(
    person: Worker,
    desk: DeskDep,
    text: Text = "",
    idea: Text = "",
    ticket_id: Text = "",
    connection: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Start a session; with words it begins to answer them, with a ticket it is linked first."""
    session = await desk.sessions.create(person.scope)
    if ticket_id:
        linked, ticket = await desk.sessions.link(person.scope, session.id, ticket_id, connection or None)
        await desk.sessions.change(person.scope, linked.id, title=ticket.summary)
    if said := (idea or text).strip():
        await desk.runs.start(person.scope, session.id, said)
    return RedirectResponse(f"/sessions/{session.id}", status_code=303)


@router.get("/{session_id}")
async def session_page(request: Request, session_id: str, person: Reader, desk: DeskDep) -> Response:
    values = await thread_values(desk, person, session_id)
    session = values["session"]
    return page(
        request,
        "session.html",
        **{
            **{name: value for name, value in values.items() if name != "person"},
            **await head_values(desk, person, session),
            **await card.lane(desk, person, session_id),
            "commands": commands(session),
            "engine": desk.settings.model if desk.settings.model != "offline" else "Offline engine",
            "max_characters": desk.settings.max_message_characters,
        },
    )


@router.get("/{session_id}/thread")
async def thread(request: Request, session_id: str, person: Reader, desk: DeskDep) -> Response:
    values = await thread_values(desk, person, session_id)
    return page(
        request, "partials/thread.html", **{name: value for name, value in values.items() if name != "person"}
    )


@router.get("/{session_id}/head")
async def head(request: Request, session_id: str, person: Reader, desk: DeskDep) -> Response:
    session = await desk.sessions.get(person.scope, session_id)
    return page(request, "partials/session_head.html", **await head_values(desk, person, session))


@router.get("/{session_id}/stream")
async def answer_stream(
    session_id: str,
    run: str,
    person: Reader,
    desk: DeskDep,
    last_event_id: Annotated[int, Header(ge=0)] = 0,
) -> Response:
    session = await desk.sessions.get(person.scope, session_id)
    await desk.runs.get(person.scope, run)
    blocks = stream(desk, person, session, run, last_event_id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(blocks, media_type="text/event-stream", headers=headers)


@router.post("/{session_id}/messages")
async def say(session_id: str, person: Worker, desk: DeskDep, text: Text = "") -> Response:
    await desk.runs.start(person.scope, session_id, text)
    return _back(session_id)


@router.post("/{session_id}/regenerate")
async def regenerate(session_id: str, person: Worker, desk: DeskDep) -> Response:
    await desk.runs.regenerate(person.scope, session_id)
    return _back(session_id)


@router.post("/{session_id}/resend")
async def resend(
    session_id: str,
    person: Worker,
    desk: DeskDep,
    message_id: Annotated[str, Form(max_length=32)],
    text: Text = "",
) -> Response:
    await desk.runs.resend(person.scope, session_id, message_id, text)
    return _back(session_id)


@router.get("/{session_id}/rename")
async def rename_dialog(request: Request, session_id: str, person: Reader, desk: DeskDep) -> Response:
    session = await desk.sessions.get(person.scope, session_id)
    return page(request, "rename.html", session=session, layout=layout(request))


@router.post("/{session_id}/rename")
async def rename(
    request: Request,
    session_id: str,
    person: Worker,
    desk: DeskDep,
    title: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    await desk.sessions.change(person.scope, session_id, title=title)
    return done(request, f"/sessions/{session_id}", "Renamed.")


@router.post("/{session_id}/archive")
async def archive(request: Request, session_id: str, person: Worker, desk: DeskDep) -> Response:
    session = await desk.sessions.get(person.scope, session_id)
    session = await desk.sessions.change(person.scope, session_id, archived=not session.archived)
    said = "Archived. Find it under Sessions, archived." if session.archived else "Brought back."
    return done(request, f"/sessions/{session_id}", said)


@router.post("/{session_id}/unlink")
async def unlink(request: Request, session_id: str, person: Worker, desk: DeskDep) -> Response:
    await desk.sessions.unlink(person.scope, session_id)
    return done(request, f"/sessions/{session_id}", "The ticket is no longer linked.")


def _back(session_id: str) -> Response:
    return RedirectResponse(f"/sessions/{session_id}", status_code=303)


def _by_day(sessions: Sequence[Session]) -> list[tuple[str, list[Any]]]:
    """Sessions under the words of their day; they come newest first."""
    today = datetime.now(UTC).date()

    def day(session: Session) -> str:
        used = session.updated_at.date()
        if used == today:
            return "Today"
        if used == today - timedelta(days=1):
            return "Yesterday"
        return f"{used:%A}" if (today - used).days < 7 else f"{used:%d %B %Y}"

    return [(name, list(items)) for name, items in groupby(sessions, key=day)]
