"""An account with a small PSA on SQLite or Postgres, and child processes that write to it."""

import asyncio
import multiprocessing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlmodel import select

from assistant.clock import utc_now
from assistant.connections.service import Connections
from assistant.database import Database
from assistant.identity.people import Person
from assistant.identity.users import Users
from assistant.proposals.outcome import Outcome
from assistant.proposals.service import Proposals
from assistant.proposals.tables import LedgerEntry, Proposal
from assistant.schema import upgrade
from assistant.sessions.tables import Session
from providers.models import Note, Ticket, TicketFilter, TimeEntry
from tests.faults import child
from tests.faults.child import PACING, person, service
from tests.snapshots import SMALL
from tools.base import ProposalDraft

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.child"])
SUMMARY = "Scanner on the second floor jams"
TEXT = "Replaced the roller.\n\nTested with ten pages."


@dataclass(slots=True)
class World:
    url: str
    database: Database
    connections: Connections
    account_id: str
    user_id: str
    connection_id: str
    session_id: str
    ahead: float = 0.0
    members: dict[str, str] = field(default_factory=dict)

    @property
    def person(self) -> Person:
        return person(self.account_id, self.user_id, self.members)

    def service(self, faults: str = "") -> Proposals:
        return service(self.database, faults=faults, ahead=self.ahead)

    async def propose(self, draft: ProposalDraft) -> Proposal:
        box = self.service().box(
            self.person.scope, session_id=self.session_id, connection_id=self.connection_id, provenance={}
        )
        kept = await box.propose(draft)
        return await self.service().get(self.person.scope, kept.id)

    async def confirm(self, proposal: Proposal, faults: str = "") -> tuple[Proposals, Outcome]:
        """Confirm in this process; the service is handed back to go on with."""
        proposals = self.service(faults)
        return proposals, await proposals.confirm(
            self.person, proposal.id, args_version=proposal.args_version, digest=proposal.digest
        )

    async def child(self, **task: Any) -> int:
        """Run a child process to its end, whatever end that is; gives its exit code."""
        own = {
            "account": self.account_id,
            "user": self.user_id,
            "ahead": self.ahead,
            "members": self.members,
        }
        process = PROCESSES.Process(target=child.run, args=(self.url, own | task))
        process.start()
        await asyncio.to_thread(process.join)
        assert process.exitcode is not None
        assert process.exitcode != 1, "the child process failed by itself; its words are on stderr"
        return process.exitcode

    def lease_runs_out(self) -> None:
        """Time passes: whoever died while sending is known to be dead now."""
        self.ahead += PACING.lease + 1

    async def settle(self, seconds: float = 6.0) -> LedgerEntry:
        """What a restarted service does by itself: sweep until the write is settled or asks."""
        proposals = self.service()
        entry = await self.entry()
        for _ in range(int(seconds / 0.1)):
            await proposals.sweep_once()
            entry = await self.entry()
            if entry.state in ("done", "rejected") or entry.result.get("asks"):
                break
            await asyncio.sleep(0.1)
        await proposals.close()
        return entry

    async def entry(self) -> LedgerEntry:
        entries: list[LedgerEntry] = await self.rows(LedgerEntry)
        assert len(entries) == 1
        return entries[0]

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.database.read(self.account_id) as session:
            return list((await session.exec(select(table).where(table.account_id == self.account_id))).all())

    async def tickets(self) -> list[Ticket]:
        """All tickets of the summary that these tests write."""
        _, reader = await self.connections.reader(self.person.scope, self.connection_id)
        found = await reader.search_tickets(TicketFilter(state="any"), page_size=100)
        return [each for each in found.items if each.summary == SUMMARY]

    async def notes(self) -> list[Note]:
        _, reader = await self.connections.reader(self.person.scope, self.connection_id)
        return [each for each in await reader.list_notes("1") if each.text == TEXT]

    async def times(self) -> list[TimeEntry]:
        _, reader = await self.connections.reader(self.person.scope, self.connection_id)
        return list(await reader.time_entries("1"))

    async def status(self) -> str:
        _, reader = await self.connections.reader(self.person.scope, self.connection_id)
        return (await reader.get_ticket("1")).status.id


async def build(url: str) -> World:
    database = Database(url)
    await upgrade(database.engine)
    account, owner = await Users(database).found_account(
        "Fault MSP", owner_email="olga@other.example", owner_name="Olga Berg"
    )
    connections = Connections(database)
    connection = await connections.add_embedded(account.id, "PSA", SMALL)
    session = Session(
        account_id=account.id,
        user_id=owner.id,
        title="S",
        connection_id=connection.id,
        created_at=owner.created_at,
        updated_at=owner.created_at,
    )
    async with database.write(account.id) as transaction:
        transaction.add(session)
    return World(url, database, connections, account.id, owner.id, connection.id, session.id)


def ticket_draft(**changed: Any) -> ProposalDraft:
    args: Mapping[str, Any] = {
        "summary": SUMMARY,
        "company_id": "1",
        "board_id": "1",
        "status_id": "1",
        "priority_id": "1",
    }
    return ProposalDraft(kind="create_ticket", title="Create", args={**args, **changed})


def note_draft(status_id: str | None = None) -> ProposalDraft:
    args = {"ticket_id": "1", "note_type": "internal_analysis", "text": TEXT, "status_id": status_id}
    return ProposalDraft(
        kind="post_note",
        title="Note",
        args=args,
        target_ticket_id="1",
        base={"status_id": "1", "status": "New"},
    )


def time_draft(**changed: Any) -> ProposalDraft:
    started = utc_now().replace(second=0, microsecond=0) - timedelta(hours=2)
    args = {"ticket_id": "1", "started_at": started.isoformat(), "minutes": 45, "note": TEXT}
    return ProposalDraft(kind="log_time", title="Time", args=args | changed, target_ticket_id="1")


def close_draft() -> ProposalDraft:
    args, base = {"ticket_id": "1", "status_id": "2"}, {"status_id": "1", "status": "New"}
    return ProposalDraft(kind="update_status", title="Close", args=args, target_ticket_id="1", base=base)
