"""Runs: started by a message, owned by the service, followed by anybody's tab, ended once.

Closing a tab does not end a run; `stop` does. Whatever happens, what the person typed is stored before the
model is asked, and what the model wrote is kept.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

import structlog
from sqlalchemy.exc import IntegrityError

from assistant.agent import Outcome, answer
from assistant.budgets import Budgets
from assistant.clock import Clock, utc_now
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import Busy, DeskError, Missing
from assistant.events import Event, Payload
from assistant.model import Model
from assistant.offline_model import OfflineModel
from assistant.prompting import prompt_hash
from assistant.runs import repository
from assistant.runs.log import RunLog
from assistant.runs.repository import End
from assistant.runs.requests import Ask, Opened, earlier_run, open_run
from assistant.runs.tables import Run
from assistant.runs.talk import TalkMaker
from assistant.runs.writer import EventWriter
from assistant.sessions.service import Talk as Stored
from assistant.settings import OFFLINE, Settings
from assistant.terms import AccountTerms, Terms
from assistant.text import checked_message
from assistant.tokens import TokenCounter
from providers.errors import ProviderError
from providers.scope import Scope

HEARTBEAT_SECONDS = 15.0
ELSEWHERE_SECONDS = 0.3
RETRY_AFTER_SECONDS = 5
REST_SECONDS = 0.25
MOST_RESTS = 40
INTERRUPTED = (
    "The service stopped while this was being answered. What was written so far is kept; send it again."
)
BROKEN = "This answer failed because of a fault in Deskhand. Your message is kept; try again."
AfterAnswer = Callable[[Scope, Stored, Model, str], Awaitable[None]]
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Live:
    run: Run
    log: RunLog
    opened: Opened
    terms: Terms
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None
    is_ending: bool = False
    notice: str | None = None
    engine: str | None = None
    model: Model | None = None


class RunService:
    """Every method takes the person's scope; another person's run is `Missing`, like one that never was."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        talks: TalkMaker,
        terms: AccountTerms,
        tokens: TokenCounter,
        *,
        after_answer: AfterAnswer | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._settings = settings
        self._talks = talks
        self._terms = terms
        self._after_answer = after_answer
        self._afterwards: set[asyncio.Task[None]] = set()
        self._following = asyncio.Semaphore(1)
        self._tokens = tokens
        self._clock = clock
        self._budgets = Budgets(database, clock=clock)
        self._writer = EventWriter(database, clock=clock)
        self._live: dict[str, _Live] = {}
        self._beginning = 0

    async def start(
        self,
        scope: Scope,
        session_id: str,
        text: str,
        *,
        key: str | None = None,
        model: str | None = None,
        creates: bool = False,
    ) -> Run:
        """Store the message and begin to answer it. The same `key` again gives the run it began before.
        With `creates` a session of that id is made when there is none.

        Raises:
            Missing: No such session, or with `creates` it is somebody else's.
            Invalid: The text is empty or too long.
            Stale: The session is being answered already.
            Busy: Too many runs at once. In all these cases nothing was stored.
        """
        checked = checked_message(text, self._settings.max_message_characters)
        ask = Ask(session_id, checked, key=key, creates=creates)
        try:
            return await self._begin(scope, ask, model)
        except IntegrityError:
            if not creates:
                raise
            # Made by another request in the meantime, or it is somebody else's: the second try tells.
            return await self._begin(scope, replace(ask, creates=False), model)

    async def regenerate(self, scope: Scope, session_id: str) -> Run:
        """Answer the last message once more; the answer it had is replaced. Raises as `start`."""
        return await self._begin(scope, Ask(session_id))

    async def resend(self, scope: Scope, session_id: str, message_id: str, text: str) -> Run:
        """Put `text` in the place of the person's last message and answer that. Raises as `start`."""
        checked = checked_message(text, self._settings.max_message_characters)
        return await self._begin(scope, Ask(session_id, checked, replaces=message_id))

    async def get(self, scope: Scope, run_id: str) -> Run:
        live = self._live.get(run_id)
        if live is not None and _is_own(scope, live.run):
            return live.run
        async with self._database.read(scope.account_id) as session:
            run = await repository.owned(session, scope, run_id)
        if run is None:
            raise Missing("There is no such run.")
        return run

    async def of_session(self, scope: Scope, session_id: str) -> Sequence[Run]:
        """All runs of a session, oldest first, with how they ended."""
        async with self._database.read(scope.account_id) as session:
            return await repository.of_session(session, scope, session_id)

    async def steps(self, scope: Scope, runs: Sequence[Run]) -> dict[str, list[Event]]:
        """The tool steps of these runs of the person, in order, by run."""
        async with self._database.read(scope.account_id) as session:
            return await repository.tool_events(
                session, scope, [run.id for run in runs if _is_own(scope, run)]
            )

    async def running(self, scope: Scope, session_id: str) -> Run | None:
        """The run that the session is being answered by right now."""
        async with self._database.read(scope.account_id) as session:
            run = await repository.running(session, scope, session_id)
        return run if run is not None and _is_own(scope, run) else None

    async def stop(self, scope: Scope, run_id: str) -> Run:
        """End the run and keep what was written. A run that has ended stays as it is."""
        run = await self.get(scope, run_id)
        live = self._live.get(run_id)
        if live is not None and live.task is not None:
            live.stop.set()
            await asyncio.wait({live.task})
        elif run.state == "running":
            await self._interrupt(run)
        return await self.get(scope, run_id)

    async def subscribe(self, scope: Scope, run_id: str, after_seq: int = 0) -> AsyncIterator[Event]:
        """The run's events after `after_seq`, in order, each once, up to the last one; waits for more.

        Raises:
            Missing: No such run.
        """
        async for events in self.watch(scope, run_id, after_seq):
            for event in events:
                yield event

    async def watch(self, scope: Scope, run_id: str, after_seq: int = 0) -> AsyncIterator[Sequence[Event]]:
        """As `subscribe`, in groups of what is there; an empty group after HEARTBEAT_SECONDS of silence."""
        run = await self.get(scope, run_id)
        live = self._live.get(run_id)
        following = self._follow(live.log, after_seq) if live else self._read(run, after_seq)
        async for events in following:
            yield events

    async def is_over(self, scope: Scope, run_id: str, after_seq: int) -> bool:
        """True when the run has ended and has no event after that one: a reader need not come again."""
        run = await self.get(scope, run_id)
        if run_id in self._live or run.state == "running":
            return False
        async with self._database.read(scope.account_id) as session:
            return not await repository.events(session, scope.account_id, run_id, after_seq)

    async def recover(self) -> int:
        """Close the runs that a process left open when it died; how many. Call it before any request.

        Also lets the model's parts load in the background.
        """
        await self._terms.warm()
        async with self._database.read(EVERY_ACCOUNT) as session:
            left = await repository.left_running(session)
        for run in left:
            await self._interrupt(run)
        return len(left)

    async def close(self) -> None:
        """End all runs as interrupted, keep what they wrote, and let go of the model's connections."""
        lives = [live for live in self._live.values() if live.task is not None]
        for live in lives:
            if live.task is not None and not live.is_ending:
                live.task.cancel()
        await asyncio.gather(*(live.task for live in lives if live.task is not None))
        for task in self._afterwards:
            task.cancel()
        await asyncio.gather(*self._afterwards, return_exceptions=True)
        await self._writer.stop()
        await self._terms.close()

    async def _begin(self, scope: Scope, ask: Ask, model: str | None = None) -> Run:
        with self._place():
            return await self._open(scope, ask, model)

    async def _open(self, scope: Scope, ask: Ask, model: str | None) -> Run:
        terms = await self._terms.of(scope.account_id)
        notice = await self._budgets.refusal(scope.account_id, terms.monthly_usd)
        model = OFFLINE if notice else model
        engine = terms.models.engine(model)
        async with self._database.write(scope.account_id) as session:
            earlier = await earlier_run(session, scope, ask)
            if earlier is not None:
                return earlier
            opened = await open_run(session, scope, ask, engine, self._clock())
        run = opened.run
        run_log = RunLog(lambda event: self._writer.add(run.account_id, run.id, event))
        live = _Live(run, run_log, opened, terms, notice=notice)
        self._live[run.id] = live
        live.log.emit("run_started", {"engine": engine})
        live.task = asyncio.create_task(self._answer(scope, live, model), name=f"run-{run.id}")
        return run

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Keep a place among the live runs while one is being begun."""
        if len(self._live) + self._beginning >= self._settings.max_live_runs:
            raise Busy(
                "Too many messages are being answered right now. Yours was not sent.",
                extras={"retry_after_seconds": RETRY_AFTER_SECONDS},
            )
        self._beginning += 1
        try:
            yield
        finally:
            self._beginning -= 1

    async def _answer(self, scope: Scope, live: _Live, model: str | None) -> None:
        """The life of one run. Ends with a terminal event, whatever happens."""
        try:
            end = _ended(live, await self._work(scope, live, model))
        except asyncio.CancelledError:
            end = End("interrupted", INTERRUPTED, live.log.written(), prompt_hash=prompt_hash())
        except (DeskError, ProviderError) as fault:
            said = f"{fault.detail} {fault.remedy}" if isinstance(fault, DeskError) else str(fault)
            end = End(
                "failed", f"{said} Your message is kept.", live.log.written(), prompt_hash=prompt_hash()
            )
        except Exception:
            log.exception("run_failed", run_id=live.run.id)
            end = End("failed", BROKEN, live.log.written(), prompt_hash=prompt_hash())
        await self._finish(live, end)
        self._go_on(scope, live, end)

    def _go_on(self, scope: Scope, live: _Live, end: End) -> None:
        """What follows an answer once it has been stored and told; nobody waits for it."""
        if self._after_answer is None or live.model is None or end.state != "answered":
            return
        if live.model.name == OfflineModel.name:
            return
        work = partial(self._after_answer, scope, live.opened.talk, live.model, end.text)
        task = asyncio.create_task(_quietly(self._at_rest(work)), name="after-answer")
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)

    async def _at_rest(self, work: Callable[[], Awaitable[None]]) -> None:
        """One at a time, when nobody is being answered; where that never comes, after ten seconds."""
        async with self._following:
            for _ in range(MOST_RESTS):
                if not self._live:
                    break
                await asyncio.sleep(REST_SECONDS)
            await work()

    async def _work(self, scope: Scope, live: _Live, model: str | None) -> Outcome:
        talk = await self._talks.make(scope, live.opened, live.log.emit, live.terms.models, model)
        if live.notice:
            live.log.emit("text", {"delta": f"{live.notice}\n\n"})
        outcome = await answer(
            talk.model,
            talk.messages,
            talk.toolbox,
            live.terms.limits,
            live.log.emit,
            live.stop,
            self._tokens.count,
        )
        live.engine, live.model = talk.model.name, talk.model
        return outcome

    async def _finish(self, live: _Live, end: End) -> None:
        """Store the end, then tell it: who reads `run_finished` finds the answer in the database."""
        live.is_ending = True
        run, now = live.run, self._clock()
        last = live.log.last_event(_last_payload(end))
        try:
            await self._writer.close_run(
                run.account_id, run.id, last, lambda session: repository.close(session, run, end, now)
            )
        except Exception:
            log.exception("run_end_not_stored", run_id=run.id)
            last = live.log.last_event(_last_payload(End("failed", BROKEN, end.text)))
        run.state, run.sentence, run.ended_at = end.state, end.sentence, now
        self._live.pop(run.id, None)
        live.log.finish(last)

    async def _interrupt(self, run: Run) -> None:
        """Close a run that nobody works on any more; its answer is what its events hold."""
        async with self._database.write(run.account_id) as session:
            events = await repository.events(session, run.account_id, run.id)
            text = "".join(event.payload["delta"] for event in events if event.type == "text")
            end = End("interrupted", INTERRUPTED, text, prompt_hash=prompt_hash())
            seq = (events[-1].seq if events else 0) + 1
            repository.add_event(session, run, Event(seq, "run_finished", _last_payload(end)), self._clock())
            await repository.close(session, run, end, self._clock())

    async def _follow(self, run_log: RunLog, seq: int) -> AsyncIterator[Sequence[Event]]:
        while True:
            await run_log.wait(seq, HEARTBEAT_SECONDS)
            events = run_log.after(seq)
            seq += len(events)
            yield events
            if run_log.is_finished and not run_log.after(seq):
                return

    async def _read(self, run: Run, seq: int) -> AsyncIterator[Sequence[Event]]:
        """The events from the database; a run that lives in another process is asked for again and again."""
        silent_seconds = 0.0
        while True:
            async with self._database.read(run.account_id) as session:
                events = await repository.events(session, run.account_id, run.id, seq)
                state = await repository.state(session, run.account_id, run.id)
            if events or silent_seconds >= HEARTBEAT_SECONDS:
                silent_seconds = 0.0
                yield events
                seq = events[-1].seq if events else seq
            if state != "running":
                return
            await asyncio.sleep(ELSEWHERE_SECONDS)
            silent_seconds += ELSEWHERE_SECONDS


async def _quietly(work: Awaitable[None]) -> None:
    """Do what nobody waits for; a fault of it is told to the log, and the answer stands as it was."""
    try:
        await work
    except Exception:
        log.exception("after_answer_failed")


def _is_own(scope: Scope, run: Run) -> bool:
    return run.account_id == scope.account_id and run.user_id == scope.user_id


def _ended(live: _Live, outcome: Outcome) -> End:
    meter = outcome.meter
    usage: Payload = {
        "input_tokens": meter.input_tokens,
        "output_tokens": meter.output_tokens,
        "cost_usd": meter.cost_usd,
    }
    return End(outcome.state, outcome.sentence, live.log.written(), usage, prompt_hash(), live.engine)


def _last_payload(end: End) -> Payload:
    return {"state": end.state, "sentence": end.sentence}
