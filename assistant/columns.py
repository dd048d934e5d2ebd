"""Column types and defaults that every table shares."""

import uuid
from datetime import UTC as UTC_ZONE
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlmodel import Field


class UTC(TypeDecorator[datetime]):
    """An aware datetime in UTC on every database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored; use an aware datetime.")
        return value.astimezone(UTC_ZONE)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC_ZONE)


def new_id() -> str:
    """A random id that is safe in a URL."""
    return uuid.uuid4().hex


def id_column() -> Any:
    return Field(default_factory=new_id, primary_key=True, max_length=32)


def account_column() -> Any:
    """The owner of a row: every business table has one, and row-level security reads it."""
    return Field(foreign_key="accounts.id", ondelete="CASCADE", index=True, max_length=32)


def json_column(default: Any = dict) -> Any:
    return Field(default_factory=default, sa_type=JSON)
