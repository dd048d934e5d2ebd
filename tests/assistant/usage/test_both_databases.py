"""An account's terms, its spending and its figures on SQLite and on Postgres with row-level security."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.account_models.schemas import AccountModelBody
from assistant.desk import Desk, build_desk
from assistant.model import Usage
from assistant.settings import Settings
from assistant.startup import prepare
from assistant.usage.schemas import By
from tests.assistant.usage.test_usage import spend


@pytest.fixture
async def built(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    desk = build_desk(Settings(data_dir=tmp_path))
    yield desk
    await desk.close()


async def test_answers_and_help_add_up(built: Desk) -> None:
    """Both count for the budget and in each table; what belongs to no session has a row of its own. Another
    account sees nothing of it."""
    account = await prepare(built)
    scope = await built.identity.scope_of(await built.users.owner(account.id))
    other, owner = await built.users.found_account("Other", owner_email="o@other.example", owner_name="O")
    await built.account_models.save(scope, AccountModelBody(monthly_budget_usd=2, max_steps=3))
    await built.account_models.save(scope, AccountModelBody(monthly_budget_usd=1, max_steps=3))
    session_id = await spend(built, scope, 0.5)
    await built.assistance._spending.record(scope, "note", "m", Usage(10, 5, 0.25), session_id)
    await built.assistance._spending.record(scope, "parse", "m", Usage(20, 5, None))
    await built.assistance._spending.record(scope, "parse", "m", None)
    found = await built.usage.find(scope, By.SESSION)
    rows = {row.key: (row.answers, row.input_tokens, row.cost_usd, row.unpriced) for row in found.items}
    assert rows == {session_id: (1, 110, 0.75, 0), "": (0, 20, 0.0, 1)}
    assert (found.answers, found.input_tokens, found.cost_usd, found.budget_usd) == (1, 130, 0.75, 1)
    (day,) = (await built.usage.find(scope, By.DAY)).items
    assert day.key == datetime.now(UTC).date().isoformat()
    assert len((await built.usage.find(scope, By.PERSON)).items) == 1
    terms = await built.account_models.of(account.id)
    assert await built.budgets.refusal(account.id, terms.monthly_usd) is None
    await spend(built, scope, 0.25)
    assert "$1.00" in (await built.budgets.refusal(account.id, terms.monthly_usd) or "")
    assert await built.budgets.spent_usd(other.id) == 0
    strangers = await built.identity.scope_of(owner)
    assert (await built.usage.find(strangers, By.SESSION)).items == []
    assert (await built.account_models.of(other.id)).limits.steps == 8
    assert (await built.account_models.chosen(other.id)).row is None
