"""What becomes of everything that hangs on a connection when an admin removes it."""

import json
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from assistant.connections.tables import Connection, MemberMapping
from assistant.desk import Desk, build_desk
from assistant.notes.tables import PostLog
from assistant.pages.card import one as card
from assistant.proposals.checks import Checked
from assistant.proposals.ledger import Ledger
from assistant.proposals.tables import LedgerEntry
from assistant.startup import prepare
from providers.errors import NotFound
from tests.assistant.proposals.conftest import app, session_id, writing
from tests.assistant.proposals.kit import (
    WriteDesk,
    first_ticket,
    new_ticket,
    note,
    propose,
    ticket_args,
)
from tests.conftest import Inhabitant

__all__ = ["app", "session_id", "writing"]
PATH = "/api/integrations/psa/connections"


async def _entries(desk: Desk, person: Inhabitant) -> list[LedgerEntry]:
    async with desk.database.read(person.scope.account_id) as session:
        query = select(LedgerEntry).where(LedgerEntry.account_id == person.scope.account_id)
        return list((await session.exec(query)).all())


async def test_history_survives_its_connection(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    """The session keeps the ticket's number without a link, post log and ledger stay, mappings go."""
    ticket = await first_ticket(writing, alex)
    await writing.sessions.link(alex.scope, session_id, ticket.id)
    draft = note(ticket)
    await writing.proposals.write_now(alex.person, alex.connection.id, draft, session_id=session_id)
    answer = await alex.client.delete(f"{PATH}/{alex.connection.id}")
    assert answer.json() == {
        "id": alex.connection.id,
        "ended_proposals": 0,
        "unsent_writes": 0,
        "unknown_writes": 0,
    }
    kept = await writing.sessions.get(alex.scope, session_id)
    assert (kept.psa_ticket_id, kept.connection_id) == (ticket.id, None)
    async with writing.database.read(alex.scope.account_id) as session:
        posted = (await session.exec(select(PostLog))).one()
        assert (posted.ticket_id, posted.connection_id, posted.status) == (ticket.id, None, "success")
        assert (await session.exec(select(MemberMapping))).all() == []
    (entry,) = await _entries(writing, alex)
    assert (entry.state, entry.connection_id) == ("done", None)
    head = (await alex.client.get(f"/sessions/{session_id}")).text
    assert "Connection removed" in head
    assert f"#{ticket.id}" in head


async def test_an_old_number_is_not_looked_up_in_the_next_psa(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """After a switch of PSAs the same number may be another customer's ticket: the talk does not see it."""
    await writing.sessions.link(alex.scope, session_id, "48291")
    await writing.administration.create_embedded(alex.scope, "The new PSA", demo=True)
    await alex.client.delete(f"{PATH}/{alex.connection.id}")
    run = await writing.runs.start(alex.scope, session_id, "What is this ticket about?")
    async for _ in writing.runs.subscribe(alex.scope, run.id):
        pass
    talk = await writing.sessions.talk(alex.scope, session_id)
    assert "DNS" not in talk.messages[-1].text


async def test_open_proposals_end_and_say_why(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    """The card stays in the lane with the sentence, and cannot be confirmed any more."""
    ticket = await first_ticket(writing, alex)
    waiting = await propose(writing, alex, note(ticket), session_id)
    removed = (await alex.client.delete(f"{PATH}/{alex.connection.id}")).json()
    assert removed["ended_proposals"] == 1
    shown = await card(writing, alex.person, waiting.id)
    assert shown.settled is not None
    assert (
        "The connection Deskhand PSA was removed by Alex Kessler. Nothing was written."
        in shown.settled.sentence
    )
    answer = await alex.client.post(
        f"/api/proposals/{waiting.id}/confirm",
        json={"args_version": waiting.args_version, "digest": waiting.digest},
    )
    assert answer.status_code == 410
    assert "was removed" in answer.json()["detail"]
    assert await _entries(writing, alex) == []


async def test_a_confirmed_write_that_was_not_sent_is_stopped_visibly(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """It is refused with the reason, for its person to see; nothing is sent later."""
    waiting = await propose(writing, alex, new_ticket(await ticket_args(writing, alex)), session_id)
    async with writing.database.write(alex.scope.account_id) as session:
        Ledger(writing.database).enter(session, alex.scope, waiting, Checked())
    removed = (await alex.client.delete(f"{PATH}/{alex.connection.id}")).json()
    assert (removed["unsent_writes"], removed["ended_proposals"]) == (1, 0)
    (entry,) = await _entries(writing, alex)
    assert entry.state == "rejected"
    shown = await card(writing, alex.person, waiting.id)
    assert shown.settled is not None
    assert "was removed by Alex Kessler" in shown.settled.sentence
    assert await writing.proposals.sweep_once() == 0


@pytest.mark.parametrize("state", ["unknown", "sending"])
async def test_a_write_on_its_way_is_not_forgotten(
    writing: WriteDesk, alex: Inhabitant, session_id: str, state: str
) -> None:
    """One being sent this moment holds the removal back; one of unknown outcome asks its person now."""
    ticket = await first_ticket(writing, alex)
    await writing.proposals.write_now(alex.person, alex.connection.id, note(ticket), session_id=session_id)
    async with writing.database.write(alex.scope.account_id) as session:
        later = alex.user.created_at + timedelta(days=900)
        await session.exec(
            update(LedgerEntry)
            .where(col(LedgerEntry.state) == "done")
            .values(state=state, lease_until=later, result={})
        )
    answer = await alex.client.delete(f"{PATH}/{alex.connection.id}")
    (entry,) = await _entries(writing, alex)
    if state == "sending":
        assert answer.status_code == 409
        assert "Nothing was removed" in answer.json()["detail"]
        assert entry.connection_id == alex.connection.id
        return
    assert answer.json()["unknown_writes"] == 1
    shown = await writing.proposals.outcome(alex.scope, entry.proposal_id)
    assert shown is not None
    assert (shown.state, shown.asks) == ("unknown", True)


async def test_the_records_of_our_own_psa_go_with_it(desk: Desk, alex: Inhabitant) -> None:
    """After removal another connection's records are untouched, and of this one none is left."""
    twin = await desk.administration.create_embedded(alex.scope, "Twin", demo=True)
    await desk.administration.remove(alex.scope, alex.connection.id)
    _, reader = await desk.connections.reader(alex.scope, twin.id)
    assert (await reader.get_ticket("48291")).id == "48291"
    gone = desk.connections.opening.open(desk.connections.opening.spec(alex.connection))
    with pytest.raises(NotFound):
        await gone.get_ticket("48291")
    assert not await gone.companies()


async def test_the_backup_imports_again(desk: Desk, alex: Inhabitant) -> None:
    """What is offered before the removal is a whole snapshot, as a file to save."""
    answer = await alex.client.get(f"/admin/connections/{alex.connection.id}/backup")
    assert "attachment" in answer.headers["content-disposition"]
    snapshot = json.loads(answer.text)
    assert snapshot["format"] == "psa-snapshot/1"
    again = await desk.connections.add_embedded(alex.scope.account_id, "Again", snapshot)
    _, reader = await desk.connections.reader(alex.scope, again.id)
    assert (await reader.get_ticket("48291")).id == "48291"


async def test_the_name_is_typed_before_anything_is_removed(desk: Desk, alex: Inhabitant) -> None:
    """The page tells what happens; another name removes nothing, the right one removes it."""
    page = f"/admin/connections/{alex.connection.id}/remove"
    shown = (await alex.client.get(page)).text
    assert "Download the backup" in shown
    wrong = await alex.client.post(page, data={"typed": "deskhand psa"})
    assert wrong.status_code == 422
    assert await desk.connections.all(alex.scope.account_id)
    right = await alex.client.post(page, data={"typed": "Deskhand PSA"})
    assert right.status_code == 303
    assert await desk.connections.all(alex.scope.account_id) == []
    assert "No PSA is connected" in (await alex.client.get("/admin")).text


async def test_a_removed_demo_does_not_come_back_at_the_next_start(desk: Desk, alex: Inhabitant) -> None:
    """No connection is a choice then; only a new account is given the demo."""
    await desk.administration.remove(alex.scope, alex.connection.id)
    restarted = build_desk(desk.settings)
    account = await prepare(restarted)
    assert await restarted.connections.all(account.id) == []
    await restarted.close()


async def test_every_page_stands_without_a_connection(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """Home, lists, settings, sessions and admin answer; none of them breaks."""
    await desk.administration.remove(alex.scope, alex.connection.id)
    for path in (
        "/",
        "/tickets",
        "/queue",
        "/settings",
        f"/sessions/{session_id}",
        "/admin",
        "/admin/members",
    ):
        answer = await alex.client.get(path)
        assert answer.status_code == 200, path


async def test_a_connection_of_an_unknown_kind_breaks_nothing(desk: Desk, alex: Inhabitant) -> None:
    """After going back to a release that lacks a provider its card says so, and the others work."""
    async with desk.database.write(alex.scope.account_id) as session:
        now = alex.user.created_at
        session.add(
            Connection(
                account_id=alex.scope.account_id,
                provider="from-the-future",
                display_name="Future PSA",
                created_at=now + timedelta(days=1),
                updated_at=now,
            )
        )
    assert "unknown to this release" in (await alex.client.get("/admin")).text
    assert (await alex.client.get(PATH)).json()["total"] == 2
    assert (await alex.client.get("/tickets")).status_code == 200
