"""Logged time through kills, lost answers and refusals: one entry, or none and a draft to correct."""

import pytest

from assistant.errors import Invalid
from assistant.proposals.tables import LedgerEntry
from tests.faults.test_kills import KILLS, kill, name_of
from tests.faults.world import World, time_draft


@pytest.fixture
def mapped(world: World) -> World:
    """Olga is the PSA's member 17."""
    world.members = {world.connection_id: "17"}
    return world


@pytest.mark.parametrize("how", KILLS, ids=name_of)
async def test_killed_time_is_logged_exactly_once(mapped: World, how: dict[str, str]) -> None:
    """Whatever moment the process dies at, the restarted service leaves one entry, known as done."""
    proposal = await mapped.propose(time_draft())
    await kill(mapped, proposal.id, how)

    entry = await mapped.settle()

    (logged,) = await mapped.times()
    assert (entry.state, entry.result["steps"]["time"]["time_entry_id"]) == ("done", logged.id)
    assert (logged.minutes, logged.member and logged.member.id) == (45, "17")


async def test_a_lost_answer_of_time_is_found_by_its_marker(mapped: World) -> None:
    """Time-out after the write: the entry is found and nothing is sent twice."""
    _, outcome = await mapped.confirm(await mapped.propose(time_draft()), "timeout_after_write:1")

    assert (outcome.state, outcome.attempt, len(await mapped.times())) == ("done", 1, 1)
    assert outcome.sentence == "Logged 45 minutes on #1."


async def test_refused_time_is_a_draft_again(mapped: World) -> None:
    """The PSA's words are on the card, and confirming the new version logs it once."""
    proposal = await mapped.propose(time_draft())
    proposals, outcome = await mapped.confirm(proposal, "refuse:1")
    again = await proposals.get(mapped.person.scope, proposal.id)

    assert (outcome.state, again.state, await mapped.times()) == ("rejected", "open", [])
    _, second = await mapped.confirm(again)
    assert (second.state, len(await mapped.times())) == ("done", 1)


async def test_time_of_somebody_unmapped_is_refused(small_world: World) -> None:
    """Without a member the entry would be the integration's own: nothing is confirmed."""
    proposal = await small_world.propose(time_draft())
    with pytest.raises(Invalid, match="not mapped"):
        await small_world.confirm(proposal)
    assert await small_world.rows(LedgerEntry) == []


async def test_time_of_an_inactive_member_is_refused(small_world: World) -> None:
    """Nobody is credited who left."""
    small_world.members = {small_world.connection_id: "18"}
    proposal = await small_world.propose(time_draft())
    with pytest.raises(Invalid, match="inactive"):
        await small_world.confirm(proposal)


async def test_billing_left_open_stays_open(mapped: World) -> None:
    """Nobody said whether it is billed, so the PSA is not told."""
    _, outcome = await mapped.confirm(await mapped.propose(time_draft()))
    (logged,) = await mapped.times()
    assert (outcome.state, logged.billable) == ("done", None)
