"""Our drafts as ConnectWise's JSON. Pure; checks what can be known without asking."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from providers.connectwise import conditions
from providers.connectwise.capabilities import (
    MAX_DRAFT_SUMMARY_CHARACTERS,
    MAX_NOTE_CHARACTERS,
    MAX_SUMMARY_CHARACTERS,
)
from providers.connectwise.mapping import FLAGS, with_marker
from providers.errors import FieldFault, InvalidRequest
from providers.models import NoteDraft, TicketDraft, TimeEntry

Json = dict[str, Any]
MAX_MINUTES = 24 * 60
_BILLABLE = {True: "Billable", False: "DoNotBill"}


def new_ticket(draft: TicketDraft, marker: str) -> Json:
    """A ticket to create. The board is always named: otherwise the API member's own would be taken.

    Raises:
        InvalidRequest: With every fault that can be seen from here.
    """
    _check_ticket(draft, marker)
    summary, description = fit_summary(draft.summary, draft.description)
    return {
        "summary": summary,
        "recordType": "ServiceTicket",
        "company": {"id": int(draft.company_id)},
        "board": {"id": int(draft.board_id)},
        "status": {"id": int(draft.status_id)},
        "priority": {"id": int(draft.priority_id)},
        "externalXRef": marker,
        "processNotifications": True,
        **({"initialDescription": description} if description is not None else {}),
        **_pointer("contact", draft.contact_id),
        **_pointer("owner", draft.assigned_member_id),
    }


def new_note(note: NoteDraft, marker: str, *, mails: bool) -> Json:
    """A note to post, on exactly one tab; with `mails` ConnectWise is asked to send its notifications."""
    checks = _Checks()
    checks.marker(marker)
    checks.text("text", note.text)
    checks.verdict()
    return {
        "text": with_marker(note.text, marker),
        **{flag: note_type is note.type for note_type, flag in FLAGS.items()},
        "processNotifications": mails,
        "customerUpdatedFlag": False,
        **_pointer("member", note.member_id),
    }


def new_time(entry: TimeEntry, charge_to: int, charge_type: str, marker: str) -> Json:
    """A time entry to log, shown on the internal tab only; nobody gets mail."""
    checks = _Checks()
    checks.marker(marker)
    if not 1 <= entry.minutes <= MAX_MINUTES:
        checks.fault("minutes", f"The time needs 1 to {MAX_MINUTES:,} minutes.")
    if entry.member is None:
        checks.fault("member_id", "ConnectWise logs time for a member only; say whose time it is.")
    if entry.note is not None:
        checks.text("note", entry.note)
    checks.verdict()
    return {
        "chargeToId": charge_to,
        "chargeToType": charge_type,
        "timeStart": moment(entry.started_at),
        "timeEnd": moment(entry.started_at + timedelta(minutes=entry.minutes)),
        "internalNotes": with_marker("", marker).strip(),
        "addToDetailDescriptionFlag": False,
        "addToInternalAnalysisFlag": True,
        "addToResolutionFlag": False,
        "emailContactFlag": False,
        "emailResourceFlag": False,
        "emailCcFlag": False,
        **({"notes": entry.note} if entry.note is not None else {}),
        **({"billableOption": _BILLABLE[entry.billable]} if entry.billable is not None else {}),
        **_pointer("member", entry.member.id if entry.member else None),
    }


def new_schedule_entry(ticket: int, member: Mapping[str, Any]) -> Json:
    """Puts a member on a ticket, without a time."""
    return {"objectId": ticket, "type": {"identifier": "S"}, "member": {"id": member["id"]}}


def replaced(path: str, id: int) -> list[Json]:
    """A patch of one whole reference: a path inside one is answered 200 and changes nothing."""
    return [{"op": "replace", "path": path, "value": {"id": id}}]


def removed(path: str) -> list[Json]:
    return [{"op": "remove", "path": path}]


def fit_summary(summary: str, description: str | None) -> tuple[str, str | None]:
    """A summary that fits, cut between words; then the whole of it leads the description."""
    if len(summary) <= MAX_SUMMARY_CHARACTERS:
        return summary, description
    kept = summary[: MAX_SUMMARY_CHARACTERS - 1]
    kept = kept.rpartition(" ")[0].rstrip() or kept
    return f"{kept}…", summary if description is None else f"{summary}\n\n{description}"


def moment(when: datetime) -> str:
    """A moment as ConnectWise takes it: UTC, whole seconds."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


class _Checks:
    """Gathers faults; `verdict` raises them together."""

    def __init__(self) -> None:
        self._faults: list[FieldFault] = []

    def fault(self, field: str, message: str) -> None:
        self._faults.append(FieldFault(field, message))

    def marker(self, marker: str) -> None:
        if not conditions.is_marker(marker):
            self.fault("marker", "A marker is 8 to 40 letters, digits or hyphens.")

    def text(self, field: str, text: str) -> None:
        if not text.strip() or len(text) > MAX_NOTE_CHARACTERS:
            self.fault(field, f"The {field} needs 1 to {MAX_NOTE_CHARACTERS:,} characters.")

    def id(self, field: str, id: str) -> None:
        if not conditions.is_id(id):
            self.fault(field, f"There is no {field.removesuffix('_id').replace('_', ' ')} {id[:100]!r}.")

    def verdict(self) -> None:
        if self._faults:
            words = " ".join(fault.message for fault in self._faults)
            raise InvalidRequest(f"{words} Nothing was written.", tuple(self._faults))


def _check_ticket(draft: TicketDraft, marker: str) -> None:
    checks = _Checks()
    checks.marker(marker)
    if not draft.summary.strip() or len(draft.summary) > MAX_DRAFT_SUMMARY_CHARACTERS:
        checks.fault("summary", f"The summary needs 1 to {MAX_DRAFT_SUMMARY_CHARACTERS} characters.")
    if draft.description is not None:
        checks.text("description", draft.description)
    for field in ("company_id", "board_id", "status_id", "priority_id", "contact_id", "assigned_member_id"):
        id = getattr(draft, field)
        if id is not None:
            checks.id(field, id)
    checks.verdict()


def _pointer(name: str, id: str | None) -> Json:
    return {} if id is None else {name: {"id": int(id)}}
