"""`psa-snapshot/1`: every fault is told with its place, nothing is half taken in, all of it comes out."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.embedded.demo import demo_snapshot
from providers.embedded.snapshot import (
    SnapshotError,
    SnapshotRefused,
    check,
    export_snapshot,
    import_snapshot,
    read_snapshot,
)
from providers.embedded.tables import PSA_TABLES
from providers.models import NoteDraft, NoteType, TicketDraft, TicketFilter
from providers.registry import open_reader
from providers.writers import open_writer
from tests.contract.world import snapshot

SUITES = Path(__file__).parents[2] / "evals" / "suites" / "quick_create"


def test_a_sound_snapshot_has_no_faults() -> None:
    """The contract's world, the demo and the eval snapshots are all sound."""
    assert check(snapshot()) == []
    assert check(demo_snapshot(date(2026, 11, 20))) == []
    for path in SUITES.glob("*.snapshot.json"):
        assert check(json.loads(path.read_text())) == []


def test_all_faults_are_told_with_their_places() -> None:
    """One check tells everything that is wrong, not only the first."""
    data = snapshot()
    data["tickets"][3]["status_id"] = 99
    data["tickets"][4]["company_id"] = 77
    data["tickets"][0]["notes"][1]["created_at"] = "yesterday"
    data["tickets"][0]["configuration_ids"] = [7001, "none"]
    data["companies"][1]["parent_id"] = 2
    data["members"].append({"id": "17", "identifier": "x", "name": "X", "email": "x@x.example"})
    del data["priorities"][0]["sort"]
    assert sorted(map(str, check(data))) == sorted(
        [
            "tickets[3].status_id: board 1 has no status 99",
            "tickets[4].company_id: there is no company 77",
            "tickets[0].notes[1].created_at: 'yesterday' is no date and time such as 2026-11-04T08:13:00Z",
            "tickets[0].configuration_ids[1]: there is no configuration none",
            "companies[1].parent_id: the parents form a circle: 2 → 2",
            "members[3].id: 17 is already the id of members[0]",
            "priorities[0].sort: is missing",
        ]
    )


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (["format"], "psa-snapshot/2", "format: must be 'psa-snapshot/1'"),
        (["companies"], {}, "companies: must be a list"),
        (["companies", 0], "Acme", "companies[0]: must be an object"),
        (["companies", 0, "id"], True, "companies[0].id: must be an id"),
        (["companies", 0, "id"], 1.5, "companies[0].id: must be an id"),
        (["companies", 0, "id"], "x" * 101, "companies[0].id: is longer than 100 characters"),
        (["companies", 0, "id"], 10**4000, "companies[0].id: is longer than 100 characters"),
        (["companies", 0, "name"], "  ", "companies[0].name: must not be empty"),
        (["companies", 0, "name"], "a\0b", "companies[0].name: holds a character that cannot be stored"),
        (["companies", 0, "name"], "a\ud800b", "companies[0].name: holds a character that cannot be stored"),
        (["companies", 0, "aliases"], "ACME", "companies[0].aliases: must be a list"),
        (["companies", 0, "aliases"], [1], "companies[0].aliases: must be a text"),
        (["companies", 0, "active"], "yes", "companies[0].active: must be true or false"),
        (["members", 0, "email"], None, "members[0].email: must be a text"),
        (["boards", 0, "statuses"], None, "boards[0].statuses: must be a list"),
        (["boards", 0, "statuses", 1, "closed"], 0, "boards[0].statuses[1].closed: must be true or false"),
        (["boards", 0, "statuses", 1, "id"], "11", "boards[0].statuses[1].id: 11 is already the id of"),
        (["priorities", 0, "sort"], 2**40, "priorities[0].sort: must lie between"),
        (["tickets", 0, "type_id"], 5, "tickets[0].type_id: board 1 has no type 5"),
        (["tickets", 0, "notes", 0, "type"], "secret", "tickets[0].notes[0].type: must be one of"),
        (["tickets", 0, "notes", 0, "member_id"], 5, "tickets[0].notes[0].member_id: there is no member 5"),
        (["tickets", 0, "notes"], 5, "tickets[0].notes: must be a list"),
        (["tickets", 0, "time_entries", 0, "minutes"], -1, "tickets[0].time_entries[0].minutes: must not be"),
        (["tickets", 0, "entered_at"], 1700000000, "tickets[0].entered_at: must be a date and time"),
        (["tickets", 0, "contact_id"], "9", "tickets[0].contact_id: there is no contact 9"),
        (["documents", 0, "company_id"], "9", "documents[0].company_id: there is no company 9"),
    ],
)
def test_each_kind_of_fault_is_named(path: list[Any], value: object, fault: str) -> None:
    """One wrong value gives a fault that starts with its place and says what is wrong."""
    data = snapshot()
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    assert any(str(each).startswith(fault) for each in check(data)), [str(each) for each in check(data)]


def test_a_circle_of_parents_is_told_once() -> None:
    """Three companies in a circle are one fault; a company that only leads into it is none."""
    data = snapshot()
    for company, parent in zip(data["companies"], (2, 3, 1), strict=True):
        company["parent_id"] = parent
    data["companies"].append({"id": 4, "name": "Leads in", "parent_id": 1})
    assert [str(each) for each in check(data)] == [
        "companies[0].parent_id: the parents form a circle: 1 → 2 → 3 → 1"
    ]


def test_a_missing_list_is_one_fault_not_one_a_reference() -> None:
    """Without companies nothing can be said about who refers to them."""
    data = snapshot()
    del data["companies"]
    assert [str(each) for each in check(data)] == ["companies: is missing"]


def test_deep_nesting_is_a_fault() -> None:
    """Unknown keys may hold anything that can be given back, but not a bottomless pit."""
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    data = snapshot()
    data["tickets"][0]["custom"] = deep
    assert [fault.place for fault in check(data)] == ["tickets[0]"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None)
@given(json_values, st.data())
def test_no_value_anywhere_breaks_the_check(value: object, data: st.DataObject) -> None:
    """Whatever stands wherever, the answer is a list of faults."""
    world = snapshot()
    holder: Any = world
    while isinstance(holder, dict | list) and holder:
        steps = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        step = data.draw(st.sampled_from(steps))
        if not isinstance(holder[step], dict | list) or data.draw(st.booleans()):
            holder[step] = value
            break
        holder = holder[step]
    assert isinstance(check(world), list)
    assert isinstance(check(value), list)


def test_reading_gives_records_in_memory() -> None:
    """A sound snapshot reads as the product's own records, ids as text, defaults filled in."""
    read = read_snapshot(snapshot())
    assert read.companies[1].parent_id == "1"
    assert [each.active for each in read.companies] == [True, True, False]
    assert [priority.name for priority in read.priorities] == ["High", "Medium", "Low"]
    assert [status.id for status in read.boards[0].statuses] == ["11", "12", "13"]
    with pytest.raises(SnapshotRefused):
        read_snapshot({})


async def test_what_goes_in_comes_out(store: Database, spec: ConnectionSpec) -> None:
    """Export is equal to import, but for ids, which are text: order, dates as written, unknown keys, nulls
    and defaults that were said."""
    data = snapshot()
    data["note_to_self"] = {"made_by": "hand", "version": 3}
    data["tickets"][0]["custom"] = {"sla": [1, 2.5, None], "text": "\0"}
    data["tickets"][1]["assigned_member_id"] = None
    data["tickets"][1]["notes"] = []
    data["tickets"][2]["entered_at"] = "2026-10-05T10:00:00.250+02:00"
    data["companies"][0]["active"] = True
    data["companies"][1]["aliases"] = []
    data["boards"][1]["types"] = []
    original = copy.deepcopy(data)
    await import_snapshot(store, spec, data, replace=False)
    assert await export_snapshot(store, spec) == _ids_as_text(original)
    assert data == original


async def test_absent_lists_stay_absent_and_empty_ones_empty(store: Database, spec: ConnectionSpec) -> None:
    """Optional lists are given out only when they were there."""
    data = snapshot()
    del data["documents"]
    data["configurations"] = []
    data["tickets"][0]["configuration_ids"] = []
    await import_snapshot(store, spec, data, replace=False)
    assert await export_snapshot(store, spec) == _ids_as_text(data)


async def test_the_demo_survives_the_round_trip(store: Database, spec: ConnectionSpec) -> None:
    """A large snapshot is given out as it came in, twice over."""
    data = demo_snapshot(date(2026, 11, 20))
    await import_snapshot(store, spec, data, replace=False)
    once = await export_snapshot(store, spec)
    assert once == _ids_as_text(data)
    await import_snapshot(store, spec, once, replace=True)
    assert await export_snapshot(store, spec) == once


async def test_writes_since_the_import_are_in_the_export(store: Database, filled: ConnectionSpec) -> None:
    """What was written since is there, what was said about the old value is not repeated."""
    writer = open_writer(filled, store)
    await writer.update_status("500", "13")
    await writer.assign("501", "18")
    note = NoteDraft(ticket_id="502", type=NoteType.DESCRIPTION, text="Done.", member_id="17")
    await writer.post_note(note, marker="dh-export-1")
    exported = {each["id"]: each for each in (await export_snapshot(store, filled))["tickets"]}
    assert exported["500"]["status_id"] == "13"
    assert exported["500"]["closed_at"].endswith("Z")
    assert exported["501"]["assigned_member_id"] == "18"
    assert [each["text"] for each in exported["502"]["notes"]] == ["Done."]
    assert check(await export_snapshot(store, filled)) == []


async def test_a_faulty_snapshot_changes_nothing(store: Database, filled: ConnectionSpec) -> None:
    """One fault, and the PSA is as it was, also when replacing was asked for."""
    before = await export_snapshot(store, filled)
    data = snapshot()
    data["tickets"][-1]["company_id"] = 99
    with pytest.raises(SnapshotRefused) as refused:
        await import_snapshot(store, filled, data, replace=True)
    assert len(refused.value.faults) == 1
    assert "tickets[30].company_id: there is no company 99" in str(refused.value)
    assert await export_snapshot(store, filled) == before


async def test_a_filled_psa_is_replaced_only_when_asked(store: Database, filled: ConnectionSpec) -> None:
    """Without `replace` the import is refused; with it nothing of the old PSA is left, nor found."""
    small = {**snapshot(), "tickets": []}
    with pytest.raises(SnapshotError, match="already holds data"):
        await import_snapshot(store, filled, small, replace=False)
    counts = await import_snapshot(store, filled, small, replace=True)
    assert (counts["companies"], counts["tickets"]) == (3, 0)
    found = await open_reader(filled, store).search_tickets(TicketFilter(text="outlook", state="any"))
    assert found.total == 0
    async with store.read(filled.account_id) as session:
        for table in PSA_TABLES:
            if table.name in {"psa_notes", "psa_resources", "psa_time_entries", "psa_tickets"}:
                mine = select(table.c.seq).where(table.c.account_id == filled.account_id)
                assert (await session.execute(mine)).all() == []


async def test_replacing_one_psa_leaves_the_others(store: Database, filled: ConnectionSpec) -> None:
    """Another connection of the same account keeps every record and is still searched."""
    other = ConnectionSpec(id=f"{filled.id}-b", account_id=filled.account_id, provider="embedded")
    await import_snapshot(store, other, snapshot(), replace=False)
    await import_snapshot(store, filled, {**snapshot(), "tickets": []}, replace=True)
    found = await open_reader(other, store).search_tickets(TicketFilter(text="outlook"))
    assert [ticket.id for ticket in found.items] == ["500"]


async def test_an_empty_psa_cannot_be_exported(store: Database, spec: ConnectionSpec) -> None:
    """Nothing there is said so."""
    with pytest.raises(SnapshotError, match="nothing to export"):
        await export_snapshot(store, spec)


async def test_new_ids_start_above_the_largest(store: Database, spec: ConnectionSpec) -> None:
    """Ids that are no numbers do not count; the next ticket is the largest number plus one."""
    data = snapshot()
    data["tickets"][1]["id"] = "T-2026-9"
    data["tickets"][2]["id"] = "20007"
    await import_snapshot(store, spec, data, replace=False)
    draft = TicketDraft(summary="New one", company_id="1", board_id="1", status_id="11", priority_id="1")
    created = await open_writer(spec, store).create_ticket(draft, marker="dh-next-id-1")
    assert created.id == "20008"


def _ids_as_text(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _ids_as_text(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_ids_as_text(inner, key) for inner in value]
    is_id = key == "id" or key.endswith(("_id", "_ids"))
    return str(value) if is_id and isinstance(value, int) else value


async def test_other_words_for_the_same_are_understood_and_given_back(
    spec: ConnectionSpec, store: Database
) -> None:
    """Another PSA's note type and time entries of another shape are taken in and come out as they were."""
    data = snapshot()
    ticket = data["tickets"][0]
    ticket["notes"][0]["type"] = "Discussion"
    ticket["time_entries"] = [{"member": "akessler", "hours": 1.5}]
    await import_snapshot(store, spec, data, replace=True)
    notes = await open_reader(spec, store).list_notes(str(ticket["id"]))
    assert NoteType.DESCRIPTION in {note.type for note in notes}
    again = (await export_snapshot(store, spec))["tickets"][0]
    assert again["notes"][0]["type"] == "Discussion"
    assert again["time_entries"] == [{"member": "akessler", "hours": 1.5}]
