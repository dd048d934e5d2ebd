"""The ticket list, one ticket with its parts, and the person's own queue."""

from collections.abc import Awaitable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from assistant.columns import new_id
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError, Forbidden
from assistant.identity.people import Person
from assistant.pages import ticket_detail as detail
from assistant.pages import ticket_view
from assistant.pages.doors import Reader, Signer
from assistant.pages.rendering import page
from assistant.pages.replies import done, layout, said_of, wants_fragment
from assistant.pages.ticket_filters import KEYS, PAGE_SIZE, address
from assistant.proposals.outcome import Outcome
from providers.errors import ProviderError
from providers.models import NoteType

router = APIRouter(include_in_schema=False)
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
TicketId = Annotated[str, Path(max_length=100)]
Connection = Annotated[str, Query(alias="connection", max_length=64)]
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
        return RedirectResponse(ticket_path(filters["q"][1:], filters.get("connection", "")), status_code=303)
    values = await ticket_view.list_values(desk, person, filters, number)
    template = "partials/ticket_list.html" if wants_fragment(request) else "tickets.html"
    return page(request, template, **values, clear=address({}))


@router.get("/tickets/{ticket_id}")
async def ticket_page(
    request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep, connection: Connection = ""
) -> Response:
    """A script gets the head at once and asks for the parts; a plain browser gets everything."""
    values = await detail.detail_values(desk, person, ticket_id, connection or None)
    part = wants_fragment(request)
    if not part:
        values |= await _parts(desk, person, values["ticket"].id, connection)
    return page(request, "ticket.html", fragment=part, **values)


@router.get("/tickets/{ticket_id}/parts/head")
async def head(
    request: Request,
    ticket_id: TicketId,
    person: Reader,
    desk: DeskDep,
    panel: bool = False,
    connection: Connection = "",
) -> Response:
    values = await detail.detail_values(desk, person, ticket_id, connection or None)
    return page(request, "partials/ticket_head.html", fragment=panel, **values)


@router.get("/tickets/{ticket_id}/parts/resources")
async def resources(
    request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep, connection: Connection = ""
) -> Response:
    people = await detail.resource_values(desk, person, ticket_id, connection or None)
    return page(request, "partials/ticket_resources.html", people=people)


@router.get("/tickets/{ticket_id}/parts/notes")
async def notes(
    request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep, connection: Connection = ""
) -> Response:
    feed = await detail.note_values(desk, person, ticket_id, connection_id=connection or None)
    return page(request, "partials/ticket_notes.html", feed=feed)


@router.get("/tickets/{ticket_id}/parts/more")
async def more(
    request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep, connection: Connection = ""
) -> Response:
    values = await detail.more_values(desk, person, ticket_id, connection or None)
    return page(request, "partials/ticket_more.html", **values)


@router.get("/tickets/{ticket_id}/elsewhere")
async def elsewhere(
    request: Request, ticket_id: TicketId, person: Reader, desk: DeskDep, connection: Connection = ""
) -> Response:
    """Similar tickets of other companies: asked for on purpose, for it costs the PSA several searches."""
    values = await detail.elsewhere_values(desk, person, ticket_id, connection or None)
    return page(request, "elsewhere.html", layout=layout(request), **values)


@router.post("/tickets/{ticket_id}/status")
async def change_status(
    request: Request,
    ticket_id: TicketId,
    person: Signer,
    desk: DeskDep,
    status_id: Word,
    seen_status_id: Word = "",
    connection: Connection = "",
) -> Response:
    """The status the person saw travels along: a ticket that moved on since is shown, not overwritten."""
    change = desk.tickets.update_status(
        person,
        ticket_id,
        status_id,
        previous_status_id=seen_status_id or None,
        connection_id=connection or None,
    )
    return await _written(request, desk, person, ticket_id, connection, change)


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
    connection: Connection = "",
) -> Response:
    """Post the note. Whatever fails, its text stays where it was typed, with the reason above it."""
    sent = {"text": text, "note_type": note_type.value, "reason": override_reason, "key": key or new_id()}
    try:
        outcome = await desk.tickets.post_note(
            person,
            ticket_id,
            note_type,
            text,
            override_reason=override_reason.strip() or None,
            connection_id=connection or None,
            key=sent["key"],
        )
    except Forbidden:
        raise
    except (DeskError, ProviderError) as refused:
        return await _note_again(request, desk, person, ticket_id, connection, sent, refused)
    return await _said(request, desk, person, ticket_id, connection, outcome)


@router.post("/tickets/{ticket_id}/resources")
async def add_resource(
    request: Request,
    ticket_id: TicketId,
    person: Signer,
    desk: DeskDep,
    member_id: Word,
    as_: Annotated[str, Form(alias="as", max_length=10)] = "",
    connection: Connection = "",
) -> Response:
    """Let a member work on the ticket, or (`as=owner`) make it theirs."""
    write = desk.tickets.assign if as_ == "owner" else desk.tickets.add_resource
    change = write(person, ticket_id, member_id, connection_id=connection or None)
    return await _written(request, desk, person, ticket_id, connection, change)


@router.post("/tickets/{ticket_id}/resources/remove")
async def remove_resource(
    request: Request,
    ticket_id: TicketId,
    person: Signer,
    desk: DeskDep,
    member_id: Word,
    connection: Connection = "",
) -> Response:
    change = desk.tickets.remove_resource(person, ticket_id, member_id, connection_id=connection or None)
    return await _written(request, desk, person, ticket_id, connection, change)


@router.get("/queue")
async def queue(
    request: Request, person: Reader, desk: DeskDep, number: PageNumber = 1, connection: Connection = ""
) -> Response:
    values = await ticket_view.queue_values(
        desk, person, rows=PAGE_SIZE, page=number, connection_id=connection or None
    )
    return page(request, "queue.html", **values, clear="/queue")


@router.get("/queue/widget")
async def queue_widget(request: Request, person: Reader, desk: DeskDep) -> Response:
    values = await ticket_view.queue_values(desk, person, rows=ticket_view.QUEUE_ROWS)
    return page(request, "partials/queue_widget.html", **values)


def ticket_path(ticket_id: str, connection: str = "") -> str:
    """The page of a ticket; of a PSA that is not the default one it names the connection."""
    path = f"/tickets/{quote(ticket_id, safe='')}"
    return f"{path}?connection={quote(connection, safe='')}" if connection else path


async def _parts(desk: Desk, person: Person, ticket_id: str, connection: str) -> dict[str, Any]:
    """Everything below a ticket's head."""
    return {
        "people": await detail.resource_values(desk, person, ticket_id, connection or None),
        "feed": await detail.note_values(desk, person, ticket_id, connection_id=connection or None),
        "more": (await detail.more_values(desk, person, ticket_id, connection or None))["more"],
        "ticket_id": ticket_id,
    }


async def _note_again(
    request: Request,
    desk: Desk,
    person: Person,
    ticket_id: str,
    connection: str,
    sent: dict[str, str],
    refused: DeskError | ProviderError,
) -> Response:
    """The composer once more, as it was sent. Offered again with the same key: a note that the PSA refused
    is corrected, not kept twice."""
    _, reader = await desk.connections.reader(person.scope, connection or None)
    extras = refused.extras if isinstance(refused, DeskError) else {}
    composer = detail.note_form(
        reader.capabilities,
        **sent,
        problem=detail.words_of(refused),
        findings=extras.get("findings") or (),
    )
    status = refused.status if isinstance(refused, DeskError) else 503
    if wants_fragment(request):
        values = {"ticket_id": ticket_id, "connection": connection, **composer}
        return page(request, "partials/ticket_note_form.html", status=status, **values)
    values = await detail.detail_values(desk, person, ticket_id, connection or None) | composer
    parts = await _parts(desk, person, ticket_id, connection)
    return page(request, "ticket.html", status=status, fragment=False, **(values | parts))


async def _written(
    request: Request,
    desk: Desk,
    person: Person,
    ticket_id: str,
    connection: str,
    change: Awaitable[Outcome],
) -> Response:
    """Say how the write went, and load again what it may have changed. Without scripts a refusal is said on
    the ticket's page as well."""
    try:
        outcome = await change
    except Forbidden:
        raise
    except DeskError as refused:
        if wants_fragment(request):
            raise
        return done(request, ticket_path(ticket_id, connection), detail.words_of(refused))
    return await _said(request, desk, person, ticket_id, connection, outcome)


async def _said(
    request: Request, desk: Desk, person: Person, ticket_id: str, connection: str, outcome: Outcome
) -> Response:
    where, reader = await desk.connections.reader(person.scope, connection or None)
    link = detail.psa_link(where.display_name, reader, outcome.ticket_id or ticket_id)
    links = (link,) if link and outcome.state == "done" else ()
    return done(request, ticket_path(ticket_id, connection), said_of(outcome), links=links)
