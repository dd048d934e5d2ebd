"""Connections, readers and the lists kept of a PSA."""

import asyncio
from dataclasses import replace

import pytest

from assistant.connections.catalogs import CatalogShelf
from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import Missing
from providers.errors import NotFound
from providers.models import TicketFilter
from tests.conftest import Inhabitant
from tools.catalog import Catalog


async def test_connections_say_what_the_psa_can_do(alex: Inhabitant) -> None:
    """The list names the PSA and its capabilities, and nothing that would open it."""
    row = (await alex.client.get("/api/integrations/psa/connections")).json()["items"][0]
    assert row["display_name"] == "Deskhand PSA"
    assert row["capabilities"]["max_summary_characters"] > 0
    assert not [key for key in row if "credential" in key]


async def test_a_disabled_connection_is_not_read(desk: Desk, alex: Inhabitant) -> None:
    """After switching a connection off nothing reads it, and the person is told whom to ask."""
    async with desk.database.write(alex.scope.account_id) as session:
        row = await session.get(Connection, alex.connection.id)
        assert row is not None
        row.is_active = False
        session.add(row)
    with pytest.raises(Missing) as refused:
        await desk.connections.reader(alex.scope)
    assert "admin" in refused.value.remedy
    with pytest.raises(Missing):
        await desk.connections.spec(alex.scope.account_id, alex.connection.id)


async def test_a_foreign_connection_cannot_be_read(
    desk: Desk, alex: Inhabitant, other_account: Inhabitant
) -> None:
    """Neither a reader nor a way to write is handed out for another account's PSA."""
    with pytest.raises(Missing):
        await desk.connections.reader(alex.scope, other_account.connection.id)
    with pytest.raises(Missing):
        await desk.connections.spec(alex.scope.account_id, other_account.connection.id)


async def test_equal_ids_of_two_accounts_do_not_meet(
    desk: Desk, alex: Inhabitant, other_account: Inhabitant
) -> None:
    """Both accounts have a company 1; each reads its own."""
    mine = await desk.connections.catalog(alex.scope)
    theirs = await desk.connections.catalog(other_account.scope)
    assert {c.name for c in theirs.companies}.isdisjoint(c.name for c in mine.companies)
    _, reader = await desk.connections.reader(alex.scope)
    found = await reader.search_tickets(TicketFilter(text="Secret of the other account", state="any"))
    assert found.total == 0


async def test_a_person_with_few_companies_sees_only_those(desk: Desk, other_account: Inhabitant) -> None:
    """The reader and the lists of somebody restricted to company 2 know nothing of company 1."""
    narrow = replace(other_account.scope, company_ids=frozenset({"2"}))
    _, reader = await desk.connections.reader(narrow)
    with pytest.raises(NotFound):
        await reader.get_ticket("1")
    wide_catalog = await desk.connections.catalog(other_account.scope)
    narrow_catalog = await desk.connections.catalog(narrow)
    assert {company.id for company in wide_catalog.companies} == {"1", "2"}
    assert {company.id for company in narrow_catalog.companies} == {"2"}


async def test_many_askers_cause_one_load() -> None:
    """While the lists are being loaded everybody waits for that one load."""
    loads = 0

    async def load() -> Catalog:
        nonlocal loads
        loads += 1
        await asyncio.sleep(0)
        return object()  # type: ignore[return-value]

    shelf = CatalogShelf()
    got = await asyncio.gather(*(shelf.get(("c", None), load) for _ in range(20)))
    assert loads == 1
    assert len(set(map(id, got))) == 1


async def test_lists_grow_old_and_can_be_forgotten() -> None:
    """After fifteen minutes, or when told so, the lists are loaded again; a failed load keeps nothing."""
    now, loads = 0.0, 0

    async def load() -> Catalog:
        nonlocal loads
        loads += 1
        if loads == 1:
            raise NotFound("not now")
        return object()  # type: ignore[return-value]

    shelf = CatalogShelf(clock=lambda: now)
    with pytest.raises(NotFound):
        await shelf.get(("c", None), load)
    await shelf.get(("c", None), load)
    now = 15 * 60
    await shelf.get(("c", None), load)
    assert loads == 2
    now = 15 * 60 + 1
    await shelf.get(("c", None), load)
    shelf.forget("c")
    await shelf.get(("c", None), load)
    assert loads == 4
