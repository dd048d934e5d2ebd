"""The ticket list, one ticket with its parts, and the person's own queue."""

from collections.abc import Awaitable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from assistant.columns import new_id
from assistant.desk import Desk, DeskDep
from assistant.errors import Invalid
from assistant.identity.people import Person
from assistant.pages import ticket_view
from assistant.pages.doors import Reader, Signer
from assistant.pages.rendering import page
from assistant.pages.replies import done, wants_fragment
from assistant.pages.ticket_filters import KEYS, PAGE_SIZE, address
from assistant.proposals.outcome import Outcome
from providers.models import NoteType

router = APIRouter(include_in_schema=False)
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
TicketId = Annotated[str, Path(max_length=100)]
Word = Annotated[str, Form(max_length=1_000)]
Values = dict[str, str]


def filters_of(request: Request) -> Values:
    """The filters in the address; what is no filter is not read."""
    return {key: value[:200] for key in KEYS if (value := request.query_params.get(key, ""))}


Filters = Annotated[Values, Depends(filters_of)]


@router.get("/tickets")
async def tickets_page(
    request: Request, person: Reader, desk: DeskDep, filters: Filters, number: PageNumber = 1
) -> Response:
    if filters.get("q", "").startswith("#") and filters["q"][1:].isdigit():
        return RedirectResponse(f"/tickets/{filters['q'][1:]}", status_code=303)
    values = await ticket_view.list_values(desk, person, filters, number)
    template = "partials/ticket_list.html" if wants_fragment(request) else "tickets.html"
    return page(request, template, **values, clear=address({}))


@router.get("/tickets/{ticket_id}")
async def ticket_page(request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep) -> Response:
    """A script gets the head at once and asks for the parts; a plain browser gets everything."""
    values = await ticket_view.detail_values(desk, person, ticket_id)
    part = wants_fragment(request)
    if not part:
        values |= await _parts(desk, person, ticket_id)
    return page(request, "ticket.html", fragment=part, **values)


@router.get("/tickets/{ticket_id}/parts/head")
async def head(
    request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep, panel: bool = False
) -> Response:
    values = await ticket_view.detail_values(desk, person, ticket_id)
    return page(request, "partials/ticket_head.html", fragment=panel, **values)


@router.get("/tickets/{ticket_id}/parts/resources")
async def resources(request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep) -> Response:
    values = await ticket_view.resource_values(desk, person, ticket_id)
    return page(request, "partials/ticket_resources.html", **values)


@router.get("/tickets/{ticket_id}/parts/notes")
async def notes(request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep) -> Response:
    return page(
        request, "partials/ticket_notes.html", **await ticket_view.note_values(desk, person, ticket_id)
    )


@router.get("/tickets/{ticket_id}/parts/more")
async def more(request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep) -> Response:
    return page(
        request, "partials/ticket_more.html", **await ticket_view.more_values(desk, person, ticket_id)
    )


@router.post("/tickets/{ticket_id}/status")
async def change_status(
    request: Request,
    ticket_id: TicketId,
    person: Signer,
    desk: DeskDep,
    status_id: Word,
    seen_status_id: Word = "",
) -> Response:
    """The status the person saw travels along: a ticket that moved on since is shown, not overwritten."""
    change = desk.tickets.update_status(
        person, ticket_id, status_id, previous_status_id=seen_status_id or None
    )
    return await _written(request, ticket_id, change)


@router.post("/tickets/{ticket_id}/notes")
async def add_note(
    request: Request,
    ticket_id: TicketId,
    person: Signer,
    desk: DeskDep,
    note_type: Annotated[NoteType, Form()],
    text: Annotated[str, Form(max_length=400_000)] = "",
    override_reason: Word = "",
    key: Word = "",
) -> Response:
    change = desk.tickets.post_note(
        person,
        ticket_id,
        note_type,
        text,
        override_reason=override_reason.strip() or None,
        key=key or new_id(),
    )
    try:
        return await _written(request, ticket_id, change)
    except Invalid as refused:
        values = await ticket_view.detail_values(desk, person, ticket_id)
        draft = {"text": text, "note_type": note_type.value, "reason": override_reason}
        values |= {"note_draft": draft, "note_problem": f"{refused.detail} {refused.remedy}"}
        values |= {"note_findings": refused.extras.get("findings") or []}
        if wants_fragment(request):
            return page(request, "partials/ticket_note_form.html", status=422, **values)
        return page(
            request,
            "ticket.html",
            status=422,
            fragment=False,
            **values,
            **await _parts(desk, person, ticket_id),
        )


@router.post("/tickets/{ticket_id}/resources")
async def add_resource(
    request: Request, ticket_id: TicketId, person: Signer, desk: DeskDep, member_id: Word
) -> Response:
    change = desk.tickets.add_resource(person, ticket_id, member_id)
    return await _written(request, ticket_id, change)


@router.post("/tickets/{ticket_id}/resources/remove")
async def remove_resource(
    request: Request, ticket_id: TicketId, person: Signer, desk: DeskDep, member_id: Word
) -> Response:
    change = desk.tickets.remove_resource(person, ticket_id, member_id)
    return await _written(request, ticket_id, change)


@router.get("/queue")
async def queue(request: Request, person: Reader, desk: DeskDep, number: PageNumber = 1) -> Response:
    return page(
        request,
        "queue.html",
        **await ticket_view.queue_values(desk, person, rows=PAGE_SIZE, page=number),
        clear="/queue",
    )


@router.get("/queue/widget")
async def queue_widget(request: Request, person: Reader, desk: DeskDep) -> Response:
    values = await ticket_view.queue_values(desk, person, rows=ticket_view.QUEUE_ROWS)
    return page(request, "partials/queue_widget.html", **values)


async def _parts(desk: Desk, person: Person, ticket_id: str) -> dict[str, Any]:
    """Everything below a ticket's head."""
    return {
        **await ticket_view.resource_values(desk, person, ticket_id),
        **await ticket_view.note_values(desk, person, ticket_id),
        **await ticket_view.more_values(desk, person, ticket_id),
    }


async def _written(request: Request, ticket_id: str, change: Awaitable[Outcome]) -> Response:
    """Say how the write went, and load again what it may have changed."""
    outcome = await change
    return done(request, f"/tickets/{ticket_id}", outcome.sentence)
