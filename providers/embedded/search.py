"""Full-text search over tickets: what is indexed, how it is kept right, how a person's words are asked.

Both databases get the same words, folded here, so both give the same answers: SQLite in an FTS5 table,
Postgres in a `tsvector` column with a GIN index. A query is built from folded letters and digits only,
so nothing a person types can act as query syntax.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import ARRAY, Text, bindparam, column, func, insert, select, table, text
from sqlalchemy.engine import Connection, RowMapping
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.store import is_sqlite
from providers.embedded.tables import COMPANIES, NOTES, PSA_TABLES, TICKETS

Row = dict[str, Any]
MAX_TERMS = 32
MARKED_IDS = ("company_id", "board_id", "status_id", "priority_id")
MAX_WORD_CHARACTERS = 64
MAX_INDEXED_BYTES = 500_000
_MAX_QUERY_CHARACTERS = 2_000
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_IDEOGRAPHS}]|[^\\W_{_IDEOGRAPHS}]+")


def create_search(connection: Connection) -> None:
    """Create the search index beside the tables of the embedded PSA; nothing happens when it is there."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS psa_search USING fts5("
            "words, tokenize=\"ascii tokenchars '='\", prefix='2 3', detail=none)"
        )
        return
    connection.exec_driver_sql("ALTER TABLE psa_tickets ADD COLUMN IF NOT EXISTS search tsvector")
    connection.exec_driver_sql(
        "CREATE INDEX IF NOT EXISTS ix_psa_tickets_search ON psa_tickets "
        "USING gin (search) WITH (fastupdate = off)"
    )


def drop_search(connection: Connection) -> None:
    """Remove what `create_search` made."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS psa_search")
        return
    connection.exec_driver_sql("ALTER TABLE psa_tickets DROP COLUMN IF EXISTS search")


def folded_words(said: str) -> list[str]:
    """The words of a text without accents and case; scripts without spaces give one word a character."""
    if not said.isascii():
        parts = unicodedata.normalize("NFKD", said.casefold())
        said = "".join(letter for letter in parts if unicodedata.category(letter) != "Mn")
    return [word[:MAX_WORD_CHARACTERS] for word in _WORD.findall(said.lower())]


def query_terms(said: str) -> list[str]:
    """The words to look for, each once. Of a very long text only the beginning is looked for."""
    return list(dict.fromkeys(folded_words(said[:_MAX_QUERY_CHARACTERS])))[:MAX_TERMS]


def sqlite_query(terms: Sequence[str], marks: Iterable[Sequence[str]]) -> str:
    """An FTS5 query: all terms, the last as a beginning, and of each group of marks any one."""
    groups = ["(" + " OR ".join(f'"{mark}"' for mark in group) + ")" for group in marks]
    words = [f'"{term}"' for term in terms]
    if terms and _is_beginning(terms[-1]):
        words[-1] += "*"
    return " AND ".join([*groups, *words])


def postgres_query(terms: Sequence[str]) -> str:
    """A tsquery: all terms, the last as a beginning."""
    words = [f"'{term}'" for term in terms]
    if terms and _is_beginning(terms[-1]):
        words[-1] += ":*"
    return " & ".join(words)


class Marks:
    """Words that no text can hold, for facts such as "on board 3": they narrow a search inside SQLite's
    index. All are the tenant's own, so one mark also keeps other tenants' tickets out."""

    def __init__(self, spec: ConnectionSpec) -> None:
        tenant = f"{spec.account_id}/{spec.id}".encode(errors="surrogatepass")
        self._start = f"={blake2b(tenant, digest_size=8).hexdigest()}"

    def tenant(self) -> str:
        return f"{self._start}t"

    def state(self, closed: bool) -> str:
        return f"{self._start}{'x' if closed else 'o'}"

    def unassigned(self) -> str:
        return f"{self._start}u"

    def reference(self, column: str, id: str) -> str:
        """The ticket's `column` (company_id, board_id …) holds that id."""
        return f"{self._start}{column[0]}{id.encode(errors='surrogatepass').hex()}"

    def ticket(self, row: Mapping[Any, Any]) -> list[str]:
        """All marks of a ticket."""
        member = row["assigned_member_id"]
        return [
            self.tenant(),
            self.state(row["closed"]),
            *(self.reference(column, row[column]) for column in MARKED_IDS),
            self.unassigned() if member is None else self.reference("member_id", member),
        ]


def ticket_words(ticket_id: str, texts: Iterable[str | None]) -> list[str]:
    """All words by which a ticket is found, each once; of a ticket with more than half a megabyte of
    different words the rest is not indexed."""
    words = dict.fromkeys(folded_words(ticket_id))
    size = 0
    for each in texts:
        for word in folded_words(each or ""):
            if word not in words:
                size += len(word.encode())
                if size > MAX_INDEXED_BYTES:
                    return list(words)
                words[word] = None
    return list(words)


async def add_tickets(
    session: AsyncSession, spec: ConnectionSpec, rows: Sequence[Row], words: Sequence[list[str]]
) -> None:
    """Store new tickets and index them, each under its list of `ticket_words`."""
    if not is_sqlite(session):
        await session.execute(_ADD, [{**row, "words": own} for row, own in zip(rows, words, strict=True)])
        return
    first = 1 + ((await session.execute(select(func.max(TICKETS.c.seq)))).scalar() or 0)
    numbered = [{**row, "seq": seq} for seq, row in enumerate(rows, start=first)]
    await session.execute(TICKETS.insert(), numbered)
    marks = Marks(spec)
    await session.execute(
        _REMEMBER,
        [_entry(row["seq"], marks.ticket(row), own) for row, own in zip(numbered, words, strict=True)],
    )


async def index_ticket(session: AsyncSession, spec: ConnectionSpec, ticket_id: str) -> None:
    """Bring the index up to date with a ticket, inside the transaction that changed it."""
    ticket, texts = await _indexed(session, spec, ticket_id)
    words = ticket_words(ticket_id, texts)
    if is_sqlite(session):
        await session.execute(_FORGET, {"seq": ticket["seq"]})
        await session.execute(_REMEMBER, _entry(ticket["seq"], Marks(spec).ticket(ticket), words))
    else:
        await session.execute(_VECTOR, {"of": ticket["seq"], "words": words})


async def refresh_statistics(session: AsyncSession) -> None:
    """Let the database look at its tables again after very many rows came or went."""
    for each in PSA_TABLES:
        await session.execute(text(f"ANALYZE {each.name}"))


async def forget_tickets(session: AsyncSession, spec: ConnectionSpec) -> None:
    """Take all tickets of a connection out of the index, before their rows go."""
    if is_sqlite(session):
        await session.execute(_FORGET_ALL, {"account_id": spec.account_id, "connection_id": spec.id})


async def _indexed(
    session: AsyncSession, spec: ConnectionSpec, ticket_id: str
) -> tuple[RowMapping, list[str | None]]:
    """A ticket's row and all its texts."""
    company = (COMPANIES.c.account_id == TICKETS.c.account_id) & (
        COMPANIES.c.connection_id == TICKETS.c.connection_id
    )
    found = await session.execute(
        select(TICKETS, COMPANIES.c.name.label("company_name"))
        .join(COMPANIES, company & (COMPANIES.c.id == TICKETS.c.company_id))
        .where(TICKETS.c.account_id == spec.account_id, TICKETS.c.connection_id == spec.id)
        .where(TICKETS.c.id == ticket_id)
    )
    ticket = found.mappings().one()
    notes = await session.execute(
        select(NOTES.c.text)
        .where(NOTES.c.account_id == spec.account_id, NOTES.c.connection_id == spec.id)
        .where(NOTES.c.ticket_id == ticket_id)
        .order_by(NOTES.c.seq)
    )
    return ticket, [ticket["summary"], ticket["company_name"], ticket["description"], *notes.scalars()]


def _entry(seq: int, marks: list[str], words: list[str]) -> Row:
    return {"seq": seq, "words": " ".join([*marks, *words])}


def _is_beginning(term: str) -> bool:
    """A word may go on; a number is meant as it stands, or ticket 12 would drown in 120 to 129."""
    return not term.isdigit()


_FORGET = text("DELETE FROM psa_search WHERE rowid = :seq")
_FORGET_ALL = text(
    "DELETE FROM psa_search WHERE rowid IN "
    "(SELECT seq FROM psa_tickets WHERE account_id = :account_id AND connection_id = :connection_id)"
)
_REMEMBER = text("INSERT INTO psa_search (rowid, words) VALUES (:seq, :words)")
_WORDS = bindparam("words", type_=ARRAY(Text))
_VECTOR = text("UPDATE psa_tickets SET search = array_to_tsvector(:words) WHERE seq = :of").bindparams(_WORDS)
_ADD = insert(
    table("psa_tickets", *(column(each.name, each.type) for each in TICKETS.c), column("search"))
).values(search=func.array_to_tsvector(_WORDS))
