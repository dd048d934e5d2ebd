"""Tokens and cost by day, session and person, and the month's budget."""

from datetime import UTC, datetime, timedelta

import httpx

from assistant.columns import new_id
from assistant.desk import Desk
from assistant.runs.assembly import build_runs
from assistant.runs.tables import Run
from assistant.scripted_model import says
from assistant.settings import Settings
from providers.scope import Scope
from tests.assistant.runs.kit import build_run_desk, of_type, state_of, text_of
from tests.conftest import Inhabitant
from tools.registry import ALL_TOOLS

NOW = datetime.now(UTC)


async def spend(
    desk: Desk, scope: Scope, cost_usd: float | None, *, days_ago: int = 0, tokens: int = 100
) -> str:
    """Store an answer as if it had been given; the session's id."""
    session = await desk.sessions.create(scope)
    run = Run(
        account_id=scope.account_id,
        session_id=session.id,
        user_id=scope.user_id,
        user_message_id=new_id(),
        answer_message_id=new_id(),
        state="answered",
        engine="openai/some",
        input_tokens=tokens,
        output_tokens=tokens // 2,
        cost_usd=cost_usd,
        started_at=NOW - timedelta(days=days_ago),
    )
    async with desk.database.write(scope.account_id) as stored:
        stored.add(run)
    return session.id


async def usage(client: httpx.AsyncClient, **params: str) -> dict[str, object]:
    since = (NOW - timedelta(days=10)).isoformat()
    answer = await client.get("/api/usage", params={"since": since, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_an_admin_sees_the_account(
    desk: Desk, alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant
) -> None:
    """Sums and rows hold everybody of the account, and nobody of another one."""
    await spend(desk, alex.scope, 0.25)
    await spend(desk, engineer.scope, 0.5)
    await spend(desk, engineer.scope, None)
    await spend(desk, other_account.scope, 9.0)
    found = await usage(alex.client, by="person")
    assert (found["whose"], found["answers"], found["cost_usd"], found["unpriced"]) == ("account", 3, 0.75, 1)
    rows = [(row["name"], row["cost_usd"], row["answers"]) for row in found["items"]]  # type: ignore[attr-defined]
    assert rows == [("Erin Vale", 0.5, 2), (alex.user.name, 0.25, 1)]


async def test_everybody_else_sees_their_own(desk: Desk, alex: Inhabitant, engineer: Inhabitant) -> None:
    """What a colleague used is not an engineer's to see."""
    await spend(desk, alex.scope, 0.25)
    mine = await spend(desk, engineer.scope, 0.5)
    found = await usage(engineer.client, by="session")
    assert (found["whose"], found["cost_usd"], found["total"]) == ("you", 0.5, 1)
    assert found["items"][0]["key"] == mine  # type: ignore[index]


async def test_days_come_newest_first(desk: Desk, alex: Inhabitant) -> None:
    """A day is a date in UTC."""
    for days_ago in (2, 0, 2):
        await spend(desk, alex.scope, 0.1, days_ago=days_ago)
    found = await usage(alex.client, by="day")
    rows = [(row["key"], row["answers"]) for row in found["items"]]  # type: ignore[attr-defined]
    assert rows == [(NOW.date().isoformat(), 1), ((NOW - timedelta(days=2)).date().isoformat(), 2)]


async def test_nobody_sees_usage_unsigned(client: httpx.AsyncClient) -> None:
    """It needs a person."""
    assert (await client.get("/api/usage")).status_code == 401


async def test_over_the_budget_the_offline_engine_answers(
    desk: Desk, settings: Settings, alex: Inhabitant
) -> None:
    """The month's money is spent: no model is asked, the answer says so and is labelled."""
    await spend(desk, alex.scope, 1.0)
    limited = settings.model_copy(update={"monthly_budget_usd": 1.0, "model": "anthropic/never-asked"})
    runs = build_runs(limited, desk.database, desk.sessions, desk.connections, desk.proposals.box, ALL_TOOLS)
    session = await desk.sessions.create(alex.scope)
    run = await runs.start(alex.scope, session.id, "show open tickets")
    events = [event async for event in runs.subscribe(alex.scope, run.id)]
    stored = await runs.get(alex.scope, run.id)
    await runs.close()
    assert state_of(events) == "answered"
    assert text_of(events).startswith("This month's budget of $1.00 for models is used up")
    assert len(text_of(events)) > 150
    assert stored.engine == of_type(events, "run_started")[0]["engine"] == "offline engine"


async def test_under_the_budget_the_model_answers(desk: Desk, settings: Settings, alex: Inhabitant) -> None:
    """Last month's money and another account's do not count."""
    await spend(desk, alex.scope, 5.0, days_ago=40)
    limited = settings.model_copy(update={"monthly_budget_usd": 1.0})
    built = build_run_desk(desk, limited)
    built.plays(says("Hello."))
    _, events = await built.ask(alex.scope)
    await built.runs.close()
    assert text_of(events) == "Hello."
