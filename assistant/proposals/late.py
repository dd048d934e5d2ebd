"""Checks that a PSA which was away could not answer at confirmation: made before the write is sent.

Notes and time entries only add to a ticket, so they may be confirmed while the PSA is away. Whatever else is
checked at confirmation is checked then, with the rights the person has at that moment.
"""

from typing import Protocol

from assistant.database import Database
from assistant.errors import Forbidden, Stale
from assistant.proposals import ledger_queries
from assistant.proposals.checks import Checked, Checks, changed_words
from assistant.proposals.progress import Progress, args_of
from assistant.proposals.tables import LedgerEntry
from providers.scope import Scope

MAY_WAIT = frozenset({"post_note", "log_time"})


class ScopeOf(Protocol):
    """The scope of a user of an account as it is now; None when they are gone or inactive."""

    async def __call__(self, account_id: str, user_id: str) -> Scope | None: ...


class LateChecks:
    """Makes the checks of an entry that was confirmed without them. Changes nothing."""

    def __init__(self, database: Database, checks: Checks, scope_of: ScopeOf) -> None:
        self._database = database
        self._checks = checks
        self._scope_of = scope_of

    async def __call__(self, entry: LedgerEntry) -> Checked:
        """
        Raises:
            DeskError: It must not be written; the detail says why.
            ProviderError: The PSA cannot be asked yet. Nothing is known.
        """
        async with self._database.read(entry.account_id) as session:
            proposal = await ledger_queries.proposal_of(session, entry, lock=False)
        scope = await self._scope_of(entry.account_id, entry.user_id)
        if scope is None:
            raise Forbidden("Whoever confirmed this is no longer active. Nothing was written.")
        reason = Progress.of(entry).override_reason
        checked = await self._checks.run(scope, proposal, args_of(entry), reason)
        if checked.changes:
            raise Stale(f"{changed_words(proposal, checked)} Nothing was written.")
        return checked
