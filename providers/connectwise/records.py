"""The raw rows around a ticket, as reader and writer both need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.connectwise import conditions, mapping
from providers.connectwise.client import ConnectWiseClient, Json, understood
from providers.connectwise.conditions import Condition
from providers.errors import InvalidRequest, NotFound, PermissionDenied, UnexpectedResponse
from providers.http import Params
from providers.models import Ticket

TICKET_FIELDS = (
    "id,summary,recordType,company/id,company/name,contact/id,contact/name,board/id,board/name,status/id,"
    "status/name,closedFlag,closedDate,priority/id,priority/name,priority/sort,type/id,type/name,owner/id,"
    "owner/name,owner/identifier,resources,externalXRef,mergedParentTicket/id,_info/dateEntered,_info/lastUpdated"
)
_NOT_OF_PROJECTS = {"recordType", "externalXRef", "mergedParentTicket/id"}
PROJECT_FIELDS = ",".join(each for each in TICKET_FIELDS.split(",") if each not in _NOT_OF_PROJECTS)
MEMBER_FIELDS = "id,identifier,firstName,lastName,primaryEmail,officeEmail,inactiveFlag"
CONFIGURATION_FIELDS = "id,name,deviceIdentifier,type/id,type/name,company/id,company/name,serialNumber"
SERVICE_SCHEDULE = "S"
MAX_MERGES = 5
IDS_AT_ONCE = 75
_PATHS = {
    "ServiceTicket": "service/tickets",
    "ProjectTicket": "project/tickets",
    "ProjectIssue": "project/tickets",
}


@dataclass(frozen=True, slots=True)
class Located:
    """A ticket's row and the path it lives at; for a merged ticket those of the one it lives on under."""

    path: str
    row: Json

    @property
    def id(self) -> str:
        return mapping.number(self.row)

    @property
    def place(self) -> str:
        return f"{self.path}/{self.id}"


class Records:
    """Asks one tenant for rows."""

    def __init__(self, client: ConnectWiseClient) -> None:
        self.client = client

    async def ticket(self, ticket_id: str) -> Located:
        """The ticket, wherever it lives.

        Raises:
            NotFound: No such ticket, or it may not be seen. A text that is no number is asked of nobody.
        """
        found = await self._located(ticket_id)
        for _ in range(MAX_MERGES):
            parent = understood(mapping.reference, found.row, "mergedParentTicket")
            if parent is None:
                return found
            found = await self._located(parent.id)
        raise NotFound(f"Ticket {ticket_id} was merged too many times to be followed.")

    async def notes(self, at: Located) -> list[Json]:
        """What `/notes` holds; texts of time entries are not among them."""
        return await self.client.pages(f"{at.place}/notes", (("orderBy", "id asc"),))

    async def conversation(self, at: Located) -> list[Json]:
        """Everything that was said: `/allNotes`, or on servers without it notes and time entries."""
        try:
            rows = await self.client.pages(f"{at.place}/allNotes")
        except (NotFound, InvalidRequest):
            return [*await self.notes(at), *map(dict, map(mapping.time_note, await self.times(at)))]
        return [row for row in rows if _belongs(row, at)]

    async def times(self, at: Located) -> list[Json]:
        """The ticket's time entries; service and project tickets share one space of numbers."""
        kinds = (conditions.same("chargeToType", kind) for kind in ("ServiceTicket", "ProjectTicket"))
        number = int(at.id)
        of_ticket = conditions.all_of((conditions.number("chargeToId", number), conditions.any_of(kinds)))
        rows = await self.client.pages(
            "time/entries", (("conditions", str(of_ticket)), ("orderBy", "id asc"))
        )
        return [row for row in rows if row.get("chargeToId") == number]

    async def schedule(self, at: Located) -> list[Json]:
        """Schedule entries by which members work on the ticket; those that are done no longer count."""
        number = int(at.id)
        of_ticket = conditions.all_of(
            (conditions.number("objectId", number), conditions.same("type/identifier", SERVICE_SCHEDULE))
        )
        rows = await self.client.pages(
            "schedule/entries", (("conditions", str(of_ticket)), ("orderBy", "id asc"))
        )
        return [row for row in rows if _schedules(row, number)]

    async def statuses(self, board_id: str) -> list[Json]:
        """The board's statuses that can be used, in its order.

        Raises:
            NotFound: No such board.
        """
        if not conditions.is_id(board_id):
            raise NotFound(f"There is no board {board_id[:100]}.")
        fields = ("fields", "id,name,closedStatus,defaultFlag,inactive,sortOrder")
        rows = await self.client.pages(f"service/boards/{board_id}/statuses", (fields,))
        return sorted((row for row in rows if row.get("inactive") is not True), key=_place)

    async def member(self, member_id: str) -> Json | None:
        """A member; None when there is none, or it is one of the system's that no call shows."""
        if not conditions.is_id(member_id):
            return None
        try:
            return await self.client.get(f"system/members/{member_id}", (("fields", MEMBER_FIELDS),))
        except NotFound:
            return None

    async def marked_ticket(self, marker: str) -> Json | None:
        """The ticket that carries this marker, the oldest when a person copied it; compared exactly."""
        if not conditions.is_marker(marker):
            return None
        wanted = str(conditions.same("externalXRef", marker))
        params = (
            ("conditions", wanted),
            ("orderBy", "id asc"),
            ("fields", TICKET_FIELDS),
            ("pageSize", "100"),
        )
        rows = await self.client.page("service/tickets", params)
        return next((row for row in rows if row.get("externalXRef") == marker), None)

    async def marked_note(self, at: Located, marker: str) -> Json | None:
        """The note of that ticket that carries this marker, compared exactly."""
        if not conditions.is_marker(marker):
            return None
        texts = ((row, mapping.text_at(row, "text") or "") for row in await self.notes(at))
        return next((row for row, text in texts if mapping.marker_of(text) == marker), None)

    async def configurations(self, ids: Sequence[int]) -> list[Json]:
        """Devices by their numbers, in that order."""
        found: dict[object, Json] = {}
        for start in range(0, len(ids), IDS_AT_ONCE):
            some = ids[start : start + IDS_AT_ONCE]
            for row in await self.listed_configurations(conditions.among("id", some)):
                found[row.get("id")] = row
        return [found[id] for id in ids if id in found]

    async def listed_configurations(self, wanted: Condition | None) -> list[Json]:
        params: Params = (("fields", CONFIGURATION_FIELDS),)
        if wanted is not None:
            params = (*params, ("conditions", str(wanted)))
        return await self.client.sweep("company/configurations", params)

    async def inactive_company_statuses(self) -> frozenset[str] | None:
        """The ids of the statuses that mean a company is no longer served; None when they may not be read."""
        params = (("fields", "id,name,inactiveFlag"),)
        try:
            rows = await self.client.pages("company/companies/statuses", params)
        except (NotFound, PermissionDenied, InvalidRequest, UnexpectedResponse):
            return None
        return frozenset(understood(mapping.number, row) for row in rows if row.get("inactiveFlag") is True)

    def shaped(self, at: Located, description: str | None = None, *, writing: bool = False) -> Ticket:
        """The row as a ticket with its link."""
        link = self.client.site.ticket_link
        return understood(mapping.ticket, at.row, link, description, writing=writing)

    async def _located(self, ticket_id: str) -> Located:
        if not conditions.is_id(ticket_id):
            raise NotFound(f"There is no ticket {ticket_id[:100]!r} in ConnectWise.")
        number = int(ticket_id)
        try:
            row = await self.client.get(f"service/tickets/{number}", (("fields", TICKET_FIELDS),))
        except NotFound as missing:
            return await self._project_ticket(number, missing)
        understood(mapping.number, row)
        return Located(_PATHS.get(str(row.get("recordType")), "service/tickets"), row)

    async def _project_ticket(self, number: int, missing: NotFound) -> Located:
        try:
            row = await self.client.get(f"project/tickets/{number}", (("fields", PROJECT_FIELDS),))
        except (NotFound, PermissionDenied):
            raise missing from None
        understood(mapping.number, row)
        return Located("project/tickets", row)


def _belongs(row: Json, at: Located) -> bool:
    """Whether a row of `/allNotes` is the ticket's own: bundled children's notes come along there."""
    of_ticket = row.get("ticket")
    of_another = isinstance(of_ticket, Mapping) and of_ticket.get("id") not in (None, at.row["id"])
    return not of_another or row.get("mergedFlag") is True


def _schedules(row: Json, number: int) -> bool:
    kind = row.get("type")
    of_service = isinstance(kind, Mapping) and kind.get("identifier", SERVICE_SCHEDULE) == SERVICE_SCHEDULE
    of_member = isinstance(row.get("member"), Mapping)
    return row.get("objectId") == number and of_service and of_member and row.get("doneFlag") is not True


def _place(row: Json) -> tuple[int, int]:
    place = row.get("sortOrder")
    return (place if isinstance(place, int) else 0, int(understood(mapping.number, row)))
