"""The audit log over HTTP: admins read and export it; nobody changes it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from assistant.audit.repository import AuditFilter
from assistant.audit.schemas import AuditOut
from assistant.desk import DeskDep
from assistant.downloads import download
from assistant.exporting import ExportFormat
from assistant.identity.doors import Admin
from assistant.moments import IsoMoment
from assistant.paging import Listed, PageNumber, PageSize
from assistant.text import cleaned

router = APIRouter(prefix="/audit", tags=["audit"])

Word = Annotated[str | None, Query(max_length=100)]


def _wanted(
    action: Annotated[str | None, Query(max_length=100, description="A word or its beginning.")] = None,
    subject_type: Word = None,
    subject_id: Word = None,
    user_id: Word = None,
    since: IsoMoment | None = None,
    until: Annotated[IsoMoment | None, Query(description="Exclusive.")] = None,
) -> AuditFilter:
    return AuditFilter(
        action=cleaned(action),
        subject_type=cleaned(subject_type),
        subject_id=cleaned(subject_id),
        user_id=cleaned(user_id),
        since=since,
        until=until,
    )


Wanted = Annotated[AuditFilter, Depends(_wanted)]


@router.get("")
async def find(
    person: Admin, desk: DeskDep, wanted: Wanted, page: PageNumber = 1, page_size: PageSize = 25
) -> Listed[AuditOut]:
    """Entries, newest first."""
    rows, total = await desk.audit.find(person.scope, wanted, page=page, page_size=page_size)
    return Listed(items=[AuditOut.of(row) for row in rows], total=total, page=page, page_size=page_size)


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "All entries that match, oldest first.",
            "content": {"text/csv": {}, "application/json": {}},
        }
    },
)
async def export(
    person: Admin, desk: DeskDep, wanted: Wanted, format: ExportFormat = "csv"
) -> StreamingResponse:
    """Everything that matches as CSV or JSON."""
    return download(desk.audit.export(person.scope, wanted, format), "audit", format)
