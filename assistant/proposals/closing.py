"""What becomes of proposals and confirmed writes when their PSA connection is removed: they end visibly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit import repository as audit
from assistant.errors import Stale
from assistant.proposals import ledger_queries, post_log
from assistant.proposals.drafts import SUBJECT, label
from assistant.proposals.progress import Progress
from assistant.proposals.tables import LedgerEntry, Proposal
from providers.scope import Scope

REMOVED = "ConnectionRemoved"
_WAITING = ("queued", "retry")


@dataclass(frozen=True, slots=True)
class Ending:
    """How much ends with a connection: proposals nobody decided on, confirmed writes that were not sent yet,
    writes whose outcome is unknown (people are asked), and writes being sent this moment."""

    proposals: int = 0
    writes: int = 0
    unknown: int = 0
    sending: int = 0


class Closing:
    """Ends what waits on a connection."""

    async def ending(self, session: AsyncSession, account_id: str, connection_id: str) -> Ending:
        """What would end now. Changes nothing."""
        states = (
            select(LedgerEntry.state, func.count())
            .where(LedgerEntry.account_id == account_id, LedgerEntry.connection_id == connection_id)
            .group_by(col(LedgerEntry.state))
        )
        by_state = dict((await session.exec(states)).all())
        open_ones = select(func.count()).where(
            Proposal.account_id == account_id,
            Proposal.connection_id == connection_id,
            Proposal.state == "open",
        )
        return Ending(
            proposals=(await session.exec(open_ones)).one(),
            writes=sum(by_state.get(state, 0) for state in _WAITING),
            unknown=by_state.get("unknown", 0),
            sending=by_state.get("sending", 0),
        )

    async def end_all(
        self, session: AsyncSession, scope: Scope, connection_id: str, name: str, now: datetime
    ) -> Ending:
        """End what is open on a connection, in the transaction that removes it.

        Raises:
            Stale: A write is on its way this moment. Nothing ended.
        """
        entries = await _unsettled(session, scope.account_id, connection_id)
        if any(entry.state == "sending" for entry in entries):
            raise Stale(
                "A confirmed write is being sent to this PSA right now. Nothing was removed.",
                remedy="Wait until it is through, at most two minutes, then try again.",
            )
        words = f"The connection {name} was removed by {scope.user_name}."
        for entry in entries:
            await _end_write(session, scope, entry, words, now)
        open_ones = await _open(session, scope.account_id, connection_id)
        for proposal in open_ones:
            _end_proposal(session, scope, proposal, words, now)
        unknown = sum(entry.state == "unknown" for entry in entries)
        return Ending(len(open_ones), len(entries) - unknown, unknown)


async def _end_write(
    session: AsyncSession, scope: Scope, entry: LedgerEntry, words: str, now: datetime
) -> None:
    """One that was not sent is refused; one whose outcome is unknown can only be told by a person now. Of one
    whose first step is done, that step stays done."""
    progress = Progress.of(entry)
    entry.lease_until, entry.next_try_at, entry.updated_at = None, None, now
    if entry.state == "unknown":
        progress.asks = True
        entry.error = words
    elif progress.steps:
        entry.state, progress.warning = "done", words
    else:
        proposal = await ledger_queries.proposal_of(session, entry)
        progress.error_kind = REMOVED
        await post_log.log_attempt(session, entry, proposal, post_log.FAILED, now, words)
        entry.state, entry.error = "rejected", f"{words} It was not sent."
        _end_proposal(session, scope, proposal, words, now)
    progress.keep_in(entry)
    session.add(entry)


def _end_proposal(session: AsyncSession, scope: Scope, proposal: Proposal, words: str, now: datetime) -> None:
    """Closed like one that ran out, with the sentence that says why."""
    proposal.state, proposal.updated_at, proposal.expires_at = "expired", now, now
    proposal.provenance = {**proposal.provenance, "ended": f"{words} Nothing was written."}
    session.add(proposal)
    audit.record(
        session,
        scope,
        "proposal.ended",
        subject_type=SUBJECT,
        subject_id=proposal.id,
        at=now,
        detail={"label": label(proposal), "why": words},
    )


async def _unsettled(session: AsyncSession, account_id: str, connection_id: str) -> Sequence[LedgerEntry]:
    query = select(LedgerEntry).where(
        LedgerEntry.account_id == account_id,
        LedgerEntry.connection_id == connection_id,
        col(LedgerEntry.state).in_(ledger_queries.UNSETTLED),
    )
    return (await session.exec(query.order_by(col(LedgerEntry.created_at)).with_for_update())).all()


async def _open(session: AsyncSession, account_id: str, connection_id: str) -> Sequence[Proposal]:
    query = select(Proposal).where(
        Proposal.account_id == account_id, Proposal.connection_id == connection_id, Proposal.state == "open"
    )
    return (await session.exec(query.with_for_update())).all()
