"""The calls that read lists and single records."""

from collections.abc import Awaitable, Callable
from functools import partial

from providers.simulators.connectwise import shapes
from providers.simulators.connectwise.call import Answer, Call
from providers.simulators.connectwise.faults import Faults
from providers.simulators.connectwise.lists import Wanted, count_answer, list_answer, one_answer
from providers.simulators.connectwise.refusals import Refused, bad_request, not_found
from providers.simulators.connectwise.tenant import Tenant

Handler = Callable[..., Awaitable[Answer]]
Routes = dict[str, dict[str, Handler]]
VERSION = "v2026.1"
_LISTS = {
    "company/companies": ("company", shapes.COMPANY),
    "company/contacts": ("contact", shapes.CONTACT),
    "company/configurations": ("configuration", shapes.CONFIGURATION),
    "system/members": ("member", shapes.MEMBER),
    "service/boards": ("board", shapes.BOARD),
    "service/priorities": ("priority", shapes.PRIORITY),
    "service/tickets": ("ticket", shapes.TICKET),
}
_FIXED = {
    "schedule/types": [{"id": 4, "name": "Service", "identifier": "S", "systemFlag": True}],
    "schedule/statuses": [{"id": 1, "name": "Firm", "defaultFlag": True}],
    "service/sources": [{"id": 1, "name": "Call"}, {"id": 2, "name": "Email Connector", "defaultFlag": True}],
    "service/locations": [{"id": 1, "name": "On-Site"}, {"id": 4, "name": "Remote", "defaultFlag": True}],
    "company/configurations/statuses": [{"id": 1, "description": "Active", "defaultFlag": True}],
}


def reading_routes(tenant: Tenant, faults: Faults) -> Routes:
    """Paths below `apis/3.0/` and what answers a GET there; `{}` stands for one segment."""
    reading = _Reading(tenant, faults)
    routes: Routes = {"system/info": {"GET": reading.info}}
    for path, rows in _FIXED.items():
        routes[path] = {"GET": partial(reading.fixed, rows)}
    for path, (kind, fields) in _LISTS.items():
        routes[path] = {"GET": partial(reading.list_of, kind, fields)}
        routes[f"{path}/count"] = {"GET": partial(reading.count_of, kind, fields)}
        routes[f"{path}/{{}}"] = {"GET": partial(reading.one_of, kind)}
    routes["system/members/{}"] = {"GET": reading.member}
    routes["service/tickets/search"] = {"POST": reading.search}
    routes["service/boards/{}/statuses"] = {"GET": partial(reading.of_board, "status", shapes.STATUS)}
    routes["service/boards/{}/types"] = {"GET": partial(reading.of_board, "type", shapes.TYPE)}
    routes["service/boards/{}/statuses/{}"] = {"GET": partial(reading.one_of_board, "status")}
    routes["service/boards/{}/types/{}"] = {"GET": partial(reading.one_of_board, "type")}
    for path in ("subtypes", "items", "typeSubTypeItemAssociations"):
        routes[f"service/boards/{{}}/{path}"] = {"GET": partial(reading.none_of_board)}
    routes["company/contacts/{}/communications"] = {"GET": reading.communications}
    routes["company/configurations/types"] = {"GET": reading.configuration_types}
    routes["service/tickets/{}/configurations"] = {"GET": reading.ticket_configurations}
    return routes


class _Reading:
    def __init__(self, tenant: Tenant, faults: Faults) -> None:
        self._tenant = tenant
        self._faults = faults

    async def info(self, call: Call) -> Answer:
        if self._faults.state("info_forbidden"):
            body = {"code": "SecurityError", "message": "You do not have security rights.", "errors": None}
            raise Refused(403, body)
        cloud = not self._faults.state("on_premise")
        known = {"version": VERSION, "isCloud": cloud, "serverTimeZone": "Eastern Standard Time"}
        return Answer(body=known | {"licenseBits": [], "cloudRegion": "NA", "maxWorkFlowRecordsAllowed": 0})

    async def fixed(self, rows: list[shapes.Json], call: Call) -> Answer:
        return list_answer(call, rows, tuple(rows[0]))

    async def list_of(self, kind: str, fields: tuple[str, ...], call: Call) -> Answer:
        return list_answer(call, self._tenant.rows(kind), fields)

    async def count_of(self, kind: str, fields: tuple[str, ...], call: Call) -> Answer:
        return count_answer(call, self._tenant.rows(kind), fields)

    async def one_of(self, kind: str, call: Call, number: str) -> Answer:
        return one_answer(call, self._tenant.row(kind, whole(number)))

    async def search(self, call: Call) -> Answer:
        return list_answer(call, self._tenant.rows("ticket"), shapes.TICKET, Wanted.searched(call))

    async def member(self, call: Call, number: str) -> Answer:
        if number.isdigit():
            return await self.one_of("member", call, number)
        found = self._tenant.find("member", {"identifier": number})
        if found is None:
            raise not_found("Member", number)
        return one_answer(call, found)

    async def of_board(self, kind: str, fields: tuple[str, ...], call: Call, board: str) -> Answer:
        row = self._tenant.row("board", whole(board))
        return list_answer(call, self._tenant.of_board(kind, row["id"]), fields)

    async def one_of_board(self, kind: str, call: Call, board: str, number: str) -> Answer:
        found = self._tenant.find(kind, {"id": whole(number)}, board=whole(board))
        if found is None:
            raise not_found(kind.capitalize(), number)
        return one_answer(call, found)

    async def none_of_board(self, call: Call, board: str) -> Answer:
        self._tenant.row("board", whole(board))
        return Answer(body=[])

    async def communications(self, call: Call, number: str) -> Answer:
        items = self._tenant.row("contact", whole(number))["communicationItems"]
        return list_answer(call, items, ("id", "type", "value", "communicationType", "defaultFlag"))

    async def configuration_types(self, call: Call) -> Answer:
        names = {row["type"]["name"] for row in self._tenant.rows("configuration") if row["type"]}
        rows = [{"id": place, "name": name} for place, name in enumerate(sorted(names), start=1)]
        return list_answer(call, rows, ("id", "name"))

    async def ticket_configurations(self, call: Call, number: str) -> Answer:
        """References only, as the vendor gives them: id and deviceIdentifier."""
        row = self._tenant.row("ticket", whole(number))
        rows = [self._tenant.kinds["configuration"][each] for each in self._tenant.devices[row["id"]]]
        cut = [{name: each[name] for name in ("id", "deviceIdentifier", "_info")} for each in rows]
        return list_answer(call, cut, ("id", "deviceIdentifier", "_info"))


def whole(text: str) -> int:
    """The number in a path.

    Raises:
        Refused: Not a number, in the words of the vendor's own slip.
    """
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise bad_request("Length cannot be less than zero. Parameter name: length")
    return int(text)
