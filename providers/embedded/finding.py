"""Finding a page of tickets: how many there are, and which come on it.

Rare words: the few matches are fetched and sorted. Common words: the list is walked in its own order, on
its index, until the page is full. Either way the cost follows the page, not the number of tickets.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.queries import MAX_INLINE_IDS, in_list_order, matching
from providers.embedded.search import mark, postgres_query, query_terms, sqlite_query, tenant_mark
from providers.embedded.store import is_sqlite
from providers.embedded.tables import TICKETS
from providers.models import TicketFilter

MAX_SORTED_MATCHES = 2_000
_MATCHES = "SELECT rowid FROM psa_search WHERE psa_search MATCH :query"


async def count_and_page(
    session: AsyncSession, spec: ConnectionSpec, wanted: TicketFilter, *, offset: int, limit: int
) -> tuple[int, Sequence[int]]:
    """How many tickets match, and the `seq` of those on the page, in the list's order."""
    terms = query_terms(wanted.text)
    search = _Search(session, spec, wanted, terms)
    total = await search.count()
    if offset >= total:
        return total, ()
    page = await session.execute(search.page(total).offset(offset).limit(limit), search.parameters)
    return total, page.scalars().all()


class _Search:
    def __init__(
        self, session: AsyncSession, spec: ConnectionSpec, wanted: TicketFilter, terms: list[str]
    ) -> None:
        self._session = session
        self._wanted = wanted
        self._conditions = matching(session, spec, wanted)
        self._has_terms = bool(terms)
        self._in_sqlite = is_sqlite(session)
        self._marks = _marks(spec, wanted)
        self.parameters: dict[str, Any] = {}
        if terms:
            query = sqlite_query(terms, self._marks) if self._in_sqlite else postgres_query(terms)
            self.parameters["query"] = query

    async def count(self) -> int:
        if self._has_terms and self._in_sqlite and _told_by_marks(self._wanted):
            statement: Any = text("SELECT count(*) FROM psa_search WHERE psa_search MATCH :query")
        else:
            statement = select(func.count()).select_from(TICKETS).where(*self._conditions, *self._by_words())
        return int((await self._session.execute(statement, self.parameters)).scalar_one())

    def page(self, total: int) -> Select[Any]:
        walk = total > MAX_SORTED_MATCHES
        return (
            select(TICKETS.c.seq)
            .where(*self._conditions, *self._by_words(walk=walk))
            .order_by(*in_list_order(self._wanted))
        )

    def _by_words(self, *, walk: bool = False) -> list[ColumnElement[bool]]:
        if not self._has_terms:
            return []
        if not self._in_sqlite:
            return [literal_column("psa_tickets.search @@ CAST(:query AS tsquery)")]
        # The plus sign keeps SQLite from starting with the matches, so that it walks the list's index.
        column = "+psa_tickets.seq" if walk else "psa_tickets.seq"
        return [literal_column(f"{column} IN ({_MATCHES})")]


def _marks(spec: ConnectionSpec, wanted: TicketFilter) -> list[list[str]]:
    groups = [[tenant_mark(spec)]]
    if wanted.state != "any":
        groups.append([mark("x", wanted.state)])
    if wanted.assigned != "any":
        groups.append([mark("m", "" if wanted.assigned == "unassigned" else wanted.assigned)])
    for letter, ids in _id_filters(wanted):
        if 0 < len(ids) <= MAX_INLINE_IDS:
            groups.append([mark(letter, id) for id in ids])
    return groups


def _told_by_marks(wanted: TicketFilter) -> bool:
    """Whether the marks in the index say all that the filter asks, so that it alone can count."""
    undated = wanted.entered_after is None and wanted.entered_before is None
    return undated and all(len(ids) <= MAX_INLINE_IDS for _, ids in _id_filters(wanted))


def _id_filters(wanted: TicketFilter) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (
        ("c", wanted.company_ids),
        ("b", wanted.board_ids),
        ("s", wanted.status_ids),
        ("p", wanted.priority_ids),
    )
