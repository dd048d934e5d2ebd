"""Reading and exporting the audit log, for admins."""

from collections.abc import AsyncIterator, Sequence

from assistant.audit import repository
from assistant.audit.repository import AuditFilter
from assistant.audit.schemas import COLUMNS, AuditOut
from assistant.audit.tables import AuditEntry
from assistant.database import Database
from assistant.exporting import ExportFormat, exported
from providers.scope import Scope


class Audit:
    """The account's audit log. Entries are added with `audit.repository.record`, inside the change itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, scope: Scope, wanted: AuditFilter, *, page: int = 1, page_size: int = 25
    ) -> tuple[Sequence[AuditEntry], int]:
        """One page, newest first, with the number of all entries that match."""
        async with self._database.read(scope.account_id) as session:
            return await repository.find(session, scope, wanted, page=page, page_size=page_size)

    async def export(self, scope: Scope, wanted: AuditFilter, format: ExportFormat) -> AsyncIterator[str]:
        """All entries that match, oldest first, as pieces of one CSV or JSON text."""
        async with self._database.read(scope.account_id) as session:
            entries = repository.every(session, scope, wanted)
            async for piece in exported((AuditOut.of(each) async for each in entries), COLUMNS, format):
                yield piece
