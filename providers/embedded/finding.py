"""Finding a page of tickets: how many there are, and which come on it.

Rare words: the few matches are fetched and sorted. Common words: the list is walked in its own order, on
its index, until the page is full. Either way the cost follows the page, not the number of tickets.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, func, select, text
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.queries import MAX_INLINE_IDS, in_list_order, matching, owned, owned_too
from providers.embedded.search import MARKED_IDS, Marks, postgres_query, query_terms, sqlite_query
from providers.embedded.store import is_sqlite
from providers.embedded.tables import TICKETS
from providers.models import TicketFilter

MAX_SORTED_MATCHES = 2_000
_MATCHES = "SELECT rowid FROM psa_search WHERE psa_search MATCH :query"
_COUNT = "SELECT count(*) FROM psa_search WHERE psa_search MATCH :query"


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
        self._spec = spec
        self._conditions = matching(session, wanted)
        self._has_terms = bool(terms)
        self._in_sqlite = is_sqlite(session)
        self._marks = _marks(spec, wanted)
        self.parameters: dict[str, Any] = {}
        if terms:
            query = sqlite_query(terms, self._marks) if self._in_sqlite else postgres_query(terms)
            self.parameters["query"] = query

    async def count(self) -> int:
        if self._has_terms and self._in_sqlite and _told_by_marks(self._wanted):
            statement: Any = text(_COUNT)
        else:
            statement = select(func.count()).select_from(TICKETS).where(*self._from_words_or_index())
        return int((await self._session.execute(statement, self.parameters)).scalar_one())

    def page(self, total: int) -> Select[Any]:
        walk = self._in_sqlite and self._has_terms and total > MAX_SORTED_MATCHES
        where = self._from_index() if walk else self._from_words_or_index()
        return select(TICKETS.c.seq).where(*where).order_by(*in_list_order(self._wanted))

    def _from_words_or_index(self) -> list[ColumnElement[bool] | TextClause]:
        """Conditions that let the database start with the words, if any were given."""
        if not self._has_terms:
            return [owned(TICKETS, self._spec), *self._conditions]
        if self._in_sqlite:
            words = text(f"psa_tickets.seq IN ({_MATCHES})")
            return [owned_too(TICKETS, self._spec), words, *self._conditions]
        words = text("psa_tickets.search @@ CAST(:query AS tsquery)")
        return [owned(TICKETS, self._spec), words, *self._conditions]

    def _from_index(self) -> list[ColumnElement[bool] | TextClause]:
        """Conditions that let SQLite walk the list's index; the plus sign hides the matches from it."""
        words = text(f"+psa_tickets.seq IN ({_MATCHES})")
        return [owned(TICKETS, self._spec), words, *self._conditions]


def _marks(spec: ConnectionSpec, wanted: TicketFilter) -> list[list[str]]:
    """What the filter asks as groups of marks; of each group a ticket must carry one."""
    marks = Marks(spec)
    groups: list[list[str]] = []
    if wanted.state != "any":
        groups.append([marks.state(wanted.state == "closed")])
    if wanted.assigned == "unassigned":
        groups.append([marks.unassigned()])
    elif wanted.assigned != "any":
        groups.append([marks.reference("member_id", wanted.assigned)])
    for column, ids in zip(MARKED_IDS, _id_filters(wanted), strict=True):
        if 0 < len(ids) <= MAX_INLINE_IDS:
            groups.append([marks.reference(column, id) for id in ids])
    return groups or [[marks.tenant()]]


def _told_by_marks(wanted: TicketFilter) -> bool:
    """Whether the marks in the index say all that the filter asks, so that it alone can count."""
    dates = (wanted.entered_after, wanted.entered_before, wanted.updated_after)
    undated = all(date is None for date in dates)
    return undated and all(len(ids) <= MAX_INLINE_IDS for ids in _id_filters(wanted))


def _id_filters(wanted: TicketFilter) -> tuple[tuple[str, ...], ...]:
    """The filter's ids in the order of `MARKED_IDS`."""
    return wanted.company_ids, wanted.board_ids, wanted.status_ids, wanted.priority_ids
