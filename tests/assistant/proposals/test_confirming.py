"""Confirming a proposal: bound to what was seen, checked anew, done once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import Forbidden, Gone, Invalid, Missing, Stale
from assistant.identity.people import Person
from assistant.notes.tables import PostLog
from assistant.proposals.tables import Decision, LedgerEntry, Proposal
from providers.embedded.faults import FaultPlan
from providers.models import NoteType
from providers.scope import Role, Scope
from providers.writers import open_writer
from tests.assistant.proposals.kit import (
    BRISK,
    Moments,
    WriteDesk,
    build_write_desk,
    first_ticket,
    new_ticket,
    note,
    notes_saying,
    other_status,
    propose,
    ticket_args,
    tickets_called,
)
from tests.conftest import Inhabitant
from tools.base import ProposalDraft
from tools.leaks import Finding, Leak


async def confirm(desk: WriteDesk, person: Inhabitant, proposal: Proposal, **more: Any) -> Any:
    seen: dict[str, Any] = {"args_version": proposal.args_version, "digest": proposal.digest} | more
    return await desk.proposals.confirm(person.person, proposal.id, **seen)


async def rows(desk: Desk, table: type[Any]) -> list[Any]:
    async with desk.database.read("*") as session:
        return list((await session.exec(select(table))).all())


async def test_a_confirmed_ticket_is_created_with_what_was_shown(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """One confirmation creates one ticket that says exactly what the card said."""
    args = await ticket_args(writing, alex, description="Jams on every tenth page.")
    proposal = await propose(writing, alex, new_ticket(args), session_id)

    outcome = await confirm(writing, alex, proposal)

    assert (outcome.state, outcome.sentence) == ("done", f"Created #{outcome.ticket_id}.")
    (created,) = await tickets_called(writing, alex, args["summary"])
    assert (created.id, created.description) == (outcome.ticket_id, "Jams on every tenth page.")
    assert (created.company.id, created.status.id) == (args["company_id"], args["status_id"])


@pytest.mark.parametrize("field", ["summary", "company_id", "board_id", "status_id", "priority_id"])
async def test_a_missing_field_is_named_and_nothing_is_written(
    writing: WriteDesk, alex: Inhabitant, session_id: str, field: str
) -> None:
    """A proposal that lacks a required field cannot be confirmed; the answer names the field."""
    proposal = await propose(
        writing, alex, new_ticket(await ticket_args(writing, alex, **{field: None})), session_id
    )

    with pytest.raises(Invalid) as refused:
        await confirm(writing, alex, proposal)

    assert refused.value.extras["fields"] == [{"field": field, "message": "is missing"}]
    assert await rows(writing, LedgerEntry) == []


@pytest.mark.parametrize(
    "field", ["company_id", "board_id", "status_id", "priority_id", "assigned_member_id", "contact_id"]
)
async def test_a_reference_that_is_gone_is_refused_before_anything_is_sent(
    writing: WriteDesk, alex: Inhabitant, session_id: str, field: str
) -> None:
    """An id that the PSA no longer knows stops the confirmation and names the field."""
    args = await ticket_args(writing, alex, **{field: "no-such-id"})
    proposal = await propose(writing, alex, new_ticket(args), session_id)

    with pytest.raises(Invalid) as refused:
        await confirm(writing, alex, proposal)

    assert [fault["field"] for fault in refused.value.extras["fields"]] == [field]
    assert (await writing.proposals.get(alex.scope, proposal.id)).state == "open"


async def test_an_old_screen_cannot_confirm_a_new_version(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """A card that was edited elsewhere answers with the difference, field by field."""
    old = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    new = await writing.proposals.edit(
        alex.scope, old.id, args_version=1, args={"description": "Every page."}
    )

    with pytest.raises(Stale) as refused:
        await confirm(writing, alex, old)

    assert refused.value.extras["changes"] == [
        {"field": "description", "before": None, "after": "Every page."}
    ]
    assert (refused.value.extras["args_version"], refused.value.extras["digest"]) == (2, new.digest)
    assert await rows(writing, LedgerEntry) == []


async def test_a_wrong_digest_confirms_nothing(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    """The confirmation is bound to the exact payload, not only to its version."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)

    with pytest.raises(Stale):
        await confirm(writing, alex, proposal, digest="0" * 64)

    assert await rows(writing, Decision) == []


async def test_a_ticket_that_moved_on_is_shown_again_before_it_is_changed(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """When somebody changed the status since, the person sees from and to, and confirms the new card."""
    ticket = await first_ticket(writing, alex)
    _, reader = await writing.connections.reader(alex.scope, alex.connection.id)
    wanted, elsewhere = [
        each for each in await reader.statuses(ticket.board.id) if each.id != ticket.status.id
    ][:2]
    draft = ProposalDraft(
        kind="update_status",
        title="Status",
        args={"ticket_id": ticket.id, "status_id": wanted.id},
        target_ticket_id=ticket.id,
        base={"status_id": ticket.status.id, "status": ticket.status.name},
    )
    proposal = await propose(writing, alex, draft, session_id)
    spec = await writing.connections.spec(alex.scope.account_id, alex.connection.id)
    await open_writer(spec, writing.database).update_status(ticket.id, elsewhere.id)

    with pytest.raises(Stale) as refused:
        await confirm(writing, alex, proposal)
    with pytest.raises(Stale):
        await confirm(writing, alex, proposal)

    assert refused.value.extras["changes"] == [
        {"field": "status", "before": ticket.status.name, "after": elsewhere.name}
    ]
    again = await writing.proposals.get(alex.scope, proposal.id)
    assert again.base["status_id"] == elsewhere.id
    outcome = await confirm(writing, alex, again)
    assert outcome.sentence == f"#{ticket.id} is now {wanted.name}."


async def test_a_note_that_would_now_be_mailed_is_shown_again(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """When an admin changed for which notes the PSA sends mail, nothing goes out until that was seen."""
    ticket = await first_ticket(writing, alex)
    draft = note(ticket)
    seen = replace(draft, base={**draft.base, "mailed": "Resolution"})
    proposal = await propose(writing, alex, seen, session_id)

    with pytest.raises(Stale) as refused:
        await confirm(writing, alex, proposal)

    assert {"field": "mailed", "before": "Resolution", "after": "none"} in refused.value.extras["changes"]
    assert await notes_saying(writing, alex, ticket.id, "Replaced the roller.") == 0
    again = await writing.proposals.get(alex.scope, proposal.id)
    assert (await confirm(writing, alex, again)).state == "done"


async def test_two_clicks_at_once_write_once(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    """Eight confirmations at the same moment give one decision, one ledger entry, one ticket, one answer."""
    args = await ticket_args(writing, alex)
    proposal = await propose(writing, alex, new_ticket(args), session_id)

    outcomes = await asyncio.gather(*(confirm(writing, alex, proposal) for _ in range(8)))

    assert len({(each.state, each.ticket_id) for each in outcomes}) == 1
    assert (len(await rows(writing, LedgerEntry)), len(await rows(writing, Decision))) == (1, 1)
    assert len(await tickets_called(writing, alex, args["summary"])) == 1


async def test_confirming_again_gives_the_first_result(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """A second click, whenever it comes, answers what became of the first."""
    args = await ticket_args(writing, alex)
    proposal = await propose(writing, alex, new_ticket(args), session_id)
    first = await confirm(writing, alex, proposal)

    assert await confirm(writing, alex, proposal) == first
    assert len(await tickets_called(writing, alex, args["summary"])) == 1


async def test_dismissed_and_expired_proposals_cannot_be_confirmed(
    desk: Desk, alex: Inhabitant, session_id: str
) -> None:
    """Dismissed is 409, expired is 410; in both cases nothing is written."""
    clock = Moments()
    writing = build_write_desk(desk, clock=clock)
    args = await ticket_args(writing, alex)
    dismissed = await propose(writing, alex, new_ticket(args), session_id)
    await writing.proposals.dismiss(alex.scope, dismissed.id)
    expired = await propose(writing, alex, new_ticket(args | {"summary": "Another"}), session_id)
    clock.pass_(hours=72)

    with pytest.raises(Stale):
        await confirm(writing, alex, dismissed)
    with pytest.raises(Gone):
        await confirm(writing, alex, expired)
    await writing.proposals.sweep_once()

    assert (await writing.proposals.get(alex.scope, expired.id)).state == "expired"
    assert await rows(writing, LedgerEntry) == []


async def test_a_disabled_connection_stops_the_confirmation(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """Between proposal and confirmation an admin may disable the PSA; then nothing is sent."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    async with writing.database.write(alex.scope.account_id) as session:
        row = await session.get(Connection, alex.connection.id)
        assert row is not None
        row.is_active = False
        session.add(row)

    with pytest.raises(Stale):
        await confirm(writing, alex, proposal)


async def test_only_an_engineer_in_person_may_confirm(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """A viewer and a token without the scope confirm are refused, though the proposal is their own."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    for person in (
        Person(replace(alex.scope, role=Role.VIEWER), via="session"),
        Person(alex.scope, via="token", token_scopes=frozenset({"read", "chat", "admin"})),
    ):
        with pytest.raises(Forbidden):
            await confirm(writing, replace(alex, person=person), proposal)
    assert await rows(writing, LedgerEntry) == []


async def test_nobody_else_can_see_or_confirm_a_proposal(
    writing: WriteDesk, alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant, session_id: str
) -> None:
    """A colleague and another account get the same answer as for an id that never was."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)

    for stranger in (engineer, other_account):
        with pytest.raises(Missing):
            await confirm(writing, stranger, proposal)
        with pytest.raises(Missing):
            await writing.proposals.dismiss(stranger.scope, proposal.id)
        assert await writing.proposals.list(stranger.scope) == []


class Strict:
    """A guard that finds the word secret."""

    async def check(
        self,
        scope: Scope,
        text: str,
        company_id: str | None,
        *,
        connection_id: str | None = None,
        session_id: str | None = None,
    ) -> list[Finding]:
        return [Finding(Leak.SECRET, 0, 6, "••••••t", "A secret.")] if "secret" in text else []


async def test_a_customer_visible_note_with_findings_needs_a_reason(
    desk: Desk, alex: Inhabitant, session_id: str
) -> None:
    """Findings block the note the customer reads until a reason is given; the reason is logged."""
    writing = build_write_desk(desk, guard=Strict())
    ticket = await first_ticket(desk, alex)
    draft = note(ticket, "the secret is out", note_type=NoteType.DESCRIPTION.value)
    proposal = await propose(writing, alex, draft, session_id)

    with pytest.raises(Invalid) as refused:
        await confirm(writing, alex, proposal, override_reason="  ")
    assert refused.value.extras["needs_reason"]
    outcome = await confirm(writing, alex, proposal, override_reason="The customer asked for it.")

    assert outcome.state == "done"
    (decided,) = await rows(writing, Decision)
    assert decided.override_reason == "The customer asked for it."


async def test_an_internal_note_is_not_held_back(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """What only colleagues read may hold what a customer must not."""
    writing = build_write_desk(desk, guard=Strict())
    ticket = await first_ticket(desk, alex)
    proposal = await propose(writing, alex, note(ticket, "the secret is out"), session_id)

    assert (await confirm(writing, alex, proposal)).state == "done"


async def test_a_note_with_a_status_change_does_both_and_logs_both(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """The note is credited to the mapped member, then the status changes; the post log has all of it."""
    ticket = await first_ticket(writing, alex)
    status_id = await other_status(writing, alex, ticket)
    proposal = await propose(
        writing, alex, note(ticket, "Fixed.\n\n- roller", status_id=status_id), session_id
    )

    outcome = await confirm(writing, alex, proposal)

    _, reader = await writing.connections.reader(alex.scope, alex.connection.id)
    now = await reader.get_ticket(ticket.id)
    assert (outcome.state, now.status.id) == ("done", status_id)
    posted = next(each for each in await reader.list_notes(ticket.id) if each.text == "Fixed.\n\n- roller")
    assert posted.member is not None
    assert posted.member.id == alex.scope.member_id(alex.connection.id)
    (log,) = await rows(writing, PostLog)
    assert (log.status, log.content_posted, log.external_note_id) == (
        "success",
        "Fixed.\n\n- roller",
        posted.id,
    )
    assert (log.status_changed_from, log.status_changed_to) == (ticket.status.name, now.status.name)


async def test_a_suggestion_is_never_written_but_used_up_by_its_ticket(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """A spin-off cannot be confirmed; it stays until a ticket was created from it, and shows its number."""
    suggestion = await propose(
        writing,
        alex,
        ProposalDraft(kind="spin_off", title="Printer", args={"label": "Printer offline", "turns": [3]}),
        session_id,
    )
    with pytest.raises(Invalid):
        await confirm(writing, alex, suggestion)
    args = await ticket_args(writing, alex, summary="Printer offline")
    proposal = await propose(writing, alex, new_ticket(args, base={"spin_off_id": suggestion.id}), session_id)
    assert (await writing.proposals.get(alex.scope, suggestion.id)).state == "open"

    outcome = await confirm(writing, alex, proposal)

    used = await writing.proposals.get(alex.scope, suggestion.id)
    assert used.state == "confirmed"
    assert used.provenance["created"]["ticket_id"] == outcome.ticket_id


@pytest.mark.parametrize(
    ("kind", "member"),
    [("assign", True), ("assign", False), ("add_resource", True), ("remove_resource", True)],
)
async def test_people_on_a_ticket_change_as_confirmed(
    writing: WriteDesk, alex: Inhabitant, session_id: str, kind: Any, member: bool
) -> None:
    """Assigning, unassigning, adding and removing each do exactly that."""
    ticket = await first_ticket(writing, alex)
    _, reader = await writing.connections.reader(alex.scope, alex.connection.id)
    owner = ticket.assigned_member.id if ticket.assigned_member else None
    member_id = next(each.id for each in await reader.members() if each.active and each.id != owner)
    if kind == "remove_resource":
        spec = await writing.connections.spec(alex.scope.account_id, alex.connection.id)
        await open_writer(spec, writing.database, FaultPlan()).add_resource(ticket.id, member_id)
    draft = ProposalDraft(
        kind=kind,
        title="People",
        args={"ticket_id": ticket.id, "member_id": member_id if member else None},
        target_ticket_id=ticket.id,
    )

    outcome = await confirm(writing, alex, await propose(writing, alex, draft, session_id))

    assert outcome.state == "done"
    people = {each.member_id for each in await reader.list_resources(ticket.id)}
    now = (await reader.get_ticket(ticket.id)).assigned_member
    if kind == "assign":
        assert (now.id if now else None) == (member_id if member else None)
    else:
        assert (member_id in people) == (kind == "add_resource")


async def test_no_session_text_is_lost_when_the_psa_cannot_be_asked(
    desk: Desk, alex: Inhabitant, session_id: str
) -> None:
    """A PSA that is away at the moment of confirmation leaves the note waiting, word for word."""
    slow = replace(BRISK, first_retry=0.3, longest_retry=0.3)
    writing = build_write_desk(desk, faults="unavailable_before:1", pacing=slow)
    ticket = await first_ticket(desk, alex)
    proposal = await propose(writing, alex, note(ticket, "Kept."), session_id)

    outcome = await confirm(writing, alex, proposal)
    assert (outcome.state, outcome.steps) == ("retry", {})
    assert await notes_saying(desk, alex, ticket.id, "Kept.") == 0
    await asyncio.sleep(0.4)
    await writing.proposals.sweep_once()

    assert await notes_saying(desk, alex, ticket.id, "Kept.") == 1
