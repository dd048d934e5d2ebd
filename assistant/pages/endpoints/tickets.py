"""The ticket list, one ticket with its parts, and the person's own queue."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from assistant.desk import DeskDep
from assistant.pages import ticket_view
from assistant.pages.doors import Reader
from assistant.pages.rendering import page
from assistant.pages.replies import wants_fragment
from assistant.pages.ticket_filters import KEYS, address

router = APIRouter(include_in_schema=False)
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
TicketId = Annotated[str, Path(max_length=100)]
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
        values |= await ticket_view.resource_values(desk, person, ticket_id)
        values |= await ticket_view.note_values(desk, person, ticket_id)
        values |= await ticket_view.more_values(desk, person, ticket_id)
    return page(request, "ticket.html", fragment=part, **values)


@router.get("/tickets/{ticket_id}/parts/resources")
async def resources(request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep) -> Response:
    values = await ticket_view.resource_values(desk, person, ticket_id)
    return page(request, "partials/ticket_resources.html", **values)


@router.get("/tickets/{ticket_id}/parts/notes")
async def notes(request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep) -> Response:
    return page(request, "partials/ticket_notes.html", **await ticket_view.note_values(desk, person, ticket_id))


@router.get("/tickets/{ticket_id}/parts/more")
async def more(request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep) -> Response:
    return page(request, "partials/ticket_more.html", **await ticket_view.more_values(desk, person, ticket_id))


@router.get("/queue")
async def queue(request: Request, person: Reader, desk: DeskDep, number: PageNumber = 1) -> Response:
    return page(
        request,
        "queue.html",
        **await ticket_view.queue_values(desk, person, rows=ticket_view.PAGE_SIZE, page=number),
        clear="/queue",
    )


@router.get("/queue/widget")
async def queue_widget(request: Request, person: Reader, desk: DeskDep) -> Response:
    values = await ticket_view.queue_values(desk, person, rows=ticket_view.QUEUE_ROWS)
    return page(request, "partials/queue_widget.html", **values)
