"""SQLite with few visits to its thread: each statement is begun, run, read and closed in one.

SQLAlchemy's own adapter visits the connection's thread five times for it, which costs several times what the
statement itself does. Nothing else differs: one thread for each connection, the same errors.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.util import await_only

Given = TypeVar("Given")


def few_visits(engine: Engine) -> None:
    """Make the engine's connections of this kind. Call it before the first one is opened."""

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Dialect, _record: object, args: Any, parameters: Any) -> "_Connection":
        opened: Any = dialect.connect(*args, **parameters)
        return _Connection(opened.dbapi, opened._connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("immediate")
        kept: Any = connection.connection.dbapi_connection
        kept.opening = "BEGIN IMMEDIATE" if immediate else "BEGIN"


class _Done(NamedTuple):
    """What a statement left behind; its cursor is closed."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    rows: Sequence[Any] = ()


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    __slots__ = ("_done",)

    def __init__(self, connection: "_Connection") -> None:
        self._adapt_connection = connection
        self._done = _Done()
        self._rows = deque()

    @property
    def description(self) -> Any:
        return self._done.description

    @property
    def rowcount(self) -> int:
        return self._done.rowcount

    @property
    def lastrowid(self) -> Any:
        return self._done.lastrowid

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        self._visit(lambda connection: connection.execute(operation, parameters or ()))

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        self._visit(lambda connection: connection.executemany(operation, seq_of_parameters))

    async def _async_soft_close(self) -> None:
        """The cursor is closed already."""

    def close(self) -> None:
        self._rows.clear()

    def _visit(self, run: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> None:
        owner: Any = self._adapt_connection
        self._done = owner.visit(lambda connection: _whole(run(connection)))
        self._rows = deque(self._done.rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    """`opening` is the BEGIN that the next statement takes along; a transaction without one never began."""

    __slots__ = ("opening",)
    _cursor_cls: Any = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.opening: str | None = None

    def visit(self, work: Callable[[sqlite3.Connection], Given]) -> Given:
        """Do the work in the connection's thread, inside the transaction that is due."""
        opening, self.opening = self.opening, None

        def begun(connection: sqlite3.Connection) -> Given:
            if opening is not None:
                connection.execute(opening)
            return work(connection)

        try:
            return await_only(self._in_thread(begun))
        except Exception as fault:
            self._handle_exception(fault)

    def commit(self) -> None:
        if self._is_begun():
            super().commit()

    def rollback(self) -> None:
        if self._is_begun():
            super().rollback()

    def _is_begun(self) -> bool:
        opening, self.opening = self.opening, None
        return opening is None

    async def _in_thread(self, begun: Callable[[sqlite3.Connection], Given]) -> Given:
        async with self._execute_mutex:
            connection: Any = self._connection
            return await connection._execute(begun, connection._conn)  # type: ignore[no-any-return]


def _whole(cursor: sqlite3.Cursor) -> _Done:
    rows = cursor.fetchall() if cursor.description else ()
    done = _Done(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    cursor.close()
    return done
