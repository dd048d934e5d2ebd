"""Queries on runs and their events. All filter on the account, those for a person on the person too."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.events import Event, Payload, RunState
from assistant.proposals.tables import IdempotencyKey
from assistant.runs import statements
from assistant.runs.tables import Run, RunEvent
from providers.scope import Scope


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended. `usage` is the payload of its usage event, `engine` what really answered,
    where that is not what the run began with."""

    state: RunState
    sentence: str | None
    text: str
    usage: Payload = field(default_factory=dict)
    prompt_hash: str | None = None
    engine: str | None = None


async def owned(session: AsyncSession, scope: Scope, run_id: str) -> Run | None:
    query = select(Run).where(
        Run.id == run_id, Run.account_id == scope.account_id, Run.user_id == scope.user_id
    )
    return (await session.exec(query)).first()


async def running(session: AsyncSession, scope: Scope, session_id: str) -> Run | None:
    """The run that is being answered in this session, if there is one."""
    query = select(Run).where(
        Run.account_id == scope.account_id, Run.session_id == session_id, Run.state == "running"
    )
    return (await session.exec(query)).first()


async def of_session(session: AsyncSession, scope: Scope, session_id: str) -> Sequence[Run]:
    """All runs of a session, oldest first."""
    query = (
        select(Run)
        .where(Run.account_id == scope.account_id, Run.user_id == scope.user_id, Run.session_id == session_id)
        .order_by(col(Run.started_at))
    )
    return (await session.exec(query)).all()


async def left_running(session: AsyncSession) -> Sequence[Run]:
    """Runs of every account that say they are running; for the start of the service only."""
    return (await session.exec(select(Run).where(Run.state == "running"))).all()


async def events(session: AsyncSession, account_id: str, run_id: str, after_seq: int = 0) -> list[Event]:
    query = (
        select(RunEvent)
        .where(RunEvent.account_id == account_id, RunEvent.run_id == run_id, RunEvent.seq > after_seq)
        .order_by(col(RunEvent.seq))
    )
    return [Event(row.seq, row.type, row.payload) for row in await session.exec(query)]  # type: ignore[arg-type]


def add_event(session: AsyncSession, run: Run, event: Event, now: datetime) -> None:
    session.add(
        RunEvent(
            run_id=run.id,
            seq=event.seq,
            account_id=run.account_id,
            type=event.type,
            payload=event.payload,
            at=now,
        )
    )


async def state(session: AsyncSession, account_id: str, run_id: str) -> str | None:
    """None when the run is gone, with its session."""
    return (
        await session.exec(select(Run.state).where(Run.account_id == account_id, Run.id == run_id))
    ).first()


async def tool_events(session: AsyncSession, scope: Scope, run_ids: Sequence[str]) -> dict[str, list[Event]]:
    """The tool steps of some runs, in order, by run."""
    query = (
        select(RunEvent)
        .where(
            RunEvent.account_id == scope.account_id,
            col(RunEvent.run_id).in_(run_ids),
            col(RunEvent.type).in_(("tool_started", "tool_finished")),
        )
        .order_by(col(RunEvent.run_id), col(RunEvent.seq))
    )
    found: dict[str, list[Event]] = {run_id: [] for run_id in run_ids}
    for row in await session.exec(query):
        found[row.run_id].append(Event(row.seq, row.type, row.payload))  # type: ignore[arg-type]
    return found


async def close(session: AsyncSession, run: Run, end: End, now: datetime) -> None:
    """Record how a run ended, with its answer (also an empty or a partial one) as a message of the talk."""
    connection = await session.connection()
    engine = end.engine or run.engine
    ended = {
        "state": end.state,
        "sentence": end.sentence,
        "ended_at": now,
        "input_tokens": end.usage.get("input_tokens") or 0,
        "output_tokens": end.usage.get("output_tokens") or 0,
        "cost_usd": end.usage.get("cost_usd"),
        "engine": engine,
    }
    answer = {
        "id": run.answer_message_id,
        "account_id": run.account_id,
        "session_id": run.session_id,
        "run_id": run.id,
        "role": "assistant",
        "text": end.text,
        "engine": engine,
        "prompt_hash": end.prompt_hash,
        "superseded": False,
        "created_at": now,
    }
    whose = {"the_account": run.account_id, "the_session": run.session_id}
    await connection.execute(
        statements.CHANGE_RUN, {"the_run": run.id, "the_account": run.account_id} | ended
    )
    await connection.execute(statements.CHANGE_SESSION, whose | {"updated_at": now})
    await connection.execute(statements.ADD_NEXT_MESSAGE, whose | answer)


async def remembered(session: AsyncSession, scope: Scope, key: str) -> IdempotencyKey | None:
    query = select(IdempotencyKey).where(
        IdempotencyKey.account_id == scope.account_id,
        IdempotencyKey.user_id == scope.user_id,
        IdempotencyKey.key == key,
    )
    return (await session.exec(query)).first()
