"""Looking in the PSA for a write whose outcome nobody knows."""

from dataclasses import dataclass
from typing import Literal

from assistant.proposals.progress import Progress, Step, StepRecord, args_of
from assistant.proposals.schemas import AssignArgs, PostNoteArgs, ResourceArgs, UpdateStatusArgs
from assistant.proposals.tables import LedgerEntry
from providers.base import PSAReader
from providers.errors import NotFound
from providers.models import Note, Ref, Ticket, TimeEntry


@dataclass(frozen=True, slots=True)
class Look:
    """What a look showed. `record` is set when the write was found."""

    verdict: Literal["found", "absent", "unclear"]
    record: StepRecord | None = None


ABSENT = Look("absent")
UNCLEAR = Look("unclear")


async def look(reader: PSAReader, entry: LedgerEntry, step: Step) -> Look:
    """Look for what one step of a write would have left behind.

    A ticket, note or time entry is known by its marker. A changed field is known by its value: the wanted
    one was written, the one from before was not, a third one says that somebody else changed it since.

    Raises:
        ProviderError: The PSA cannot be asked now; nothing is known.
    """
    try:
        match step:
            case "ticket":
                ticket = await reader.find_ticket_by_marker(entry.marker)
                return Look("found", ticket_record(ticket)) if ticket else ABSENT
            case "note":
                note = await reader.find_note_by_marker(entry.target, entry.marker)
                return Look("found", note_record(note)) if note else ABSENT
            case "time":
                logged = await reader.find_time_by_marker(entry.target, entry.marker)
                return Look("found", time_record(logged)) if logged else ABSENT
            case "status":
                return _status(await reader.get_ticket(entry.target), entry)
            case "owner":
                return _owner(await reader.get_ticket(entry.target), entry)
            case "joined" | "left":
                return await _resource(reader, entry, step)
    except NotFound:
        return ABSENT


def ticket_record(ticket: Ticket) -> StepRecord:
    """What is kept of a created ticket: its number, address and readable names."""
    owner = ticket.assigned_member
    return {
        "ticket_id": ticket.id,
        "url": ticket.url,
        "summary": ticket.summary,
        "company_name": ticket.company.name,
        "board_name": ticket.board.name,
        "status_name": ticket.status.name,
        "priority_name": ticket.priority.name,
        "assigned_member": owner.name if owner else None,
    }


def note_record(note: Note) -> StepRecord:
    return {"note_id": note.id, "ticket_id": note.ticket_id}


def time_record(logged: TimeEntry) -> StepRecord:
    return {"time_entry_id": logged.id, "ticket_id": logged.ticket_id, "minutes": logged.minutes}


def status_record(ticket_id: str, previous: Ref | None, new: Ref) -> StepRecord:
    return {
        "ticket_id": ticket_id,
        "previous_status": previous.name if previous else None,
        "new_status": new.name,
    }


def owner_record(ticket: Ticket) -> StepRecord:
    owner = ticket.assigned_member
    return {"ticket_id": ticket.id, "url": ticket.url, "assigned_member": owner.name if owner else None}


def _status(ticket: Ticket, entry: LedgerEntry) -> Look:
    args, before = args_of(entry), Progress.of(entry).before
    wanted = args.status_id if isinstance(args, UpdateStatusArgs | PostNoteArgs) else None
    if ticket.status.id == wanted:
        previous = Ref(id=str(before.get("status_id")), name=str(before.get("status") or ""))
        return Look("found", status_record(ticket.id, previous if previous.name else None, ticket.status))
    return ABSENT if ticket.status.id == before.get("status_id") else UNCLEAR


def _owner(ticket: Ticket, entry: LedgerEntry) -> Look:
    args, before = args_of(entry), Progress.of(entry).before
    wanted = args.member_id if isinstance(args, AssignArgs) else None
    present = ticket.assigned_member.id if ticket.assigned_member else None
    if present == (wanted or None):
        return Look("found", owner_record(ticket))
    return ABSENT if present == before.get("assigned_member_id") else UNCLEAR


async def _resource(reader: PSAReader, entry: LedgerEntry, step: Literal["joined", "left"]) -> Look:
    args = args_of(entry)
    wanted = args.member_id if isinstance(args, ResourceArgs) else None
    works_on_it = any(each.member_id == wanted for each in await reader.list_resources(entry.target))
    record = {"ticket_id": entry.target, "member_id": wanted}
    return Look("found", record) if works_on_it == (step == "joined") else ABSENT
