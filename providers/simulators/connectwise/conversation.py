"""Notes and time entries of tickets."""

from datetime import timedelta
from typing import Any

from providers.models import NoteDraft, NoteType, Ref, TimeEntry
from providers.simulators.connectwise import shapes
from providers.simulators.connectwise.call import Answer, Call
from providers.simulators.connectwise.callbacks import Callbacks
from providers.simulators.connectwise.faults import Faults
from providers.simulators.connectwise.fields import Fields
from providers.simulators.connectwise.lists import count_answer, list_answer, one_answer
from providers.simulators.connectwise.moments import read_moment
from providers.simulators.connectwise.reading import Routes, whole
from providers.simulators.connectwise.refusals import Refused, bad_request, not_found
from providers.simulators.connectwise.shapes import Json
from providers.simulators.connectwise.tenant import Tenant
from providers.simulators.connectwise.tickets import new_marker

ALL_NOTE = tuple(
    """
    id noteType ticket text isMarkdownFlag detailDescriptionFlag internalAnalysisFlag resolutionFlag
    issueFlag member contact timeStart timeEnd bundledFlag mergedFlag createdByParentFlag originalAuthor
    _info
    """.split()
)
_TABS = {
    "detailDescriptionFlag": NoteType.DESCRIPTION,
    "resolutionFlag": NoteType.RESOLUTION,
    "internalAnalysisFlag": NoteType.INTERNAL_ANALYSIS,
}
_TIME_FLAGS = (
    "addToDetailDescriptionFlag",
    "addToInternalAnalysisFlag",
    "addToResolutionFlag",
    "emailContactFlag",
    "emailResourceFlag",
    "emailCcFlag",
)
_BILLABLE = {"Billable": True, "DoNotBill": False, "NoCharge": False, "NoDefault": None}


class Conversation:
    """The calls under `service/tickets/{}/notes`, `allNotes` and `time/entries`."""

    def __init__(self, tenant: Tenant, faults: Faults, callbacks: Callbacks) -> None:
        self._tenant = tenant
        self._faults = faults
        self._callbacks = callbacks
        self._hidden: dict[int, int] = {}

    def routes(self) -> Routes:
        return {
            "service/tickets/{}/notes": {"GET": self.notes, "POST": self.write_note},
            "service/tickets/{}/notes/count": {"GET": self.count_notes},
            "service/tickets/{}/notes/{}": {"GET": self.note},
            "service/tickets/{}/allNotes": {"GET": self.all_notes},
            "time/entries": {"GET": self.times, "POST": self.write_time},
            "time/entries/{}": {"GET": self.time},
        }

    async def notes(self, call: Call, number: str) -> Answer:
        return list_answer(call, await self._seen(whole(number)), shapes.NOTE)

    async def count_notes(self, call: Call, number: str) -> Answer:
        return count_answer(call, await self._seen(whole(number)), shapes.NOTE)

    async def note(self, call: Call, ticket: str, number: str) -> Answer:
        rows = await self._seen(whole(ticket))
        found = next((row for row in rows if row["id"] == whole(number)), None)
        if found is None:
            raise not_found("Note", number)
        return one_answer(call, found)

    async def all_notes(self, call: Call, number: str) -> Answer:
        """Notes, texts of time entries, and the notes of tickets merged into this one."""
        if self._faults.state("no_all_notes"):
            raise Refused(404, {"code": "NotFound", "message": "The path was not found.", "errors": None})
        row = self._tenant.row("ticket", whole(number))
        merged = [
            each["id"]
            for each in self._tenant.rows("ticket")
            if (each.get("mergedParentTicket") or {}).get("id") == row["id"]
        ]
        rows = [_spoken(each, row, merged=False) for each in await self._seen(row["id"])]
        rows += [_timed(each, row) for each in await self._tenant.times(row["id"]) if each["notes"]]
        for other in merged:
            own = self._tenant.row("ticket", other)
            rows += [_spoken(each, own, merged=True) for each in await self._seen(other)]
        return list_answer(call, rows, ALL_NOTE)

    async def write_note(self, call: Call, number: str) -> Answer:
        ticket = self._tenant.row("ticket", whole(number))
        if ticket.get("mergedParentTicket"):
            raise bad_request("The ticket was merged; its notes are kept by the parent ticket.")
        fields = Fields("ticketNote", call.record(), self._tenant)
        text = fields.text("text", required=True)
        flags = {name: fields.flag(name) for name in (*_TABS, "issueFlag", "customerUpdatedFlag")}
        member, contact = fields.member("member"), fields.pointed("contact", "contact")
        tabs = [kind for name, kind in _TABS.items() if flags[name]]
        if not tabs:
            fields.fault("detailDescriptionFlag", "At least one of the note's tabs is required.")
        fields.verdict()
        draft = NoteDraft(
            ticket_id=self._tenant.id("ticket", ticket["id"]),
            type=tabs[0],
            text=text or "",
            member_id=self._tenant.id("member", member["id"]) if member else None,
        )
        extras: Json = dict(flags)
        if contact and not member:
            name = " ".join(filter(None, (contact["firstName"], contact["lastName"])))
            extras |= {"contact": {"id": contact["id"], "name": name}, "member": None, "createdBy": name}
        row = await self._post(call, draft, extras)
        return one_answer(call, row, 201)

    async def times(self, call: Call) -> Answer:
        return list_answer(call, await self._tenant.all_times(), shapes.TIME)

    async def time(self, call: Call, number: str) -> Answer:
        rows = await self._tenant.all_times()
        found = next((row for row in rows if row["id"] == whole(number)), None)
        if found is None:
            raise not_found("TimeEntry", number)
        return one_answer(call, found)

    async def write_time(self, call: Call) -> Answer:
        fields = Fields("timeEntry", call.record(), self._tenant)
        ticket = self._charged(fields)
        member = fields.member("member", required=True)
        start, minutes = self._duration(fields, call.record())
        billable = fields.among("billableOption", tuple(_BILLABLE)) or "NoDefault"
        notes = fields.text("notes")
        extras: Json = {name: fields.flag(name) for name in _TIME_FLAGS}
        extras |= {"internalNotes": fields.text("internalNotes"), "billableOption": billable}
        fields.verdict()
        assert ticket is not None
        assert member is not None
        assert start is not None
        entry = TimeEntry(
            id="",
            ticket_id=self._tenant.id("ticket", ticket["id"]),
            member=Ref(id=self._tenant.id("member", member["id"]), name=member["identifier"]),
            started_at=read_moment(start),
            minutes=minutes,
            note=notes,
            billable=_BILLABLE[billable],
        )
        logged = await self._tenant.writer.log_time(entry, marker=new_marker())
        self._tenant.time_extras[self._tenant.number("time", logged.ticket_id, logged.id)] = extras
        changed = await self._tenant.refresh(logged.ticket_id, by=call.by)
        self._callbacks.announce(call, "updated", changed)
        return one_answer(call, self._tenant.time_row(logged), 201)

    def _charged(self, fields: Fields) -> Json | None:
        number = fields.number("chargeToId", required=True)
        if fields.text("chargeToType", required=True) not in (None, "ServiceTicket"):
            fields.fault("chargeToType", "The simulator keeps time of service tickets only.")
        ticket = self._tenant.kinds["ticket"].get(number or 0)
        if number is not None and ticket is None:
            fields.fault("chargeToId", f"The ticket {number} does not exist.")
        return ticket

    def _duration(self, fields: Fields, body: Json) -> tuple[str | None, int]:
        """Start and minutes; with an end, actualHours are ignored."""
        start, end = fields.moment("timeStart", required=True), fields.moment("timeEnd")
        hours: Any = body.get("actualHours")
        if start and end:
            minutes = (read_moment(end) - read_moment(start)) / timedelta(minutes=1)
        elif isinstance(hours, int | float) and not isinstance(hours, bool):
            minutes = min(hours, 1_000_000) * 60
        else:
            fields.fault("timeEnd", "timeEnd or actualHours is required.", "MissingRequiredField")
            return start, 0
        if minutes < 1:
            fields.fault("timeEnd", "The entry needs one minute at least.")
        return start, round(minutes)

    async def _post(self, call: Call, draft: NoteDraft, extras: Json) -> Json:
        note = await self._tenant.writer.post_note(draft, marker=new_marker())
        number = self._tenant.number("note", note.ticket_id, note.id)
        self._tenant.note_extras[number] = extras
        self._hidden[number] = self._faults.looks_to_miss()
        changed = await self._tenant.refresh(note.ticket_id, by=call.by)
        self._callbacks.announce(call, "updated", changed)
        return self._tenant.note_row(note)

    async def _seen(self, ticket_number: int) -> list[Json]:
        """The notes of one look; one that a fault hides is missing from its first looks."""
        self._tenant.row("ticket", ticket_number)
        seen = []
        for row in await self._tenant.notes(ticket_number):
            if self._hidden.get(row["id"], 0) > 0:
                self._hidden[row["id"]] -= 1
            else:
                seen.append(row)
        return seen


def _spoken(note: Json, ticket: Json, *, merged: bool) -> Json:
    tab = "Resolution" if note["resolutionFlag"] else "Comment"
    kind = "Internal" if note["internalAnalysisFlag"] else tab
    kept = {name: note.get(name) for name in ALL_NOTE if name in note}
    return kept | {
        "noteType": kind,
        "ticket": {"id": ticket["id"], "summary": ticket["summary"]},
        "isMarkdownFlag": False,
        "bundledFlag": False,
        "mergedFlag": merged,
        "createdByParentFlag": False,
        "originalAuthor": note["createdBy"],
        "_info": note["_info"] | {"dateCreated": note["dateCreated"]},
    }


def _timed(entry: Json, ticket: Json) -> Json:
    return {
        "id": entry["id"],
        "noteType": "TimeEntry",
        "ticket": {"id": ticket["id"], "summary": ticket["summary"]},
        "text": entry["notes"],
        "isMarkdownFlag": False,
        "detailDescriptionFlag": entry["addToDetailDescriptionFlag"],
        "internalAnalysisFlag": entry["addToInternalAnalysisFlag"],
        "resolutionFlag": entry["addToResolutionFlag"],
        "issueFlag": False,
        "member": entry["member"],
        "timeStart": entry["timeStart"],
        "timeEnd": entry["timeEnd"],
        "bundledFlag": False,
        "mergedFlag": False,
        "createdByParentFlag": False,
        "originalAuthor": entry["enteredBy"],
        "_info": entry["_info"],
    }
