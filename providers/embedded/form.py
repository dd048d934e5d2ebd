"""The form of `psa-snapshot/1` as data: which keys a record has, what each may hold and where ids point.

Checking, importing and exporting all read this one description.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from providers.models import NoteType

FORMAT = "psa-snapshot/1"
MAX_ID_CHARACTERS = 100
MAX_TEXT_CHARACTERS = 1_000_000
_MAX_NUMBER = 2**31 - 1
_NOTE_WORDS = (
    (NoteType.INTERNAL_ANALYSIS, ("internal", "analysis", "private")),
    (NoteType.RESOLUTION, ("resol", "solution")),
    (NoteType.DESCRIPTION, ("descri", "discuss", "public", "customer", "client", "extern", "reply", "mail")),
)


class BadValue(ValueError):
    """A value that its key may not hold; the message completes the sentence "<place>: …"."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record. `refers` names the list in which the id, or each of the ids, must exist."""

    name: str
    parse: Callable[[object], Any]
    required: bool = False
    default: Any = None
    refers: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: the list it stands in, its keys and the lists nested in it (True: required)."""

    listed: str
    keys: tuple[Key, ...]
    nested: tuple[tuple["Kind", bool], ...] = ()


def storable(text: str) -> bool:
    """Whether both databases can keep this text: no NUL and no half of a surrogate pair."""
    return "\0" not in text and (text.isascii() or text.encode(errors="replace").decode() == text)


def identifier(value: object) -> str:
    """A number or a text, as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**MAX_ID_CHARACTERS else "9" * (MAX_ID_CHARACTERS + 1)
    if not isinstance(value, str) or not value.strip():
        raise BadValue("must be an id, a whole number or a text that is not empty")
    if len(value) > MAX_ID_CHARACTERS:
        raise BadValue(f"is longer than {MAX_ID_CHARACTERS} characters")
    return _kept(value)


def text(value: object) -> str:
    """Any text, also an empty one."""
    if not isinstance(value, str):
        raise BadValue("must be a text")
    if len(value) > MAX_TEXT_CHARACTERS:
        raise BadValue(f"is longer than {MAX_TEXT_CHARACTERS:,} characters")
    return _kept(value)


def name(value: object) -> str:
    """A text with something to read in it."""
    if not text(value).strip():
        raise BadValue("must not be empty")
    return text(value)


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise BadValue("must be true or false")
    return value


def number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue("must be a whole number")
    if abs(value) > _MAX_NUMBER:
        raise BadValue(f"must lie between -{_MAX_NUMBER} and {_MAX_NUMBER}")
    return value


def minutes(value: object) -> int:
    if number(value) < 0:
        raise BadValue("must not be negative")
    return number(value)


def moment(value: object) -> datetime:
    """A date and time in ISO 8601; one without a zone is taken as UTC."""
    if not isinstance(value, str):
        raise BadValue("must be a date and time such as 2026-11-04T08:13:00Z")
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadValue(f"{value[:40]!r} is no date and time such as 2026-11-04T08:13:00Z") from None


def note_type(value: object) -> str:
    """One of our three types; other PSAs' words for the same are understood ("discussion", "internal")."""
    if value in tuple(NoteType):
        return str(value)
    said = text(value).casefold()
    for known, words in _NOTE_WORDS:
        if any(word in said for word in words):
            return known.value
    raise BadValue(f"must be one of {', '.join(NoteType)}")


def texts(value: object) -> list[str]:
    return [text(each) for each in _list(value)]


def identifiers(value: object) -> list[str]:
    return [identifier(each) for each in _list(value)]


def shown(value: Any) -> Any:
    """A parsed value as the export writes it."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value


def _kept(value: str) -> str:
    if not storable(value):
        raise BadValue("holds a character that cannot be stored (NUL or half of a surrogate pair)")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise BadValue("must be a list")
    return value


def _id(key: str = "id", *, of: str | None = None, required: bool = True) -> Key:
    return Key(key, identifier, required=required, refers=of)


COMPANY = Kind(
    "companies",
    (
        _id(),
        Key("name", name, required=True),
        Key("aliases", texts, default=[]),
        _id("parent_id", of="companies", required=False),
        Key("active", flag, default=True),
        Key("tags", texts, default=[]),
    ),
)
CONTACT = Kind(
    "contacts",
    (
        _id(),
        _id("company_id", of="companies"),
        Key("name", name, required=True),
        Key("email", text),
        Key("phone", text),
    ),
)
MEMBER = Kind(
    "members",
    (
        _id(),
        Key("identifier", name, required=True),
        Key("name", name, required=True),
        Key("email", text, required=True),
        Key("active", flag, default=True),
    ),
)
STATUS = Kind(
    "statuses",
    (
        _id(),
        Key("name", name, required=True),
        Key("closed", flag, required=True),
        Key("default", flag, default=False),
    ),
)
TYPE = Kind("types", (_id(), Key("name", name, required=True)))
BOARD = Kind("boards", (_id(), Key("name", name, required=True)), ((STATUS, True), (TYPE, False)))
PRIORITY = Kind(
    "priorities",
    (
        _id(),
        Key("name", name, required=True),
        Key("sort", number, required=True),
        Key("default", flag, default=False),
    ),
)
CONFIGURATION = Kind(
    "configurations",
    (
        _id(),
        _id("company_id", of="companies"),
        Key("name", name, required=True),
        Key("type", text),
        Key("serial_number", text),
    ),
)
NOTE = Kind(
    "notes",
    (
        _id(),
        Key("type", note_type, required=True),
        Key("text", text, required=True),
        _id("member_id", of="members", required=False),
        Key("created_at", moment, required=True),
    ),
)
TIME_ENTRY = Kind(
    "time_entries",
    (
        _id(),
        _id("member_id", of="members", required=False),
        Key("started_at", moment, required=True),
        Key("minutes", minutes, required=True),
        Key("note", text),
        Key("billable", flag),
    ),
)
TICKET = Kind(
    "tickets",
    (
        _id(),
        Key("summary", name, required=True),
        Key("description", text),
        _id("company_id", of="companies"),
        _id("contact_id", of="contacts", required=False),
        _id("board_id", of="boards"),
        _id("status_id"),
        _id("priority_id", of="priorities"),
        _id("type_id", required=False),
        _id("assigned_member_id", of="members", required=False),
        Key("entered_at", moment, required=True),
        Key("closed_at", moment),
        Key("configuration_ids", identifiers, default=[], refers="configurations"),
        Key("resource_ids", identifiers, default=[], refers="members"),
    ),
    ((NOTE, False), (TIME_ENTRY, False)),
)
DOCUMENT = Kind(
    "documents",
    (
        _id(),
        _id("company_id", of="companies", required=False),
        Key("title", name, required=True),
        Key("body", text, required=True),
        Key("url", text),
    ),
)
LISTS: tuple[tuple[Kind, bool], ...] = (
    (COMPANY, True),
    (CONTACT, True),
    (MEMBER, True),
    (BOARD, True),
    (PRIORITY, True),
    (CONFIGURATION, False),
    (TICKET, True),
    (DOCUMENT, False),
)
