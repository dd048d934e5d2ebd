"""Schedule entries: who works on a ticket besides its owner."""

from providers.errors import NotFound
from providers.simulators.connectwise.call import Answer, Call
from providers.simulators.connectwise.callbacks import Callbacks
from providers.simulators.connectwise.fields import Fields
from providers.simulators.connectwise.lists import list_answer, one_answer
from providers.simulators.connectwise.reading import Routes, whole
from providers.simulators.connectwise.refusals import bad_request
from providers.simulators.connectwise.shapes import Json
from providers.simulators.connectwise.tenant import Tenant

ENTRY = tuple(
    """
    id objectId name member dateStart dateEnd type status doneFlag acknowledgedFlag ownerFlag
    allowScheduleConflictsFlag _info
    """.split()
)


class Schedule:
    """The calls under `schedule/entries`."""

    def __init__(self, tenant: Tenant, callbacks: Callbacks) -> None:
        self._tenant = tenant
        self._callbacks = callbacks

    def routes(self) -> Routes:
        return {
            "schedule/entries": {"GET": self.entries, "POST": self.add},
            "schedule/entries/{}": {"GET": self.entry, "PATCH": self.patch, "DELETE": self.remove},
            "service/tickets/{}/scheduleentries": {"GET": self.of_ticket},
        }

    async def entries(self, call: Call) -> Answer:
        return list_answer(call, self._tenant.rows("schedule"), ENTRY)

    async def entry(self, call: Call, number: str) -> Answer:
        return one_answer(call, self._tenant.row("schedule", whole(number)))

    async def of_ticket(self, call: Call, number: str) -> Answer:
        """The short form: id and description only."""
        ticket = self._tenant.row("ticket", whole(number))
        own = [each for each in self._tenant.rows("schedule") if each["objectId"] == ticket["id"]]
        rows = [{"id": each["id"], "description": each["name"]} for each in own]
        return list_answer(call, rows, ("id", "description"))

    async def add(self, call: Call) -> Answer:
        body = call.record()
        fields = Fields("scheduleEntry", body, self._tenant)
        kind = body.get("type")
        if not isinstance(kind, dict) or (kind.get("id") != 4 and kind.get("identifier") != "S"):
            fields.fault("type", "type must be the service type.")
        number, member = fields.number("objectId", required=True), fields.member("member", required=True)
        given = {"dateStart": fields.moment("dateStart"), "dateEnd": fields.moment("dateEnd")}
        if number is not None and number not in self._tenant.kinds["ticket"]:
            fields.fault("objectId", f"The ticket {number} does not exist.")
        fields.verdict()
        assert number is not None
        assert member is not None
        await self._tenant.writer.add_resource(*self._ids(number, member))
        entry = self._tenant.schedule(number, member, given)
        await self._changed(call, number)
        return one_answer(call, entry, 201)

    async def patch(self, call: Call, number: str) -> Answer:
        """Set doneFlag; other fields keep their values."""
        row = self._tenant.row("schedule", whole(number))
        operations = call.json()
        if not isinstance(operations, list):
            raise bad_request("The body must be an array of operations.")
        for each in operations:
            known = isinstance(each, dict) and each.get("path") == "doneFlag"
            if not known or not isinstance(each.get("value"), bool):
                raise bad_request("The simulator changes doneFlag of schedule entries only.")
            row["doneFlag"] = each["value"]
        return one_answer(call, row)

    async def remove(self, call: Call, number: str) -> Answer:
        entry = self._tenant.row("schedule", whole(number))
        self._tenant.unschedule(entry["id"])
        await self._leave(entry["objectId"], entry["member"])
        await self._changed(call, entry["objectId"])
        return Answer(204)

    async def _leave(self, ticket: int, member: Json) -> None:
        """Take the member off in the embedded PSA too, unless another entry or the ownership keeps them."""
        others = [(each["objectId"], each["member"]["id"]) for each in self._tenant.rows("schedule")]
        owner = self._tenant.row("ticket", ticket)["owner"] or {}
        if (ticket, member["id"]) in others or owner.get("id") == member["id"]:
            return
        try:
            await self._tenant.writer.remove_resource(*self._ids(ticket, member))
        except NotFound:
            # Put on the schedule while they owned the ticket: the embedded PSA kept no row of that.
            return

    def _ids(self, ticket: int, member: Json) -> tuple[str, str]:
        return self._tenant.id("ticket", ticket), self._tenant.id("member", member["id"])

    async def _changed(self, call: Call, ticket: int) -> None:
        row = await self._tenant.refresh(self._tenant.id("ticket", ticket), by=call.by)
        self._callbacks.announce(call, "updated", row)
