"""The account's post history: every attempt to post a note, for admins to read and export."""

from collections.abc import AsyncIterator, Sequence

from assistant.database import Database
from assistant.exporting import ExportFormat, exported
from assistant.notes import repository
from assistant.notes.repository import LoggedPost, PostFilter
from assistant.notes.schemas import HISTORY_COLUMNS, HistoryOut
from providers.scope import Scope


class PostHistory:
    """Reads the post log; its rows are written by the ledger and never changed afterwards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, scope: Scope, wanted: PostFilter, *, page: int = 1, page_size: int = 25
    ) -> tuple[Sequence[LoggedPost], int]:
        """One page, newest first, and the number of all posts that match."""
        async with self._database.read(scope.account_id) as session:
            return await repository.post_history(session, scope, wanted, page=page, page_size=page_size)

    async def export(self, scope: Scope, wanted: PostFilter, format: ExportFormat) -> AsyncIterator[str]:
        """All posts that match, oldest first, as pieces of one CSV or JSON text."""
        async with self._database.read(scope.account_id) as session:
            rows = (HistoryOut.of(each) async for each in repository.every_post(session, scope, wanted))
            async for piece in exported(rows, HISTORY_COLUMNS, format):
                yield piece
