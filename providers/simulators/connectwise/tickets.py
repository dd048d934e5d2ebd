"""Writing tickets: create, JSON Patch with the vendor's traps, merge, assets."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from providers.models import NoteDraft, NoteType, TicketDraft
from providers.simulators.connectwise import shapes
from providers.simulators.connectwise.call import Answer, Call
from providers.simulators.connectwise.callbacks import Callbacks
from providers.simulators.connectwise.fields import Fields
from providers.simulators.connectwise.lists import one_answer
from providers.simulators.connectwise.reading import Routes, whole
from providers.simulators.connectwise.refusals import bad_request, invalid, not_found
from providers.simulators.connectwise.shapes import Json
from providers.simulators.connectwise.tenant import Tenant

MAX_SUMMARY = 100
MAX_REFERENCE = 100
MAX_CUSTOM_FIELDS = 100
LEVELS = ("Low", "Medium", "High")
_NEEDED = ("summary", "company", "board", "status", "priority")
_POINTERS = ("company", "contact", "board", "status", "type", "priority", "owner", "source")
_OWN_TEXTS = {"externalXRef": MAX_REFERENCE, "poNumber": 50, "automaticEmailCc": 1000}
_OWN_FLAGS = (
    "automaticEmailContactFlag",
    "automaticEmailResourceFlag",
    "automaticEmailCcFlag",
    "customerUpdatedFlag",
)
_SERVER_SET = (
    "id",
    "recordType",
    "contactName",
    "closedFlag",
    "closedDate",
    "closedBy",
    "resources",
    "parentTicketId",
    "mergedParentTicket",
    "hasMergedChildTicketFlag",
    "_info",
)


def new_marker() -> str:
    """A marker, which the embedded PSA needs. The vendor knows none: what is sent twice is there twice."""
    return uuid4().hex


class Tickets:
    """The writing calls under `service/tickets`."""

    def __init__(self, tenant: Tenant, callbacks: Callbacks) -> None:
        self._tenant = tenant
        self._callbacks = callbacks

    def routes(self) -> Routes:
        return {
            "service/tickets": {"POST": self.create},
            "service/tickets/{}": {"PATCH": self.patch},
            "service/tickets/{}/merge": {"POST": self.merge},
            "service/tickets/{}/configurations": {"POST": self.attach},
            "service/tickets/{}/configurations/{}": {"DELETE": self.detach},
        }

    async def create(self, call: Call) -> Answer:
        body = call.record()
        fields = Fields("ticket", body, self._tenant)
        draft, type_, extras, later = self._draft(fields)
        created = await self._tenant.writer.create_ticket(draft, marker=new_marker())
        for note_type, text in later.items():
            note = NoteDraft(ticket_id=created.id, type=note_type, text=text)
            await self._tenant.writer.post_note(note, marker=new_marker())
        row = await self._tenant.refresh(created.id, by=call.by)
        if type_ is not None:
            type_id = self._tenant.id("type", type_["id"])
            row = await self._tenant.change_ticket(row["id"], created.updated_at, call.by, type_id=type_id)
        self._tenant.extend(row["id"], **extras)
        if not body.get("skipCallback"):
            self._callbacks.announce(call, "added", row)
        return one_answer(call, row, 201)

    async def patch(self, call: Call, number: str) -> Answer:
        row = self._tenant.row("ticket", whole(number))
        changes = _changes(call.json())
        fields = Fields("ticket", row | changes, self._tenant)
        columns = self._columns(fields, row, changes)
        extras = _extras(fields, changes)
        fields.verdict()
        if columns or extras:
            self._tenant.extend(row["id"], **extras)
            row = await self._tenant.change_ticket(row["id"], datetime.now(UTC), call.by, **columns)
            self._callbacks.announce(call, "updated", row)
        return one_answer(call, row)

    async def merge(self, call: Call, number: str) -> Answer:
        """Merge other tickets into this one; from then on they live on under its id."""
        row, body = self._tenant.row("ticket", whole(number)), call.record()
        numbers = body.get("mergeTicketIds")
        if not isinstance(numbers, list) or not numbers or row["id"] in numbers:
            raise invalid(
                "ticketMerge", ("InvalidField", "mergeTicketIds are other tickets.", "mergeTicketIds")
            )
        others = [self._tenant.row("ticket", each) for each in numbers]
        columns = [self._merged_columns(body, other) for other in others]
        pointer = {"id": row["id"], "summary": row["summary"]}
        for other, status in zip(others, columns, strict=True):
            self._tenant.extend(other["id"], mergedParentTicket=pointer)
            merged = await self._tenant.change_ticket(other["id"], datetime.now(UTC), call.by, **status)
            self._callbacks.announce(call, "updated", merged)
        self._tenant.extend(row["id"], hasMergedChildTicketFlag=True)
        return one_answer(call, row)

    def _merged_columns(self, body: Json, other: Json) -> dict[str, Any]:
        """The status a merged ticket gets; it must be one of its board."""
        fields = Fields("ticketMerge", body, self._tenant)
        status = fields.pointed("status", "status", required=True, board=other["board"]["id"])
        fields.verdict()
        assert status is not None
        closes = status["closedStatus"]
        return {
            "status_id": self._tenant.id("status", status["id"]),
            "closed": closes,
            **_closing(other, closes=closes),
        }

    async def attach(self, call: Call, number: str) -> Answer:
        row = self._tenant.row("ticket", whole(number))
        device = self._device(call.record())
        await self._keep_devices(call, row, [*self._tenant.devices[row["id"]], device["id"]])
        return Answer(201, {name: device[name] for name in ("id", "deviceIdentifier", "_info")})

    async def detach(self, call: Call, number: str, device: str) -> Answer:
        row = self._tenant.row("ticket", whole(number))
        linked = self._tenant.devices[row["id"]]
        if whole(device) not in linked:
            raise not_found("Configuration", device)
        await self._keep_devices(call, row, [each for each in linked if each != whole(device)])
        return Answer(204)

    def _device(self, body: Json) -> Json:
        """The asset by id or deviceIdentifier; its name is not enough."""
        for device in self._tenant.rows("configuration"):
            if body.get("id") == device["id"] or body.get("deviceIdentifier") == device["deviceIdentifier"]:
                return device
        raise invalid("configurationReference", ("MissingRequiredField", "id is required.", "id"))

    async def _keep_devices(self, call: Call, row: Json, numbers: list[int]) -> None:
        ids = [self._tenant.id("configuration", each) for each in dict.fromkeys(numbers)]
        now = datetime.now(UTC)
        row = await self._tenant.change_ticket(row["id"], now, call.by, configuration_ids=ids)
        self._callbacks.announce(call, "updated", row)

    def _draft(self, fields: Fields) -> tuple[TicketDraft, Json | None, Json, dict[NoteType, str]]:
        """What to write: the ticket, its type, what only the vendor keeps, and its first notes.

        Raises:
            Refused: Something is missing or wrong.
        """
        tenant = self._tenant
        summary = fields.text("summary", MAX_SUMMARY, required=True)
        company = fields.pointed("company", "company", required=True)
        if company and company["status"]["name"] == "Inactive":
            fields.fault("company", f"The company {company['name']} is inactive.")
        board = fields.pointed("board", "board") or _default(fields, "board", tenant.rows("board"))
        statuses = tenant.of_board("status", board["id"])
        status = fields.pointed("status", "status", board=board["id"]) or _default(fields, "status", statuses)
        type_ = fields.pointed("type", "type", board=board["id"])
        priority = fields.pointed("priority", "priority") or _default(
            fields, "priority", tenant.rows("priority")
        )
        contact, owner = self._contact(fields, company), fields.member("owner")
        description = fields.text("initialDescription")
        texts = {
            NoteType.INTERNAL_ANALYSIS: fields.text("initialInternalAnalysis"),
            NoteType.RESOLUTION: fields.text("initialResolution"),
        }
        extras = _extras(fields, {name: None for name in _EXTRA_NAMES if fields.has(name)})
        fields.verdict()
        assert summary is not None
        assert company is not None
        draft = TicketDraft(
            summary=summary,
            description=description,
            company_id=tenant.id("company", company["id"]),
            board_id=tenant.id("board", board["id"]),
            status_id=tenant.id("status", status["id"]),
            priority_id=tenant.id("priority", priority["id"]),
            contact_id=tenant.id("contact", contact["id"]) if contact else None,
            assigned_member_id=tenant.id("member", owner["id"]) if owner else None,
        )
        return draft, type_, extras, {kind: text for kind, text in texts.items() if text}

    def _columns(self, fields: Fields, row: Json, changes: Json) -> dict[str, Any]:
        """The embedded PSA's columns for these changes. What depends on each other must fit together."""
        tenant = self._tenant
        for name in _NEEDED:
            if name in changes and changes[name] is None:
                fields.fault(name, f"{name} is required.", "MissingRequiredField")
        summary = fields.text("summary", MAX_SUMMARY)
        company, priority = fields.pointed("company", "company"), fields.pointed("priority", "priority")
        contact, owner = self._contact(fields, company), None
        if "owner" in changes:
            owner = fields.member("owner")
        board = fields.pointed("board", "board") or {"id": 0}
        status = fields.pointed("status", "status", board=board["id"])
        type_ = fields.pointed("type", "type", board=board["id"])
        fields.verdict()
        assert status is not None
        assert priority is not None
        closes = status["closedStatus"]
        wanted = {
            "summary": {"summary": summary},
            "company": {"company_id": _id(tenant, "company", company)},
            "contact": {"contact_id": _id(tenant, "contact", contact)},
            "board": {"board_id": _id(tenant, "board", board)},
            "status": {"status_id": _id(tenant, "status", status), "closed": closes}
            | _closing(row, closes=closes),
            "type": {"type_id": _id(tenant, "type", type_)},
            "priority": {
                "priority_id": _id(tenant, "priority", priority),
                "priority_sort": priority["sortOrder"],
            },
            "owner": {"assigned_member_id": _id(tenant, "member", owner)},
        }
        return {key: value for name, part in wanted.items() if name in changes for key, value in part.items()}

    def _contact(self, fields: Fields, company: Json | None) -> Json | None:
        contact = fields.pointed("contact", "contact")
        if contact and company and contact["company"]["id"] != company["id"]:
            fields.fault("contact", "The contact does not belong to the company.")
        return contact


def _changes(operations: Any) -> Json:
    """The fields a patch sets; those the vendor silently leaves alone are left out.

    Raises:
        Refused: Not an array of operations, or a path the vendor refuses.
    """
    if not isinstance(operations, list) or not operations:
        raise bad_request("The body must be an array of operations.")
    changes: Json = {}
    for each in operations:
        operation, path = (each.get("op"), each.get("path")) if isinstance(each, dict) else (None, None)
        if operation not in ("add", "replace", "remove") or not isinstance(path, str):
            raise bad_request("An operation has op (add, replace or remove), path and value.")
        if operation != "remove" and "value" not in each:
            raise bad_request(f"The operation on {path[:60]} has no value.")
        if _is_taken(path):
            changes[path] = None if operation == "remove" else each["value"]
    return changes


def _is_taken(path: str) -> bool:
    """Whether a patch of this path does anything. Paths into a reference answer 200 and change nothing."""
    first, inner, _ = path.partition("/")
    if (
        path == "source/name"
        or (first not in (*_POINTERS, *shapes.TICKET))
        or (inner and first not in _POINTERS)
    ):
        raise invalid("ticket", ("InvalidField", f"The path {path[:60]} is not valid.", path[:60]))
    return not inner and path not in _SERVER_SET


def _extras(fields: Fields, changes: Json) -> Json:
    """The values of fields that only the vendor keeps."""
    values: Json = {}
    for name in changes:
        if name in _OWN_TEXTS:
            values[name] = fields.text(name, _OWN_TEXTS[name])
        elif name in ("severity", "impact"):
            values[name] = fields.among(name, LEVELS) or "Medium"
        elif name in _OWN_FLAGS:
            values[name] = fields.flag(name)
        elif name == "source":
            values[name] = fields.fixed("source", {1: "Call", 2: "Email Connector"})
        elif name == "requiredDate":
            values[name] = fields.moment(name)
        elif name == "customFields":
            values[name] = fields.objects(name, MAX_CUSTOM_FIELDS)
    return values


_EXTRA_NAMES = (*_OWN_TEXTS, *_OWN_FLAGS, "severity", "impact", "source", "requiredDate", "customFields")


def _default(fields: Fields, name: str, rows: list[Json]) -> Json:
    """The one the tenant takes when none is sent; the first where none is marked."""
    if not rows:
        fields.fault(name, f"{name} is required.", "MissingRequiredField")
        return {"id": 0}
    return next((row for row in rows if row.get("defaultFlag")), rows[0])


def _id(tenant: Tenant, kind: str, row: Json | None) -> str | None:
    return None if row is None else tenant.id(kind, row["id"])


def _closing(row: Json, *, closes: bool) -> dict[str, Any]:
    if closes and row["closedFlag"]:
        return {}
    return {"closed_at": datetime.now(UTC) if closes else None}
