"""Row-level security on Postgres: a transaction sees and writes the rows of its own account, no others."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_SETTING = "current_setting('app.account_id', true)"


def owned_tables(connection: Connection) -> dict[str, str]:
    """The tables that hold accounts' rows, each with the column that names the account."""
    inspector = sa.inspect(connection)
    owned = {"accounts": "id"}
    for table in inspector.get_table_names():
        if any(column["name"] == "account_id" for column in inspector.get_columns(table)):
            owned[table] = "account_id"
    return owned


def protect(connection: Connection, tables: Iterable[tuple[str, str]]) -> None:
    """Force the policy on each table, also for the table's owner. `*` is the few doors that look across
    accounts; no setting at all sees nothing. Does nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    for table, column in tables:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(
            f"CREATE POLICY own_account ON {table} USING ({column} = {_SETTING} OR {_SETTING} = '*')"
        )
