"""The first start and the ones after it, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.desk import Desk, build_desk
from assistant.errors import Gone
from assistant.settings import Settings
from assistant.startup import OWNER_EMAIL, prepare
from providers.models import TicketFilter


@pytest.fixture
async def empty(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    """A desk on a database that has nothing yet: once SQLite, once Postgres."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    desk = build_desk(Settings(data_dir=tmp_path))
    yield desk
    await desk.close()


async def test_the_first_start_makes_a_desk_one_can_work_at(empty: Desk) -> None:
    """Account, owner, PSA with the demo and the owner's own member are there; a link lets the owner in."""
    account = await prepare(empty)
    owner = await empty.users.owner(account.id)
    signed_in = await empty.identity.use_link(await empty.users.new_link(owner))
    person = await empty.identity.by_cookie(signed_in.key)
    assert person is not None
    connection, reader = await empty.connections.reader(person.scope)
    assert person.scope.member_id(connection.id) == "17"
    assert (await reader.get_ticket("48291")).id == "48291"
    assert len((await empty.connections.catalog(person.scope)).companies) > 60


async def test_later_starts_change_nothing(empty: Desk) -> None:
    """Starting again makes no second account, person or PSA."""
    first = await prepare(empty)
    again = await prepare(empty)
    assert again.id == first.id
    assert len(await empty.connections.all(first.id)) == 1


async def test_a_first_start_that_was_cut_off_is_finished_by_the_next(
    empty: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the account and its demo data is healed, not doubled."""
    with monkeypatch.context() as patched:
        patched.setattr("providers.embedded.demo.demo_snapshot", _crash)
        with pytest.raises(RuntimeError, match="power cut"):
            await prepare(empty)
    account = await prepare(empty)
    owner = await empty.users.owner(account.id)
    assert owner.email == OWNER_EMAIL
    _, reader = await empty.connections.reader(await empty.identity.scope_of(owner))
    assert (await reader.search_tickets(TicketFilter(state="any"))).total > 600


async def test_of_two_who_use_a_link_at_once_one_enters(empty: Desk) -> None:
    """A one-time link signs in once even when it is used twice in the same moment."""
    account = await prepare(empty)
    key = await empty.users.new_link(await empty.users.owner(account.id))
    answers = await asyncio.gather(*(empty.identity.use_link(key) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(answer, Gone) for answer in answers) == 3


def _crash(_today: object) -> object:
    raise RuntimeError("power cut")
