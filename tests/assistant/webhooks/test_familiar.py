"""New tickets that look like earlier ones: noticed by the watch, shown to whom they concern."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from assistant.clock import utc_now
from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import Missing
from assistant.webhooks.familiar import FamiliarTickets
from assistant.webhooks.watch import OVERLAP, TicketWatch
from providers.base import PSAReader
from providers.errors import Unavailable
from providers.models import Ticket, TicketDraft, TicketFilter
from providers.writers import open_writer
from tests.conftest import Inhabitant

SUMMARY = "Outlook keeps asking for the password"


async def create(
    desk: Desk, alex: Inhabitant, summary: str, company_id: str, assigned: str | None = None
) -> Ticket:
    """A ticket that arrives at the PSA by another way than ours."""
    _, reader = await desk.connections.reader(alex.scope)
    board = (await reader.boards())[0]
    draft = TicketDraft(
        summary=summary,
        company_id=company_id,
        board_id=board.id,
        status_id=board.statuses[0].id,
        priority_id=(await reader.priorities())[0].id,
        assigned_member_id=assigned,
    )
    spec = await desk.connections.spec(alex.scope.account_id, alex.connection.id)
    return await open_writer(spec, desk.database).create_ticket(draft, marker=f"dh-test-{uuid4().hex[:12]}")


@pytest.fixture
async def twins(desk: Desk, alex: Inhabitant) -> tuple[Ticket, Ticket]:
    """Two tickets of one company about the same trouble; the second is nobody's."""
    _, reader = await desk.connections.reader(alex.scope)
    company_id = (await reader.search_tickets(TicketFilter(state="any"))).items[0].company.id
    first = await create(desk, alex, "Outlook asks for the password again", company_id)
    return first, await create(desk, alex, SUMMARY, company_id)


async def shown(person: Inhabitant) -> list[str]:
    answer = await person.client.get("/api/suggestions")
    assert answer.status_code == 200
    return [row["ticket_id"] for row in answer.json()["items"]]


async def test_a_new_ticket_that_looks_like_an_earlier_one_is_offered(
    desk: Desk, alex: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """The watch finds it without any call from the PSA; it names the earlier ticket and the shared words."""
    await desk.watch.look_over(alex.connection)
    rows = (await alex.client.get("/api/suggestions")).json()["items"]
    row = next(each for each in rows if each["ticket_id"] == twins[1].id)
    assert row["look_alikes"][0]["id"] == twins[0].id
    assert {"outlook", "password"} <= set(row["look_alikes"][0]["words"])
    assert row["assigned"] is False


async def test_a_ticket_is_offered_to_whom_it_concerns(
    desk: Desk, alex: Inhabitant, engineer: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """What is assigned to a member is that person's only; what is nobody's is everybody's."""
    mine = await create(desk, alex, "Outlook password prompt", twins[0].company.id, assigned="17")
    await desk.watch.look_over(alex.connection)
    assert {mine.id, twins[1].id} <= set(await shown(alex))
    theirs = await shown(engineer)
    assert twins[1].id in theirs
    assert mine.id not in theirs


async def test_opening_makes_a_session_on_the_ticket(
    desk: Desk, alex: Inhabitant, engineer: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """One click and the session is linked; a ticket that somebody works on is offered to nobody."""
    await desk.watch.look_over(alex.connection)
    row = next(each for each in await desk.familiar.shown(alex.scope) if each.ticket_id == twins[1].id)
    opened = await alex.client.post(f"/api/suggestions/{row.id}/open")
    assert opened.status_code == 201
    session = await desk.sessions.get(alex.scope, opened.json()["session_id"])
    assert (session.psa_ticket_id, session.title) == (twins[1].id, SUMMARY)
    assert twins[1].id not in await shown(engineer)


async def test_put_away_stays_away_for_that_person(
    desk: Desk, alex: Inhabitant, engineer: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """Dismissing hides it from the one who did, also after the ticket changed again."""
    await desk.watch.look_over(alex.connection)
    row = next(each for each in await desk.familiar.shown(alex.scope) if each.ticket_id == twins[1].id)
    assert (await alex.client.post(f"/api/suggestions/{row.id}/dismiss")).status_code == 204
    await desk.watch.look_over(alex.connection)
    assert twins[1].id not in await shown(alex)
    assert twins[1].id in await shown(engineer)


async def test_a_closed_or_renamed_ticket_is_no_longer_offered(
    desk: Desk, alex: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """The suggestion follows the ticket: closed, it goes."""
    await desk.watch.look_over(alex.connection)
    assert twins[1].id in await shown(alex)
    _, reader = await desk.connections.reader(alex.scope)
    closed = next(status for status in await reader.statuses(twins[1].board.id) if status.closed)
    spec = await desk.connections.spec(alex.scope.account_id, alex.connection.id)
    await open_writer(spec, desk.database).update_status(twins[1].id, closed.id)
    await desk.watch.look_over(alex.connection)
    assert twins[1].id not in await shown(alex)


async def test_nobody_is_offered_what_they_may_not_see(
    desk: Desk, alex: Inhabitant, other_account: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """Another account sees nothing and can open nothing; a person of few companies sees only those."""
    await desk.watch.look_over(alex.connection)
    (row,) = [each for each in await desk.familiar.shown(alex.scope) if each.ticket_id == twins[1].id]
    assert await shown(other_account) == []
    for action in ("open", "dismiss"):
        answer = await other_account.client.post(f"/api/suggestions/{row.id}/{action}")
        assert answer.status_code == 404
    narrow = replace(alex.scope, company_ids=frozenset({"none"}))
    assert await desk.familiar.shown(narrow) == []
    with pytest.raises(Missing):
        await desk.familiar.open(narrow, row.id)


async def test_a_viewer_sees_but_opens_nothing(
    desk: Desk, alex: Inhabitant, viewer: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """The lowest role reads the list; opening a session is an engineer's."""
    await desk.watch.look_over(alex.connection)
    assert twins[1].id in await shown(viewer)
    row = next(each for each in await desk.familiar.shown(viewer.scope))
    assert (await viewer.client.post(f"/api/suggestions/{row.id}/open")).status_code == 403


async def test_a_look_that_failed_is_made_up_for(
    desk: Desk, alex: Inhabitant, twins: tuple[Ticket, Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the PSA is away nothing is forgotten: the next look begins where the failed one did."""

    async def away(*_: object, **__: object) -> None:
        raise Unavailable("The PSA did not answer.", "no")

    with monkeypatch.context() as broken:
        broken.setattr("providers.embedded.reader.EmbeddedReader.search_tickets", away)
        with pytest.raises(Unavailable):
            await desk.watch.look_over(alex.connection)
        await desk.watch.round()
    await desk.watch.look_over(alex.connection)
    assert twins[1].id in await shown(alex)


async def test_only_what_changed_is_looked_at_again(
    desk: Desk, alex: Inhabitant, twins: tuple[Ticket, Ticket]
) -> None:
    """A second look reads the tickets changed since the first, a little overlap included, not all of them."""
    looked: list[str] = []

    class Noting(FamiliarTickets):
        async def look_at(self, connection: Connection, reader: PSAReader, tickets: Sequence[Ticket]) -> None:
            looked.extend(ticket.id for ticket in tickets)

    now = utc_now()
    noting = Noting(desk.database, desk.connections, desk.sessions)
    watch = TicketWatch(desk.database, desk.connections, noting, clock=lambda: now)
    await watch.look_over(alex.connection)
    assert {twin.id for twin in twins} <= set(looked)
    looked.clear()
    now += OVERLAP * 2
    await watch.look_over(alex.connection)
    now += OVERLAP * 2
    looked.clear()
    await watch.look_over(alex.connection)
    assert looked == []
