"""A note that cannot be posted now waits visibly, can be taken back, and is posted once the PSA is back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from assistant.audit.tables import AuditEntry
from assistant.clock import utc_now
from assistant.errors import Forbidden, Missing, Stale
from assistant.identity.people import Person
from assistant.identity.tables import User
from assistant.notes.tables import PostLog
from assistant.proposals.assembly import build_proposals
from assistant.proposals.pacing import Pacing
from assistant.proposals.service import Proposals
from assistant.proposals.tables import Decision, LedgerEntry, Proposal
from providers.embedded.faults import FaultPlan
from providers.errors import Unavailable
from providers.scope import Role, Scope
from tests.faults.world import TEXT, World, note_draft, ticket_draft, time_draft

LONG = Pacing(looks=(0.0, 0.05, 0.05), settle=0.0, resends=1, first_retry=600.0, longest_retry=600.0)


def patient(world: World, faults: str = "") -> Proposals:
    """A service whose next try is ten minutes away, so that nothing but a person hurries it; its PSA fails
    as planned, also for the checks of a confirmation."""
    plan = FaultPlan(faults)
    world.connections = type(world.connections)(world.database, faults=plan)
    return build_proposals(
        world.database,
        world.connections,
        faults=plan,
        pacing=LONG,
        clock=lambda: utc_now() + timedelta(seconds=world.ahead),
        answer_within_seconds=3.0,
    )


async def confirm(world: World, proposals: Proposals, proposal: Proposal) -> Any:
    return await proposals.confirm(
        world.person, proposal.id, args_version=proposal.args_version, digest=proposal.digest
    )


async def swept(proposals: Proposals) -> None:
    """What is due is sent, also by what the confirmation had woken."""
    await proposals.sweep_once()
    await proposals.close()


async def test_a_note_waits_and_says_until_when(world: World) -> None:
    """Not posted, said with the time of the next try, and listed as not written yet."""
    proposals = patient(world, "unavailable_before:1")
    outcome = await confirm(world, proposals, await world.propose(note_draft()))

    assert (outcome.state, outcome.may_withdraw, await world.notes()) == ("retry", True, [])
    assert outcome.next_try_at is not None
    assert f"tried again at {outcome.next_try_at:%H:%M} UTC. Nothing was written yet." in outcome.sentence
    [(entry, kept)] = await proposals.waiting(world.person.scope, ticket_id="1")
    assert (entry.args["text"], kept.id) == (TEXT, outcome.proposal_id)
    assert await proposals.waiting(world.person.scope, ticket_id="2") == []


async def test_a_note_confirmed_while_nothing_can_be_read_is_checked_later(world: World) -> None:
    """The PSA answers nothing at all: the note waits, and is posted once when it is back."""
    proposals = patient(world, "read_unavailable:2")
    outcome = await confirm(world, proposals, await world.propose(note_draft("2")))
    assert (outcome.state, outcome.attempt) == ("retry", 1)

    world.ahead += 601
    for _ in range(3):
        await swept(proposals)
    assert ((await world.entry()).state, len(await world.notes()), await world.status()) == ("done", 1, "2")


async def test_a_ticket_that_moved_on_meanwhile_is_not_touched(world: World) -> None:
    """Checked when the PSA is back: its status is another, so the note is a draft again, with both sides."""
    proposals = patient(world, "read_unavailable:2")
    draft = note_draft("1")
    proposal = await world.propose(
        type(draft)(
            kind="post_note",
            title="Note",
            args=draft.args,
            target_ticket_id="1",
            base={"status_id": "2", "status": "Closed"},
        )
    )
    await confirm(world, proposals, proposal)
    world.ahead += 601
    await swept(proposals)

    again = await proposals.get(world.person.scope, proposal.id)
    assert (again.state, await world.notes()) == ("open", [])
    assert "status Closed → New" in (again.refusal or "")


async def test_a_person_who_left_posts_nothing_later(world: World) -> None:
    """Who is inactive when the PSA is back has no right to write any more."""
    proposals = patient(world, "read_unavailable:2")
    await confirm(world, proposals, await world.propose(note_draft()))
    async with world.database.write(world.account_id) as session:
        user = await session.get(User, world.user_id)
        assert user is not None
        user.active = False
        session.add(user)
    world.ahead += 601
    await swept(proposals)
    assert ((await world.entry()).state, await world.notes()) == ("rejected", [])


async def test_what_does_not_only_add_is_not_confirmed_unseen(small_world: World) -> None:
    """A new ticket needs its lists: while they cannot be read nothing is confirmed."""
    proposals = patient(small_world, "read_unavailable:50")
    proposal = await small_world.propose(ticket_draft())
    with pytest.raises(Unavailable):
        await confirm(small_world, proposals, proposal)
    assert await small_world.rows(LedgerEntry) == []


async def test_a_restart_in_between_posts_it_once(world: World) -> None:
    """The process that took the confirmation ends, or is killed; the next one posts the note, once."""
    proposal = await world.propose(note_draft())
    code = await world.child(
        do="confirm", proposal=proposal.id, faults="unavailable_before:3", die="later:after"
    )
    assert code == -9
    assert (await world.entry()).state == "retry"
    world.ahead += 5

    entry = await world.settle()

    assert (entry.state, len(await world.notes())) == ("done", 1)


async def test_a_waiting_note_is_taken_back(world: World) -> None:
    """Its text is an editable draft again, the decision is kept beside the first, nothing is ever posted."""
    proposals = patient(world, "unavailable_before:1")
    proposal = await world.propose(note_draft())
    await confirm(world, proposals, proposal)

    again = await proposals.withdraw(world.person, proposal.id)

    assert (again.state, again.args["text"], again.refusal) == ("open", TEXT, None)
    assert again.args_version == proposal.args_version + 1
    assert sorted(each.verdict for each in await world.rows(Decision)) == ["confirmed", "withdrawn"]
    assert "write.withdrawn" in {each.action for each in await world.rows(AuditEntry)}
    world.ahead += 5_000
    await swept(proposals)
    assert (await world.notes(), await proposals.waiting(world.person.scope)) == ([], [])
    edited = await proposals.edit(
        world.person.scope, proposal.id, args_version=again.args_version, args={"note_type": "resolution"}
    )
    second = await confirm(world, proposals, edited)
    assert (second.state, len(await world.notes())) == ("done", 1)


async def test_the_old_confirmation_is_worth_nothing_after_that(small_world: World) -> None:
    """A second tab that still shows the confirmed version cannot bring it back."""
    proposals = patient(small_world, "unavailable_before:1")
    proposal = await small_world.propose(note_draft())
    await confirm(small_world, proposals, proposal)
    await proposals.withdraw(small_world.person, proposal.id)
    with pytest.raises(Stale):
        await confirm(small_world, proposals, proposal)
    with pytest.raises(Stale):
        await proposals.withdraw(small_world.person, proposal.id)


async def test_try_now_does_not_wait(world: World) -> None:
    """The person presses it when the PSA is back: posted at once, and once."""
    proposals = patient(world, "unavailable_before:2")
    proposal = await world.propose(note_draft())
    await confirm(world, proposals, proposal)

    still_away = await proposals.try_now(world.person, proposal.id)
    posted = await proposals.try_now(world.person, proposal.id)

    assert (still_away.state, still_away.attempt) == ("retry", 2)
    assert (posted.state, posted.attempt, len(await world.notes())) == ("done", 3, 1)
    with pytest.raises(Stale):
        await proposals.try_now(world.person, proposal.id)
    assert [each.status for each in await world.rows(PostLog)].count("success") == 1


async def test_what_may_have_been_written_is_not_taken_back(world: World) -> None:
    """A lost answer: whether it is there is not known, so it cannot be undone here."""
    proposals = patient(world, "timeout_after_write:1")
    proposal = await world.propose(note_draft())
    await confirm(world, proposals, proposal)
    with pytest.raises(Stale):
        await proposals.withdraw(world.person, proposal.id)
    assert len(await world.notes()) == 1


async def test_taking_back_and_trying_at_once_leave_one_truth(world: World) -> None:
    """Ten presses of each at the same moment: posted once and confirmed, or not posted and open."""
    proposals = patient(world, "unavailable_before:1")
    proposal = await world.propose(note_draft())
    await confirm(world, proposals, proposal)

    presses = [
        press(world.person, proposal.id)
        for _ in range(10)
        for press in (proposals.try_now, proposals.withdraw)
    ]
    answers = await asyncio.gather(*presses, return_exceptions=True)
    await swept(proposals)

    assert all(not isinstance(each, Exception) or isinstance(each, Stale) for each in answers)
    now = await proposals.get(world.person.scope, proposal.id)
    assert (now.state, len(await world.notes())) in [("confirmed", 1), ("open", 0)]


async def test_nobody_else_hurries_or_takes_back(small_world: World) -> None:
    """A colleague and another account find nothing; a token without the right to confirm is refused."""
    proposals = patient(small_world, "unavailable_before:1")
    proposal = await small_world.propose(note_draft())
    await confirm(small_world, proposals, proposal)
    scope = small_world.person.scope
    colleague = Person(_as(scope, user_id="f" * 32), via="session")
    stranger = Person(_as(scope, account_id="f" * 32), via="session")
    for press in (proposals.withdraw, proposals.try_now):
        for other in (colleague, stranger):
            with pytest.raises(Missing):
                await press(other, proposal.id)
        with pytest.raises(Forbidden):
            await press(Person(scope, via="token"), proposal.id)
    assert await proposals.waiting(colleague.scope) == []
    assert (await small_world.entry()).state == "retry"


async def test_time_waits_like_a_note(world: World) -> None:
    """Time confirmed while the PSA is away is logged once when it is back."""
    world.members = {world.connection_id: "17"}
    proposals = patient(world, "unavailable_before:1")
    outcome = await confirm(world, proposals, await world.propose(time_draft()))
    assert (outcome.state, await world.times()) == ("retry", [])
    posted = await proposals.try_now(world.person, outcome.proposal_id)
    assert (posted.state, len(await world.times())) == ("done", 1)


async def test_later_writes_to_the_ticket_wait_their_turn(world: World) -> None:
    """A second note behind the waiting one is not sent before it, and can be taken back alone."""
    proposals = patient(world, "unavailable_before:1")
    await confirm(world, proposals, await world.propose(note_draft()))
    draft = note_draft()
    second = await world.propose(
        type(draft)(
            kind="post_note",
            title="Second",
            args={**draft.args, "note_type": "resolution", "text": "Second."},
            target_ticket_id="1",
            base=draft.base,
        )
    )
    held = await confirm(world, proposals, second)
    assert (held.state, held.may_withdraw) == ("queued", True)
    assert (await proposals.withdraw(world.person, second.id)).state == "open"
    assert len(await proposals.waiting(world.person.scope)) == 1


def _as(scope: Scope, *, account_id: str = "", user_id: str = "") -> Scope:
    return Scope(
        account_id=account_id or scope.account_id,
        user_id=user_id or scope.user_id,
        user_name=scope.user_name,
        role=Role.OWNER,
    )
