"""Stands between a confirmed text and the customer: finds what they must not read."""

from collections.abc import Sequence

from assistant.database import Database
from assistant.notes.service import Sources
from assistant.runs import repository as runs
from assistant.sessions import repository as sessions
from assistant.text import clean
from providers.scope import Scope
from tools.leaks import Finding, find_known, find_leaks, merged, secrets_in


class LeakGuard:
    """Fulfils `assistant.proposals.checks.NoteGuard`.

    Besides what looks like a secret, it knows the secrets that the session has come upon: what looked like
    one in a ticket or document is found in the note in whatever spelling, and without the words around it.
    """

    def __init__(self, sources: Sources, database: Database | None = None) -> None:
        self._sources = sources
        self._database = database

    async def check(
        self,
        scope: Scope,
        text: str,
        company_id: str | None,
        *,
        connection_id: str | None = None,
        session_id: str | None = None,
    ) -> Sequence[Finding]:
        """Everything in the text that the company should not read."""
        plain = clean(text)
        catalog = await self._sources.catalog(scope, connection_id)
        known = {secret for read in await self._read(scope, session_id) for secret in secrets_in(read)}
        return merged(find_leaks(plain, catalog, company_id), find_known(plain, known))

    async def _read(self, scope: Scope, session_id: str | None) -> list[str]:
        """What the session's tools returned and what the person wrote in it."""
        if session_id is None or self._database is None:
            return []
        async with self._database.read(scope.account_id) as session:
            found = await runs.of_session(session, scope, session_id)
            steps = await runs.tool_events(session, scope, [run.id for run in found])
            messages = await sessions.talk(session, scope, session_id)
        results = [
            str(event.payload["content"])
            for events in steps.values()
            for event in events
            if event.type == "tool_finished"
        ]
        return [*results, *(message.text for message in messages if message.role == "user")]
