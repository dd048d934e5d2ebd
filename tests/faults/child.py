"""A process that confirms and executes writes, and dies where it is told to.

`die` names a step of the ledger and the side on which the process kills itself with SIGKILL: "claim:before"
stands for a kill right before the entry is claimed, "remember:after:2" for one right after the second commit
of that step.
"""

import asyncio
import os
import signal
from collections.abc import Mapping
from datetime import timedelta
from inspect import iscoroutinefunction
from typing import Any

from assistant.clock import utc_now
from assistant.connections.service import Connections
from assistant.database import Database
from assistant.identity.people import Person
from assistant.proposals.assembly import build_proposals
from assistant.proposals.ledger import Ledger
from assistant.proposals.pacing import Pacing
from assistant.proposals.service import Proposals
from providers.embedded.faults import FaultPlan
from providers.scope import Role, Scope

PACING = Pacing(looks=(0.0, 0.05, 0.05), settle=0.0, resends=1, first_retry=0.01, longest_retry=0.05)


def deadly(die: str) -> type[Ledger]:
    """A ledger that kills its process before or after one of its steps, the n-th time that is reached."""
    step, side, *times = die.split(":")
    left = [int(times[0]) if times else 1]

    def at(present: str) -> None:
        if side == present:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    async def killing(self: Ledger, *args: Any, **named: Any) -> Any:
        at("before")
        answer = await getattr(Ledger, step)(self, *args, **named)
        at("after")
        return answer

    def killing_at_once(self: Ledger, *args: Any, **named: Any) -> Any:
        at("before")
        answer = getattr(Ledger, step)(self, *args, **named)
        at("after")
        return answer

    deadly_step = killing if iscoroutinefunction(getattr(Ledger, step)) else killing_at_once
    return type("DeadlyLedger", (Ledger,), {step: deadly_step})


def service(database: Database, *, faults: str = "", die: str = "", ahead: float = 0.0) -> Proposals:
    """The service as it runs in production, but brisk; its clock goes `ahead` by that many seconds."""
    return build_proposals(
        database,
        Connections(database),
        faults=FaultPlan(faults),
        pacing=PACING,
        clock=lambda: utc_now() + timedelta(seconds=ahead),
        answer_within_seconds=3.0,
        ledger_class=deadly(die) if die else Ledger,
    )


def person(account_id: str, user_id: str, members: Mapping[str, str] | None = None) -> Person:
    scope = Scope(
        account_id=account_id,
        user_id=user_id,
        user_name="Olga Berg",
        role=Role.OWNER,
        member_ids=dict(members or {}),
    )
    return Person(scope, via="session")


def run(url: str, task: dict[str, Any]) -> None:
    """The whole life of the process."""
    asyncio.run(_live(url, task))


async def _live(url: str, task: dict[str, Any]) -> None:
    database = Database(url)
    proposals = service(database, faults=task.get("faults", ""), die=task.get("die", ""), ahead=task["ahead"])
    if task["do"] == "confirm":
        who = person(task["account"], task["user"], task.get("members"))
        seen = await proposals.get(who.scope, task["proposal"])
        await proposals.confirm(
            who, seen.id, args_version=task.get("version", seen.args_version), digest=seen.digest
        )
    for _ in range(task.get("sweeps", 0)):
        await proposals.sweep_once()
        await asyncio.sleep(0.02)
    await proposals.close()
    await database.close()
