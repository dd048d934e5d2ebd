"""The fault switch: each planned fault happens once, and what is true afterwards is what was promised."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.embedded import faults
from providers.embedded.faults import CRASH_EXIT_CODE, FaultPlan
from providers.embedded.snapshot import import_snapshot
from providers.errors import InvalidRequest, RateLimited, Unavailable
from providers.models import TicketDraft
from providers.registry import open_reader
from providers.writers import open_writer
from tests.contract.world import snapshot
from tests.embedded import create_tables

MARKER = "dh-fault-marker"
DRAFT = TicketDraft(summary="Wireless is down", company_id="1", board_id="1", status_id="11", priority_id="1")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "plan", ["explode:1", "refuse", "refuse:x", "refuse:-1", "refuse:99999", "refuse:²", ":1"]
)
def test_a_plan_that_is_not_understood_is_refused(plan: str) -> None:
    """A typing error in a plan is an error, never silence."""
    with pytest.raises(ValueError, match=r"fault|count"):
        FaultPlan(plan)


async def test_a_time_out_after_the_write_leaves_the_ticket(store: Database, filled: ConnectionSpec) -> None:
    """The answer is lost, `applied` is unknown, and the marker finds the one ticket."""
    writer = open_writer(filled, store, FaultPlan("timeout_after_write:1"))
    with pytest.raises(Unavailable) as lost:
        await writer.create_ticket(DRAFT, marker=MARKER)
    assert lost.value.applied == "unknown"
    assert await open_reader(filled, store).find_ticket_by_marker(MARKER) is not None


@pytest.mark.parametrize(
    ("plan", "error"),
    [("refuse:1", InvalidRequest), ("rate_limit:1", RateLimited), ("unavailable_before:1", Unavailable)],
)
async def test_faults_before_the_write_leave_nothing(
    store: Database, filled: ConnectionSpec, plan: str, error: type[Exception]
) -> None:
    """Surely not applied, and the next try works."""
    writer = open_writer(filled, store, FaultPlan(plan))
    with pytest.raises(error) as failed:
        await writer.create_ticket(DRAFT, marker=MARKER)
    assert getattr(failed.value, "applied") == "no"  # noqa: B009
    assert await open_reader(filled, store).find_ticket_by_marker(MARKER) is None
    assert (await writer.create_ticket(DRAFT, marker=MARKER)).summary == DRAFT.summary


async def test_faults_come_in_the_order_of_the_plan(store: Database, filled: ConnectionSpec) -> None:
    """Two are refused, then one is limited, then all is well; another writer shares the plan."""
    plan = FaultPlan("refuse:2, rate_limit:1")
    for error in (InvalidRequest, InvalidRequest, RateLimited):
        with pytest.raises(error):
            await open_writer(filled, store, plan).assign("502", "17")
    assert (await open_writer(filled, store, plan).assign("502", "17")).assigned_member is not None


async def test_a_slow_write_is_slow_and_done(
    store: Database, filled: ConnectionSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes its time, and it is written."""
    monkeypatch.setattr(faults, "SLOW_SECONDS", 0.2)
    writer = open_writer(filled, store, FaultPlan("slow:1"))
    began = time.monotonic()
    await writer.create_ticket(DRAFT, marker=MARKER)
    assert time.monotonic() - began >= 0.2


async def test_reads_can_fail_too(store: Database, filled: ConnectionSpec) -> None:
    """As many reads as planned fail; writes are not touched by it."""
    plan = FaultPlan("read_unavailable:2")
    reader = open_reader(filled, store, plan)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await reader.get_ticket("500")
    assert (await reader.get_ticket("500")).id == "500"


@pytest.mark.parametrize(("moment", "written"), [("before", False), ("during", False), ("after", True)])
def test_a_killed_process_leaves_the_write_whole_or_absent(
    sqlite_url: str, moment: str, written: bool
) -> None:
    """A process that dies before the transaction, before its commit or after it leaves all or nothing."""
    killed = subprocess.run(
        [sys.executable, "-c", _CRASH, sqlite_url, f"crash_{moment}:1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == CRASH_EXIT_CODE, killed.stderr

    async def look() -> bool:
        database = Database(sqlite_url)
        spec = ConnectionSpec(id="c", account_id="a", provider="embedded")
        found = await open_reader(spec, database).find_ticket_by_marker(MARKER)
        await database.close()
        return found is not None

    assert asyncio.run(look()) is written


async def fill_and_crash(url: str, plan: str) -> None:
    """What the process that is killed does."""
    database = Database(url)
    await create_tables(database)
    spec = ConnectionSpec(id="c", account_id="a", provider="embedded")
    await import_snapshot(database, spec, snapshot(), replace=False)
    await open_writer(spec, database, FaultPlan(plan)).create_ticket(DRAFT, marker=MARKER)


_CRASH = """
import asyncio, sys
from tests.providers.test_faults import fill_and_crash
asyncio.run(fill_and_crash(*sys.argv[1:]))
"""
