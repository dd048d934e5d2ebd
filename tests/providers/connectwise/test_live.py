"""A real ConnectWise tenant, read; and written to only where the environment names a place for it.

    DESKHAND_LIVE_CONNECTWISE_SITE=https://na.myconnectwise.net   the site, as opened in a browser
    DESKHAND_LIVE_CONNECTWISE_COMPANY=acme                        the company id of the login
    DESKHAND_LIVE_CONNECTWISE_PUBLIC_KEY, _PRIVATE_KEY, _CLIENT_ID
    DESKHAND_LIVE_CONNECTWISE_WRITE_TO=250/1                      where a test ticket may go: company/board

    pytest -m live --provider connectwise

The test ticket, one internal note and half an hour of time stay in the tenant; nobody gets mail for the note.
"""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from providers.connection import ConnectionSpec
from providers.connectwise.reader import ConnectWiseReader
from providers.connectwise.settings import CREDENTIALS, site_of
from providers.connectwise.writer import ConnectWiseWriter
from providers.http import Web
from providers.models import NoteDraft, NoteType, Ref, TicketDraft, TicketFilter, TimeEntry


def _set(name: str) -> str:
    return os.environ.get(f"DESKHAND_LIVE_CONNECTWISE_{name}", "")


SPEC = ConnectionSpec(
    id="live",
    account_id="live",
    provider="connectwise",
    site_url=_set("SITE") or "https://na.myconnectwise.net",
    tenant_login=_set("COMPANY") or "nobody",
    credentials={name: _set(name.upper()) for name in CREDENTIALS},
)
PLACES = [str(urlsplit(url).hostname) for url in (site_of(SPEC).browser, site_of(SPEC).api)]
COMPANY_ID, _, BOARD_ID = _set("WRITE_TO").partition("/")

pytestmark = [pytest.mark.live, *([pytest.mark.allow_hosts(PLACES)] if _set("SITE") else [])]


@pytest.fixture
async def live(request: pytest.FixtureRequest) -> AsyncIterator[Web]:
    """The way out to the tenant; skips unless it was asked for by name and can be entered."""
    if request.config.getoption("--provider") != "connectwise":
        pytest.skip("a real ConnectWise is only called with --provider connectwise")
    if not all((_set("SITE"), _set("COMPANY"), *SPEC.credentials.values())):
        pytest.skip("DESKHAND_LIVE_CONNECTWISE_* names no tenant to call")
    web = Web()
    yield web
    await web.close()


async def test_everything_can_be_read(live: Web) -> None:
    """Login, lists and one ticket with all that is around it come back as records."""
    reader = ConnectWiseReader(SPEC, live)
    assert (await reader.test_connection()).ok
    assert all(board.statuses for board in await reader.boards())
    for ask in (reader.priorities, reader.companies, reader.members, reader.contacts):
        assert await ask()
    found = await reader.search_tickets(TicketFilter(state="any", newest_first=True), page_size=1)
    ticket = await reader.get_ticket(found.items[0].id)
    for about in (reader.list_notes, reader.list_resources, reader.time_entries):
        await about(ticket.id)
    await reader.configurations(ticket_id=ticket.id)


async def test_the_list_comes_in_our_order(live: Web) -> None:
    """Priority first, then the newest; two pages do not overlap."""
    reader = ConnectWiseReader(SPEC, live)
    pages = [await reader.search_tickets(TicketFilter(), page=page, page_size=20) for page in (1, 2)]
    tickets = [ticket for page in pages for ticket in page.items]
    keys = [(ticket.priority_sort, -ticket.entered_at.timestamp()) for ticket in tickets]
    assert keys == sorted(keys)
    assert len({ticket.id for ticket in tickets}) == len(tickets)


@pytest.mark.skipif(not BOARD_ID, reason="DESKHAND_LIVE_CONNECTWISE_WRITE_TO names no place to write to")
async def test_a_ticket_can_be_worked_on(live: Web) -> None:
    """Create, find by marker, note, status, time: each is there afterwards, texts to the letter."""
    reader, writer = ConnectWiseReader(SPEC, live), ConnectWiseWriter(SPEC, live)
    statuses, priorities = await reader.statuses(BOARD_ID), await reader.priorities()
    run = f"dh-{uuid4().hex}"
    draft = TicketDraft(
        summary="Deskhand live test, please ignore",
        company_id=COMPANY_ID,
        board_id=BOARD_ID,
        status_id=statuses[0].id,
        priority_id=priorities[-1].id,
        description="Line one.\nLine two.",
    )
    created = await writer.create_ticket(draft, marker=f"{run}-t")
    found = await reader.find_ticket_by_marker(f"{run}-t")
    assert found is not None
    assert (found.id, found.description) == (created.id, draft.description)
    note = NoteDraft(ticket_id=created.id, type=NoteType.INTERNAL_ANALYSIS, text="One.\n\n- **two**")
    posted = await writer.post_note(note, marker=f"{run}-n")
    assert await reader.find_note_by_marker(created.id, f"{run}-n") == posted
    assert posted.text == note.text
    changed = await writer.update_status(created.id, statuses[-1].id)
    assert changed.new_status.id == statuses[-1].id
    member = next(each for each in await reader.members() if each.active)
    entry = TimeEntry(
        id="",
        ticket_id=created.id,
        member=Ref(id=member.id, name=member.name),
        started_at=datetime.now(UTC) - timedelta(hours=1),
        minutes=30,
        note="Test.",
    )
    assert (await writer.log_time(entry, marker=f"{run}-z")).minutes == 30
