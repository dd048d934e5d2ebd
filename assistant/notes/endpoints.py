"""Notes over HTTP: preview, check, post, history, export."""

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse

from assistant.desk import DeskDep
from assistant.downloads import download
from assistant.exporting import ExportFormat as TableFormat
from assistant.identity.doors import Admin, Confirmer, Engineer, Viewer
from assistant.moments import IsoMoment
from assistant.notes.repository import PostFilter
from assistant.notes.schemas import (
    CheckIn,
    CheckOut,
    ExportFormat,
    HistoryOut,
    PostIn,
    PostOut,
    PostResult,
    PreviewOut,
)
from assistant.notes.views import check_out, post_out, post_result, preview_out
from assistant.paging import Listed, PageNumber, PageSize
from assistant.proposals.once import Once
from assistant.text import cleaned
from providers.models import NoteType
from tools.note_draft import Template

router = APIRouter(tags=["notes"])
SessionId = Annotated[str, Path(max_length=32)]
EXPORTS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/plain": {"schema": {"type": "string"}},
            "text/markdown": {"schema": {"type": "string"}},
        }
    }
}


@router.get("/sessions/{session_id}/psa-post/preview")
async def preview(
    session_id: SessionId,
    person: Engineer,
    desk: DeskDep,
    note_type: NoteType = NoteType.INTERNAL_ANALYSIS,
    template: Annotated[
        Template | None, Query(description="How much of the session it holds; else usual for the type.")
    ] = None,
) -> PreviewOut:
    """The drafted note with its ticket, the statuses to choose from, and who will see it."""
    return preview_out(await desk.notes.preview(person.scope, session_id, note_type, template))


@router.post("/sessions/{session_id}/psa-post/check")
async def check(session_id: SessionId, body: CheckIn, person: Engineer, desk: DeskDep) -> CheckOut:
    """What an edited text would meet. Writes nothing."""
    return check_out(
        await desk.notes.check(person.scope, session_id, body.note_type, body.content), body.content
    )


@router.post("/sessions/{session_id}/psa-post", status_code=201, response_model=PostResult)
async def post(
    session_id: SessionId, body: PostIn, person: Confirmer, desk: DeskDep, once: Once
) -> JSONResponse:
    """Post the note; the request is the person's confirmation of exactly this text."""

    async def work(reference: str) -> tuple[int, PostResult]:
        posted = await desk.notes.post(person, session_id, body, proposal_id=reference)
        return 201, post_result(posted)

    return await once.answer(person.scope, work)


@router.get("/sessions/{session_id}/psa-posts")
async def posts(
    session_id: SessionId, person: Viewer, desk: DeskDep, page: PageNumber = 1, page_size: PageSize = 25
) -> Listed[PostOut]:
    """Every attempt made from this session, newest first."""
    rows = await desk.notes.posts(person.scope, session_id)
    shown = rows[(page - 1) * page_size : page * page_size]
    return Listed(items=[post_out(row) for row in shown], total=len(rows), page=page, page_size=page_size)


def _wanted(
    ticket_id: Annotated[str | None, Query(max_length=100)] = None,
    status: Literal["success", "failed", "unknown"] | None = None,
    note_type: NoteType | None = None,
    posted_by: Annotated[str | None, Query(max_length=32, description="A user's id.")] = None,
    connection_id: Annotated[str | None, Query(max_length=32)] = None,
    since: IsoMoment | None = None,
    until: Annotated[IsoMoment | None, Query(description="Exclusive.")] = None,
) -> PostFilter:
    return PostFilter(
        ticket_id=cleaned(ticket_id),
        status=status,
        note_type=note_type.value if note_type else None,
        posted_by=cleaned(posted_by),
        connection_id=cleaned(connection_id),
        since=since,
        until=until,
    )


Wanted = Annotated[PostFilter, Depends(_wanted)]


@router.get("/integrations/psa/posts")
async def history(
    person: Admin, desk: DeskDep, wanted: Wanted, page: PageNumber = 1, page_size: PageSize = 25
) -> Listed[HistoryOut]:
    """The account's post log, newest first."""
    rows, total = await desk.post_history.find(person.scope, wanted, page=page, page_size=page_size)
    return Listed(items=[HistoryOut.of(row) for row in rows], total=total, page=page, page_size=page_size)


@router.get(
    "/integrations/psa/posts/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "All posts that match, oldest first.",
            "content": {"text/csv": {}, "application/json": {}},
        }
    },
)
async def export_history(
    person: Admin, desk: DeskDep, wanted: Wanted, format: TableFormat = "csv"
) -> StreamingResponse:
    """Every attempt to post that matches, as CSV or JSON."""
    return download(desk.post_history.export(person.scope, wanted, format), "posts", format)


@router.get("/sessions/{session_id}/export", responses=EXPORTS)
async def export(
    session_id: SessionId, person: Viewer, desk: DeskDep, format: ExportFormat = "psa"
) -> Response:
    """The session as a note's text (psa), as Markdown, or as JSON."""
    content = await desk.notes.export(person.scope, session_id, format)
    if isinstance(content, dict):
        return JSONResponse(content, headers=_attached(session_id, "json"))
    kind = "text/markdown" if format == "markdown" else "text/plain"
    return PlainTextResponse(
        content, media_type=kind, headers=_attached(session_id, "md" if format == "markdown" else "txt")
    )


def _attached(session_id: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="session-{quote(session_id, safe="")}.{ending}"'}
