"""Puts the parts of proposals together: the one place that hands the executor its means."""

import functools
from typing import Protocol

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.identity.service import scope_by_id
from assistant.proposals.checks import Checks, NoteGuard, Sources
from assistant.proposals.drafts import Drafts
from assistant.proposals.executor import Executor, Specs
from assistant.proposals.late import LateChecks
from assistant.proposals.ledger import Ledger
from assistant.proposals.pacing import Pacing
from assistant.proposals.service import ANSWER_WITHIN_SECONDS, CountPost, Proposals
from assistant.proposals.waiting import Changes
from providers.embedded.faults import FaultPlan
from providers.http import Web


class Connected(Sources, Specs, Protocol):
    """The account's PSAs: readers, lists, and how to open them."""


def build_proposals(
    database: Database,
    connections: Connected,
    *,
    guard: NoteGuard | None = None,
    hours: float = 72.0,
    faults: FaultPlan | None = None,
    web: Web | None = None,
    pacing: Pacing | None = None,
    clock: Clock = utc_now,
    answer_within_seconds: float = ANSWER_WITHIN_SECONDS,
    ledger_class: type[Ledger] = Ledger,
    count_post: CountPost | None = None,
) -> Proposals:
    """The service over a database. Starts nothing; `service.run_sweep` does the work nobody asks for.

    Args:
        guard: Looks at notes that a customer will read.
        hours: How long an unconfirmed proposal stays open.
        faults: What the embedded PSA shall do wrong, in development and tests.
        web: The way out to PSAs; only the embedded one does without.
        count_post: Counts a write before it is entered, and refuses one that is too many.
    """
    changes, checks = Changes(), Checks(connections, guard, clock=clock)
    ledger = ledger_class(
        database, pacing=pacing, clock=clock, reopen_hours=hours, on_change=changes.announce
    )
    return Proposals(
        database,
        Drafts(database, hours=hours, clock=clock),
        checks,
        ledger,
        Executor(
            database,
            connections,
            ledger,
            LateChecks(database, checks, functools.partial(scope_by_id, database)),
            faults=faults,
            web=web,
            clock=clock,
        ),
        changes,
        clock=clock,
        answer_within_seconds=answer_within_seconds,
        count_post=count_post,
    )
