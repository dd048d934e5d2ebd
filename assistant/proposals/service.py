"""Deciding on proposals: confirm, dismiss, resolve; and the person's own direct writes.

Only a person decides. What tools may reach (`box`) stores proposals and can do nothing else.
"""

import asyncio
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any, Literal, Protocol

import structlog

from assistant.audit import repository as audit
from assistant.clock import Clock, utc_now
from assistant.database import Database, after_commit
from assistant.errors import Forbidden, Invalid, Missing, Stale
from assistant.identity.people import Person
from assistant.proposals import ledger_queries, repository
from assistant.proposals.box import SessionBox
from assistant.proposals.checks import Checked, Checks, changed_words
from assistant.proposals.drafts import SUBJECT, Drafts, audit_change, check_version, label, payload
from assistant.proposals.executor import Executor
from assistant.proposals.late import MAY_WAIT
from assistant.proposals.ledger import Ledger
from assistant.proposals.looking import ticket_record
from assistant.proposals.outcome import Outcome
from assistant.proposals.progress import StepRecord, next_step
from assistant.proposals.schemas import Args, parse_args
from assistant.proposals.tables import LedgerEntry, Proposal
from assistant.proposals.unsent import may_be_withdrawn, waiting_of
from assistant.proposals.waiting import Changes, happened
from providers.errors import RateLimited, Unavailable
from providers.scope import Scope
from tools.base import ProposalBox, ProposalDraft

LOG = structlog.get_logger(__name__)
ANSWER_WITHIN_SECONDS = 10.0
_ASK_AGAIN_SECONDS = 0.5
Answer = Literal["seen", "send_again"]


class CountPost(Protocol):
    """Counts a write that a person confirmed; raises TooMany when their account made too many."""

    async def __call__(self, scope: Scope, connection_id: str | None, kind: Literal["post"]) -> None: ...


class Proposals:
    """Everything a person can do with proposals. Another person's proposal is `Missing`."""

    def __init__(
        self,
        database: Database,
        drafts: Drafts,
        checks: Checks,
        ledger: Ledger,
        executor: Executor,
        changes: Changes,
        *,
        clock: Clock = utc_now,
        answer_within_seconds: float = ANSWER_WITHIN_SECONDS,
        count_post: CountPost | None = None,
    ) -> None:
        self._database = database
        self._drafts = drafts
        self._checks = checks
        self._ledger = ledger
        self._executor = executor
        self._changes = changes
        self._now = clock
        self._patience = answer_within_seconds
        self._count_post = count_post

    def box(
        self, scope: Scope, *, session_id: str, connection_id: str, provenance: Mapping[str, Any]
    ) -> ProposalBox:
        """Where the tools of one run leave what they want. Nothing reachable from it can confirm.

        `provenance` says what made it: run, message, tool call, prompt hash, model.
        """
        return SessionBox(self._drafts, scope, session_id, connection_id, provenance)

    async def get(self, scope: Scope, proposal_id: str) -> Proposal:
        async with self._database.read(scope.account_id) as session:
            return await repository.owned(session, scope, proposal_id)

    async def list(
        self, scope: Scope, *, session_id: str | None = None, state: str | None = None
    ) -> Sequence[Proposal]:
        """The person's proposals, newest first."""
        async with self._database.read(scope.account_id) as session:
            return await repository.listed(session, scope, session_id=session_id, state=state)

    async def of_session(self, scope: Scope, session_id: str) -> Sequence[Proposal]:
        """Every proposal of a session, decided or not, oldest first."""
        return list(reversed(await self.list(scope, session_id=session_id)))

    async def open_of_session(self, scope: Scope, session_id: str) -> Sequence[Proposal]:
        """The session's proposals that may still be confirmed, oldest first."""
        return await self._drafts.open_of_session(scope, session_id)

    async def entries(self, scope: Scope, proposal_ids: Sequence[str]) -> dict[str, LedgerEntry]:
        """The newest ledger entry of each of these proposals that was ever confirmed."""
        async with self._database.read(scope.account_id) as session:
            return await repository.newest_entries(session, scope.account_id, proposal_ids)

    async def edit(
        self, scope: Scope, proposal_id: str, *, args_version: int, args: Mapping[str, Any]
    ) -> Proposal:
        """Change fields on the card; see `Drafts.edit`."""
        return await self._drafts.edit(scope, proposal_id, args_version, args)

    async def dismiss(
        self, scope: Scope, proposal_id: str, *, covered_by: Mapping[str, Any] | None = None
    ) -> Proposal:
        """Take a proposal off the table; see `Drafts.dismiss`."""
        return await self._drafts.dismiss(scope, proposal_id, covered_by=covered_by)

    async def confirm(
        self,
        person: Person,
        proposal_id: str,
        *,
        args_version: int,
        digest: str,
        override_reason: str | None = None,
    ) -> Outcome:
        """Write what the person saw, once. Confirming again gives what became of the first confirmation.

        Normally answers with the final outcome; after some ten seconds with how far it got.

        Raises:
            Missing, Gone: It is not there, or waited too long.
            Forbidden: This role or token may not confirm.
            Stale: It was edited, dismissed, or the ticket changed since; `changes` has both sides.
            Invalid: Fields are missing or no longer valid, or the note may not go to the customer.
            ProviderError: The PSA cannot be asked. In all these cases nothing was written.
        """
        self._check_person(person)
        scope = person.scope
        proposal = await self.get(scope, proposal_id)
        if proposal.state == "confirmed":
            return await self._first_outcome(scope, proposal)
        await self._check_as_seen(scope, proposal, args_version, digest)
        args = parse_args(proposal.kind, proposal.args)
        checked = await self._check(scope, proposal, args, override_reason)
        if checked.changes:
            await self._show_again(scope, proposal, checked)
        await self._count(scope, proposal)
        entry = await self._enter(scope, proposal, checked, override_reason)
        return await self._outcome(scope, proposal.id, entry.id)

    async def write_now(
        self,
        person: Person,
        connection_id: str,
        draft: ProposalDraft,
        *,
        session_id: str | None = None,
        override_reason: str | None = None,
        proposal_id: str | None = None,
    ) -> Outcome:
        """A direct write: the request is the person's confirmation. Same checks, ledger and executor.

        With a `proposal_id` the same call a second time gives the outcome of the first; after the PSA refused
        it, it is tried anew. A ticket that moved on since `draft.base` is `Stale`. Raises as `confirm`; then
        nothing was written or kept.
        """
        self._check_person(person)
        scope = person.scope
        known = await self._known(scope, proposal_id) if proposal_id is not None else None
        if known is not None:
            return await self._write_known(person, known, draft, override_reason)
        made = {"via": person.via, "direct": True}
        proposal = self._drafts.new(scope, connection_id, draft, made, session_id=session_id, id=proposal_id)
        args = parse_args(proposal.kind, proposal.args)
        checked = await self._check(scope, proposal, args, override_reason)
        if checked.changes:
            raise Stale(
                f"{changed_words(proposal, checked)} Nothing was written.",
                extras={"changes": [each.model_dump() for each in checked.changes]},
            )
        proposal.base = {**proposal.base, **checked.base}
        await self._count(scope, proposal)
        async with self._database.write(scope.account_id, durable=True) as session:
            if session_id is not None:
                proposal.number = await repository.next_number(session, scope, session_id)
            session.add(proposal)
            await session.flush()
            audit_change(session, scope, "proposal.proposed", proposal, self._now(), payload(proposal))
            entry = self._ledger.enter(session, scope, proposal, checked, override_reason=override_reason)
            after_commit(session, self._wake)
        return await self._outcome(scope, proposal.id, entry.id)

    async def resolve(
        self, person: Person, proposal_id: str, answer: Answer, *, ticket_id: str | None = None
    ) -> Outcome:
        """What the person knows about a write whose outcome could not be learned.

        "seen": it is in the PSA (`ticket_id` names a created ticket). "send_again": it is not there; it is
        looked for once more and then sent.

        Raises:
            Missing, Forbidden: As `confirm`.
            Stale: Nothing is asked: it was decided, or Deskhand is still looking itself.
            Invalid: There is no ticket of that id.
        """
        self._check_person(person)
        scope = person.scope
        proposal = await self.get(scope, proposal_id)
        entry = (await self.entries(scope, [proposal.id])).get(proposal.id)
        step = next_step(entry) if entry is not None else None
        if entry is None or step is None or not Outcome.of(proposal, entry).asks:
            raise Stale(f"Nothing about {label(proposal)} is in question now.", remedy="Look at it again.")
        record = await self._seen_record(scope, proposal, ticket_id) if answer == "seen" else None
        resolved = await self._ledger.in_person(scope, entry, answer, step, record)
        if resolved is None:
            raise Stale(f"{label(proposal)} was resolved in the meantime.", remedy="Look at it again.")
        self._executor.wake()
        return await self._outcome(scope, proposal.id, entry.id)

    async def withdraw(self, person: Person, proposal_id: str) -> Proposal:
        """Take a confirmed write back that surely was not sent yet. It is an editable draft again.

        Raises:
            Missing, Forbidden: As `confirm`.
            Stale: It is being sent, was sent, or may have been. Nothing changed.
        """
        self._check_person(person)
        entry = await self._unsent(person.scope, proposal_id)
        if not may_be_withdrawn(entry) or await self._ledger.withdraw(person.scope, entry) is None:
            raise Stale(
                "This is on its way or may have been written; it can no longer be taken back.",
                remedy="Look at what became of it.",
            )
        return await self.get(person.scope, proposal_id)

    async def try_now(self, person: Person, proposal_id: str) -> Outcome:
        """Send a write that waits for its next try at once, after any earlier one to the same ticket.

        Raises:
            Missing, Forbidden: As `confirm`.
            Stale: It does not wait any more.
        """
        self._check_person(person)
        entry = await self._unsent(person.scope, proposal_id)
        if entry.state == "queued":
            return await self._now_at(person.scope, proposal_id, entry.id)
        await self._ledger.hurry(entry)
        self._executor.wake()
        return await self._outcome(person.scope, proposal_id, entry.id)

    async def waiting(
        self, scope: Scope, *, connection_id: str | None = None, ticket_id: str | None = None
    ) -> Sequence[tuple[LedgerEntry, Proposal]]:
        """The person's confirmed writes that are not settled yet, oldest first."""
        async with self._database.read(scope.account_id) as session:
            return await waiting_of(session, scope, connection_id=connection_id, target=ticket_id)

    async def _unsent(self, scope: Scope, proposal_id: str) -> LedgerEntry:
        proposal = await self.get(scope, proposal_id)
        entry = (await self.entries(scope, [proposal.id])).get(proposal.id)
        if entry is None or entry.state not in ("queued", "retry"):
            raise Stale(f"{label(proposal)} does not wait any more.", remedy="Look at what became of it.")
        return entry

    async def sweep_once(self) -> int:
        """Close what ran out, look for lost writes, send what is due; says how many writes were handled."""
        await self._drafts.expire()
        return await self._executor.drain()

    async def close(self) -> None:
        """Let what is in flight end. What does not is looked for after the next start."""
        await self._executor.close()

    async def outcome(self, scope: Scope, proposal_id: str) -> Outcome | None:
        """How far a confirmed proposal got, at once; None when it was never confirmed."""
        proposal = await self.get(scope, proposal_id)
        entry = (await self.entries(scope, [proposal.id])).get(proposal.id)
        return Outcome.of(proposal, entry) if entry is not None else None

    async def _check(
        self, scope: Scope, proposal: Proposal, args: Args, override_reason: str | None
    ) -> Checked:
        """As `Checks.run`; what only adds to a ticket may wait for a PSA that is away, to be checked then."""
        try:
            return await self._checks.run(scope, proposal, args, override_reason)
        except (Unavailable, RateLimited):
            if proposal.kind not in MAY_WAIT:
                raise
            return Checked(dict(proposal.base), unasked=True)

    async def _count(self, scope: Scope, proposal: Proposal) -> None:
        if self._count_post is not None:
            await self._count_post(scope, proposal.connection_id, "post")

    def _check_person(self, person: Person) -> None:
        if not person.may_confirm:
            raise Forbidden(
                "This needs the role engineer, and of an API token the scope confirm. Nothing was written.",
                remedy="Confirm it on the page, or use a token made for confirming.",
            )

    async def _check_as_seen(self, scope: Scope, proposal: Proposal, args_version: int, digest: str) -> None:
        """The confirmation is bound to one version and its exact content."""
        self._drafts.check_open(proposal)
        async with self._database.read(scope.account_id) as session:
            await check_version(session, proposal, args_version)
        if digest != proposal.digest:
            raise Stale(
                f"What was confirmed is not what {label(proposal)} says. Nothing was written.",
                extras={"changes": [], "args_version": proposal.args_version, "digest": proposal.digest},
            )

    async def _enter(
        self, scope: Scope, seen: Proposal, checked: Checked, override_reason: str | None
    ) -> LedgerEntry:
        """Decision and ledger entry in one transaction, if the proposal is still the one that was checked."""
        async with self._database.write(scope.account_id, durable=True) as session:
            proposal = await repository.owned(session, scope, seen.id, lock=True)
            if proposal.state == "confirmed":
                entries = await repository.newest_entries(session, scope.account_id, [proposal.id])
                return entries[proposal.id]
            self._drafts.check_open(proposal)
            await check_version(session, proposal, seen.args_version)
            entry = self._ledger.enter(session, scope, proposal, checked, override_reason=override_reason)
            after_commit(session, self._wake)
        return entry

    async def _show_again(self, scope: Scope, seen: Proposal, checked: Checked) -> None:
        """Keep how the ticket is now as the new base, as a new version: the old screen cannot confirm it."""
        async with self._database.write(scope.account_id) as session:
            proposal = await repository.owned(session, scope, seen.id, lock=True)
            self._drafts.check_open(proposal)
            await check_version(session, proposal, seen.args_version)
            proposal.base = {**proposal.base, **checked.base}
            proposal.args_version += 1
            proposal.updated_at = self._now()
            session.add(proposal)
            detail = payload(proposal) | {"changes": [each.model_dump() for each in checked.changes]}
            audit.record(
                session,
                scope,
                "proposal.outdated",
                subject_type=SUBJECT,
                subject_id=proposal.id,
                at=self._now(),
                detail=detail,
            )
        raise Stale(
            f"{changed_words(proposal, checked)} Nothing was written.",
            extras={
                "changes": [each.model_dump() for each in checked.changes],
                "args_version": proposal.args_version,
                "digest": proposal.digest,
            },
        )

    async def _write_known(
        self, person: Person, known: Proposal, draft: ProposalDraft, override_reason: str | None
    ) -> Outcome:
        """The same direct write again: what became of the first, or, when the PSA had refused that one, a
        new try with what it says now."""
        if known.state != "open":
            return await self._first_outcome(person.scope, known)
        again = await self._drafts.replace(person.scope, known.id, draft, known.provenance)
        return await self.confirm(
            person,
            known.id,
            args_version=again.args_version,
            digest=again.digest,
            override_reason=override_reason,
        )

    async def _known(self, scope: Scope, proposal_id: str) -> Proposal | None:
        try:
            return await self.get(scope, proposal_id)
        except Missing:
            return None

    async def _first_outcome(self, scope: Scope, proposal: Proposal) -> Outcome:
        entry = (await self.entries(scope, [proposal.id])).get(proposal.id)
        if entry is None:
            raise Stale(f"{label(proposal)} is used up already.", remedy="Look at what became of it.")
        return await self._outcome(scope, proposal.id, entry.id)

    async def _outcome(self, scope: Scope, proposal_id: str, entry_id: str) -> Outcome:
        """Wait until it is clear how the write went, for some seconds at most."""
        deadline = monotonic() + self._patience
        with self._changes.watching(entry_id) as changed:
            while True:
                changed.clear()
                outcome = await self._now_at(scope, proposal_id, entry_id)
                left = deadline - monotonic()
                if outcome.is_final or outcome.state == "retry" or outcome.asks or left <= 0:
                    return outcome
                await happened(changed, min(left, _ASK_AGAIN_SECONDS))

    async def _now_at(self, scope: Scope, proposal_id: str, entry_id: str) -> Outcome:
        async with self._database.read(scope.account_id) as session:
            proposal = await repository.owned(session, scope, proposal_id)
            entry = await ledger_queries.entry(session, scope.account_id, entry_id)
        if entry is None:
            raise Missing("There is no such write.")
        return Outcome.of(proposal, entry)

    async def _seen_record(self, scope: Scope, proposal: Proposal, ticket_id: str | None) -> StepRecord:
        if proposal.kind != "create_ticket":
            return {"ticket_id": proposal.target_ticket_id, "said_by": scope.user_name}
        if ticket_id is None:
            return {"said_by": scope.user_name}
        ticket = await self._checks.ticket(scope, proposal, ticket_id)
        if ticket is None:
            detail = f"There is no ticket #{ticket_id} that you may see."
            raise Invalid(detail, extras={"fields": [{"field": "ticket_id", "message": detail}]})
        return ticket_record(ticket) | {"said_by": scope.user_name}

    async def _wake(self) -> None:
        self._executor.wake()


async def run_sweep(proposals: Proposals, interval_seconds: float = 2.0) -> None:
    """Sweep until cancelled. A sweep that fails is logged, and the next one comes."""
    while True:
        try:
            await proposals.sweep_once()
        except Exception:
            LOG.exception("sweep_failed")
        await asyncio.sleep(interval_seconds)
