"""The new-ticket dialog: nothing is created before the person presses Create ticket."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError, Forbidden, Missing, PsaUnavailable
from assistant.identity.people import Person
from assistant.pages.carried import keep_form
from assistant.pages.companies import options
from assistant.pages.doors import Reader, Signer, Worker
from assistant.pages.endpoints.tickets import ticket_path
from assistant.pages.new_ticket_view import (
    FIELDS,
    KEPT,
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
from assistant.pages.ticket_detail import psa_link
from assistant.pages.ticket_view import connection_param
from assistant.proposals.outcome import Outcome
from providers.errors import ProviderError
from tools.catalog import Catalog

router = APIRouter(include_in_schema=False, dependencies=[Depends(keep_form)])
Word = Annotated[str, Query(max_length=64)]


@router.get("/companies/options")
async def company_options(
    request: Request,
    person: Reader,
    desk: DeskDep,
    q: Annotated[str, Query(max_length=200)] = "",
    connection: Word = "",
) -> Response:
    catalog = await desk.connections.catalog(person.scope, connection or None)
    return page(request, "partials/company_options.html", options=options(catalog, q))


@router.get("/tickets/new")
async def dialog(
    request: Request,
    person: Worker,
    desk: DeskDep,
    session: Word = "",
    spin_off: Word = "",
    prompt: Annotated[str, Query(max_length=2_000)] = "",
    company: Annotated[str, Query(max_length=100)] = "",
    board: Annotated[str, Query(max_length=100)] = "",
    connection: Word = "",
) -> Response:
    """A spin-off's hint fills the sentence only; the linked ticket or the address lends company and board."""
    draft = Draft(
        values={"company_id": company, "board_id": board},
        session=session,
        spin_off=spin_off,
        prompt=prompt,
        tab="quick" if prompt else "full",
        connection=connection,
    )
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
    draft, _, catalog = await _sent(request, desk, person)
    if catalog is None:
        return _unread(request, draft)
    try:
        parsed = await _parsed(desk, person, draft)
    except DeskError as refused:
        return await _form(request, desk, person, draft, Read(), refused=refused)
    draft, read = with_parsed(replace(draft, tab="quick"), parsed, catalog)
    return await _form(request, desk, person, draft, read, marked=True)


@router.post("/tickets/new/fill")
async def fill(request: Request, person: Worker, desk: DeskDep) -> Response:
    """Without scripts: change the tab, or take a candidate. After the PSA was away: the form as it was."""
    form = await request.form()
    draft, read, catalog = await _sent(request, desk, person)
    if catalog is None:
        return _unread(request, draft)
    if draft.prompt.strip() and not form.get("again"):
        _, read = with_parsed(draft, await _parsed(desk, person, draft), catalog)
    if isinstance(use := form.get("use"), str):
        draft = with_chosen(draft, use, catalog)
    if form.get("to") in ("quick", "full"):
        draft = replace(draft, tab=str(form["to"]))
    return await _form(
        request, desk, person, draft, read, marked=bool(read.prompt), whole=bool(form.get("again"))
    )


@router.post("/tickets/new")
async def create(request: Request, person: Signer, desk: DeskDep) -> Response:
    """Create the ticket: pressing the button is the person's confirmation."""
    draft, read, catalog = await _sent(request, desk, person)
    if catalog is None:
        return _unread(request, draft)
    missing = [LABELS[name].lower() for name in REQUIRED if not draft.payload[name]]
    if missing:
        return await _form(request, desk, person, draft, read, marked=True, status=422)
    try:
        made = await desk.tickets.create(
            person,
            draft.payload,
            connection_id=draft.connection or None,
            session_id=draft.session or None,
            spin_off_id=draft.spin_off or None,
            key=draft.key,
        )
    except Forbidden:
        raise
    except (DeskError, ProviderError) as refused:
        return await _form(request, desk, person, draft, read, marked=True, refused=refused)
    return await _created(request, desk, person, draft, made)


async def _created(request: Request, desk: Desk, person: Person, draft: Draft, made: Outcome) -> Response:
    """Its number, with the ways to it: here, and in the PSA."""
    if not made.ticket_id:
        return done(request, f"/sessions/{draft.session}" if draft.session else "/", made.sentence)
    here = ticket_path(made.ticket_id, await connection_param(desk, person, draft.connection or None))
    connection, reader = await desk.connections.reader(person.scope, draft.connection or None)
    there = psa_link(connection.display_name, reader, made.ticket_id)
    fallback = f"/sessions/{draft.session}" if draft.session else here
    return done(request, fallback, made.sentence, link=here, links=(there,) if there else ())


async def _sent(request: Request, desk: Desk, person: Person) -> tuple[Draft, Read, Catalog | None]:
    """The draft as it was sent; no catalog when the PSA's lists cannot be had just now."""
    form = await request.form()
    wanted = form.get("connection")
    connection_id = wanted if isinstance(wanted, str) and wanted else None
    try:
        catalog = await desk.connections.catalog(person.scope, connection_id)
    except ProviderError:
        return from_form(form, None)[0], Read(), None
    draft, read = from_form(form, catalog)
    return draft, read, catalog


def _unread(request: Request, draft: Draft) -> Response:
    """The PSA's lists cannot be had: what was typed is kept, and one button tries again."""
    whole = request.method == "GET" or not wants_fragment(request)
    if not whole:
        raise PsaUnavailable(
            "The PSA cannot be reached just now. Nothing was created; what you typed is still here."
        )
    fields = {name: draft[name] for name in FIELDS} | {name: getattr(draft, name) for name in KEPT}
    fields |= {"company": draft.company, "key": draft.key}
    return page(
        request, "new_ticket_unread.html", status=503, layout=layout(request), fields=fields, draft=draft
    )


async def _parsed(desk: Desk, person: Person, draft: Draft) -> dict[str, Any]:
    """The sentence as it was read; company and board of the form count where it names none."""
    lent = {name: draft[name] or None for name in ("company_id", "board_id")}
    parsed = await desk.tickets.parse(
        person.scope, draft.prompt, initial_values=lent, connection_id=draft.connection or None
    )
    return parsed.model_dump()


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
    param = await connection_param(desk, person, session.connection_id)
    return replace(filled, company=ticket.company.name, connection=param)


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
    whole: bool = False,
) -> Response:
    try:
        connection, reader = await desk.connections.reader(person.scope, draft.connection or None)
        catalog = await desk.connections.catalog(person.scope, connection.id)
    except ProviderError:
        return _unread(request, draft)
    rows = await desk.mappings.list(person.scope, connection.id)
    values = form_values(
        _known(draft, catalog),
        read,
        catalog,
        reader.capabilities,
        frozenset(row.external_member_id for row, _ in rows),
        marked=marked,
        faults=_faults(refused),
        problem=_words(refused),
    )
    part = wants_fragment(request) and request.method == "POST" and not whole
    template = "partials/ticket_form.html" if part else "new_ticket.html"
    if isinstance(refused, DeskError):
        status = refused.status
    return page(
        request, template, status=status, layout=layout(request), where=connection.display_name, **values
    )


def _known(draft: Draft, catalog: Catalog) -> Draft:
    """What an address lends counts only where the PSA knows it, and a company shows by its name."""
    company = catalog.company(draft["company_id"]) if draft["company_id"] else None
    if draft["company_id"] and company is None:
        draft = draft.having({"company_id": ""})
    if draft["board_id"] and catalog.board(draft["board_id"]) is None:
        draft = draft.having({"board_id": ""})
    return replace(draft, company=company.name) if company and not draft.company else draft


def _faults(refused: Exception | None) -> Mapping[str, str]:
    fields: list[dict[str, Any]] = refused.extras.get("fields", []) if isinstance(refused, DeskError) else []
    return {str(each["field"]): str(each["message"]) for each in fields}


def _words(refused: Exception | None) -> str | None:
    if refused is None:
        return None
    return f"{refused.detail} {refused.remedy}" if isinstance(refused, DeskError) else str(refused)
