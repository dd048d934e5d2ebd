"""The only place that writes to a PSA. It takes confirmed entries from the ledger, nothing else.

Before any byte leaves, the entry is durably marked as sending. Afterwards it is done, refused, to be tried
again (surely not applied), or unknown; an unknown one is looked for by its marker before anything is sent.
"""

import asyncio
from datetime import timedelta
from typing import Protocol

import structlog

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.errors import DeskError
from assistant.proposals.checks import Checked
from assistant.proposals.ledger import Ledger
from assistant.proposals.looking import (
    Look,
    look,
    note_record,
    owner_record,
    status_record,
    ticket_record,
    time_record,
)
from assistant.proposals.progress import Progress, Step, StepRecord, args_of, next_step
from assistant.proposals.schemas import (
    AssignArgs,
    CreateTicketArgs,
    LogTimeArgs,
    PostNoteArgs,
    ResourceArgs,
    UpdateStatusArgs,
)
from assistant.proposals.tables import LedgerEntry
from providers.base import PSAReader, PSAWriter
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.errors import (
    AuthenticationFailed,
    Conflict,
    InvalidRequest,
    NotFound,
    PermissionDenied,
    ProviderError,
    RateLimited,
)
from providers.http import Web
from providers.registry import open_reader
from providers.writers import open_writer

LOG = structlog.get_logger(__name__)
MAX_IN_FLIGHT = 8
MARKED: tuple[Step, ...] = ("ticket", "note", "time")
_GONE = "This PSA connection was removed, is disabled, or cannot be opened; an admin sees why."
_REFUSALS = (InvalidRequest, PermissionDenied, AuthenticationFailed, NotFound, Conflict)


class Specs(Protocol):
    """Where the executor learns how to open a connection."""

    async def spec(self, account_id: str, connection_id: str) -> ConnectionSpec: ...


class LateCheck(Protocol):
    """Checks an entry that was confirmed while its PSA was away; raises when it must not be written."""

    async def __call__(self, entry: LedgerEntry) -> Checked: ...


class Executor:
    """Carries confirmed writes out, each exactly once as far as the PSA lets anybody know."""

    def __init__(
        self,
        database: Database,
        specs: Specs,
        ledger: Ledger,
        late_checks: LateCheck,
        *,
        faults: FaultPlan | None = None,
        web: Web | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._specs = specs
        self._ledger = ledger
        self._late_checks = late_checks
        self._faults = faults
        self._web = web
        self._now = clock
        self._room = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._tasks: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Start on what is due, beside whatever is under way already."""
        task = asyncio.create_task(self._work_off())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float = 10.0) -> None:
        """Let what is in flight end; what takes longer is looked for after the next start."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    async def drain(self) -> int:
        """Look for lost writes and send what is due, one after the other, until nothing is; says how many
        entries were handled. Raises nothing that a PSA may answer."""
        handled = await self._ledger.reclaim()
        while True:
            if (lost := await self._ledger.claim_look()) is not None:
                await self._look_for(lost)
            elif (entry := await self._ledger.claim()) is not None:
                await self._send(entry)
            else:
                return handled
            handled += 1

    async def _work_off(self) -> None:
        async with self._room:
            try:
                await self.drain()
            except Exception:
                LOG.exception("executor_stopped_early")

    async def _send(self, entry: LedgerEntry) -> None:
        """Do every step that is not known to be done; the first one that fails decides how it goes on."""
        opened = await self._opened(entry)
        if opened is None:
            await self._ledger.reject(entry, _GONE, "Missing")
            return
        reader, writer = opened
        held: LedgerEntry | None = entry
        if Progress.of(entry).unchecked:
            held = await self._check_late(entry)
        while held is not None and (step := next_step(held)) is not None and held.state == "sending":
            if Progress.of(held).look_first and (record := await self._already_there(reader, held, step)):
                held = await self._ledger.remember(held, step, record)
                continue
            held = await self._one_step(reader, writer, held, step)

    async def _one_step(
        self, reader: PSAReader, writer: PSAWriter, entry: LedgerEntry, step: Step
    ) -> LedgerEntry | None:
        if not self._in_time(entry):
            return None
        try:
            async with asyncio.timeout(self._ledger.pacing.write_limit):
                record = await _write(writer, entry, step)
        except Conflict as conflict:
            return await self._conflict(reader, entry, step, conflict)
        except ProviderError as error:
            return await self._failed(entry, error)
        except TimeoutError:
            return await self._ledger.lose(entry, "The PSA did not answer in time.")
        except Exception:
            LOG.exception("write_broke", ledger_id=entry.id, kind=entry.kind, step=step)
            return await self._ledger.lose(entry, "Something broke while this was being sent.")
        return await self._ledger.remember(entry, step, record)

    async def _check_late(self, entry: LedgerEntry) -> LedgerEntry | None:
        """What could not be checked at confirmation. Nothing was sent yet, so no failure here is a doubt."""
        try:
            async with asyncio.timeout(self._ledger.pacing.write_limit):
                checked = await self._late_checks(entry)
        except (DeskError, *_REFUSALS) as refused:
            return await self._ledger.reject(entry, str(refused), type(refused).__name__)
        except (ProviderError, TimeoutError) as away:
            return await self._wait(entry, away)
        return await self._ledger.checked(entry, checked.base)

    async def _failed(self, entry: LedgerEntry, error: ProviderError) -> LedgerEntry | None:
        words, kind = str(error), type(error).__name__
        if error.applied == "unknown":
            return await self._ledger.lose(entry, words)
        if isinstance(error, _REFUSALS):
            faults = error.fields if isinstance(error, InvalidRequest) else ()
            return await self._ledger.reject(entry, words, kind, faults)
        return await self._wait(entry, error)

    async def _wait(self, entry: LedgerEntry, error: ProviderError | TimeoutError) -> LedgerEntry | None:
        """Nothing was written: another try later, until it has waited too long."""
        words, pacing = str(error) or "The PSA did not answer in time.", self._ledger.pacing
        if self._now() - entry.created_at > timedelta(seconds=pacing.give_up):
            given_up = f"Given up: {words} Nothing was written."
            return await self._ledger.reject(entry, given_up, type(error).__name__)
        asked_for = error.retry_after_seconds if isinstance(error, RateLimited) else 0.0
        return await self._ledger.later(entry, words, pacing.retry_after(entry.attempt, asked_for))

    async def _conflict(
        self, reader: PSAReader, entry: LedgerEntry, step: Step, conflict: Conflict
    ) -> LedgerEntry | None:
        """The PSA may refuse a marker it knows: then an earlier attempt came through after all."""
        if step in MARKED:
            try:
                seen = await look(reader, entry, step)
            except ProviderError as error:
                return await self._ledger.lose(entry, str(error))
            if seen.record is not None:
                return await self._ledger.remember(entry, step, seen.record)
        return await self._ledger.reject(entry, str(conflict), type(conflict).__name__)

    async def _look_for(self, entry: LedgerEntry) -> None:
        step, pacing = next_step(entry), self._ledger.pacing
        opened = await self._opened(entry)
        if step is None or opened is None:
            await self._ledger.cannot_tell(entry, _GONE, None)
            return
        try:
            async with asyncio.timeout(pacing.write_limit):
                seen = await look(opened[0], entry, step)
        except (ProviderError, TimeoutError) as error:
            words = str(error) or "The PSA did not answer in time."
            await self._ledger.cannot_tell(entry, words, pacing.retry_after(6))
            return
        await self._seen(entry, step, seen)

    async def _seen(self, entry: LedgerEntry, step: Step, seen: Look) -> None:
        if seen.record is not None:
            await self._ledger.remember(entry, step, seen.record)
        elif seen.verdict == "absent":
            await self._ledger.not_found(entry)
        else:
            words = "Somebody else has changed this in the PSA since; whether ours came first is not known."
            await self._ledger.cannot_tell(entry, words, None)

    async def _already_there(self, reader: PSAReader, entry: LedgerEntry, step: Step) -> StepRecord | None:
        """One more look before sending again; when it cannot be made, what was decided before holds."""
        try:
            return (await look(reader, entry, step)).record
        except ProviderError as error:
            LOG.info("last_look_failed", ledger_id=entry.id, error=type(error).__name__)
            return None

    async def _opened(self, entry: LedgerEntry) -> tuple[PSAReader, PSAWriter] | None:
        try:
            spec = await self._specs.spec(entry.account_id, entry.connection_id or "")
        except DeskError as gone:
            LOG.info("connection_gone", ledger_id=entry.id, detail=gone.detail)
            return None
        return (
            open_reader(spec, self._database, self._faults, web=self._web),
            open_writer(spec, self._database, self._faults, web=self._web),
        )

    def _in_time(self, entry: LedgerEntry) -> bool:
        """Whether our lease still covers a whole call. A process that slept too long must not write."""
        limit = timedelta(seconds=self._ledger.pacing.write_limit)
        return entry.lease_until is not None and self._now() + limit <= entry.lease_until


async def _write(writer: PSAWriter, entry: LedgerEntry, step: Step) -> StepRecord:
    args = args_of(entry)
    match step, args:
        case "ticket", CreateTicketArgs():
            return ticket_record(await writer.create_ticket(args.draft(), marker=entry.marker))
        case "note", PostNoteArgs():
            credited_to = Progress.of(entry).credited_to
            return note_record(await writer.post_note(args.draft(credited_to), marker=entry.marker))
        case "status", PostNoteArgs() | UpdateStatusArgs():
            change = await writer.update_status(entry.target, args.status_id or "")
            return status_record(change.ticket_id, change.previous_status, change.new_status)
        case "owner", AssignArgs():
            return owner_record(await writer.assign(entry.target, args.member_id or None))
        case "joined", ResourceArgs():
            joined = await writer.add_resource(entry.target, args.member_id or "")
            return {"ticket_id": entry.target, **joined.model_dump()}
        case "left", ResourceArgs():
            await writer.remove_resource(entry.target, args.member_id or "")
            return {"ticket_id": entry.target, "member_id": args.member_id}
        case "time", LogTimeArgs():
            credited_to = Progress.of(entry).credited_to
            return time_record(await writer.log_time(args.entry(credited_to or ""), marker=entry.marker))
    raise ValueError(f"A {entry.kind} has no step {step}.")
