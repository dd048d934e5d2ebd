"""The audit log: adding to it and reading it. There is no way to change or remove an entry."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit.tables import AuditEntry
from providers.scope import Scope

SYSTEM = "Deskhand"
_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; None does not restrict. `action` is a whole dotted word or its beginning ("proposal").
    `until` is exclusive."""

    action: str | None = None
    subject_type: str | None = None
    subject_id: str | None = None
    user_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def record(
    session: AsyncSession,
    scope: Scope,
    action: str,
    *,
    subject_type: str,
    subject_id: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down what the person did, in the transaction that does it: both are kept or neither."""
    session.add(
        AuditEntry(
            account_id=scope.account_id,
            user_id=scope.user_id,
            user_name=scope.user_name,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            detail=dict(detail or {}),
            at=at,
        )
    )


def record_system(
    session: AsyncSession,
    account_id: str,
    action: str,
    *,
    subject_type: str,
    subject_id: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down what happened by itself: a write that went through, a proposal that ran out."""
    session.add(
        AuditEntry(
            account_id=account_id,
            user_name=SYSTEM,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            detail=dict(detail or {}),
            at=at,
        )
    )


async def find(
    session: AsyncSession, scope: Scope, wanted: AuditFilter, *, page: int, page_size: int
) -> tuple[Sequence[AuditEntry], int]:
    """One page of the account's entries, newest first, and how many there are in all."""
    conditions = _conditions(scope.account_id, wanted)
    total = (await session.exec(select(func.count()).select_from(AuditEntry).where(*conditions))).one()
    query = (
        select(AuditEntry)
        .where(*conditions)
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
        .offset((page - 1) * page_size)
        .limit(page_size)
    )
    return (await session.exec(query)).all(), total


async def every(session: AsyncSession, scope: Scope, wanted: AuditFilter) -> AsyncIterator[AuditEntry]:
    """All entries that match, oldest first, read a few hundred at a time."""
    conditions = _conditions(scope.account_id, wanted)
    last: AuditEntry | None = None
    while True:
        query = select(AuditEntry).where(*conditions).order_by(col(AuditEntry.at), col(AuditEntry.id))
        if last is not None:
            query = query.where(
                (col(AuditEntry.at) > last.at)
                | ((col(AuditEntry.at) == last.at) & (col(AuditEntry.id) > last.id))
            )
        rows = (await session.exec(query.limit(_BATCH_ROWS))).all()
        for row in rows:
            yield row
        if len(rows) < _BATCH_ROWS:
            return
        last = rows[-1]


async def of_subject(
    session: AsyncSession, account_id: str, subject_type: str, subject_id: str
) -> Sequence[AuditEntry]:
    """Everything that happened to one record, oldest first."""
    query = (
        select(AuditEntry)
        .where(
            AuditEntry.account_id == account_id,
            AuditEntry.subject_type == subject_type,
            AuditEntry.subject_id == subject_id,
        )
        .order_by(col(AuditEntry.at), col(AuditEntry.id))
    )
    return (await session.exec(query)).all()


def _conditions(account_id: str, wanted: AuditFilter) -> list[Any]:
    conditions: list[Any] = [col(AuditEntry.account_id) == account_id]
    if wanted.action is not None:
        action = col(AuditEntry.action)
        conditions.append((action == wanted.action) | action.startswith(f"{wanted.action}.", autoescape=True))
    for column, value in (
        (col(AuditEntry.subject_type), wanted.subject_type),
        (col(AuditEntry.subject_id), wanted.subject_id),
        (col(AuditEntry.user_id), wanted.user_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(col(AuditEntry.at) >= wanted.since)
    if wanted.until is not None:
        conditions.append(col(AuditEntry.at) < wanted.until)
    return conditions
