"""The audit log: kept with the change, readable by admins, harmless in a spreadsheet, only ever added to."""

import ast
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.audit import repository
from assistant.audit.repository import AuditFilter, record
from assistant.desk import Desk
from tests.assistant.proposals.kit import WriteDesk
from tests.conftest import Inhabitant

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


async def write_down(desk: Desk, person: Inhabitant, action: str, at: datetime = NOON, **detail: str) -> None:
    async with desk.database.write(person.scope.account_id) as session:
        record(session, person.scope, action, subject_type="proposal", subject_id="p1", at=at, detail=detail)


async def test_an_entry_goes_with_its_change(writing: WriteDesk, alex: Inhabitant) -> None:
    """When the change is rolled back, so is what was written down about it."""

    async def rolled_back() -> None:
        async with writing.database.write(alex.scope.account_id) as session:
            record(session, alex.scope, "x.y", subject_type="x", subject_id="1", at=NOON)
            raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError):
        await rolled_back()

    assert (await writing.audit.find(alex.scope, AuditFilter(action="x")))[1] == 0


async def test_admins_find_entries_newest_first(writing: WriteDesk, alex: Inhabitant) -> None:
    """Filters on action (or its beginning), subject and time; one page at a time."""
    for number in range(30):
        await write_down(writing, alex, "proposal.edited", NOON + timedelta(minutes=number))
    await write_down(writing, alex, "session.linked")

    page = (await alex.client.get("/api/audit", params={"action": "proposal", "page": 2})).json()
    since = {"since": (NOON + timedelta(minutes=28)).isoformat(), "subject_id": "p1"}
    recent = (await alex.client.get("/api/audit", params=since)).json()

    assert (page["total"], len(page["items"]), page["page"]) == (30, 5, 2)
    assert [each["at"] for each in recent["items"]] == sorted(
        (each["at"] for each in recent["items"]), reverse=True
    )
    assert recent["total"] == 2


async def test_only_admins_of_the_account_read_it(
    writing: WriteDesk, alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant
) -> None:
    """An engineer is refused; another account's owner sees only their own."""
    await write_down(writing, alex, "secret.thing")

    assert (await engineer.client.get("/api/audit")).status_code == 403
    assert (await engineer.client.get("/api/audit/export")).status_code == 403
    foreign = (await other_account.client.get("/api/audit", params={"action": "secret"})).json()
    assert foreign["total"] == 0
    export = await other_account.client.get("/api/audit/export", params={"format": "json"})
    assert "secret.thing" not in export.text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "  =1", "＝"])
async def test_a_spreadsheet_runs_nothing_from_the_export(
    writing: WriteDesk, alex: Inhabitant, start: str
) -> None:
    """A cell that would start a formula is text."""
    await write_down(writing, alex, f"{start}HYPERLINK(0)")

    answer = await alex.client.get("/api/audit/export")

    cells = [row[4] for row in csv.reader(io.StringIO(answer.text))]
    assert f"'{start}HYPERLINK(0)" in cells
    assert answer.headers["content-type"].startswith("text/csv")


async def test_the_export_is_complete_and_in_order(
    writing: WriteDesk, alex: Inhabitant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries of one moment, over several batches, each once, oldest first; an empty export is valid JSON."""
    monkeypatch.setattr(repository, "_BATCH_ROWS", 7)
    for number in range(20):
        await write_down(writing, alex, "many.entries", NOON + timedelta(seconds=number // 4), n=str(number))

    rows = json.loads((await alex.client.get("/api/audit/export?format=json&action=many")).text)
    none = await alex.client.get("/api/audit/export?format=json&action=nothing")

    assert sorted(int(each["detail"]["n"]) for each in rows) == list(range(20))
    assert [each["at"] for each in rows] == sorted(each["at"] for each in rows)
    assert json.loads(none.text) == []


@pytest.mark.parametrize(
    "query", ["since=yesterday", "since=2026-01-01", "page=0", "page_size=101", "format=xml"]
)
async def test_wrong_questions_are_refused(writing: WriteDesk, alex: Inhabitant, query: str) -> None:
    """A time without a zone, a page zero, an unknown format: 422."""
    path = "/api/audit/export" if query.startswith("format") else "/api/audit"

    assert (await alex.client.get(f"{path}?{query}")).status_code == 422


def test_nothing_in_the_product_changes_or_deletes_an_entry() -> None:
    """No statement of the product updates or deletes rows of the audit log."""
    root = Path(__file__).parents[3] / "assistant"
    for path in root.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                named = {arg.id for arg in call.args if isinstance(arg, ast.Name)}
                assert call.func.id not in ("delete", "update") or "AuditEntry" not in named, path
