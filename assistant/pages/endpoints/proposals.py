"""The task lane and its cards: edit in place, confirm, dismiss, say what became of a lost write."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import RedirectResponse

from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError, Forbidden, Invalid, Stale
from assistant.identity.people import Person
from assistant.pages import card
from assistant.pages.card_fields import form_value, from_form
from assistant.pages.companies import resolve
from assistant.pages.doors import Reader, Signer, Worker
from assistant.pages.endpoints.tickets import ticket_path
from assistant.pages.rendering import page
from assistant.pages.replies import done, said_of, wants_fragment
from assistant.pages.ticket_detail import psa_link
from assistant.pages.ticket_view import connection_param
from assistant.problems import safe_next
from assistant.proposals.outcome import Outcome
from assistant.proposals.tables import Proposal
from tools.catalog import Catalog

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]
Version = Annotated[int, Form(ge=1, le=1_000_000)]
Short = Annotated[str, Form(max_length=1_000)]
PREFIX = "f."


@router.get("/sessions/{session_id}/lane")
async def lane(request: Request, session_id: Id, person: Reader, desk: DeskDep) -> Response:
    await desk.sessions.get(person.scope, session_id)
    return page(request, "partials/lane.html", **await card.lane(desk, person, session_id))


@router.get("/proposals/{proposal_id}")
async def proposal_page(request: Request, proposal_id: Id, person: Reader, desk: DeskDep) -> Response:
    return await _card(request, desk, person, proposal_id, whole_page=not wants_fragment(request))


@router.post("/proposals/{proposal_id}/edit")
async def edit(
    request: Request, proposal_id: Id, person: Worker, desk: DeskDep, args_version: Version, use: Short = ""
) -> Response:
    """Keep the fields that differ. A candidate that was pressed comes as `use`."""
    try:
        proposal = await desk.proposals.get(person.scope, proposal_id)
        changed = await _changed(desk, person, proposal, await request.form(), use)
        await desk.proposals.edit(person.scope, proposal_id, args_version=args_version, args=changed)
    except (Invalid, Stale) as refused:
        return await _card(request, desk, person, proposal_id, refused)
    return await _card(request, desk, person, proposal_id)


@router.post("/proposals/{proposal_id}/confirm")
async def confirm(
    request: Request,
    proposal_id: Id,
    person: Signer,
    desk: DeskDep,
    args_version: Version,
    digest: Annotated[str, Form(max_length=64)],
    override_reason: Short = "",
) -> Response:
    """Confirm what is on the screen. Fields changed without scripts are kept first, and shown again."""
    try:
        proposal = await desk.proposals.get(person.scope, proposal_id)
        if proposal.state == "open" and proposal.args_version == args_version:
            changed = await _changed(desk, person, proposal, await request.form(), "")
            if changed:
                await desk.proposals.edit(person.scope, proposal_id, args_version=args_version, args=changed)
                raise Stale(
                    "Your changes are kept; nothing was written yet.", remedy="Look at them and confirm."
                )
        outcome = await desk.proposals.confirm(
            person,
            proposal_id,
            args_version=args_version,
            digest=digest,
            override_reason=override_reason.strip() or None,
        )
    except Forbidden:
        raise
    except DeskError as refused:
        return await _card(request, desk, person, proposal_id, refused)
    return await _done(request, desk, person, proposal, outcome)


@router.post("/proposals/{proposal_id}/dismiss")
async def dismiss(
    request: Request, proposal_id: Id, person: Worker, desk: DeskDep, next: Short = ""
) -> Response:
    try:
        proposal = await desk.proposals.dismiss(person.scope, proposal_id)
    except Stale as refused:
        return await _card(request, desk, person, proposal_id, refused)
    return done(request, safe_next(next) if next else _back(proposal), "Dismissed. Nothing was written.")


@router.post("/proposals/{proposal_id}/known")
async def known(
    request: Request, proposal_id: Id, person: Worker, desk: DeskDep, ticket_id: Short
) -> Response:
    """The second issue has a ticket already. The session keeps it: as its own ticket when it has none yet,
    else on the card, beside the ticket that the session is about."""
    proposal = await desk.proposals.get(person.scope, proposal_id)
    connection, reader = await desk.connections.reader(person.scope, proposal.connection_id)
    ticket = await reader.get_ticket(ticket_id)
    covered = {"ticket_id": ticket.id, "summary": ticket.summary}
    try:
        await desk.proposals.dismiss(person.scope, proposal_id, covered_by=covered)
    except Stale as refused:
        return await _card(request, desk, person, proposal_id, refused)
    said = f"#{ticket.id} covers this and is kept on the card. Nothing was created."
    if proposal.session_id:
        session = await desk.sessions.get(person.scope, proposal.session_id)
        if session.psa_ticket_id is None:
            await desk.sessions.link_known(person.scope, session.id, ticket, connection.id)
            said = f"#{ticket.id} covers this, and the session is linked to it. Nothing was created."
    param = await connection_param(desk, person, connection.id)
    return done(request, _back(proposal), said, link=ticket_path(ticket.id, param))


@router.post("/proposals/{proposal_id}/withdraw")
async def withdraw(
    request: Request, proposal_id: Id, person: Signer, desk: DeskDep, next: Short = ""
) -> Response:
    """Take back what waits; its card can be edited and confirmed again."""
    try:
        proposal = await desk.proposals.withdraw(person, proposal_id)
    except Stale as refused:
        return await _card(request, desk, person, proposal_id, refused)
    if proposal.session_id is None:
        place = f"/proposals/{proposal.id}"
        return done(request, place, "Taken back. Nothing was written; edit it here.", go=place)
    said = "Taken back. Nothing was written; its card can be edited."
    return done(request, safe_next(next) if next else _back(proposal), said)


@router.post("/proposals/{proposal_id}/try")
async def try_now(
    request: Request, proposal_id: Id, person: Signer, desk: DeskDep, next: Short = ""
) -> Response:
    """Do not wait for the next try."""
    try:
        outcome = await desk.proposals.try_now(person, proposal_id)
        proposal = await desk.proposals.get(person.scope, proposal_id)
    except Stale as refused:
        return await _card(request, desk, person, proposal_id, refused)
    if next and not wants_fragment(request):
        return done(request, safe_next(next), said_of(outcome))
    return await _done(request, desk, person, proposal, outcome)


@router.post("/proposals/{proposal_id}/resolve")
async def resolve_lost(
    request: Request,
    proposal_id: Id,
    person: Signer,
    desk: DeskDep,
    answer: Annotated[Literal["seen", "send_again"], Form()],
    ticket_id: Short = "",
) -> Response:
    number = ticket_id.strip().lstrip("#") or None
    try:
        outcome = await desk.proposals.resolve(person, proposal_id, answer, ticket_id=number)
        proposal = await desk.proposals.get(person.scope, proposal_id)
    except (Invalid, Stale) as refused:
        return await _card(request, desk, person, proposal_id, refused)
    return await _done(request, desk, person, proposal, outcome)


async def _done(
    request: Request, desk: Desk, person: Person, proposal: Proposal, outcome: Outcome
) -> Response:
    """Say what became of it, with the ways to the ticket: here, and in the PSA."""
    if outcome.state != "done" or not outcome.ticket_id:
        return done(request, _back(proposal), said_of(outcome))
    param = await connection_param(desk, person, proposal.connection_id)
    connection, reader = await desk.connections.reader(person.scope, proposal.connection_id)
    there = psa_link(connection.display_name, reader, outcome.ticket_id)
    return done(
        request,
        _back(proposal),
        said_of(outcome),
        link=ticket_path(outcome.ticket_id, param),
        links=(there,) if there else (),
    )


async def _card(
    request: Request,
    desk: Desk,
    person: Person,
    proposal_id: str,
    refused: DeskError | None = None,
    *,
    whole_page: bool = False,
) -> Response:
    """The card as it is now: for its place on the page, or as a page of its own without scripts."""
    shown = await card.one(desk, person, proposal_id, refused=refused)
    if wants_fragment(request):
        status = 200 if refused is None else refused.status
        return page(request, "partials/proposal_card.html", status=status, card=shown)
    if refused is None and not whole_page:
        return RedirectResponse(_back(shown.proposal), status_code=303)
    return page(request, "proposal.html", status=refused.status if refused else 200, card=shown)


async def _changed(
    desk: Desk, person: Person, proposal: Proposal, form: Mapping[str, Any], use: str
) -> dict[str, Any]:
    """The fields of the form that are not what the proposal says."""
    sent = {
        name.removeprefix(PREFIX): value
        for name, value in form.items()
        if name.startswith(PREFIX) and isinstance(value, str)
    }
    if "company" in sent:
        catalog = await desk.connections.catalog(person.scope, proposal.connection_id)
        sent["company_id"] = _company(catalog, sent.pop("company"), sent.get("company_id", ""))
    chosen, _, value = use.partition("=")
    if chosen:
        sent[chosen] = value
    changed = {
        name: from_form(name, value)
        for name, value in sent.items()
        if _differs(form_value(name, proposal.args.get(name)), value)
    }
    if "board_id" in changed and proposal.args.get("status_id"):
        catalog = await desk.connections.catalog(person.scope, proposal.connection_id)
        changed["status_id"] = _same_status(catalog, proposal.args["status_id"], changed["board_id"])
    return changed


def _differs(present: str, sent: str) -> bool:
    return present.replace("\r\n", "\n").strip() != sent.replace("\r\n", "\n").strip()


def _company(catalog: Catalog, words: str, chosen: str) -> str:
    if not words.strip():
        return ""
    link = resolve(catalog, words, chosen)
    if link.value:
        return link.value
    names = ", ".join(each.name for each in link.candidates)
    choose = f"It could be: {names}." if names else "Type its name as the PSA has it."
    raise Invalid(f"No single company is meant by “{words.strip()}”. Nothing was changed.", remedy=choose)


def _same_status(catalog: Catalog, status_id: str, board_id: str | None) -> str | None:
    """The status of that name on another board; None when it has none."""
    found = catalog.status(status_id)
    wanted = found[1].name.casefold() if found else ""
    statuses = catalog.statuses(board_id) if board_id else ()
    return next((each.id for each in statuses if each.name.casefold() == wanted), None)


def _back(proposal: Proposal) -> str:
    return f"/sessions/{proposal.session_id}" if proposal.session_id else f"/proposals/{proposal.id}"
