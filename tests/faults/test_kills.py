"""A process is really killed at each step of a confirmed write. After restart: one write, none lost, none
doubled."""

import asyncio

import pytest

from assistant.notes.tables import PostLog
from assistant.proposals.tables import Decision, LedgerEntry
from providers.models import TicketFilter
from tests.faults.world import SUMMARY, World, note_draft, ticket_draft

KILLED = -9
CRASHED = 137
KILLS = [
    {"die": "claim:before"},
    {"die": "claim:after"},
    {"faults": "crash_before:1"},
    {"faults": "crash_during:1"},
    {"faults": "crash_after:1"},
    {"die": "remember:before"},
    {"die": "remember:after"},
]
NOTE_KILLS = [
    *KILLS,
    {"die": "remember:before:2"},
    {"die": "remember:after:2"},
]


def name_of(kill: dict[str, str]) -> str:
    return next(iter(kill.values())).replace(":", "-")


async def kill(world: World, proposal_id: str, how: dict[str, str]) -> None:
    code = await world.child(do="confirm", proposal=proposal_id, **how)
    assert code in (KILLED, CRASHED)
    world.lease_runs_out()


@pytest.mark.parametrize("how", KILLS, ids=name_of)
async def test_a_killed_ticket_is_created_exactly_once(world: World, how: dict[str, str]) -> None:
    """Whatever moment the process dies at, the restarted service leaves exactly one ticket, known as done."""
    proposal = await world.propose(ticket_draft())
    await kill(world, proposal.id, how)

    entry = await world.settle()

    (ticket,) = await world.tickets()
    assert (entry.state, entry.result["ticket_id"]) == ("done", ticket.id)


@pytest.mark.parametrize("how", NOTE_KILLS, ids=name_of)
async def test_a_killed_note_and_its_status_are_written_exactly_once(
    world: World, how: dict[str, str]
) -> None:
    """One note, the status as confirmed, one success in the post log with both sides of the status."""
    proposal = await world.propose(note_draft(status_id="2"))
    await kill(world, proposal.id, how)

    entry = await world.settle()

    assert (entry.state, len(await world.notes()), await world.status()) == ("done", 1, "2")
    posts = [each for each in await world.rows(PostLog) if each.status == "success"]
    assert [(each.status_changed_from, each.status_changed_to) for each in posts] == [("New", "Closed")]


async def test_a_kill_before_the_decision_leaves_the_proposal_open(small_world: World) -> None:
    """Died before the commit of decision and ledger: nothing is confirmed, and the person can confirm."""
    proposal = await small_world.propose(ticket_draft())
    code = await small_world.child(do="confirm", proposal=proposal.id, die="enter:after")

    assert code == KILLED
    assert await small_world.rows(Decision) == []
    assert await small_world.rows(LedgerEntry) == []
    _, outcome = await small_world.confirm(proposal)
    assert (outcome.state, len(await small_world.tickets())) == ("done", 1)


async def test_a_process_killed_while_looking_harms_nothing(world: World) -> None:
    """The second process dies in the middle of reconciling; the third one finishes it."""
    proposal = await world.propose(note_draft())
    await kill(world, proposal.id, {"faults": "crash_after:1"})
    await world.child(do="sweep", sweeps=1, die="claim_look:after")
    world.lease_runs_out()

    entry = await world.settle()

    assert (entry.state, len(await world.notes())) == ("done", 1)


async def test_four_processes_sweep_at_once(world: World) -> None:
    """Ten confirmed tickets and a lost one, swept by four processes: each is written once."""
    lost = await world.propose(ticket_draft())
    await kill(world, lost.id, {"faults": "crash_after:1"})
    waiting = world.service(faults="unavailable_before:10")
    for number in range(10):
        proposal = await world.propose(ticket_draft(summary=f"{SUMMARY} {number}"))
        await waiting.confirm(
            world.person, proposal.id, args_version=proposal.args_version, digest=proposal.digest
        )

    await asyncio.gather(*(world.child(do="sweep", sweeps=15) for _ in range(4)))

    entries = await world.rows(LedgerEntry)
    assert {each.state for each in entries} == {"done"}
    _, reader = await world.connections.reader(world.person.scope, world.connection_id)
    assert (await reader.search_tickets(TicketFilter(state="any"), page_size=100)).total == 12


async def test_two_processes_confirm_at_once(world: World) -> None:
    """The same card confirmed from two processes at the same moment: one decision, one ticket."""
    proposal = await world.propose(ticket_draft())

    codes = await asyncio.gather(
        *(world.child(do="confirm", proposal=proposal.id, version=1) for _ in range(2))
    )

    assert codes == [0, 0]
    assert (len(await world.rows(Decision)), len(await world.rows(LedgerEntry))) == (1, 1)
    assert len(await world.tickets()) == 1
