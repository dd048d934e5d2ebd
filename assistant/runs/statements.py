"""The statements of every message, made once: putting one together costs more than carrying it out.

Values come as parameters named like the columns; `the_account`, `the_session` and `the_run` say whose.
"""

from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, func, insert, select, update
from sqlmodel import SQLModel

from assistant.runs.tables import Run, RunEvent
from assistant.sessions.tables import Message, Session

Whose = BindParameter[str]
_RUNS, _SESSIONS, _MESSAGES, _EVENTS = (
    SQLModel.metadata.tables[str(table.__tablename__)] for table in (Run, Session, Message, RunEvent)
)
_ACCOUNT: Whose = bindparam("the_account")
_SESSION: Whose = bindparam("the_session")
_RUN: Whose = bindparam("the_run")
_NEXT_POSITION = (
    select(func.coalesce(func.max(_MESSAGES.c.position), 0) + 1)
    .where(_MESSAGES.c.account_id == _ACCOUNT, _MESSAGES.c.session_id == _SESSION)
    .scalar_subquery()
)

ADD_SESSION = insert(_SESSIONS)
ADD_RUN = insert(_RUNS)
ADD_MESSAGE = insert(_MESSAGES)
ADD_NEXT_MESSAGE = insert(_MESSAGES).values(position=_NEXT_POSITION)
ADD_EVENTS = insert(_EVENTS)
CHANGE_RUN = update(_RUNS).where(_RUNS.c.id == _RUN, _RUNS.c.account_id == _ACCOUNT)
CHANGE_SESSION = update(_SESSIONS).where(_SESSIONS.c.id == _SESSION, _SESSIONS.c.account_id == _ACCOUNT)


def row(record: SQLModel) -> dict[str, Any]:
    """A record's columns, to be inserted."""
    table: Table = SQLModel.metadata.tables[str(record.__tablename__)]
    return {column.key: getattr(record, column.key) for column in table.columns}
