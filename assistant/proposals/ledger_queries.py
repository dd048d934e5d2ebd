"""Queries of the ledger. What is found to be changed is locked until the transaction ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.proposals.tables import LedgerEntry, Proposal

UNSETTLED = ("queued", "sending", "retry", "unknown")


async def entry(session: AsyncSession, account_id: str, entry_id: str) -> LedgerEntry | None:
    query = select(LedgerEntry).where(LedgerEntry.id == entry_id, LedgerEntry.account_id == account_id)
    return (await session.exec(query)).first()


async def due(session: AsyncSession, now: datetime) -> LedgerEntry | None:
    """The oldest entry of any account that may be sent now: nothing earlier to its ticket is under way."""
    query = (
        select(LedgerEntry)
        .where(
            or_(
                col(LedgerEntry.state) == "queued",
                and_(col(LedgerEntry.state) == "retry", col(LedgerEntry.next_try_at) <= now),
            ),
            ~_held_back(),
        )
        .order_by(col(LedgerEntry.created_at), col(LedgerEntry.id))
        .limit(1)
    )
    return (await session.exec(query.with_for_update(skip_locked=True, of=LedgerEntry))).first()


async def look_due(session: AsyncSession, now: datetime) -> LedgerEntry | None:
    """An entry of any account with an unknown outcome that nobody is looking for right now."""
    query = (
        select(LedgerEntry)
        .where(
            LedgerEntry.state == "unknown",
            col(LedgerEntry.next_try_at) <= now,
            or_(col(LedgerEntry.lease_until).is_(None), col(LedgerEntry.lease_until) <= now),
        )
        .order_by(col(LedgerEntry.next_try_at))
        .limit(1)
    )
    return (await session.exec(query.with_for_update(skip_locked=True))).first()


async def abandoned(session: AsyncSession, now: datetime) -> Sequence[LedgerEntry]:
    """Entries of any account whose lease ran out while they were being sent."""
    query = select(LedgerEntry).where(LedgerEntry.state == "sending", col(LedgerEntry.lease_until) <= now)
    return (await session.exec(query.with_for_update(skip_locked=True))).all()


async def still(session: AsyncSession, held: LedgerEntry) -> LedgerEntry | None:
    """The entry, if it is still in the state and attempt that `held` shows."""
    query = select(LedgerEntry).where(
        LedgerEntry.id == held.id,
        LedgerEntry.account_id == held.account_id,
        LedgerEntry.state == held.state,
        LedgerEntry.attempt == held.attempt,
    )
    return (await session.exec(query.with_for_update())).first()


async def proposal_of(session: AsyncSession, entry: LedgerEntry, *, lock: bool = True) -> Proposal:
    query = select(Proposal).where(Proposal.id == entry.proposal_id, Proposal.account_id == entry.account_id)
    return (await session.exec(query.with_for_update() if lock else query)).one()


async def suggestion(session: AsyncSession, entry: LedgerEntry, spin_off_id: str) -> Proposal | None:
    """The open suggestion of the same person that a created ticket uses up."""
    query = select(Proposal).where(
        Proposal.id == spin_off_id,
        Proposal.account_id == entry.account_id,
        Proposal.user_id == entry.user_id,
        Proposal.kind == "spin_off",
        Proposal.state == "open",
    )
    return (await session.exec(query.with_for_update())).first()


def _held_back() -> ColumnElement[bool]:
    earlier: Any = aliased(LedgerEntry)
    return exists().where(
        earlier.account_id == LedgerEntry.account_id,
        earlier.connection_id == LedgerEntry.connection_id,
        earlier.target == LedgerEntry.target,
        earlier.state.in_(UNSETTLED),
        or_(
            earlier.created_at < LedgerEntry.created_at,
            and_(earlier.created_at == LedgerEntry.created_at, earlier.id < LedgerEntry.id),
        ),
    )
