"""Rows of the embedded PSA's tables as the records that every PSA shares."""

from collections.abc import Iterable, Sequence

from sqlalchemy.engine import RowMapping

from providers.models import (
    Board,
    Company,
    Configuration,
    Contact,
    Document,
    Member,
    Note,
    NoteType,
    Priority,
    Ref,
    Resource,
    Status,
    Ticket,
    TicketType,
    TimeEntry,
)


def company(row: RowMapping) -> Company:
    return Company(
        id=row["id"],
        name=row["name"],
        aliases=tuple(row["aliases"] or ()),
        parent_id=row["parent_id"],
        active=row["active"],
        tags=tuple(row["tags"] or ()),
    )


def contact(row: RowMapping) -> Contact:
    return Contact(
        id=row["id"], company_id=row["company_id"], name=row["name"], email=row["email"], phone=row["phone"]
    )


def member(row: RowMapping) -> Member:
    return Member(
        id=row["id"],
        identifier=row["identifier"],
        name=row["name"],
        email=row["email"],
        active=row["active"],
    )


def boards(
    rows: Iterable[RowMapping], statuses: Sequence[RowMapping], types: Sequence[RowMapping]
) -> list[Board]:
    """Boards with the statuses and types that are theirs."""
    own_statuses: dict[str, list[Status]] = {}
    for row in statuses:
        own_statuses.setdefault(row["board_id"], []).append(status(row))
    own_types: dict[str, list[TicketType]] = {}
    for row in types:
        own_types.setdefault(row["board_id"], []).append(TicketType(id=row["id"], name=row["name"]))
    return [
        Board(
            id=row["id"],
            name=row["name"],
            statuses=tuple(own_statuses.get(row["id"], ())),
            types=tuple(own_types.get(row["id"], ())),
        )
        for row in rows
    ]


def status(row: RowMapping) -> Status:
    return Status(id=row["id"], name=row["name"], closed=row["closed"], default=row["default"])


def priority(row: RowMapping) -> Priority:
    return Priority(id=row["id"], name=row["name"], sort=row["sort"], default=row["default"])


def configuration(row: RowMapping) -> Configuration:
    return Configuration(
        id=row["id"],
        company_id=row["company_id"],
        name=row["name"],
        type=row["type"],
        serial_number=row["serial_number"],
    )


def document(row: RowMapping) -> Document:
    return Document(
        id=row["id"], company_id=row["company_id"], title=row["title"], body=row["body"], url=row["url"]
    )


def ticket(row: RowMapping) -> Ticket:
    """A ticket from a row that carries the names of what it points to."""
    return Ticket(
        id=row["id"],
        summary=row["summary"],
        description=row["description"],
        company=Ref(id=row["company_id"], name=row["company_name"]),
        contact=reference(row["contact_id"], row["contact_name"]),
        board=Ref(id=row["board_id"], name=row["board_name"]),
        status=Ref(id=row["status_id"], name=row["status_name"]),
        closed=row["closed"],
        priority=Ref(id=row["priority_id"], name=row["priority_name"]),
        priority_sort=row["priority_sort"],
        type=reference(row["type_id"], row["type_name"]),
        assigned_member=reference(row["assigned_member_id"], row["member_name"]),
        entered_at=row["entered_at"],
        closed_at=row["closed_at"],
        updated_at=row["updated_at"],
        configuration_ids=tuple(row["configuration_ids"] or ()),
    )


def note(row: RowMapping) -> Note:
    return Note(
        id=row["id"],
        ticket_id=row["ticket_id"],
        type=NoteType(row["type"]),
        text=row["text"],
        member=reference(row["member_id"], row["member_name"]),
        created_at=row["created_at"],
    )


def time_entry(row: RowMapping) -> TimeEntry:
    return TimeEntry(
        id=row["id"],
        ticket_id=row["ticket_id"],
        member=reference(row["member_id"], row["member_name"]),
        started_at=row["started_at"],
        minutes=row["minutes"],
        note=row["note"],
        billable=row["billable"],
    )


def resource(row: RowMapping, *, owner: bool) -> Resource:
    """A member's row as one who works on a ticket."""
    return Resource(
        member_id=row["id"], member_name=row["name"], member_identifier=row["identifier"], owner=owner
    )


def reference(id: str | None, name: str | None) -> Ref | None:
    return None if id is None or name is None else Ref(id=id, name=name)
