"""Reading `psa-snapshot/1` without a database: all its faults, or the records it holds."""

from dataclasses import dataclass

from providers.embedded.entries import Entries, Entry, Fault, read_entries
from providers.embedded.references import reference_faults
from providers.models import (
    Board,
    Company,
    Configuration,
    Contact,
    Document,
    Member,
    Priority,
    Status,
    TicketType,
)

SHOWN_FAULTS = 5


class SnapshotError(Exception):
    """A snapshot that cannot be taken in or given out. `str()` is fit to be shown; nothing was changed."""


class SnapshotRefused(SnapshotError):
    """The snapshot has faults; `faults` holds all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        some = "; ".join(str(fault) for fault in faults[:SHOWN_FAULTS])
        more = f"; and {len(faults) - SHOWN_FAULTS:,} more" if len(faults) > SHOWN_FAULTS else ""
        count = "1 fault" if len(faults) == 1 else f"{len(faults):,} faults"
        super().__init__(f"The snapshot has {count}, nothing was changed: {some}{more}.")


@dataclass(frozen=True, slots=True)
class SnapshotData:
    """A snapshot's lists in memory, in the order of the file (priorities: most urgent first)."""

    companies: tuple[Company, ...]
    contacts: tuple[Contact, ...]
    members: tuple[Member, ...]
    boards: tuple[Board, ...]
    priorities: tuple[Priority, ...]
    configurations: tuple[Configuration, ...]
    documents: tuple[Document, ...]


def check(data: object) -> list[Fault]:
    """All faults of a snapshot, whatever it is; an empty list means that it can be imported."""
    entries = read_entries(data)
    return entries.faults + reference_faults(entries)


def checked_entries(data: object) -> Entries:
    """The snapshot's entries, free of faults.

    Raises:
        SnapshotRefused: The snapshot has faults; all are in it.
    """
    entries = read_entries(data)
    faults = entries.faults + reference_faults(entries)
    if faults:
        raise SnapshotRefused(faults)
    return entries


def read_snapshot(data: object) -> SnapshotData:
    """The snapshot's lists as records, without any database.

    Raises:
        SnapshotRefused: The snapshot has faults; all are in it.
    """
    lists = checked_entries(data).lists
    priorities = [Priority.model_validate(entry.values) for entry in lists["priorities"]]
    return SnapshotData(
        companies=tuple(Company.model_validate(entry.values) for entry in lists["companies"]),
        contacts=tuple(Contact.model_validate(entry.values) for entry in lists["contacts"]),
        members=tuple(Member.model_validate(entry.values) for entry in lists["members"]),
        boards=tuple(_board(entry) for entry in lists["boards"]),
        priorities=tuple(sorted(priorities, key=lambda priority: priority.sort)),
        configurations=tuple(Configuration.model_validate(entry.values) for entry in lists["configurations"]),
        documents=tuple(Document.model_validate(entry.values) for entry in lists["documents"]),
    )


def _board(entry: Entry) -> Board:
    return Board(
        **entry.values,
        statuses=tuple(Status.model_validate(status.values) for status in entry.nested["statuses"]),
        types=tuple(TicketType.model_validate(each.values) for each in entry.nested["types"]),
    )
