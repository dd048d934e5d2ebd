"""Confirmed writes that surely have not left: a person may hurry them, or take them back."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit import repository as audit
from assistant.proposals.drafts import SUBJECT, decision, payload
from assistant.proposals.ledger_queries import UNSETTLED
from assistant.proposals.progress import Progress
from assistant.proposals.tables import LedgerEntry, Proposal
from providers.scope import Scope

WITHDRAWN = "Withdrawn"
_NOT_SENT = ("queued", "retry")


def may_be_withdrawn(entry: LedgerEntry) -> bool:
    """Whether surely no byte of it was applied: it waits, no step is done, and no earlier attempt's outcome
    was ever unknown."""
    progress = Progress.of(entry)
    doubted = progress.look_first or progress.resends or progress.looks
    return entry.state in _NOT_SENT and not progress.steps and not doubted


def take_back(
    session: AsyncSession,
    scope: Scope,
    entry: LedgerEntry,
    proposal: Proposal,
    now: datetime,
    expires: datetime,
) -> None:
    """End the entry and make its proposal an editable draft again, as a new version: the old confirmation
    cannot be used a second time. The decision is added to those before it; nothing is deleted."""
    progress = Progress.of(entry)
    progress.error_kind = WITHDRAWN
    progress.keep_in(entry)
    entry.state, entry.error = "rejected", "You took it back before it was sent."
    entry.lease_until, entry.next_try_at, entry.updated_at = None, None, now
    session.add(decision(scope, proposal, "withdrawn", now))
    proposal.state, proposal.refusal, proposal.updated_at = "open", None, now
    proposal.args_version += 1
    proposal.expires_at = expires
    session.add_all([entry, proposal])
    audit.record(
        session,
        scope,
        "write.withdrawn",
        subject_type=SUBJECT,
        subject_id=proposal.id,
        at=now,
        detail=payload(proposal) | {"ledger_id": entry.id, "attempt": entry.attempt},
    )


async def waiting_of(
    session: AsyncSession, scope: Scope, *, connection_id: str | None = None, target: str | None = None
) -> Sequence[tuple[LedgerEntry, Proposal]]:
    """The person's confirmed writes that are not settled, oldest first; of one ticket where one is named."""
    query = (
        select(LedgerEntry, Proposal)
        .join(Proposal, col(Proposal.id) == col(LedgerEntry.proposal_id))
        .where(
            LedgerEntry.account_id == scope.account_id,
            LedgerEntry.user_id == scope.user_id,
            Proposal.account_id == scope.account_id,
            col(LedgerEntry.state).in_(UNSETTLED),
        )
        .order_by(col(LedgerEntry.created_at), col(LedgerEntry.id))
    )
    if connection_id is not None:
        query = query.where(LedgerEntry.connection_id == connection_id)
    if target is not None:
        query = query.where(LedgerEntry.target == target)
    return [(entry, proposal) for entry, proposal in (await session.exec(query.limit(200))).all()]
