"""What happens before the first request: the database is brought up to date and, the first time, filled."""

from datetime import UTC, datetime
from typing import Any

from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.identity.tables import Account, User
from assistant.schema import upgrade
from providers.embedded.snapshot import import_snapshot

ACCOUNT_NAME = "Demo MSP"
OWNER_EMAIL = "alex@deskhand.example"
OWNER_NAME = "Alex Kessler"
CONNECTION_NAME = "Deskhand PSA"


async def prepare(desk: Desk) -> Account:
    """Make the desk ready to serve. Safe to repeat: what is there stays as it is."""
    desk.settings.data_dir.mkdir(parents=True, exist_ok=True)
    await upgrade(desk.database.engine)
    account = await desk.users.first_account()
    if account is None:
        account, _ = await desk.users.found_account(
            ACCOUNT_NAME, owner_email=OWNER_EMAIL, owner_name=OWNER_NAME
        )
    connected = await desk.connections.all(account.id) or await desk.connections.ever_removed(account.id)
    if not connected:
        await _connect_demo(desk, account, await desk.users.owner(account.id))
    return account


async def _connect_demo(desk: Desk, account: Account, owner: User) -> None:
    # The demo's texts are needed once in the life of a database.
    from providers.embedded.demo import demo_snapshot

    demo = demo_snapshot(datetime.now(UTC).date())
    connection = await desk.connections.add_embedded(account.id, CONNECTION_NAME, demo)
    await desk.mappings.match_by_email(await desk.identity.scope_of(owner), connection.id)


async def load_snapshot(
    desk: Desk, connection: Connection, snapshot: Any, *, replace: bool
) -> dict[str, int]:
    """Fill an embedded PSA and forget what was cached of it; says how many records of each list there are.

    Raises:
        SnapshotError: The snapshot has faults, or the PSA is filled and may not be replaced. Nothing changed.
    """
    spec = await desk.connections.spec(connection.account_id, connection.id)
    counts = await import_snapshot(desk.database, spec, snapshot, replace=replace)
    desk.connections.forget(connection.id)
    return counts
