"""A person with companies of their own sees these and no other, whatever the PSA answers."""

import pytest

from assistant.database import Database
from providers.base import PSAReader
from providers.connection import ConnectionSpec
from providers.embedded.reader import EmbeddedReader
from providers.errors import NotFound
from providers.models import NoteDraft, NoteType, Page, Ticket, TicketDraft, TicketFilter
from providers.registry import open_reader
from providers.scope import Role, Scope
from providers.scoped import ScopedReader
from providers.writers import open_writer

ACME, RIVERSIDE = "1", "2"
ACME_TICKET, RIVERSIDE_TICKET = "500", "501"


def _scope(*companies: str) -> Scope:
    return Scope("a", "u", "Erin Vale", Role.ENGINEER, company_ids=frozenset(companies))


@pytest.fixture
def whole(store: Database, filled: ConnectionSpec) -> PSAReader:
    return open_reader(filled, store)


@pytest.fixture
def acme_only(whole: PSAReader) -> ScopedReader:
    return ScopedReader(whole, _scope(ACME))


async def test_other_companies_tickets_do_not_exist(acme_only: ScopedReader) -> None:
    """The ticket and all below it are NotFound, in the words for a ticket that is nowhere."""
    assert (await acme_only.get_ticket(ACME_TICKET)).company.id == ACME
    for ask in (
        acme_only.get_ticket,
        acme_only.list_notes,
        acme_only.list_resources,
        acme_only.time_entries,
        lambda ticket_id: acme_only.configurations(ticket_id=ticket_id),
        lambda ticket_id: acme_only.find_note_by_marker(ticket_id, "dh-some-marker"),
    ):
        with pytest.raises(NotFound) as hidden:
            await ask(RIVERSIDE_TICKET)
        assert str(hidden.value) == f"There is no ticket {RIVERSIDE_TICKET}."


async def test_searches_and_their_totals_stay_inside(acme_only: ScopedReader, whole: PSAReader) -> None:
    """Neither rows nor counts tell of other companies, with and without words and filters."""
    own = await whole.search_tickets(TicketFilter(state="any", company_ids=(ACME,)), page_size=100)
    seen = await acme_only.search_tickets(TicketFilter(state="any"), page_size=100)
    assert seen == own
    assert (await acme_only.search_tickets(TicketFilter(text="printer", state="any"))).total == 0
    both = TicketFilter(state="any", company_ids=(ACME, RIVERSIDE))
    assert (await acme_only.search_tickets(both, page_size=100)).total == own.total
    other = TicketFilter(state="any", company_ids=(RIVERSIDE,))
    assert await acme_only.search_tickets(other) == Page(items=(), total=0)


async def test_lists_stay_inside(acme_only: ScopedReader) -> None:
    """Companies, contacts and devices are the person's; documents also the general ones."""
    assert [each.id for each in await acme_only.companies()] == [ACME]
    assert [each.name for each in await acme_only.contacts()] == ["Pat Donnelly"]
    assert [each.name for each in await acme_only.configurations()] == ["ACME-LT-01"]
    assert [each.id for each in await acme_only.documents()] == ["1", "2"]
    for ask in (acme_only.contacts, acme_only.documents, lambda id: acme_only.configurations(company_id=id)):
        with pytest.raises(NotFound):
            await ask(RIVERSIDE)


async def test_markers_of_other_companies_are_not_found(
    acme_only: ScopedReader, store: Database, filled: ConnectionSpec
) -> None:
    """A marker does not widen anybody's sight."""
    draft = TicketDraft(summary="Theirs", company_id=RIVERSIDE, board_id="1", status_id="11", priority_id="1")
    writer = open_writer(filled, store)
    created = await writer.create_ticket(draft, marker="dh-theirs-1")
    note = NoteDraft(ticket_id=created.id, type=NoteType.DESCRIPTION, text="Theirs.")
    await writer.post_note(note, marker="dh-theirs-2")
    assert await acme_only.find_ticket_by_marker("dh-theirs-1") is None
    with pytest.raises(NotFound):
        await acme_only.find_note_by_marker(created.id, "dh-theirs-2")


async def test_a_person_without_companies_sees_nothing(whole: PSAReader) -> None:
    """No companies is not all companies."""
    nobody = ScopedReader(whole, _scope())
    assert (await nobody.search_tickets(TicketFilter(state="any"))).total == 0
    assert list(await nobody.companies()) == []
    assert list(await nobody.contacts()) == []
    assert [each.id for each in await nobody.documents()] == ["1"]
    with pytest.raises(NotFound):
        await nobody.get_ticket(ACME_TICKET)


async def test_a_person_of_the_manager_sees_everything(whole: PSAReader) -> None:
    """Without a list of companies nothing is narrowed."""
    manager = ScopedReader(whole, Scope("a", "u", "Mo", Role.ADMIN))
    wanted = TicketFilter(state="any")
    assert await manager.search_tickets(wanted) == await whole.search_tickets(wanted)
    assert (await manager.get_ticket(RIVERSIDE_TICKET)).id == RIVERSIDE_TICKET
    assert await manager.companies() == await whole.companies()


class _LooseReader(EmbeddedReader):
    """A PSA that does not honour the filter by company."""

    async def search_tickets(
        self, wanted: TicketFilter, *, page: int = 1, page_size: int = 25
    ) -> Page[Ticket]:
        return await super().search_tickets(
            wanted.model_copy(update={"company_ids": ()}), page=page, page_size=page_size
        )


async def test_a_psa_that_filters_loosely_is_checked_again(store: Database, filled: ConnectionSpec) -> None:
    """Rows of other companies are dropped even when the PSA sends them."""
    scoped = ScopedReader(_LooseReader(filled, store), _scope(ACME))
    found = await scoped.search_tickets(TicketFilter(state="any"), page_size=100)
    assert {ticket.company.id for ticket in found.items} == {ACME}
    assert found.total == len(found.items)
