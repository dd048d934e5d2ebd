"""Sessions: create, find, rename, archive, link."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from assistant.audit.tables import AuditEntry
from assistant.database import Database
from assistant.desk import Desk
from assistant.errors import Invalid, Missing
from assistant.sessions.service import SessionService
from assistant.sessions.tables import Message, Session
from assistant.text import title_from
from providers.errors import NotFound
from providers.models import TicketFilter
from tests.conftest import Inhabitant

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
async def sessions(desk: Desk) -> SessionService:
    return SessionService(desk.database, desk.connections, clock=lambda: NOON)


async def say(database: Database, session: Session, text: str) -> None:
    async with database.write(session.account_id) as transaction:
        transaction.add(
            Message(
                account_id=session.account_id,
                session_id=session.id,
                position=1,
                role="user",
                text=text,
                created_at=NOON,
            )
        )


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("Printer offline", "Printer offline"),
        ("\n\n  Printer   offline \nand more", "Printer offline"),
        (
            "The printer of Riverside Dental is offline since this morning",
            "The printer of Riverside Dental is offline since this…",
        ),
        ("x" * 80, "x" * 59 + "…"),
        ("\x00", ""),
    ],
)
def test_a_title_is_one_line_of_at_most_sixty_characters(said: str, title: str) -> None:
    """Plain code makes it from the first message."""
    assert title_from(said) == title
    assert len(title_from(said)) <= 60


async def test_a_session_is_found_by_title_text_and_ticket(
    sessions: SessionService, alex: Inhabitant, database: Database, desk: Desk
) -> None:
    """Words of the title or of any message, or the linked ticket's id; percent signs mean themselves."""
    one = await sessions.create(alex.scope, title="VPN drops")
    two = await sessions.create(alex.scope, title="100% disk")
    await say(database, one, "The tunnel of Müller_AG fails")
    _, reader = await desk.connections.reader(alex.scope)
    ticket = (await reader.search_tickets(TicketFilter(), page_size=1)).items[0]
    await sessions.link(alex.scope, two.id, ticket.id)
    for text, found in (
        ("vpn", [one]),
        ("TUNNEL", [one]),
        ("müller_ag", [one]),
        ("100%", [two]),
        ("_%", []),
        (ticket.id, [two]),
        (f"#{ticket.id}", [two]),
        ("nowhere", []),
    ):
        rows, total = await sessions.find(alex.scope, text=text)
        assert ([row.id for row in rows], total) == ([row.id for row in found], len(found)), text


async def test_sessions_are_found_by_day_in_a_zone(sessions: SessionService, alex: Inhabitant) -> None:
    """Noon in UTC is the next day in Kiritimati; an unknown zone is refused."""
    await sessions.create(alex.scope, title="x")
    assert (await sessions.find(alex.scope, day=NOON.date()))[1] == 1
    assert (await sessions.find(alex.scope, day=NOON.date(), zone="Pacific/Kiritimati"))[1] == 0
    with pytest.raises(Invalid, match="time zone"):
        await sessions.find(alex.scope, day=NOON.date(), zone="../../etc/passwd")


async def test_rename_and_archive(sessions: SessionService, alex: Inhabitant) -> None:
    """An archived session leaves the list but not the archive; an empty title is refused."""
    made = await sessions.create(alex.scope)
    assert made.title == "New session"
    renamed = await sessions.change(alex.scope, made.id, title="  VPN \x07 again ")
    assert renamed.title == "VPN again"
    with pytest.raises(Invalid):
        await sessions.change(alex.scope, made.id, title=" ")
    await sessions.change(alex.scope, made.id, archived=True)
    assert (await sessions.find(alex.scope))[1] == 0
    assert (await sessions.find(alex.scope, archived=True))[1] == 1


async def test_a_link_needs_a_ticket_that_exists(
    sessions: SessionService, alex: Inhabitant, database: Database, desk: Desk
) -> None:
    """Linking checks the ticket first; a wrong id leaves the link as it was; each change is audited."""
    made = await sessions.create(alex.scope)
    _, reader = await desk.connections.reader(alex.scope)
    ticket = (await reader.search_tickets(TicketFilter(), page_size=1)).items[0]
    linked, _ = await sessions.link(alex.scope, made.id, f" #{ticket.id} ")
    assert (linked.psa_ticket_id, linked.connection_id) == (ticket.id, alex.connection.id)
    for wrong in ("99999999", "x'; --", ""):
        with pytest.raises(NotFound):
            await sessions.link(alex.scope, made.id, wrong)
    with pytest.raises(Missing):
        await sessions.link(alex.scope, made.id, ticket.id, "nothing")
    assert (await sessions.get(alex.scope, made.id)).psa_ticket_id == ticket.id
    assert (await sessions.unlink(alex.scope, made.id)).psa_ticket_id is None
    await sessions.unlink(alex.scope, made.id)
    async with database.read(alex.scope.account_id) as transaction:
        entries = (await transaction.exec(select(AuditEntry).where(AuditEntry.subject_id == made.id))).all()
    assert sorted(entry.action for entry in entries) == ["session.linked", "session.unlinked"]


async def test_a_foreign_connection_cannot_be_taken(
    sessions: SessionService, alex: Inhabitant, other_account: Inhabitant
) -> None:
    """A session of ours never points to another account's PSA."""
    with pytest.raises(Missing):
        await sessions.create(alex.scope, connection_id=other_account.connection.id)


async def test_others_sessions_do_not_exist(
    sessions: SessionService, alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant
) -> None:
    """Neither a colleague nor another account sees, changes or finds a session."""
    made = await sessions.create(alex.scope, title="Private")
    for stranger in (engineer, other_account):
        assert (await sessions.find(stranger.scope, text="Private"))[1] == 0
        for attempt in (
            sessions.get(stranger.scope, made.id),
            sessions.talk(stranger.scope, made.id),
            sessions.change(stranger.scope, made.id, title="Mine"),
            sessions.unlink(stranger.scope, made.id),
        ):
            with pytest.raises(Missing):
                await attempt
