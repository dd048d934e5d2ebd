"""Proposals over HTTP. Reading is for the person; deciding needs the person's own session or a token made
for confirming."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from assistant.desk import Desk, DeskDep
from assistant.identity.doors import Confirmer, Engineer, Viewer
from assistant.identity.people import Person
from assistant.paging import Listed
from assistant.proposals.cards import Cards, ProposalOut, ProposalState
from assistant.proposals.once import Once
from assistant.proposals.repository import MAX_LISTED
from assistant.proposals.schemas import ConfirmIn, EditIn, ResolveIn
from assistant.text import clean

router = APIRouter(prefix="/proposals", tags=["proposals"])

ProposalId = Annotated[str, Path(max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
SessionId = Annotated[str | None, Query(max_length=64, description="Only of this session.")]


@router.get("")
async def list_proposals(
    person: Viewer, desk: DeskDep, session_id: SessionId = None, state: ProposalState | None = None
) -> Listed[ProposalOut]:
    """The person's proposals, newest first, at most 200."""
    wanted = clean(session_id) if session_id is not None else None
    found = await desk.proposals.list(person.scope, session_id=wanted, state=state)
    entries = await desk.proposals.entries(person.scope, [each.id for each in found])
    cards = await _cards(desk, person).many(found, entries)
    return Listed(items=cards, total=len(cards), page=1, page_size=MAX_LISTED)


@router.get("/{proposal_id}")
async def get_proposal(person: Viewer, desk: DeskDep, proposal_id: ProposalId) -> ProposalOut:
    """One card."""
    return await _card(desk, person, proposal_id)


@router.patch("/{proposal_id}")
async def edit_proposal(
    person: Engineer, desk: DeskDep, proposal_id: ProposalId, edit: EditIn
) -> ProposalOut:
    """Change fields on the card. Its version grows, so that an older screen cannot confirm it."""
    await desk.proposals.edit(person.scope, proposal_id, args_version=edit.args_version, args=edit.args)
    return await _card(desk, person, proposal_id)


@router.post("/{proposal_id}/confirm", response_model=ProposalOut)
async def confirm_proposal(
    person: Confirmer, desk: DeskDep, once: Once, proposal_id: ProposalId, confirmation: ConfirmIn
) -> JSONResponse:
    """Write exactly what was shown, once; a second time gives what became of the first.

    `write.state` is `done`, or says how far it got: `sending`, `retry` (will be tried again by itself),
    `unknown`, or `rejected` with the PSA's words, and then the card is open for editing again.
    """

    async def work(_: str) -> tuple[int, ProposalOut]:
        await desk.proposals.confirm(
            person,
            proposal_id,
            args_version=confirmation.args_version,
            digest=confirmation.digest,
            override_reason=confirmation.override_reason,
        )
        return 200, await _card(desk, person, proposal_id)

    return await once.answer(person.scope, work)


@router.post("/{proposal_id}/dismiss", response_model=ProposalOut)
async def dismiss_proposal(
    person: Engineer, desk: DeskDep, once: Once, proposal_id: ProposalId
) -> JSONResponse:
    """Take it off the table; nothing is written."""

    async def work(_: str) -> tuple[int, ProposalOut]:
        await desk.proposals.dismiss(person.scope, proposal_id)
        return 200, await _card(desk, person, proposal_id)

    return await once.answer(person.scope, work)


@router.post("/{proposal_id}/resolve", response_model=ProposalOut)
async def resolve_proposal(
    person: Confirmer, desk: DeskDep, once: Once, proposal_id: ProposalId, resolution: ResolveIn
) -> JSONResponse:
    """Say what became of a write whose outcome nobody could learn: it is there, or it shall be sent again."""

    async def work(_: str) -> tuple[int, ProposalOut]:
        ticket_id = clean(resolution.ticket_id).strip().lstrip("#") if resolution.ticket_id else None
        await desk.proposals.resolve(person, proposal_id, resolution.answer, ticket_id=ticket_id or None)
        return 200, await _card(desk, person, proposal_id)

    return await once.answer(person.scope, work)


@router.post("/{proposal_id}/withdraw", response_model=ProposalOut)
async def withdraw_proposal(
    person: Confirmer, desk: DeskDep, once: Once, proposal_id: ProposalId
) -> JSONResponse:
    """Take a confirmed write back that waits and surely was not sent: it is an editable draft again."""

    async def work(_: str) -> tuple[int, ProposalOut]:
        await desk.proposals.withdraw(person, proposal_id)
        return 200, await _card(desk, person, proposal_id)

    return await once.answer(person.scope, work)


@router.post("/{proposal_id}/try-now", response_model=ProposalOut)
async def try_proposal_now(
    person: Confirmer, desk: DeskDep, once: Once, proposal_id: ProposalId
) -> JSONResponse:
    """Send a write that waits for its next try at once."""

    async def work(_: str) -> tuple[int, ProposalOut]:
        await desk.proposals.try_now(person, proposal_id)
        return 200, await _card(desk, person, proposal_id)

    return await once.answer(person.scope, work)


def _cards(desk: Desk, person: Person) -> Cards:
    return Cards(desk.connections, person, datetime.now(UTC))


async def _card(desk: Desk, person: Person, proposal_id: str) -> ProposalOut:
    proposal = await desk.proposals.get(person.scope, proposal_id)
    entries = await desk.proposals.entries(person.scope, [proposal.id])
    return await _cards(desk, person).one(proposal, entries.get(proposal.id))
