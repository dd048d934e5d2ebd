"""Proposals until somebody decides: stored, updated, edited, listed, kept readable."""

import asyncio

import pytest

from assistant.audit.tables import AuditEntry
from assistant.errors import Gone, Invalid, Missing, Stale
from assistant.proposals.schemas import digest
from tests.assistant.proposals.kit import (
    Moments,
    WriteDesk,
    build_write_desk,
    first_ticket,
    new_ticket,
    note,
    propose,
    ticket_args,
)
from tests.assistant.proposals.test_confirming import confirm, rows
from tests.conftest import Inhabitant
from tools.base import ProposalDraft

NONSENSE = [
    {"nonsense": "x"},
    {"\ud800": "x"},
    {"summary": 7},
    {"summary": "x" * 1_001},
    {"company_id": ["1"]},
]


async def test_what_is_missing_is_counted_here_not_believed(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """Missing fields follow from the arguments, whatever the draft says about them."""
    args = await ticket_args(writing, alex, board_id=None, status_id="")

    proposal = await propose(writing, alex, new_ticket(args, missing_fields=("summary",)), session_id)

    assert proposal.missing_fields == ["board_id", "status_id"]


async def test_a_later_draft_of_the_same_updates_the_open_one(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """Same kind and target: one card, a new version, another digest. Other audiences stay beside it."""
    ticket = await first_ticket(writing, alex)
    first = await propose(writing, alex, note(ticket, "One."), session_id, run_id="r1")
    second = await propose(writing, alex, note(ticket, "Two."), session_id, run_id="r2")
    customer = await propose(writing, alex, note(ticket, "Dear.", note_type="description"), session_id)

    assert (second.id, second.args_version, second.number) == (first.id, 2, 1)
    assert second.digest != first.digest
    assert (second.provenance["run_id"], second.provenance["first"]["run_id"]) == ("r2", "r1")
    assert (customer.id != first.id, customer.number) == (True, 2)


async def test_the_same_draft_again_changes_nothing(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """A model that repeats itself does not make the person's screen stale."""
    ticket = await first_ticket(writing, alex)
    first = await propose(writing, alex, note(ticket), session_id)
    again = await propose(writing, alex, note(ticket), session_id)

    assert (again.id, again.args_version, again.digest) == (first.id, 1, first.digest)


async def test_two_different_tickets_are_two_proposals(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """A second new ticket never overwrites the first one's draft."""
    first = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    second = await propose(
        writing, alex, new_ticket(await ticket_args(writing, alex, summary="VPN")), session_id
    )

    assert [first.number, second.number] == [1, 2]
    assert [each.id for each in await writing.proposals.of_session(alex.scope, session_id)] == [
        first.id,
        second.id,
    ]


async def test_many_at_once_get_numbers_of_their_own(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """Tools that run side by side store their proposals without losing one."""
    drafts = [new_ticket(await ticket_args(writing, alex, summary=f"Ticket {n}")) for n in range(10)]

    kept = await asyncio.gather(*(propose(writing, alex, draft, session_id) for draft in drafts))

    assert sorted(each.number or 0 for each in kept) == list(range(1, 11))


async def test_an_edit_keeps_the_old_value_readable(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """The card and the audit log both still say what it was before the person's edit."""
    fields = {"summary": {"value": "Old", "said": "old words", "name": None}}
    args = await ticket_args(writing, alex, summary="Old", priority_id=None)
    old = await propose(writing, alex, new_ticket(args, fields=fields), session_id)

    new = await writing.proposals.edit(
        alex.scope, old.id, args_version=1, args={"summary": "New", "priority_id": "x"}
    )
    newer = await writing.proposals.edit(alex.scope, old.id, args_version=2, args={"summary": "Newer"})

    assert (new.args_version, new.missing_fields, newer.fields["summary"]["was"]) == (2, [], "Old")
    assert newer.digest == digest("create_ticket", alex.connection.id, None, newer.args)
    edits = [each.detail for each in await rows(writing, AuditEntry) if each.action == "proposal.edited"]
    assert ("Old", "New") in [(each["before"]["summary"], each["after"]["summary"]) for each in edits]


@pytest.mark.parametrize("changed", NONSENSE)
async def test_edits_that_make_no_sense_are_refused(
    writing: WriteDesk, alex: Inhabitant, session_id: str, changed: dict[str, object]
) -> None:
    """Unknown fields, wrong types and too long texts change nothing."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)

    with pytest.raises(Invalid):
        await writing.proposals.edit(alex.scope, proposal.id, args_version=1, args=changed)

    assert (await writing.proposals.get(alex.scope, proposal.id)).args_version == 1


async def test_a_proposal_cannot_be_moved_to_another_ticket(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """The target is fixed: editing it would change what the card is about."""
    proposal = await propose(writing, alex, note(await first_ticket(writing, alex)), session_id)

    with pytest.raises(Invalid):
        await writing.proposals.edit(alex.scope, proposal.id, args_version=1, args={"ticket_id": "1"})


async def test_two_edits_from_one_screen_collide(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """The second edit of the same version is told what changed meanwhile."""
    proposal = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    await writing.proposals.edit(alex.scope, proposal.id, args_version=1, args={"summary": "A"})

    with pytest.raises(Stale) as refused:
        await writing.proposals.edit(alex.scope, proposal.id, args_version=1, args={"summary": "B"})

    assert refused.value.extras["changes"][0]["after"] == "A"


async def test_decided_and_expired_proposals_are_not_edited(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """After the decision or its time, a card stands as it is."""
    clock = Moments()
    desk = build_write_desk(writing, clock=clock)
    done = await propose(desk, alex, new_ticket(await ticket_args(desk, alex)), session_id)
    await confirm(desk, alex, done)
    late = await propose(desk, alex, new_ticket(await ticket_args(desk, alex, summary="Late")), session_id)
    clock.pass_(hours=73)

    with pytest.raises(Stale):
        await desk.proposals.edit(alex.scope, done.id, args_version=1, args={"summary": "B"})
    with pytest.raises(Stale):
        await desk.proposals.dismiss(alex.scope, done.id)
    with pytest.raises(Gone):
        await desk.proposals.edit(alex.scope, late.id, args_version=1, args={"summary": "B"})
    assert await desk.proposals.open_of_session(alex.scope, session_id) == []


async def test_nobody_proposes_into_anothers_session(
    writing: WriteDesk, engineer: Inhabitant, other_account: Inhabitant, session_id: str
) -> None:
    """A session of somebody else does not exist, also for a box that names it."""
    for stranger in (engineer, other_account):
        with pytest.raises(Missing):
            await propose(writing, stranger, new_ticket({"summary": "x"}), session_id)


async def test_a_kind_or_argument_nobody_knows_is_refused(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """What a model invents is said back to it, and nothing is stored."""
    for draft in (
        ProposalDraft(kind="delete_ticket", title="x", args={}),  # type: ignore[arg-type]
        ProposalDraft(kind="update_status", title="x", args={"status_id": "1"}),
        ProposalDraft(kind="assign", title="x", args={"ticket_id": "1", "sudo": True}),
    ):
        with pytest.raises(Invalid):
            await propose(writing, alex, draft, session_id)
    assert await writing.proposals.list(alex.scope) == []


async def test_control_characters_never_reach_the_ticket(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """NUL, lone surrogates and line breaks in a summary are gone before anybody sees it."""
    args = await ticket_args(writing, alex, summary="A\x00B\ud800\r\n C", description="one\r\ntwo\x07")

    proposal = await propose(writing, alex, new_ticket(args), session_id)

    assert (proposal.args["summary"], proposal.args["description"]) == ("AB C", "one\ntwo")


async def test_every_step_is_in_the_audit_log(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    """Who proposed, edited, confirmed and what was written, with model and prompt version."""
    made_by = {"run_id": "r", "model": "offline", "prompt_hash": "abc"}
    proposal = await propose(
        writing, alex, new_ticket(await ticket_args(writing, alex)), session_id, **made_by
    )
    edited = await writing.proposals.edit(alex.scope, proposal.id, args_version=1, args={"summary": "Z"})
    await confirm(writing, alex, edited)

    entries = sorted(await rows(writing, AuditEntry), key=lambda each: each.at)
    told = [each for each in entries if each.subject_id == proposal.id]
    assert [each.action for each in told] == [
        "proposal.proposed",
        "proposal.edited",
        "proposal.confirmed",
        "write.done",
    ]
    assert told[0].detail["provenance"] == made_by
    assert (told[2].detail["args_version"], told[2].detail["digest"]) == (2, edited.digest)
    assert (told[2].user_name, told[3].user_name) == (alex.scope.user_name, "Deskhand")
