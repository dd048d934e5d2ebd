"""The same promises on Postgres, where row-level security and real concurrency apply."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.desk import build_desk
from assistant.errors import Missing, Stale
from assistant.model import Finish, TextDelta
from assistant.runs.tables import Run
from assistant.scripted_model import Pause, calls, says
from assistant.settings import Settings
from assistant.startup import OWNER_EMAIL, prepare
from providers.scope import Role, Scope
from tests.assistant.runs.kit import RunDesk, build_run_desk, of_type, state_of, text_of, until_stored

pytestmark = pytest.mark.postgres


@pytest.fixture
async def on_postgres(postgres_url: str, tmp_path: Path) -> AsyncIterator[tuple[RunDesk, Scope]]:
    settings = Settings(data_dir=tmp_path, DATABASE_URL=postgres_url)
    desk = build_desk(settings)
    await prepare(desk)
    owner = await desk.users.by_email(OWNER_EMAIL)
    run_desk = build_run_desk(desk, settings)
    yield run_desk, Scope(owner.account_id, owner.id, owner.name, Role.OWNER)
    await run_desk.runs.close()
    await desk.close()


async def test_runs_keep_their_promises_on_postgres(on_postgres: tuple[RunDesk, Scope]) -> None:
    """Answer, tools, stop, resume, double sending, strangers, a crash: as on SQLite."""
    run_desk, scope = on_postgres
    run_desk.plays(calls("count_tickets"), says("Many."))
    session_id, events = await run_desk.ask(scope)
    assert (text_of(events), of_type(events, "tool_finished")[0]["ok"]) == ("Many.", True)
    run = await run_desk.runs.regenerate(scope, session_id)
    whole = await run_desk.events(scope, run.id)
    assert await run_desk.events(scope, run.id, after_seq=2) == whole[2:]

    run_desk.plays((TextDelta("Half"), Pause(60), Finish("stop")))
    sent = await asyncio.gather(
        *(run_desk.runs.start(scope, session_id, "Twice?") for _ in range(5)), return_exceptions=True
    )
    begun = [each for each in sent if isinstance(each, Run)]
    assert len(begun) == 1
    assert all(isinstance(each, Stale) for each in sent if each not in begun)
    async for event in run_desk.runs.subscribe(scope, begun[0].id):
        if event.type == "text":
            break
    assert (await run_desk.runs.stop(scope, begun[0].id)).state == "stopped"
    with pytest.raises(Missing):
        await run_desk.runs.get(Scope("other", "other", "X", Role.OWNER), begun[0].id)


async def test_one_key_begins_one_run_on_postgres(on_postgres: tuple[RunDesk, Scope]) -> None:
    """The same request five times at once is one message."""
    run_desk, scope = on_postgres
    run_desk.plays(says("Yes."))
    session = await run_desk.sessions.create(scope)
    runs = await asyncio.gather(*(run_desk.runs.start(scope, session.id, "Hi", key="k") for _ in range(5)))
    assert len({run.id for run in runs}) == 1
    assert state_of(await run_desk.events(scope, runs[0].id)) == "answered"


async def test_a_dead_run_is_closed_on_postgres(on_postgres: tuple[RunDesk, Scope]) -> None:
    """Recovery sees the runs of every account through row-level security."""
    run_desk, scope = on_postgres
    run_desk.plays((TextDelta("Half"), Pause(60)))
    session = await run_desk.sessions.create(scope)
    run = await run_desk.runs.start(scope, session.id, "Hi")
    await until_stored(run_desk.desk.database, run)
    reborn = build_run_desk(run_desk.desk, run_desk.desk.settings)
    assert await reborn.runs.recover() == 1
    assert text_of(await reborn.events(scope, run.id)) == "Half"
