"""Writing to a ConnectWise PSA tenant: one attempt each, and only the record that comes back is believed."""

from collections.abc import Callable
from datetime import UTC, datetime

from providers.base import PSAWriter
from providers.connection import ConnectionSpec
from providers.connectwise import mapping, payloads
from providers.connectwise.capabilities import capabilities_of
from providers.connectwise.client import ConnectWiseClient, Json, understood
from providers.connectwise.records import Located, Records
from providers.connectwise.refusals import NOTHING_WRITTEN
from providers.errors import (
    Conflict,
    FieldFault,
    InvalidRequest,
    NotFound,
    ProviderError,
    UnexpectedResponse,
)
from providers.http import Web
from providers.models import (
    Note,
    NoteDraft,
    Resource,
    Ticket,
    TicketDraft,
    TicketStatusChange,
    TimeEntry,
)


class ConnectWiseWriter(PSAWriter):
    """Writes to one tenant. Whatever points to a merged ticket is written to the one it lives on under.

    ConnectWise takes no key that would refuse a second write, so every creating method looks for its marker
    before it sends; two at the same moment can still both be written.
    """

    def __init__(self, spec: ConnectionSpec, web: Web) -> None:
        self._client = ConnectWiseClient(spec, web)
        self._can = capabilities_of(spec.notify)
        self._records = Records(self._client)

    async def create_ticket(self, draft: TicketDraft, *, marker: str) -> Ticket:
        """Create a ticket. The answer tells its real status and owner: a board's workflow may set others.

        Raises:
            Conflict: The marker's ticket is there already.
            InvalidRequest: Refused; nothing was written.
            Unavailable: With `applied="unknown"` the ticket may exist; look for the marker.
        """
        body = payloads.new_ticket(draft, marker)
        if draft.assigned_member_id is not None:
            await self._active("assigned_member_id", draft.assigned_member_id)
        there = await self._records.marked_ticket(marker)
        if there is not None:
            raise Conflict(f"This was written already: it is ticket {understood(mapping.number, there)}.")
        row = await self._client.send("POST", "service/tickets", body)
        created = Located("service/tickets", row)
        return self._records.shaped(created, body.get("initialDescription"), writing=True)

    async def post_note(self, note: NoteDraft, *, marker: str) -> Note:
        """Add a note on exactly one tab.

        Raises:
            Conflict: The marker's note is there already.
            UnexpectedResponse: The note may be there; also when ConnectWise says that it put it where other
                people can see it.
        """
        at = await self._records.ticket(note.ticket_id)
        body = payloads.new_note(note, marker, mails=self._can.audience(note.type).sends_mail)
        if note.member_id is not None:
            await self._active("member_id", note.member_id)
        if await self._records.marked_note(at, marker) is not None:
            raise Conflict("This note was written already.")
        row = await self._client.send("POST", f"{at.place}/notes", body)
        posted = understood(mapping.note, row, at.id, datetime.now(UTC), writing=True)
        if posted.type is not note.type:
            raise UnexpectedResponse(
                f"ConnectWise took the note on ticket {at.id}, but shows it to other people than was asked. "
                "Look at the note in ConnectWise now."
            )
        return posted

    async def update_status(self, ticket_id: str, status_id: str) -> TicketStatusChange:
        """Set the status and verify it.

        Raises:
            InvalidRequest: The ticket's board has no such status. Nothing was written.
            Conflict: ConnectWise said yes and left the ticket as it was.
            UnexpectedResponse: The ticket has a third status now, or cannot be looked at.
        """
        at = await self._records.ticket(ticket_id)
        before = self._records.shaped(at)
        statuses = [understood(mapping.status, row) for row in await self._records.statuses(before.board.id)]
        if status_id not in {status.id for status in statuses}:
            raise _invalid("status_id", f"The board {before.board.name} has no status {status_id[:100]!r}.")
        after = before
        if before.status.id != status_id:
            patch = payloads.replaced("status", int(status_id))
            after = await self._patched(at, patch, lambda ticket: ticket.status.id, status_id, "status")
        return TicketStatusChange(ticket_id=at.id, previous_status=before.status, new_status=after.status)

    async def assign(self, ticket_id: str, member_id: str | None) -> Ticket:
        """Make the member the owner and verify it. The answer has no description. Errors: `update_status`."""
        at = await self._records.ticket(ticket_id)
        if member_id is not None:
            await self._active("member_id", member_id)
        return await self._own(at, member_id)

    async def add_resource(self, ticket_id: str, member_id: str) -> Resource:
        """Put a member on the ticket by a schedule entry without a time.

        Raises:
            Unavailable: With `applied="unknown"` the member may be on the ticket; look at its resources.
        """
        at = await self._records.ticket(ticket_id)
        member = await self._active("member_id", member_id)
        shaped = understood(mapping.member, member)
        owner = _owner_id(self._records.shaped(at)) == shaped.id
        if not owner and not await self._entries(at, shaped.id):
            body = payloads.new_schedule_entry(int(at.id), member)
            await self._client.send("POST", "schedule/entries", body)
        return Resource(
            member_id=shaped.id, member_name=shaped.name, member_identifier=shaped.identifier, owner=owner
        )

    async def remove_resource(self, ticket_id: str, member_id: str) -> None:
        """Take a member off the ticket with all their schedule entries; an owner leaves it unassigned.

        Raises:
            NotFound: The member does not work on this ticket.
        """
        at = await self._records.ticket(ticket_id)
        owns = _owner_id(self._records.shaped(at)) == member_id
        entries = await self._entries(at, member_id)
        if not owns and not entries:
            raise NotFound(f"Member {member_id[:100]!r} does not work on ticket {at.id}.")
        for entry in entries:
            await self._deleted(entry)
        if owns:
            await self._own(at, None)

    async def log_time(self, entry: TimeEntry, *, marker: str) -> TimeEntry:
        """Log working time, shown on the internal tab; nobody gets mail. The marker is in the entry's
        internal notes.

        Raises:
            Conflict: The marker's entry is there already.
        """
        at = await self._records.ticket(entry.ticket_id)
        kind = "ServiceTicket" if at.path == "service/tickets" else "ProjectTicket"
        if entry.member is not None:
            await self._active("member", entry.member.id)
        body = payloads.new_time(entry, int(at.id), kind, marker)
        texts = [mapping.text_at(row, "internalNotes") or "" for row in await self._records.times(at)]
        if marker in map(mapping.marker_of, texts):
            raise Conflict("This time was logged already.")
        row = await self._client.send("POST", "time/entries", body)
        return understood(mapping.time_entry, row, at.id, writing=True)

    async def _own(self, at: Located, member_id: str | None) -> Ticket:
        before = self._records.shaped(at)
        if _owner_id(before) == member_id:
            return before
        patch = payloads.removed("owner") if member_id is None else payloads.replaced("owner", int(member_id))
        return await self._patched(at, patch, _owner_id, member_id, "owner")

    async def _patched(
        self,
        at: Located,
        patch: list[Json],
        seen: Callable[[Ticket], str | None],
        wanted: str | None,
        noun: str,
    ) -> Ticket:
        """Send a patch and believe only the record: a 200 of ConnectWise may have changed nothing."""
        row = await self._client.send("PATCH", at.place, patch)
        after = self._records.shaped(Located(at.path, row), writing=True)
        if seen(after) != wanted:
            after = await self._looked_at_again(at)
        if seen(after) == wanted:
            return after
        if seen(after) == seen(self._records.shaped(at)):
            raise Conflict(
                f"ConnectWise said yes but left the {noun} of ticket {at.id} as it was. A workflow rule or a "
                f"locked board may hold it. {NOTHING_WRITTEN}"
            )
        raise UnexpectedResponse(
            f"Ticket {at.id} now has another {noun} than was asked for: a workflow rule or somebody else "
            "changed it. Look at it in ConnectWise before trying again."
        )

    async def _looked_at_again(self, at: Located) -> Ticket:
        try:
            return self._records.shaped(await self._records.ticket(at.id))
        except ProviderError as error:
            raise UnexpectedResponse(
                f"Whether the change of ticket {at.id} was made cannot be seen now: {error}"
            ) from error

    async def _active(self, field: str, member_id: str) -> Json:
        """The member's row. Raises InvalidRequest for one who is unknown or no longer there."""
        row = await self._records.member(member_id)
        if row is None:
            raise _invalid(field, f"There is no member {member_id[:100]!r}.")
        member = understood(mapping.member, row)
        if not member.active:
            raise _invalid(field, f"The member {member.name} is inactive.")
        return row

    async def _entries(self, at: Located, member_id: str) -> list[str]:
        """The ids of the member's schedule entries on the ticket."""
        rows = await self._records.schedule(at)
        mine = [row for row in rows if (found := mapping.reference(row, "member")) and found.id == member_id]
        return [understood(mapping.number, row) for row in mine]

    async def _deleted(self, entry_id: str) -> None:
        try:
            await self._client.send("DELETE", f"schedule/entries/{entry_id}")
        except NotFound:
            return


def _owner_id(ticket: Ticket) -> str | None:
    return ticket.assigned_member.id if ticket.assigned_member else None


def _invalid(field: str, message: str) -> InvalidRequest:
    return InvalidRequest(f"{message} {NOTHING_WRITTEN}", (FieldFault(field, message),))
