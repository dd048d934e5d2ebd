"""ConnectWise's JSON as our records. Pure: nothing here asks anybody anything.

ConnectWise drops members that are null, so what is missing is read as empty where a record can be without it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from providers.models import (
    Board,
    Company,
    Configuration,
    Contact,
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

Row = Mapping[str, Any]
NOBODY = Ref(id="", name="None")
LAST_PRIORITY = 1_000_000
OPENING_SECONDS = 60
FLAGS: Mapping[NoteType, str] = {
    NoteType.DESCRIPTION: "detailDescriptionFlag",
    NoteType.RESOLUTION: "resolutionFlag",
    NoteType.INTERNAL_ANALYSIS: "internalAnalysisFlag",
}
_MARKED = re.compile(r"(?P<text>.*?)\s{0,2}\[ref (?P<marker>[A-Za-z0-9-]{8,40})\]\s*", re.DOTALL)
_INACTIVE_NAMES = frozenset({"inactive", "not-active", "not active"})
_BILLABLE = {"Billable": True, "DoNotBill": False, "NoCharge": False}


class Malformed(ValueError):
    """A row lacks what every row of its kind has, or has something else there."""


def ticket(row: Row, link: Callable[[str], str] | None = None, description: str | None = None) -> Ticket:
    """A ticket. ConnectWise never gives its description back: that is a note, found by the caller."""
    id = number(row)
    closed = row.get("closedFlag") is True
    priority = row.get("priority")
    sort = priority.get("sort") if isinstance(priority, Mapping) else None
    entered = _moment(_info(row).get("dateEntered") or row.get("dateEntered"), "dateEntered")
    updated = _info(row).get("lastUpdated")
    return Ticket(
        id=id,
        summary=text_at(row, "summary") or "",
        description=description,
        company=reference(row, "company") or NOBODY,
        contact=reference(row, "contact"),
        board=_required(row, "board"),
        status=_required(row, "status"),
        closed=closed,
        priority=reference(row, "priority") or NOBODY,
        priority_sort=sort if _is_number(sort) else LAST_PRIORITY,
        type=reference(row, "type"),
        assigned_member=reference(row, "owner"),
        entered_at=entered,
        closed_at=_moment(row["closedDate"], "closedDate") if closed and row.get("closedDate") else None,
        updated_at=_moment(updated, "lastUpdated") if updated else entered,
        url=link(id) if link else None,
    )


def company(row: Row, inactive_statuses: frozenset[str] | None) -> Company:
    """A company.

    Args:
        inactive_statuses: The ids of the statuses that mean it is no longer served; None when they are not
            known, then the status's name decides.
    """
    identifier = text_at(row, "identifier") or ""
    name = text_at(row, "name") or identifier
    status, parent = reference(row, "status"), reference(row, "parentCompany")
    types = [each for each in row.get("types") or () if isinstance(each, Mapping)]
    return Company(
        id=number(row),
        name=name,
        aliases=(identifier,) if identifier and identifier.casefold() != name.casefold() else (),
        parent_id=parent.id if parent else None,
        active=row.get("deletedFlag") is not True and not _is_inactive(status, inactive_statuses),
        tags=tuple(filter(None, (text_at(each, "name") for each in types))),
    )


def contact(row: Row) -> Contact | None:
    """A contact; None for one without a company, which no ticket can have."""
    of_company = reference(row, "company")
    if of_company is None:
        return None
    items = [each for each in row.get("communicationItems") or () if isinstance(each, Mapping)]
    email, phone = _reached(items, "Email"), _reached(items, "Phone")
    name = _full_name(row) or email or f"Contact {number(row)}"
    return Contact(id=number(row), company_id=of_company.id, name=name, email=email, phone=phone)


def member(row: Row) -> Member:
    identifier = text_at(row, "identifier") or ""
    return Member(
        id=number(row),
        identifier=identifier,
        name=_full_name(row) or identifier,
        email=text_at(row, "primaryEmail") or text_at(row, "officeEmail") or "",
        active=row.get("inactiveFlag") is not True,
    )


def board(row: Row, statuses: Sequence[Status], types: Sequence[TicketType]) -> Board:
    return Board(
        id=number(row), name=text_at(row, "name") or "", statuses=tuple(statuses), types=tuple(types)
    )


def status(row: Row) -> Status:
    return Status(
        id=number(row),
        name=text_at(row, "name") or "",
        closed=row.get("closedStatus") is True,
        default=row.get("defaultFlag") is True,
    )


def ticket_type(row: Row) -> TicketType:
    return TicketType(id=number(row), name=text_at(row, "name") or "")


def priority(row: Row) -> Priority:
    sort = row.get("sortOrder")
    return Priority(
        id=number(row),
        name=text_at(row, "name") or "",
        sort=sort if _is_number(sort) else LAST_PRIORITY,
        default=row.get("defaultFlag") is True,
    )


def configuration(row: Row) -> Configuration:
    kind = reference(row, "type")
    return Configuration(
        id=number(row),
        company_id=(reference(row, "company") or NOBODY).id,
        name=text_at(row, "name") or text_at(row, "deviceIdentifier") or "",
        type=kind.name if kind else None,
        serial_number=text_at(row, "serialNumber"),
    )


def note(row: Row, ticket_id: str, otherwise: datetime) -> Note:
    """A note of `/notes` or a row of `/allNotes`, our own marker left off.

    Args:
        otherwise: Its time when the row has none.
    """
    return Note(
        id=f"time-{number(row)}" if _is_of_time(row) else number(row),
        ticket_id=ticket_id,
        type=_note_type(row),
        text=without_marker(text_at(row, "text") or ""),
        member=reference(row, "member"),
        created_at=_dated(row) or otherwise,
    )


def time_note(row: Row) -> Row:
    """A time entry as the row that `/allNotes` would hold for it."""
    flags = {flag: row.get(f"addTo{flag[0].upper()}{flag[1:]}") for flag in FLAGS.values()}
    same = {name: row[name] for name in ("id", "member", "timeStart", "_info") if name in row}
    return {**same, **flags, "noteType": "TimeEntryNote", "text": row.get("notes")}


def time_entry(row: Row, ticket_id: str) -> TimeEntry:
    started = _moment(row.get("timeStart"), "timeStart")
    billable = row.get("billableOption")
    return TimeEntry(
        id=number(row),
        ticket_id=ticket_id,
        member=reference(row, "member"),
        started_at=started,
        minutes=_minutes(row, started),
        note=text_at(row, "notes"),
        billable=_BILLABLE.get(billable) if isinstance(billable, str) else None,
    )


def resource(row: Row, *, owner: bool) -> Resource:
    """The member of a schedule entry, or the owner of a ticket."""
    pointer = row.get("owner" if owner else "member")
    named = _required(row, "owner" if owner else "member")
    identifier = text_at(cast(Row, pointer), "identifier") or ""
    return Resource(member_id=named.id, member_name=named.name, member_identifier=identifier, owner=owner)


def opening_note(rows: Sequence[Row], entered: datetime) -> Row | None:
    """The note that holds a ticket's description: the first on the discussion tab, written when the ticket
    was entered, and not by us afterwards. None when the ticket was opened without words."""
    dated = [(when, row) for row in rows if _may_open(row) and (when := _dated(row)) is not None]
    first = min(dated, key=lambda each: (each[0], int(number(each[1]))), default=None)
    if first is None or abs(first[0] - entered) > timedelta(seconds=OPENING_SECONDS):
        return None
    return first[1]


def with_marker(text: str, marker: str) -> str:
    """The text as it is sent, with our token as its last line."""
    return f"{text}\n\n[ref {marker}]"


def marker_of(text: str) -> str | None:
    """Our token at the end of a text, also where line breaks became spaces."""
    found = _MARKED.fullmatch(text)
    return found["marker"] if found else None


def without_marker(text: str) -> str:
    found = _MARKED.fullmatch(text)
    return found["text"] if found else text


def number(row: Row) -> str:
    """The row's id as we keep it."""
    id = row.get("id")
    if not _is_number(id):
        raise Malformed("a record without a number")
    return str(id)


def reference(row: Row, name: str) -> Ref | None:
    """What the row points to; None when it points to nothing."""
    pointer = row.get(name)
    if not isinstance(pointer, Mapping) or pointer.get("id") is None:
        return None
    named = text_at(pointer, "name") or text_at(pointer, "identifier") or ""
    return Ref(id=number(pointer), name=named)


def text_at(row: Row, name: str) -> str | None:
    """A text with line breaks as we keep them; None when there is none."""
    value = row.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) and value else None


def _is_inactive(status: Ref | None, inactive_statuses: frozenset[str] | None) -> bool:
    if status is None:
        return False
    if inactive_statuses is None:
        return status.name.casefold() in _INACTIVE_NAMES
    return status.id in inactive_statuses


def _required(row: Row, name: str) -> Ref:
    found = reference(row, name)
    if found is None:
        raise Malformed(f"a record without its {name}")
    return found


def _info(row: Row) -> Row:
    info = row.get("_info")
    return info if isinstance(info, Mapping) else {}


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _moment(value: object, name: str) -> datetime:
    try:
        when = datetime.fromisoformat(cast(str, value))
    except (TypeError, ValueError) as bad:
        raise Malformed(f"a record without a readable {name}") from bad
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def _minutes(row: Row, started: datetime) -> int:
    if row.get("timeEnd"):
        return max(0, round((_moment(row["timeEnd"], "timeEnd") - started).total_seconds() / 60))
    hours = row.get("actualHours")
    return round(hours * 60) if isinstance(hours, int | float) and 0 <= hours < 10_000 else 0


def _dated(row: Row) -> datetime | None:
    """When a note was written; the rows of `/allNotes` say it in other places than those of `/notes`."""
    info = _info(row)
    told = (row.get("dateCreated"), info.get("sortByDate"), info.get("dateEntered"), row.get("timeStart"))
    value = next(filter(None, (*told, info.get("lastUpdated"))), None)
    return None if value is None else _moment(value, "date")


def _is_of_time(row: Row) -> bool:
    kind = row.get("noteType")
    return isinstance(kind, str) and kind.casefold().startswith("time")


def _may_open(row: Row) -> bool:
    discussed = row.get("detailDescriptionFlag") is True and not _is_of_time(row)
    return discussed and marker_of(text_at(row, "text") or "") is None


def _note_type(row: Row) -> NoteType:
    """The widest audience counts: what the customer sees is never taken for internal."""
    for note_type, flag in FLAGS.items():
        if row.get(flag) is True:
            return note_type
    return NoteType.INTERNAL_ANALYSIS


def _full_name(row: Row) -> str:
    return " ".join(filter(None, (text_at(row, "firstName"), text_at(row, "lastName"))))


def _reached(items: Sequence[Row], kind: str) -> str | None:
    """The default value of a kind of communication, or its first one."""
    fitting = [each for each in items if each.get("communicationType") == kind and text_at(each, "value")]
    best = next((each for each in fitting if each.get("defaultFlag") is True), next(iter(fitting), None))
    return text_at(best, "value") if best else None
