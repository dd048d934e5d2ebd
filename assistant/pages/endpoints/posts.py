"""Post history: every attempt to post a note, with filters in the address and the same rows to download."""

from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from assistant.desk import Desk, DeskDep
from assistant.downloads import download
from assistant.exporting import ExportFormat
from assistant.identity.people import Person
from assistant.moments import IsoDay
from assistant.notes.repository import PostFilter
from assistant.pages.doors import Boss
from assistant.pages.lists import PAGE_ROWS, PageNumber, pages_of, set_only
from assistant.pages.rendering import page
from assistant.text import clean
from providers.models import NoteType

router = APIRouter(prefix="/admin/posts", include_in_schema=False)
Word = Annotated[str, Query(max_length=100)]
Day = Annotated[IsoDay | Literal[""], Query()]
PEOPLE = 500


class Asked:
    """The filters as they stand in the address; empty ones restrict nothing. Days are whole days in UTC."""

    def __init__(
        self,
        ticket: Word = "",
        status: Word = "",
        note_type: Word = "",
        by: Word = "",
        connection: Word = "",
        since: Day = "",
        until: Day = "",
    ) -> None:
        self.values = {
            "ticket": clean(ticket).strip().lstrip("#"),
            "status": status,
            "note_type": note_type,
            "by": by,
            "connection": connection,
            "since": str(since),
            "until": str(until),
        }
        self.wanted = PostFilter(
            ticket_id=self.values["ticket"] or None,
            status=clean(status) or None,
            note_type=clean(note_type) or None,
            posted_by=clean(by) or None,
            connection_id=clean(connection) or None,
            since=datetime.combine(since, time(), UTC) if since else None,
            until=datetime.combine(until, time.max, UTC) if until else None,
        )


AskedDep = Annotated[Asked, Depends()]


@router.get("")
async def posts_page(
    request: Request, person: Boss, desk: DeskDep, asked: AskedDep, number: PageNumber = 1
) -> Response:
    rows, total = await desk.post_history.find(person.scope, asked.wanted, page=number, page_size=PAGE_ROWS)
    return page(
        request,
        "admin_posts.html",
        rows=rows,
        asked=asked.values,
        types=[each.value for each in NoteType],
        export=urlencode(set_only(asked.values)),
        **await _choices(desk, person),
        **pages_of("/admin/posts", asked.values, number, total),
    )


@router.get("/download.{format}")
async def download_posts(
    format: ExportFormat, person: Boss, desk: DeskDep, asked: AskedDep
) -> StreamingResponse:
    """All posts that match, not only the page that is shown."""
    return download(desk.post_history.export(person.scope, asked.wanted, format), "posts", format)


async def _choices(desk: Desk, person: Person) -> dict[str, Any]:
    """Whom and which PSA the filters offer; the posts of deleted connections stay without one."""
    users, _ = await desk.users.list(person.scope, page=1, page_size=PEOPLE)
    connections = await desk.connections.all(person.scope.account_id)
    return {"users": users, "connections": {each.id: each.display_name for each in connections}}
