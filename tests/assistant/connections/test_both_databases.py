"""A connection's whole life on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.desk import Desk, build_desk
from assistant.errors import Missing
from assistant.resealing import reseal_all
from assistant.sessions.service import SessionService
from assistant.settings import Settings
from assistant.startup import prepare
from assistant.vault import Vault
from tests.assistant.connections.kit import LOGIN, Elsewhere, with_elsewhere
from tools.base import ProposalDraft


@pytest.fixture
async def built(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    desk = build_desk(Settings(data_dir=tmp_path))
    yield desk
    await desk.close()


async def test_from_the_first_login_to_the_removal(built: Desk) -> None:
    """Connect, change, lose and find the PSA, seal anew, and remove it with a proposal waiting on it."""
    account = await prepare(built)
    scope = await built.identity.scope_of(await built.users.owner(account.id))
    psa = Elsewhere()
    desk = with_elsewhere(built, psa, secrets=("old",))
    entered = {"site_url": "psa.example", "tenant_login": "n", **LOGIN}
    row = await desk.administration.create(scope, "elsewhere", "Northwind", entered)
    assert (await desk.administration.change(scope, row.id, "Northwind 2", {})).display_name == "Northwind 2"
    assert (await desk.administration.test(scope, row.id)).ok
    await reseal_all(desk.database, Vault(["new", "old"]))
    desk = with_elsewhere(built, psa, secrets=("new",))
    assert dict((await desk.connections.spec(account.id, row.id)).credentials) == LOGIN
    session = await SessionService(desk.database, desk.connections).create(scope, connection_id=row.id)
    box = desk.proposals.box(scope, session_id=session.id, connection_id=row.id, provenance={})
    await box.propose(ProposalDraft(kind="create_ticket", title="Create a ticket", args={"summary": "Jam"}))
    assert (await desk.administration.fate(scope, row.id)).ending.proposals == 1
    assert (await desk.administration.remove(scope, row.id)).proposals == 1
    with pytest.raises(Missing):
        await desk.administration.get(scope, row.id)
    assert (await desk.sessions.get(scope, session.id)).connection_id is None
    (demo,) = await desk.connections.all(account.id)
    await desk.administration.remove(scope, demo.id)
    await prepare(built)
    assert await desk.connections.all(account.id) == []
