"""Proposals, the decisions people took on them, and the ledger of writes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from assistant.columns import UTC, account_column, id_column, json_column


def _unique_where(name: str, *columns: str, where: str) -> Index:
    condition = text(where)
    return Index(name, *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class Proposal(SQLModel, table=True):
    """Something to be written, waiting for a person.

    state: open, confirmed (its ledger entry tells how far it got), dismissed, expired.
    `digest` is the SHA-256 of the canonical JSON of kind, connection, target and args; `args_version` grows
    with each edit, and when what it changes from turned out to be another.
    `number` counts within the session: 7 is shown as P7. `refusal` keeps the PSA's words after a rejection.
    """

    __tablename__ = "proposals"
    __table_args__ = (UniqueConstraint("session_id", "number"),)
    id: str = id_column()
    account_id: str = account_column()
    user_id: str = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    session_id: str | None = Field(default=None, foreign_key="sessions.id", ondelete="SET NULL", index=True)
    connection_id: str | None = Field(default=None, foreign_key="connections.id", ondelete="SET NULL")
    number: int | None = None
    kind: str
    title: str
    target_ticket_id: str | None = None
    args: dict[str, Any] = json_column()
    args_version: int = 1
    digest: str
    missing_fields: list[str] = json_column(list)
    warnings: list[str] = json_column(list)
    fields: dict[str, Any] = json_column()
    suggestions: dict[str, Any] = json_column()
    base: dict[str, Any] = json_column()
    evidence: list[Any] = json_column(list)
    provenance: dict[str, Any] = json_column()
    state: str = Field(default="open", index=True)
    refusal: str | None = None
    created_at: datetime = Field(sa_type=UTC)
    updated_at: datetime = Field(sa_type=UTC)
    expires_at: datetime = Field(sa_type=UTC)


class Decision(SQLModel, table=True):
    """What a person decided: append-only. `args` is the payload exactly as it was confirmed."""

    __tablename__ = "decisions"
    id: str = id_column()
    account_id: str = account_column()
    proposal_id: str = Field(foreign_key="proposals.id", ondelete="CASCADE", index=True)
    user_id: str
    verdict: str
    args_version: int
    digest: str
    args: dict[str, Any] = json_column()
    override_reason: str | None = None
    at: datetime = Field(sa_type=UTC)


class LedgerEntry(SQLModel, table=True):
    """One confirmed write on its way to the PSA.

    state: queued, sending (committed before bytes leave), done, rejected, retry (surely not applied) or
    unknown.
    `target` serialises writes: at most one entry per connection and target is in flight. A proposal has
    at most one entry that is not rejected, so that no proposal is ever written twice. Both are indexes.
    `result` remembers each step that is known to be done, so that it is never done again.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        _unique_where("ux_ledger_in_flight", "connection_id", "target", where="state = 'sending'"),
        _unique_where("ux_ledger_one_live", "proposal_id", where="state <> 'rejected'"),
    )
    id: str = id_column()
    account_id: str = account_column()
    proposal_id: str = Field(foreign_key="proposals.id", ondelete="CASCADE", index=True)
    decision_id: str = Field(foreign_key="decisions.id", ondelete="CASCADE", unique=True)
    user_id: str
    connection_id: str | None = Field(default=None, foreign_key="connections.id", ondelete="SET NULL")
    kind: str
    target: str = Field(index=True)
    args: dict[str, Any] = json_column()
    marker: str = Field(unique=True)
    state: str = Field(default="queued", index=True)
    attempt: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UTC)
    next_try_at: datetime | None = Field(default=None, sa_type=UTC)
    result: dict[str, Any] = json_column()
    error: str | None = None
    created_at: datetime = Field(sa_type=UTC)
    updated_at: datetime = Field(sa_type=UTC)


class IdempotencyKey(SQLModel, table=True):
    """An `Idempotency-Key` a caller sent, with the answer they got: the same key gives the same answer."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("user_id", "key"),)
    id: str = id_column()
    account_id: str = account_column()
    user_id: str
    key: str
    request_hash: str
    status: int | None = None
    answer: dict[str, Any] = json_column()
    created_at: datetime = Field(sa_type=UTC)
