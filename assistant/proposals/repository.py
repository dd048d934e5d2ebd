"""Queries on proposals and decisions. Every one filters on the account; a person sees their own."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.errors import Missing
from assistant.proposals.tables import LedgerEntry, Proposal
from assistant.sessions.tables import Session
from providers.scope import Scope

MAX_LISTED = 200


async def owned(session: AsyncSession, scope: Scope, proposal_id: str, *, lock: bool = False) -> Proposal:
    """The person's own proposal; `lock` keeps others from changing it until the transaction ends.

    Raises:
        Missing: There is none, or it is somebody else's.
    """
    query = select(Proposal).where(
        Proposal.id == proposal_id,
        Proposal.account_id == scope.account_id,
        Proposal.user_id == scope.user_id,
    )
    found = (await session.exec(query.with_for_update() if lock else query)).first()
    if found is None:
        raise Missing("There is no such proposal.")
    return found


async def listed(
    session: AsyncSession, scope: Scope, *, session_id: str | None = None, state: str | None = None
) -> Sequence[Proposal]:
    """The person's proposals, newest first, at most `MAX_LISTED`."""
    query = select(Proposal).where(Proposal.account_id == scope.account_id, Proposal.user_id == scope.user_id)
    if session_id is not None:
        query = query.where(Proposal.session_id == session_id)
    if state is not None:
        query = query.where(Proposal.state == state)
    newest = query.order_by(col(Proposal.created_at).desc(), col(Proposal.number).desc(), col(Proposal.id))
    return (await session.exec(newest.limit(MAX_LISTED))).all()


async def open_of_session(
    session: AsyncSession, scope: Scope, session_id: str, now: datetime
) -> Sequence[Proposal]:
    """The session's proposals that may still be confirmed, oldest first."""
    query = (
        select(Proposal)
        .where(
            Proposal.account_id == scope.account_id,
            Proposal.user_id == scope.user_id,
            Proposal.session_id == session_id,
            Proposal.state == "open",
            col(Proposal.expires_at) > now,
        )
        .order_by(col(Proposal.number), col(Proposal.id))
    )
    return (await session.exec(query)).all()


async def next_number(session: AsyncSession, scope: Scope, session_id: str) -> int:
    """The number of the session's next proposal. Locks the session's row, so that numbers are given once.

    Raises:
        Missing: The session is gone, or somebody else's.
    """
    own = select(Session.id).where(
        Session.id == session_id, Session.account_id == scope.account_id, Session.user_id == scope.user_id
    )
    if (await session.exec(own.with_for_update())).first() is None:
        raise Missing("There is no such session.")
    query = select(func.max(Proposal.number)).where(
        Proposal.account_id == scope.account_id, Proposal.session_id == session_id
    )
    return ((await session.exec(query)).one() or 0) + 1


async def run_out(session: AsyncSession, now: datetime, limit: int = 200) -> Sequence[Proposal]:
    """Open proposals of any account whose time is over, locked."""
    query = (
        select(Proposal)
        .where(Proposal.state == "open", col(Proposal.expires_at) <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(query)).all()


async def newest_entries(
    session: AsyncSession, account_id: str, proposal_ids: Sequence[str]
) -> dict[str, LedgerEntry]:
    """The newest ledger entry of each of these proposals that was ever confirmed."""
    query = (
        select(LedgerEntry)
        .where(LedgerEntry.account_id == account_id, col(LedgerEntry.proposal_id).in_(proposal_ids))
        .order_by(col(LedgerEntry.created_at), col(LedgerEntry.id))
    )
    return {entry.proposal_id: entry for entry in (await session.exec(query)).all()}
