"""P7 and P8: ticket search and list pages of the embedded PSA, among 1,000 to 100,000 tickets.

    python -m evals.bench.search [--sizes 1000,10000,100000] [--url DATABASE_URL] [--json FILE]

Prints the median milliseconds of each question at each size, how fast the snapshot came in, and the same
as JSON. The database is a SQLite file in a temporary folder unless an (empty) one is named.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from assistant.database import Database
from providers.connection import ConnectionSpec
from providers.embedded.reader import EmbeddedReader
from providers.embedded.search import create_search
from providers.embedded.snapshot import import_snapshot
from providers.embedded.tables import PSA_TABLES
from providers.models import TicketFilter

ROUNDS = 15
SEARCH_GOAL_MS = 20.0
PAGE_GOAL_MS = 60.0
_COMPANIES = 400
_THINGS = "printer outlook vpn laptop server backup password phone scanner firewall monitor license".split()
_TROUBLES = "offline slow crashing broken full locked missing failing frozen unreachable".split()
_PLACES = "reception warehouse accounting lobby dispatch kitchen showroom clinic".split()
_START = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass
class Figures:
    """What one size took: the import in seconds, each question in milliseconds (median)."""

    tickets: int
    import_seconds: float = 0.0
    searches: dict[str, float] = field(default_factory=dict)
    pages: dict[str, float] = field(default_factory=dict)

    def search_p50(self) -> float:
        return median(self.searches.values())

    def page_p50(self) -> float:
        return median(self.pages.values())


SEARCHES: dict[str, TicketFilter] = {
    "one rare word": TicketFilter(text="ax4711", state="any"),
    "two words": TicketFilter(text="printer reception"),
    "three words, last begun": TicketFilter(text="outlook crashing dispa"),
    "company and word": TicketFilter(text="client 17 vpn", state="any"),
    "word in notes": TicketFilter(text="rebooted twice lobby"),
    "word at one company": TicketFilter(text="printer", company_ids=("17",), state="any"),
    "ticket number": TicketFilter(text="777", state="any"),
    "common word, open": TicketFilter(text="printer"),
    "common word, any state": TicketFilter(text="printer", state="any"),
    "word of every ticket": TicketFilter(text="user", state="any"),
    "common word, dated": TicketFilter(
        text="printer", state="any", entered_after=_START + timedelta(days=300)
    ),
    "nothing found": TicketFilter(text="zeppelin", state="any"),
}
PAGES: dict[str, tuple[TicketFilter, int]] = {
    "open, page 1": (TicketFilter(), 1),
    "open, page 20": (TicketFilter(), 20),
    "any state, page 1": (TicketFilter(state="any"), 1),
    "newest first": (TicketFilter(state="any", newest_first=True), 1),
    "one company": (TicketFilter(company_ids=("17",), state="any"), 1),
    "one board, high": (TicketFilter(board_ids=("2",), priority_ids=("1", "2")), 1),
    "one status": (TicketFilter(status_ids=("21",)), 1),
    "mine": (TicketFilter(assigned="5"), 1),
    "unassigned": (TicketFilter(assigned="unassigned"), 1),
    "forty companies": (TicketFilter(company_ids=tuple(map(str, range(1, 41)))), 1),
    "last thirty days": (TicketFilter(state="any", entered_after=_START + timedelta(days=970)), 1),
}


def snapshot(tickets: int) -> dict[str, Any]:
    """A made-up MSP with that many tickets: one in eight open, a note on every second."""
    rng = random.Random(tickets)
    return {
        "format": "psa-snapshot/1",
        "companies": [{"id": n, "name": f"Client {n} Holdings"} for n in range(1, _COMPANIES + 1)],
        "contacts": [],
        "members": [
            {"id": n, "identifier": f"m{n}", "name": f"Member {n}", "email": f"m{n}@msp.example"}
            for n in range(1, 21)
        ],
        "boards": [_board(n) for n in range(1, 6)],
        "priorities": [{"id": n, "name": f"P{n}", "sort": n} for n in range(1, 5)],
        "tickets": [_ticket(n, tickets, rng) for n in range(1, tickets + 1)],
    }


def _board(number: int) -> dict[str, Any]:
    statuses = [("New", False), ("In progress", False), ("Closed", True)]
    return {
        "id": number,
        "name": f"Board {number}",
        "statuses": [
            {"id": number * 10 + index, "name": name, "closed": closed}
            for index, (name, closed) in enumerate(statuses, start=1)
        ],
    }


def _ticket(number: int, tickets: int, rng: random.Random) -> dict[str, Any]:
    board = rng.randint(1, 5)
    status = board * 10 + (3 if rng.random() < 0.875 else rng.randint(1, 2))
    place = rng.choice(_PLACES)
    entered = _START + timedelta(days=1000 * number / tickets)
    ticket: dict[str, Any] = {
        "id": number,
        "summary": f"{rng.choice(_THINGS)} {rng.choice(_TROUBLES)} in {place}",
        "description": f"The user says device ax{number} is {rng.choice(_TROUBLES)} since this morning. "
        f"Asset {rng.randrange(10**6)}, floor {rng.randint(1, 9)}, seen with {rng.choice(_THINGS)} too.",
        "company_id": rng.randint(1, _COMPANIES),
        "board_id": board,
        "status_id": status,
        "priority_id": rng.randint(1, 4),
        "entered_at": entered.isoformat(),
    }
    if rng.random() < 0.8:
        ticket["assigned_member_id"] = rng.randint(1, 20)
    if number % 2:
        text = (
            f"Rebooted twice, {rng.choice(_TROUBLES)} again in {place}; ordered part {rng.randrange(10**5)}."
        )
        note = {"id": number, "type": "internal_analysis", "text": text, "created_at": entered.isoformat()}
        ticket["notes"] = [note]
    return ticket


async def measure(url: str, tickets: int) -> Figures:
    """Fill a fresh connection with that many tickets and ask every question."""
    database = Database(url)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(_create)
        spec = ConnectionSpec(id=f"bench{tickets}", account_id="bench", provider="embedded")
        figures = Figures(tickets)
        data = snapshot(tickets)
        began = time.perf_counter()
        await import_snapshot(database, spec, data, replace=False)
        figures.import_seconds = time.perf_counter() - began
        await _ask(EmbeddedReader(spec, database), figures)
        return figures
    finally:
        await database.close()


async def _ask(reader: EmbeddedReader, figures: Figures) -> None:
    for name, wanted in SEARCHES.items():
        figures.searches[name] = await _median_ms(lambda wanted=wanted: reader.search_tickets(wanted))  # type: ignore[misc]
    for name, (wanted, page) in PAGES.items():
        figures.pages[name] = await _median_ms(
            lambda wanted=wanted, page=page: reader.search_tickets(wanted, page=page)  # type: ignore[misc]
        )


async def _median_ms(ask: Callable[[], Awaitable[object]]) -> float:
    await ask()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def _create(connection: Connection) -> None:
    for table in PSA_TABLES:
        table.create(connection, checkfirst=True)
    create_search(connection)


def report(results: list[Figures]) -> str:
    """The figures as a table, a column a size."""
    lines = ["milliseconds (median)".ljust(28) + "".join(f"{each.tickets:>12,}" for each in results)]
    for group in ("searches", "pages"):
        for name in getattr(results[0], group):
            row = "".join(f"{getattr(each, group)[name]:>12.1f}" for each in results)
            lines.append(name.ljust(28) + row)
    for name, values in (
        (f"search p50 (goal {SEARCH_GOAL_MS:.0f})", [each.search_p50() for each in results]),
        (f"list page p50 (goal {PAGE_GOAL_MS:.0f})", [each.page_p50() for each in results]),
        ("import, seconds", [each.import_seconds for each in results]),
    ):
        lines.append(name.ljust(28) + "".join(f"{value:>12.1f}" for value in values))
    return "\n".join(lines)


def as_json(results: list[Figures]) -> dict[str, Any]:
    last = results[-1]
    met = {"P7 search": last.search_p50() <= SEARCH_GOAL_MS, "P7 page": last.page_p50() <= PAGE_GOAL_MS}
    sizes = [
        {
            "tickets": each.tickets,
            "import_seconds": each.import_seconds,
            "search_p50_ms": each.search_p50(),
            "page_p50_ms": each.page_p50(),
            "searches_ms": each.searches,
            "pages_ms": each.pages,
        }
        for each in results
    ]
    return {"bench": "search", "goals_met": met, "sizes": sizes}


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sizes", default="1000,10000,100000")
    options.add_argument("--url")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    results = []
    for size in map(int, chosen.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            url = chosen.url or f"sqlite+aiosqlite:///{folder}/bench.db"
            results.append(asyncio.run(measure(url, size)))
    sys.stdout.write(report(results) + "\n")
    encoded = orjson.dumps(as_json(results), option=orjson.OPT_INDENT_2)
    if chosen.json:
        chosen.json.write_bytes(encoded)
    else:
        sys.stdout.write(encoded.decode() + "\n")


if __name__ == "__main__":
    main()
