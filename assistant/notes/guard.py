"""Stands between a confirmed note and the customer: finds what they must not read."""

from collections.abc import Sequence

from assistant.notes.service import Sources
from assistant.text import clean
from providers.scope import Scope
from tools.leaks import Finding, find_leaks


class LeakGuard:
    """Fulfils `assistant.proposals.checks.NoteGuard`."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def check(
        self, scope: Scope, text: str, company_id: str | None, *, connection_id: str | None = None
    ) -> Sequence[Finding]:
        """Everything in the text that the ticket's company should not read."""
        return find_leaks(clean(text), await self._sources.catalog(scope, connection_id), company_id)
