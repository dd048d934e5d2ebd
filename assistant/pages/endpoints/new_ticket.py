"""The new-ticket dialog: nothing is created before the person presses Create ticket."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from assistant.columns import new_id
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError, Forbidden, Missing
from assistant.identity.people import Person
from assistant.pages.companies import options
from assistant.pages.doors import Signer, Worker
from assistant.pages.new_ticket_view import (
    LABELS,
    REQUIRED,
    Draft,
    Read,
    form_values,
    from_form,
    with_chosen,
    with_parsed,
)
from assistant.pages.rendering import page
from assistant.pages.replies import done, layout, wants_fragment
from providers.errors import ProviderError

router = APIRouter(include_in_schema=False)
Word = Annotated[str, Query(max_length=64)]


@router.get("/companies/options")
async def company_options(
    request: Request, person: Worker, desk: DeskDep, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    catalog = await desk.connections.catalog(person.scope)
    return page(request, "partials/company_options.html", options=options(catalog, q))


@router.get("/tickets/new")
async def dialog(
    request: Request,
    person: Worker,
    desk: DeskDep,
    session: Word = "",
    spin_off: Word = "",
    prompt: Annotated[str, Query(max_length=2_000)] = "",
) -> Response:
    """A spin-off's hint fills the sentence only; the linked ticket lends company and board."""
    draft = Draft(session=session, spin_off=spin_off, prompt=prompt, tab="quick" if prompt else "full")
    if session:
        draft = await _lent(desk, person, draft)
    if spin_off:
        suggestion = await desk.proposals.get(person.scope, spin_off)
        hint = suggestion.args.get("summary_hint") or suggestion.args.get("label") or ""
        draft = replace(draft, prompt=str(hint), tab="quick")
    return await _form(request, desk, person, draft, Read())


@router.post("/tickets/new/parse")
async def parse(request: Request, person: Worker, desk: DeskDep) -> Response:
    """Read the sentence into the form."""
    catalog = await desk.connections.catalog(person.scope)
    draft, _ = from_form(await request.form(), catalog)
    try:
        parsed = await _parsed(desk, person, draft)
    except DeskError as refused:
        return await _form(request, desk, person, draft, Read(), refused=refused)
    draft, read = with_parsed(replace(draft, tab="quick"), parsed, catalog)
    return await _form(request, desk, person, draft, read, marked=True)


@router.post("/tickets/new/fill")
async def fill(request: Request, person: Worker, desk: DeskDep) -> Response:
    """Without scripts: change the tab, or take a candidate."""
    form = await request.form()
    catalog = await desk.connections.catalog(person.scope)
    draft, read = from_form(form, catalog)
    if draft.prompt.strip():
        _, read = with_parsed(draft, await _parsed(desk, person, draft), catalog)
    if isinstance(use := form.get("use"), str):
        draft = with_chosen(draft, use, catalog)
    if form.get("to") in ("quick", "full"):
        draft = replace(draft, tab=str(form["to"]))
    return await _form(request, desk, person, draft, read, marked=bool(read.prompt))


@router.post("/tickets/new")
async def create(request: Request, person: Signer, desk: DeskDep) -> Response:
    """Create the ticket: pressing the button is the person's confirmation."""
    catalog = await desk.connections.catalog(person.scope)
    draft, read = from_form(await request.form(), catalog)
    missing = [LABELS[name].lower() for name in REQUIRED if not draft.payload[name]]
    if missing:
        return await _form(request, desk, person, draft, read, marked=True, status=422)
    try:
        made = await desk.tickets.create(
            person,
            draft.payload,
            session_id=draft.session or None,
            spin_off_id=draft.spin_off or None,
            key=draft.key,
        )
    except Forbidden:
        raise
    except (DeskError, ProviderError) as refused:
        again = replace(draft, key=new_id())
        return await _form(request, desk, person, again, read, marked=True, refused=refused)
    fallback = f"/sessions/{draft.session}" if draft.session else f"/tickets/{made.ticket_id or ''}"
    return done(
        request, fallback, made.sentence, link=f"/tickets/{made.ticket_id}" if made.ticket_id else None
    )


async def _parsed(desk: Desk, person: Person, draft: Draft) -> dict[str, Any]:
    """The sentence as it was read; company and board of the form count where it names none."""
    lent = {name: draft[name] or None for name in ("company_id", "board_id")}
    return (await desk.tickets.parse(person.scope, draft.prompt, initial_values=lent)).model_dump()


async def _lent(desk: Desk, person: Person, draft: Draft) -> Draft:
    """Company and board of the session's linked ticket; without one the fields stay empty."""
    session = await desk.sessions.get(person.scope, draft.session)
    if not session.psa_ticket_id or not session.connection_id:
        return draft
    try:
        _, reader = await desk.connections.reader(person.scope, session.connection_id)
        ticket = await reader.get_ticket(session.psa_ticket_id)
    except (ProviderError, Missing):
        return draft
    filled = draft.having({"company_id": ticket.company.id, "board_id": ticket.board.id})
    return replace(filled, company=ticket.company.name)


async def _form(
    request: Request,
    desk: Desk,
    person: Person,
    draft: Draft,
    read: Read,
    *,
    marked: bool = False,
    refused: DeskError | ProviderError | None = None,
    status: int = 200,
) -> Response:
    connection, reader = await desk.connections.reader(person.scope, None)
    catalog = await desk.connections.catalog(person.scope, connection.id)
    rows = await desk.mappings.list(person.scope, connection.id)
    values = form_values(
        draft,
        read,
        catalog,
        reader.capabilities,
        frozenset(row.external_member_id for row, _ in rows),
        marked=marked,
        faults=_faults(refused),
        problem=_words(refused),
    )
    part = wants_fragment(request) and request.method == "POST"
    template = "partials/ticket_form.html" if part else "new_ticket.html"
    if isinstance(refused, DeskError):
        status = refused.status
    return page(request, template, status=status, layout=layout(request), **values)


def _faults(refused: Exception | None) -> Mapping[str, str]:
    fields: list[dict[str, Any]] = refused.extras.get("fields", []) if isinstance(refused, DeskError) else []
    return {str(each["field"]): str(each["message"]) for each in fields}


def _words(refused: Exception | None) -> str | None:
    if refused is None:
        return None
    return f"{refused.detail} {refused.remedy}" if isinstance(refused, DeskError) else str(refused)
