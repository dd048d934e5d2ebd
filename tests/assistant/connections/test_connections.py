"""Connections, readers and the lists kept of a PSA."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import cast

import pytest

from assistant.connections.catalogs import CatalogShelf
from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import Missing
from providers.base import PSAReader
from providers.errors import NotFound
from providers.models import TicketFilter
from tests.conftest import Inhabitant


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


class Counting:
    """A reader of lists that says how often each was asked for."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.failing = False

    def __getattr__(self, name: str) -> Callable[[], Awaitable[tuple[()]]]:
        async def load() -> tuple[()]:
            await asyncio.sleep(0)
            if self.failing:
                raise NotFound("not now")
            self.asked[name] += 1
            return ()

        return load

    @property
    def reader(self) -> PSAReader:
        return cast(PSAReader, self)


async def test_many_askers_cause_one_load() -> None:
    """While the lists are being loaded everybody waits for that one load."""
    psa, shelf = Counting(), CatalogShelf()
    got = await asyncio.gather(*(shelf.catalog(("c", None), psa.reader) for _ in range(20)))
    assert set(psa.asked.values()) == {1}
    assert len(set(map(id, got))) == 1


async def test_each_list_grows_old_at_its_own_pace() -> None:
    """Companies, contacts and members are read anew after fifteen minutes, boards and priorities after an
    hour; told to forget, all are. A failed load keeps nothing."""
    now, psa = 0.0, Counting()
    shelf, key = CatalogShelf(clock=lambda: now), ("c", None)
    psa.failing = True
    with pytest.raises(NotFound):
        await shelf.catalog(key, psa.reader)
    psa.failing = False
    first = await shelf.catalog(key, psa.reader)
    now = 15 * 60
    assert await shelf.catalog(key, psa.reader) is first
    now = 15 * 60 + 1
    assert await shelf.catalog(key, psa.reader) is not first
    assert (psa.asked["companies"], psa.asked["members"], psa.asked["boards"]) == (2, 2, 1)
    now = 60 * 60 + 1
    await shelf.catalog(key, psa.reader)
    assert (psa.asked["companies"], psa.asked["boards"], psa.asked["priorities"]) == (3, 2, 2)
    shelf.forget("c")
    await shelf.catalog(key, psa.reader)
    assert (psa.asked["contacts"], psa.asked["boards"]) == (4, 3)


async def test_members_alone_load_nothing_else() -> None:
    """Who is who needs one list; the catalog uses it afterwards."""
    psa, shelf = Counting(), CatalogShelf()
    await shelf.members(("c", None), psa.reader)
    assert psa.asked == {"members": 1}
    await shelf.catalog(("c", None), psa.reader)
    assert psa.asked["members"] == 1
