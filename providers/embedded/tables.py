"""The tables of the embedded PSA.

Every row belongs to an account and a connection; `id` is the PSA's own and unique within the connection
(statuses and types: within their board; notes and time entries: within their ticket). `seq` keeps the
order of arrival. `given` holds what an imported snapshot said in another way than the export would, so
that the export is equal to the import.
"""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Index,
    Table,
    TypeDecorator,
    UniqueConstraint,
    desc,
    inspect,
)
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def in_utc(moment: datetime) -> datetime:
    """The moment in UTC; one without a zone is taken as UTC, one past the calendar's edge as the edge."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        first, last = datetime(MINYEAR, 1, 1, tzinfo=UTC), datetime(MAXYEAR, 12, 31, tzinfo=UTC)
        return first if moment.year == MINYEAR else last


def _json() -> Any:
    return Field(default=None, sa_type=JSON(none_as_null=True))


def _moment() -> Any:
    return Field(sa_type=Moment)


def _maybe_moment() -> Any:
    return Field(default=None, sa_type=Moment)


def _unique(*columns: str) -> UniqueConstraint:
    return UniqueConstraint("account_id", "connection_id", *columns)


def _listed(name: str, *columns: str) -> Index:
    """An index that serves the ticket list's order below these columns, newest first."""
    order = ("account_id", "connection_id", *columns)
    return Index(f"ix_psa_tickets_{name}", *order, desc("entered_at"), desc("seq"))


class _Owned(SQLModel):
    seq: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(max_length=32)
    connection_id: str = Field(max_length=32)


class _Imported(_Owned):
    id: str
    given: dict[str, Any] | None = _json()


class PsaTenant(_Owned, table=True):
    """One PSA: the last numbers it gave out and what its snapshot held besides the lists."""

    __tablename__ = "psa_tenants"
    __table_args__ = (_unique(),)
    last_ticket: int = Field(default=0, sa_type=BigInteger)
    last_note: int = Field(default=0, sa_type=BigInteger)
    last_time_entry: int = Field(default=0, sa_type=BigInteger)
    given: dict[str, Any] | None = _json()


class PsaCompany(_Imported, table=True):
    __tablename__ = "psa_companies"
    __table_args__ = (_unique("id"),)
    name: str
    aliases: list[str] | None = _json()
    parent_id: str | None = None
    active: bool = True
    tags: list[str] | None = _json()


class PsaContact(_Imported, table=True):
    __tablename__ = "psa_contacts"
    __table_args__ = (
        _unique("id"),
        Index("ix_psa_contacts_company", "account_id", "connection_id", "company_id"),
    )
    company_id: str
    name: str
    email: str | None = None
    phone: str | None = None


class PsaMember(_Imported, table=True):
    __tablename__ = "psa_members"
    __table_args__ = (_unique("id"),)
    identifier: str
    name: str
    email: str
    active: bool = True


class PsaBoard(_Imported, table=True):
    __tablename__ = "psa_boards"
    __table_args__ = (_unique("id"),)
    name: str


class PsaStatus(_Imported, table=True):
    __tablename__ = "psa_statuses"
    __table_args__ = (_unique("board_id", "id"),)
    board_id: str
    name: str
    closed: bool
    default: bool = False


class PsaType(_Imported, table=True):
    __tablename__ = "psa_types"
    __table_args__ = (_unique("board_id", "id"),)
    board_id: str
    name: str


class PsaPriority(_Imported, table=True):
    __tablename__ = "psa_priorities"
    __table_args__ = (_unique("id"),)
    name: str
    sort: int
    default: bool = False


class PsaConfiguration(_Imported, table=True):
    __tablename__ = "psa_configurations"
    __table_args__ = (
        _unique("id"),
        Index("ix_psa_configurations_company", "account_id", "connection_id", "company_id"),
    )
    company_id: str
    name: str
    type: str | None = None
    serial_number: str | None = None


class PsaTicket(_Imported, table=True):
    """`closed` and `priority_sort` repeat what status and priority say, so that lists read one index."""

    __tablename__ = "psa_tickets"
    __table_args__ = (
        _unique("id"),
        _unique("marker"),
        _listed("newest"),
        _listed("order", "priority_sort"),
        _listed("state", "closed", "priority_sort"),
        _listed("company", "company_id", "closed", "priority_sort"),
        _listed("board", "board_id", "closed", "priority_sort"),
        _listed("member", "assigned_member_id", "closed", "priority_sort"),
        _listed("status", "status_id", "priority_sort"),
    )
    company_id: str
    board_id: str
    status_id: str
    priority_id: str
    assigned_member_id: str | None = None
    contact_id: str | None = None
    type_id: str | None = None
    closed: bool
    priority_sort: int
    entered_at: datetime = _moment()
    closed_at: datetime | None = _maybe_moment()
    updated_at: datetime = _moment()
    marker: str | None = Field(default=None, max_length=40)
    summary: str
    configuration_ids: list[str] | None = _json()
    description: str | None = None


class PsaNote(_Imported, table=True):
    __tablename__ = "psa_notes"
    __table_args__ = (_unique("ticket_id", "id"), _unique("marker"))
    ticket_id: str
    type: str
    text: str
    member_id: str | None = None
    created_at: datetime = _moment()
    marker: str | None = Field(default=None, max_length=40)


class PsaResource(_Owned, table=True):
    """A member who works on a ticket besides its owner."""

    __tablename__ = "psa_resources"
    __table_args__ = (_unique("ticket_id", "member_id"),)
    ticket_id: str
    member_id: str


class PsaTimeEntry(_Imported, table=True):
    __tablename__ = "psa_time_entries"
    __table_args__ = (_unique("ticket_id", "id"), _unique("marker"))
    ticket_id: str
    member_id: str | None = None
    started_at: datetime = _moment()
    minutes: int
    note: str | None = None
    billable: bool | None = None
    marker: str | None = Field(default=None, max_length=40)


class PsaDocument(_Imported, table=True):
    __tablename__ = "psa_documents"
    __table_args__ = (_unique("id"),)
    company_id: str | None = None
    title: str
    body: str
    url: str | None = None


def table_of(model: type[SQLModel]) -> Table:
    """The plain table behind a model, for statements over many rows."""
    return cast(Table, inspect(model).local_table)


TENANTS = table_of(PsaTenant)
COMPANIES = table_of(PsaCompany)
CONTACTS = table_of(PsaContact)
MEMBERS = table_of(PsaMember)
BOARDS = table_of(PsaBoard)
STATUSES = table_of(PsaStatus)
TYPES = table_of(PsaType)
PRIORITIES = table_of(PsaPriority)
CONFIGURATIONS = table_of(PsaConfiguration)
TICKETS = table_of(PsaTicket)
NOTES = table_of(PsaNote)
RESOURCES = table_of(PsaResource)
TIME_ENTRIES = table_of(PsaTimeEntry)
DOCUMENTS = table_of(PsaDocument)
PSA_TABLES = (
    TENANTS,
    COMPANIES,
    CONTACTS,
    MEMBERS,
    BOARDS,
    STATUSES,
    TYPES,
    PRIORITIES,
    CONFIGURATIONS,
    TICKETS,
    NOTES,
    RESOURCES,
    TIME_ENTRIES,
    DOCUMENTS,
)
