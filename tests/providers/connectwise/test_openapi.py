"""What is sent agrees with the vendor's own description of its API.

The vendor's OpenAPI documents are not ours to ship. Name them to run this:
DESKHAND_CONNECTWISE_OPENAPI=first.json,second.json
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import orjson
import pytest

from providers.caller import Caller
from providers.connectwise.reader import ConnectWiseReader
from providers.connectwise.writer import ConnectWiseWriter
from providers.guard import VendorHosts
from providers.http import Answer, Web
from providers.models import NoteDraft, NoteType, Ref, TicketDraft, TicketFilter, TimeEntry
from tests.simulated import SimulatedPSA

VARIABLE = "DESKHAND_CONNECTWISE_OPENAPI"
FILES = [Path(each) for each in os.environ.get(VARIABLE, "").split(",") if each]
Json = dict[str, Any]
ALIASES = {"dateEntered", "lastUpdated"}
"""Known to filters and orders although the ticket has them under `_info`."""
QUERY_NOT_DESCRIBED = "/search"
"""The search call's paging stays in its query; the description names its body only."""

pytestmark = pytest.mark.openapi


@dataclass(frozen=True, slots=True)
class Sent:
    """One request: `path` is below apis/3.0."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    json: Any

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass
class Notebook:
    """Stands between a client and the way out, and writes down what goes by."""

    caller: Caller
    sent: list[Sent]

    async def read(self, url: str, **given: Any) -> Answer:
        self._note(given.get("method", "GET"), url, given)
        return await self.caller.read(url, **given)

    async def write(self, method: str, url: str, **given: Any) -> Answer:
        self._note(method, url, given)
        return await self.caller.write(method, url, **given)

    def _note(self, method: str, url: str, given: Json) -> None:
        _base, _, path = url.partition("apis/3.0/")
        if path:
            params = tuple(given.get("params") or ())
            self.sent.append(Sent(method, path, params, given.get("headers") or {}, given.get("json")))


class NotingWeb(Web):
    """A `Web` that remembers what was sent."""

    def __init__(self) -> None:
        super().__init__(development=True)
        self.sent: list[Sent] = []

    def caller(self, key: str, hosts: VendorHosts) -> Caller:
        return cast(Caller, Notebook(super().caller(key, hosts), self.sent))


@dataclass
class Description:
    """The operations and schemas of all documents; the first that knows a name is believed."""

    paths: dict[str, Json] = field(default_factory=dict)
    schemas: dict[str, Json] = field(default_factory=dict)

    @classmethod
    def read(cls, files: list[Path]) -> "Description":
        described = cls()
        for document in (orjson.loads(file.read_bytes()) for file in files):
            for path, operations in document["paths"].items():
                known = described.paths.setdefault(re.sub(r"\{[^}]*\}", "{}", path.strip("/")), {})
                for method, operation in operations.items():
                    known.setdefault(method.upper(), operation)
            for name, schema in document["components"]["schemas"].items():
                described.schemas.setdefault(name, schema)
        return described

    def operation(self, sent: Sent) -> Json | None:
        pattern = re.sub(r"(?<=/)[0-9]+(?=/|$)", "{}", sent.path)
        found = self.paths.get(pattern, {}).get(sent.method)
        return cast("Json | None", found)

    def answered(self, operation: Json) -> Json:
        """The schema of one row of the answer."""
        ok = next(answer for status, answer in operation["responses"].items() if status.startswith("2"))
        content = next(iter(ok.get("content", {"": {}}).values()))
        return self.row(content.get("schema", {}))

    def taken(self, operation: Json) -> Json:
        body = operation["requestBody"]
        return self.resolved(next(iter(body["content"].values()))["schema"])

    def row(self, schema: Json) -> Json:
        schema = self.resolved(schema)
        return self.row(schema["items"]) if schema.get("type") == "array" else schema

    def resolved(self, schema: Json) -> Json:
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def faults_of_field(self, path: str, schema: Json) -> list[str]:
        if path in ALIASES:
            return []
        for name in path.split("/"):
            properties = self.row(schema).get("properties")
            if properties is None:
                return []
            if name not in properties:
                return [f"no field {path}"]
            schema = properties[name]
        return []

    def faults_of_value(self, value: Any, schema: Json, where: str) -> list[str]:
        schema = self.resolved(schema)
        kinds = {
            "string": str,
            "integer": int,
            "number": (int, float),
            "boolean": bool,
            "object": dict,
            "array": list,
        }
        kind = schema.get("type")
        if kind in kinds and not isinstance(value, kinds[kind]):  # type: ignore[arg-type]
            return [f"{where} is no {kind}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{where} may not be {value!r}"]
        if isinstance(value, list):
            return [f for each in value for f in self.faults_of_value(each, schema.get("items", {}), where)]
        if not isinstance(value, dict) or "properties" not in schema:
            return []
        faults = [f"{where} lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, inner in value.items():
            if name not in schema["properties"]:
                faults.append(f"{where} has no {name}")
            else:
                faults += self.faults_of_value(inner, schema["properties"][name], f"{where}/{name}")
        return faults


async def test_every_request_is_one_that_the_vendor_describes(connectwise: SimulatedPSA) -> None:
    """Paths, verbs, query names, fields, conditions, orders and bodies are in the vendor's documents."""
    described, web = Description.read(FILES), NotingWeb()
    await _everything(ConnectWiseReader(connectwise.spec, web), ConnectWiseWriter(connectwise.spec, web))
    await web.close()
    assert len({str(sent) for sent in web.sent}) >= 30
    faults = {f"{sent}: {fault}" for sent in web.sent for fault in _faults(described, sent)}
    assert not faults, "\n".join(sorted(faults))


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (
            Sent("GET", "service/tickets", (("fields", "id,status/nonsense"),), {}, None),
            "no field status/nonsense",
        ),
        (Sent("GET", "service/tickets", (("conditions", "colour = 3"),), {}, None), "no field colour"),
        (Sent("GET", "service/nothing", (), {}, None), "not described"),
        (Sent("POST", "service/tickets", (), {}, {"summary": 3}), "body/summary is no string"),
    ],
)
def test_the_comparison_sees_what_is_not_described(sent: Sent, fault: str) -> None:
    """A wrong name, path or value does not pass unseen."""
    assert fault in _faults(Description.read(FILES), sent)


def _faults(described: Description, sent: Sent) -> list[str]:
    operation = described.operation(sent)
    if operation is None:
        return ["not described"]
    named = {each["name"].lower() for each in operation.get("parameters", []) if "name" in each}
    told = bool(named) and not sent.path.endswith(QUERY_NOT_DESCRIBED)
    faults = [f"no query {name}" for name, _ in sent.params if told and name.lower() not in named]
    if sent.json is not None:
        faults += described.faults_of_value(sent.json, described.taken(operation), "body")
    if sent.method == "DELETE" or sent.path.endswith("/count"):
        return faults
    row = described.answered(operation)
    for field_path in _named(sent):
        faults += described.faults_of_field(field_path, row)
    return faults


def _named(sent: Sent) -> list[str]:
    """Every field that a request names in `fields`, `orderBy` and `conditions`."""
    body = sent.json if isinstance(sent.json, dict) and sent.path.endswith("/search") else {}
    given = dict(sent.params) | body
    named = [each for each in given.get("fields", "").split(",") if each]
    named += [part.split()[0] for part in given.get("orderBy", "").split(",") if part]
    conditions = re.sub(r'"[^"]*"|\[[^\]]*\]|\([0-9,]*\)', " ", given.get("conditions", ""))
    words = {"and", "or", "not", "in", "contains", "like", "null", "True", "False"}
    return named + [each for each in re.findall(r"[A-Za-z/]+", conditions) if each not in words]


async def _everything(reader: ConnectWiseReader, writer: ConnectWiseWriter) -> None:
    """Uses every method, so that every kind of request is made."""
    await reader.test_connection()
    for ask in (reader.boards, reader.priorities, reader.companies, reader.contacts, reader.members):
        await ask()
    await reader.contacts("1")
    for wanted in ({"ticket_id": "500"}, {"company_id": "1"}, {}):
        await reader.configurations(**wanted)
    many = tuple(map(str, range(1, 1000)))
    now = datetime(2026, 11, 1, 9, tzinfo=UTC)
    for companies in ((), many):
        searched = TicketFilter(
            text="500",
            company_ids=companies,
            board_ids=("1",),
            status_ids=("12", "11"),
            priority_ids=("1",),
            assigned="17",
            entered_before=now,
        )
        assert (await reader.search_tickets(searched)).total == 1
        await reader.search_tickets(searched, page=2)
    await reader.search_tickets(TicketFilter(assigned="unassigned", state="closed", newest_first=True))
    draft = TicketDraft(
        summary="Wireless is down",
        company_id="1",
        board_id="1",
        status_id="11",
        priority_id="1",
        contact_id="1",
        assigned_member_id="17",
        description="Since noon.",
    )
    created = await writer.create_ticket(draft, marker="dh-ticket-1")
    assert await reader.find_ticket_by_marker("dh-ticket-1") == created
    for note_type in NoteType:
        note = NoteDraft(ticket_id=created.id, type=note_type, text="Hello.", member_id="17")
        await writer.post_note(note, marker=f"dh-note-{len(note_type)}")
    await writer.update_status(created.id, "12")
    await writer.assign(created.id, "18")
    await writer.add_resource(created.id, "17")
    await writer.remove_resource(created.id, "17")
    await writer.remove_resource(created.id, "18")
    entry = TimeEntry(
        id="",
        ticket_id=created.id,
        member=Ref(id="17", name=""),
        started_at=now,
        minutes=30,
        note="x",
        billable=True,
    )
    await writer.log_time(entry, marker="dh-time-01")
    await reader.list_notes(created.id)
    await reader.list_resources(created.id)
    await reader.time_entries(created.id)
