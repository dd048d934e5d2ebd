"""What the PSA may do wrong to a confirmed write, what is true afterwards, and what only a person knows."""

import asyncio
from typing import Any

import pytest

from assistant.audit.tables import AuditEntry
from assistant.errors import Stale
from assistant.notes.tables import PostLog
from assistant.proposals.tables import Decision, Proposal
from tests.faults.world import TEXT, World, close_draft, note_draft, ticket_draft


async def test_a_lost_answer_is_found_by_its_marker(world: World) -> None:
    """Time-out after the write: the ticket is there, is found, and nothing is sent twice."""
    _, outcome = await world.confirm(await world.propose(ticket_draft()), "timeout_after_write:1")

    (ticket,) = await world.tickets()
    assert (outcome.state, outcome.ticket_id, outcome.attempt) == ("done", ticket.id, 1)


async def test_a_lost_answer_of_the_note_still_changes_the_status(world: World) -> None:
    """The note's answer is lost, it is found, and the status change that belongs to it follows."""
    _, outcome = await world.confirm(await world.propose(note_draft("2")), "timeout_after_write:1")

    assert (outcome.state, len(await world.notes()), await world.status()) == ("done", 1, "2")
    (post,) = await world.rows(PostLog)
    assert (post.status, post.status_changed_to) == ("success", "Closed")


async def test_a_lost_answer_of_a_status_change_is_seen_on_the_ticket(world: World) -> None:
    """A status has no marker: the ticket itself shows that it was changed."""
    _, outcome = await world.confirm(await world.propose(close_draft()), "timeout_after_write:1")

    assert (outcome.state, outcome.attempt, outcome.steps["status"]["new_status"]) == ("done", 1, "Closed")
    assert outcome.steps["status"]["previous_status"] == "New"


async def test_a_refusal_gives_the_draft_back_with_the_psas_words(world: World) -> None:
    """The card is editable again, says why, and the old confirmation cannot be used a second time."""
    proposal = await world.propose(note_draft())
    proposals, outcome = await world.confirm(proposal, "refuse:1")

    assert outcome.state == "rejected"
    again = await proposals.get(world.person.scope, proposal.id)
    assert (again.state, again.args["text"], again.refusal) == ("open", TEXT, outcome.error)
    assert "refused" in (again.refusal or "")
    with pytest.raises(Stale):
        await world.confirm(proposal)
    _, second = await world.confirm(again)
    assert (second.state, len(await world.notes())) == ("done", 1)
    assert sorted(each.status for each in await world.rows(PostLog)) == ["failed", "success"]


async def test_a_status_refused_after_its_note_is_said_and_not_repeated(world: World) -> None:
    """The note is posted, the status change is refused: done with a warning, never a second note."""
    proposal = await world.propose(note_draft("2"))
    _, outcome = await world.confirm(proposal, "timeout_after_write:1,refuse:1")

    assert (len(await world.notes()), await world.status()) == (1, "1")
    assert outcome.warning is not None
    assert "status was not changed" in outcome.sentence


@pytest.mark.parametrize("fault", ["rate_limit", "unavailable_before"])
async def test_what_surely_was_not_written_is_tried_again(world: World, fault: str) -> None:
    """Five refusals to serve, one after the other: it waits, says so, and is written once in the end."""
    proposal = await world.propose(ticket_draft())
    proposals, outcome = await world.confirm(proposal, f"{fault}:5")
    assert outcome.state == "retry"
    assert outcome.next_try_at is not None

    for _ in range(200):
        await proposals.sweep_once()
        final = await proposals.outcome(world.person.scope, proposal.id)
        if final is not None and final.is_final:
            break
        await asyncio.sleep(0.05)

    assert final is not None
    assert (final.state, final.attempt, len(await world.tickets())) == ("done", 6, 1)


async def test_a_psa_that_stays_away_keeps_the_write_waiting(world: World) -> None:
    """Through many sweeps nothing is lost, nothing is given up, and the person sees when the next try is."""
    proposal = await world.propose(ticket_draft())
    proposals, _ = await world.confirm(proposal, "unavailable_before:1000")

    for _ in range(15):
        await proposals.sweep_once()
        await asyncio.sleep(0.02)

    outcome = await proposals.outcome(world.person.scope, proposal.id)
    assert outcome is not None
    assert (outcome.state, await world.tickets()) == ("retry", [])
    restarted = world.service()
    await asyncio.sleep(0.1)
    await restarted.sweep_once()
    assert len(await world.tickets()) == 1


async def test_an_outcome_nobody_can_learn_is_asked_and_seen(world: World) -> None:
    """The PSA answers neither the write nor the look: the card asks; "I see it" ends it without sending."""
    proposals, proposal = await asked_with_reads_down(world, ticket_draft(), written=True)
    (ticket,) = await world.tickets()

    outcome = await proposals.resolve(world.person, proposal.id, "seen", ticket_id=ticket.id)

    assert (outcome.state, outcome.ticket_id, len(await world.tickets())) == ("done", ticket.id, 1)
    assert [each.verdict for each in await world.rows(Decision)] == ["confirmed", "seen"]
    assert "write.seen" in [each.action for each in await world.rows(AuditEntry)]


@pytest.mark.parametrize("written", [True, False])
async def test_sending_again_looks_once_more_first(world: World, written: bool) -> None:
    """ "Send again" of something that is there after all finds it; of something absent it writes it."""
    _, proposal = await asked_with_reads_down(world, note_draft(), written=written)
    restarted = world.service()

    outcome = await restarted.resolve(world.person, proposal.id, "send_again")

    assert (outcome.state, len(await world.notes())) == ("done", 1)
    assert [each.status for each in await world.rows(PostLog)][-1] == "success"


async def test_nothing_can_be_resolved_that_is_not_in_question(world: World) -> None:
    """A finished write cannot be sent again by anybody."""
    proposal = await world.propose(ticket_draft())
    proposals, _ = await world.confirm(proposal)

    for answer in ("seen", "send_again"):
        with pytest.raises(Stale):
            await proposals.resolve(world.person, proposal.id, answer)
    assert len(await world.tickets()) == 1


async def test_writes_to_one_ticket_go_one_after_the_other(world: World) -> None:
    """An earlier write that waits holds back the later ones to the same ticket, in order of confirmation."""
    first = await world.propose(note_draft())
    proposals, waiting = await world.confirm(first, "unavailable_before:3")
    second = await world.propose(close_draft())
    assert waiting.state == "retry"

    await world.confirm(second)
    for _ in range(20):
        await proposals.sweep_once()
        await asyncio.sleep(0.02)

    assert (len(await world.notes()), await world.status()) == (1, "2")
    written = [each for each in await world.rows(AuditEntry) if each.action == "write.done"]
    in_order = [each.subject_id for each in sorted(written, key=lambda each: each.at)]
    assert in_order == [first.id, second.id]


async def asked_with_reads_down(world: World, draft: Any, *, written: bool) -> tuple[Any, Proposal]:
    """A write that was sent while every read of the PSA fails afterwards."""
    proposal = await world.propose(draft)
    fault = "crash_after:1" if written else "crash_before:1"
    await world.child(do="confirm", proposal=proposal.id, faults=fault)
    world.lease_runs_out()
    blind = world.service("read_unavailable:1000")
    await blind.sweep_once()
    outcome = await blind.outcome(world.person.scope, proposal.id)
    assert outcome is not None
    assert outcome.asks
    return blind, proposal
