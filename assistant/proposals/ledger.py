"""The ledger's transactions: each brings one entry from one durable state to the next.

Whoever claimed an entry holds it by its state and attempt. When another process has taken it over in the
meantime (the lease ran out), the step changes nothing and says so by returning None.
"""

import secrets
import string
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit import repository as audit
from assistant.clock import Clock, utc_now
from assistant.database import EVERY_ACCOUNT, Database, after_commit
from assistant.proposals import ledger_queries as queries
from assistant.proposals import post_log
from assistant.proposals.checks import Checked
from assistant.proposals.drafts import SUBJECT, decision, payload
from assistant.proposals.pacing import Pacing
from assistant.proposals.progress import Progress, Step, StepRecord, next_step
from assistant.proposals.tables import LedgerEntry, Proposal
from assistant.proposals.unsent import take_back
from providers.errors import FieldFault
from providers.scope import Scope

_MARKER_CHARACTERS = string.ascii_uppercase + string.digits
Settled = Callable[[str], Awaitable[None]]


def new_marker() -> str:
    """A mark that the PSA keeps in the record, so that the write can be found again."""
    return "DH-" + "".join(secrets.choice(_MARKER_CHARACTERS) for _ in range(20))


class Ledger:
    """States of confirmed writes. `on_change` is called with an entry's id after each commit."""

    def __init__(
        self,
        database: Database,
        *,
        pacing: Pacing | None = None,
        clock: Clock = utc_now,
        reopen_hours: float = 72.0,
        on_change: Settled | None = None,
    ) -> None:
        self._database = database
        self.pacing = pacing or Pacing()
        self._now = clock
        self._reopen_for = timedelta(hours=reopen_hours)
        self._on_change = on_change

    def enter(
        self,
        session: AsyncSession,
        scope: Scope,
        proposal: Proposal,
        checked: Checked,
        *,
        override_reason: str | None = None,
    ) -> LedgerEntry:
        """Add the decision and the confirmed write to the caller's transaction: both are kept or neither."""
        now = self._now()
        decided = decision(scope, proposal, "confirmed", now, override_reason=override_reason)
        entry = LedgerEntry(
            account_id=scope.account_id,
            proposal_id=proposal.id,
            decision_id=decided.id,
            user_id=scope.user_id,
            connection_id=proposal.connection_id,
            kind=proposal.kind,
            target=proposal.target_ticket_id or f"new:{proposal.id}",
            args=dict(proposal.args),
            marker=new_marker(),
            created_at=now,
            updated_at=now,
        )
        Progress(
            before=dict(checked.base),
            unchecked=checked.unasked,
            credited_to=scope.member_id(proposal.connection_id or ""),
            user_name=scope.user_name,
            override_reason=override_reason,
        ).keep_in(entry)
        proposal.state, proposal.updated_at, proposal.refusal = "confirmed", now, None
        session.add_all([proposal, decided])
        session.add(entry)
        audit.record(
            session,
            scope,
            "proposal.confirmed",
            subject_type=SUBJECT,
            subject_id=proposal.id,
            at=now,
            detail=payload(proposal)
            | {"ledger_id": entry.id, "marker": entry.marker, "override_reason": override_reason},
        )
        return entry

    async def entry(self, account_id: str, entry_id: str) -> LedgerEntry | None:
        async with self._database.read(account_id) as session:
            return await queries.entry(session, account_id, entry_id)

    async def claim(self) -> LedgerEntry | None:
        """Take the oldest write that is due and mark it as sending, durably, before any byte leaves.

        Writes to one ticket go in the order of their confirmation: one that is in flight, waits for a retry
        or has an unknown outcome holds back the later ones. None when nothing is due, or when another
        process was quicker.
        """
        now = self._now()
        try:
            async with self._database.write(EVERY_ACCOUNT, durable=True) as session:
                entry = await queries.due(session, now)
                if entry is None:
                    return None
                progress = Progress.of(entry)
                progress.sent_at, progress.asks, progress.looks = now, False, 0
                progress.keep_in(entry)
                entry.state, entry.attempt = "sending", entry.attempt + 1
                entry.lease_until = now + timedelta(seconds=self.pacing.lease)
                entry.next_try_at, entry.updated_at = None, now
                session.add(entry)
        except IntegrityError:
            return None
        return entry

    async def claim_look(self) -> LedgerEntry | None:
        """Take an entry with an unknown outcome whose next look is due; others leave it alone for a lease."""
        now = self._now()
        async with self._database.write(EVERY_ACCOUNT) as session:
            entry = await queries.look_due(session, now)
            if entry is not None:
                entry.lease_until = now + timedelta(seconds=self.pacing.lease)
                session.add(entry)
        return entry

    async def reclaim(self) -> int:
        """Entries whose sender died: what became of them is unknown. Says how many there were."""
        now = self._now()
        async with self._database.write(EVERY_ACCOUNT, durable=True) as session:
            left = await queries.abandoned(session, now)
            for entry in left:
                await self._lose(session, entry, "The service stopped while this was being sent.")
        return len(left)

    async def remember(self, held: LedgerEntry, step: Step, record: StepRecord) -> LedgerEntry | None:
        """A step is done, by sending or by finding it. With the last step the entry is done."""
        async with self._database.write(held.account_id, durable=True) as session:
            entry, proposal = await self._hold(session, held)
            if entry is None or proposal is None:
                return None
            progress = Progress.of(entry)
            progress.finish(step, record)
            progress.keep_in(entry)
            entry.error, entry.updated_at = None, self._now()
            if step == "note":
                await post_log.log_attempt(session, entry, proposal, post_log.SUCCESS, self._now())
            elif step == "status":
                await post_log.log_status_change(session, entry)
            if next_step(entry) is None:
                await self._finish(session, entry, proposal)
            elif entry.state == "unknown":
                self._requeue(entry)
            self._save(session, entry)
        return entry

    async def reject(
        self, held: LedgerEntry, words: str, error_kind: str, faults: Sequence[FieldFault] = ()
    ) -> LedgerEntry | None:
        """The PSA said no. The proposal is an editable draft again, with the PSA's words.

        When an earlier step is done already (the note is posted, its status change is refused) the entry is
        done with a warning instead: confirming it again would write the first step twice.
        """
        async with self._database.write(held.account_id, durable=True) as session:
            entry, proposal = await self._hold(session, held)
            if entry is None or proposal is None:
                return None
            progress = Progress.of(entry)
            progress.error_kind = error_kind
            progress.faults = [{"field": each.field, "message": each.message} for each in faults]
            if progress.steps:
                progress.warning = words
                progress.keep_in(entry)
                await self._finish(session, entry, proposal)
            else:
                progress.keep_in(entry)
                await post_log.log_attempt(session, entry, proposal, post_log.FAILED, self._now(), words)
                self._reopen(session, entry, proposal, words)
            self._save(session, entry)
        return entry

    async def checked(self, held: LedgerEntry, base: Mapping[str, Any]) -> LedgerEntry | None:
        """What could not be checked at confirmation holds; `base` is what the ticket is now."""
        async with self._database.write(held.account_id, durable=True) as session:
            entry, _ = await self._hold(session, held)
            if entry is None:
                return None
            progress = Progress.of(entry)
            progress.before, progress.unchecked = dict(base), False
            progress.keep_in(entry)
            self._save(session, entry)
        return entry

    async def hurry(self, held: LedgerEntry) -> LedgerEntry | None:
        """Let the next try be now instead of when it was due."""
        async with self._database.write(held.account_id) as session:
            entry, _ = await self._hold(session, held)
            if entry is not None and entry.state == "retry":
                self._requeue(entry)
                self._save(session, entry)
        return entry

    async def withdraw(self, scope: Scope, held: LedgerEntry) -> LedgerEntry | None:
        """The person takes it back before it was sent; see `unsent.take_back`."""
        now = self._now()
        async with self._database.write(scope.account_id, durable=True) as session:
            entry, proposal = await self._hold(session, held)
            if entry is None or proposal is None:
                return None
            take_back(session, scope, entry, proposal, now, now + self._reopen_for)
            self._save(session, entry)
        return entry

    async def later(self, held: LedgerEntry, words: str, wait: float) -> LedgerEntry | None:
        """Surely nothing was written; try again after `wait` seconds."""
        now = self._now()
        async with self._database.write(held.account_id, durable=True) as session:
            entry, proposal = await self._hold(session, held)
            if entry is None or proposal is None:
                return None
            await post_log.log_attempt(session, entry, proposal, post_log.FAILED, now, words)
            entry.state, entry.error = "retry", words
            entry.next_try_at, entry.lease_until = now + timedelta(seconds=wait), None
            self._save(session, entry)
        return entry

    async def lose(self, held: LedgerEntry, words: str) -> LedgerEntry | None:
        """The write may or may not be in the PSA: look for it before anything else."""
        async with self._database.write(held.account_id, durable=True) as session:
            entry, proposal = await self._hold(session, held)
            if entry is None or proposal is None:
                return None
            await self._lose(session, entry, words)
        return entry

    async def not_found(self, held: LedgerEntry) -> LedgerEntry | None:
        """A look found nothing. After enough looks and time it is surely absent: send it again, or ask."""
        now = self._now()
        async with self._database.write(held.account_id, durable=True) as session:
            entry, proposal = await self._hold(session, held)
            if entry is None or proposal is None:
                return None
            progress = Progress.of(entry)
            progress.looks += 1
            entry.lease_until = None
            if progress.looks < len(self.pacing.looks):
                entry.next_try_at = now + timedelta(seconds=self.pacing.looks[progress.looks])
            elif progress.sent_at and (early := self._settles_at(progress.sent_at)) > now:
                entry.next_try_at = early
            elif progress.resends < self.pacing.resends:
                progress.resends, progress.look_first = progress.resends + 1, True
                await post_log.log_attempt(session, entry, proposal, post_log.FAILED, now, entry.error)
                self._requeue(entry)
            else:
                progress.asks, entry.next_try_at = True, None
            progress.keep_in(entry)
            self._save(session, entry)
        return entry

    async def cannot_tell(
        self, held: LedgerEntry, words: str, look_again_in: float | None
    ) -> LedgerEntry | None:
        """A look gave no answer: ask the person, and keep looking when that may help."""
        async with self._database.write(held.account_id, durable=True) as session:
            entry, proposal = await self._hold(session, held)
            if entry is None or proposal is None:
                return None
            progress = Progress.of(entry)
            progress.asks = True
            progress.keep_in(entry)
            entry.error, entry.lease_until = words, None
            entry.next_try_at = self._now() + timedelta(seconds=look_again_in) if look_again_in else None
            self._save(session, entry)
        return entry

    async def in_person(
        self, scope: Scope, held: LedgerEntry, verdict: str, step: Step, record: StepRecord | None
    ) -> LedgerEntry | None:
        """What a person knows about an unknown outcome: `record` when they see it in the PSA, None to send
        it again (after one more look). Kept as a decision of theirs."""
        now = self._now()
        async with self._database.write(scope.account_id, durable=True) as session:
            entry, stored = await self._hold(session, held)
            if entry is None or stored is None:
                return None
            session.add(decision(scope, stored, verdict, now))
            audit.record(
                session,
                scope,
                f"write.{verdict}",
                subject_type=SUBJECT,
                subject_id=stored.id,
                at=now,
                detail={"ledger_id": entry.id, "marker": entry.marker, "step": step, "record": record},
            )
            progress = Progress.of(entry)
            if record is not None:
                progress.finish(step, record)
            progress.asks, progress.looks, progress.look_first = False, 0, record is None
            progress.keep_in(entry)
            if record is not None and step == "note":
                await post_log.log_attempt(session, entry, stored, post_log.SUCCESS, now)
            if next_step(entry) is None:
                await self._finish(session, entry, stored)
            else:
                self._requeue(entry)
            self._save(session, entry)
        return entry

    async def _hold(
        self, session: AsyncSession, held: LedgerEntry
    ) -> tuple[LedgerEntry, Proposal] | tuple[None, None]:
        """The entry as it is now, locked, if it is still in the state and attempt it was claimed with."""
        entry = await queries.still(session, held)
        return (entry, await queries.proposal_of(session, entry)) if entry else (None, None)

    async def _lose(self, session: AsyncSession, entry: LedgerEntry, words: str) -> None:
        now = self._now()
        proposal = await queries.proposal_of(session, entry)
        await post_log.log_attempt(session, entry, proposal, post_log.UNKNOWN, now, words)
        entry.state, entry.error, entry.lease_until = "unknown", words, None
        entry.next_try_at = now + timedelta(seconds=self.pacing.looks[0])
        self._save(session, entry)

    async def _finish(self, session: AsyncSession, entry: LedgerEntry, proposal: Proposal) -> None:
        """All steps are done: say so, and use up the suggestion this ticket was created from."""
        entry.state, entry.lease_until, entry.next_try_at = "done", None, None
        progress = Progress.of(entry)
        detail = {"ledger_id": entry.id, "marker": entry.marker, "attempt": entry.attempt}
        self._audit(
            session,
            entry,
            "write.done",
            detail | {"steps": dict(progress.steps), "warning": progress.warning},
        )
        spin_off_id, ticket = proposal.base.get("spin_off_id"), progress.steps.get("ticket")
        if spin_off_id and ticket:
            await self._use_up(session, entry, str(spin_off_id), ticket)

    async def _use_up(
        self, session: AsyncSession, entry: LedgerEntry, spin_off_id: str, ticket: StepRecord
    ) -> None:
        suggestion = await queries.suggestion(session, entry, spin_off_id)
        if suggestion is None:
            return
        suggestion.state, suggestion.updated_at = "confirmed", self._now()
        suggestion.provenance = {**suggestion.provenance, "created": ticket}
        session.add(suggestion)
        detail = {"ticket_id": ticket.get("ticket_id"), "created_by": entry.proposal_id}
        self._audit(session, entry, "proposal.used", detail, subject_id=suggestion.id)

    def _reopen(self, session: AsyncSession, entry: LedgerEntry, proposal: Proposal, words: str) -> None:
        """A new version, so that the old confirmation cannot be used a second time."""
        now = self._now()
        entry.state, entry.error, entry.lease_until, entry.next_try_at = "rejected", words, None, None
        proposal.state, proposal.refusal, proposal.updated_at = "open", words, now
        proposal.args_version += 1
        proposal.expires_at = now + self._reopen_for
        session.add(proposal)
        self._audit(session, entry, "write.rejected", payload(proposal) | {"refusal": words})

    def _requeue(self, entry: LedgerEntry) -> None:
        entry.state, entry.lease_until, entry.next_try_at = "queued", None, None

    def _settles_at(self, sent_at: datetime) -> datetime:
        return sent_at + timedelta(seconds=self.pacing.settle)

    def _save(self, session: AsyncSession, entry: LedgerEntry) -> None:
        entry.updated_at = self._now()
        session.add(entry)
        if self._on_change is not None:
            changed, entry_id = self._on_change, entry.id
            after_commit(session, lambda: changed(entry_id))

    def _audit(
        self,
        session: AsyncSession,
        entry: LedgerEntry,
        action: str,
        detail: Mapping[str, Any],
        *,
        subject_id: str | None = None,
    ) -> None:
        audit.record_system(
            session,
            entry.account_id,
            action,
            subject_type=SUBJECT,
            subject_id=subject_id or entry.proposal_id,
            at=self._now(),
            detail=detail,
        )
