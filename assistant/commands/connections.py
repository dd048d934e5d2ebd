"""`deskhand connections`: the account's PSAs, and whether they answer."""

from typing import Annotated, Any

import typer

from assistant.commands.console import FAULT, fail, open_desk, print_json, print_line, run
from assistant.connections.administration import Tried
from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.identity.tables import Account
from providers.scope import Role, Scope

connections = typer.Typer(help="The PSAs the account is connected to.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@connections.command("list")
def list_all(as_json: AsJson = False) -> None:
    """Say which PSAs there are and how they fared last; asks none of them."""
    rows = run(_rows)
    if as_json:
        print_json([_row(each) for each in rows])
        return
    for each in rows:
        place = each.site_url or "kept here"
        print_line(f"{each.id}  {each.display_name} ({each.provider}, {place}): {_state(each)}")
    if not rows:
        print_line("No PSA is connected.")


@connections.command("test")
def try_out(
    which: Annotated[str | None, typer.Argument(help="Id or name; default: all that are in use.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask each PSA now. Exit code 1 when one does not answer as it should."""
    tried = run(lambda: _test(which))
    if as_json:
        print_json([{**_row(row), "ok": t.ok, "kind": t.kind, "message": t.message} for row, t in tried])
    else:
        for row, outcome in tried:
            print_line(f"{row.display_name}: {outcome.message} {outcome.remedy or ''}".rstrip())
        if not tried:
            print_line("No PSA is connected.")
    if any(not outcome.ok for _, outcome in tried):
        raise typer.Exit(FAULT)


async def _rows() -> list[Connection]:
    async with open_desk() as (desk, account):
        return list(await desk.connections.all(account.id))


async def _test(which: str | None) -> list[tuple[Connection, Tried]]:
    async with open_desk() as (desk, account):
        rows = await _chosen(desk, account, which)
        scope = Scope(account_id=account.id, user_id="", user_name="deskhand", role=Role.ADMIN)
        return [(row, await desk.administration.test(scope, row.id)) for row in rows]


async def _chosen(desk: Desk, account: Account, which: str | None) -> list[Connection]:
    rows = await desk.connections.all(account.id)
    if which is None:
        return [each for each in rows if each.is_active]
    found = [each for each in rows if which in (each.id, each.display_name)]
    return found or fail(f"There is no connection {which!r}. See: deskhand connections list")


def _state(row: Connection) -> str:
    if not row.is_active:
        return "disabled"
    if row.failing_since:
        return f"failing since {row.failing_since:%Y-%m-%d %H:%M} UTC. {row.last_error}"
    return (
        f"answered last {row.last_success_at:%Y-%m-%d %H:%M} UTC" if row.last_success_at else "not asked yet"
    )


def _row(row: Connection) -> dict[str, Any]:
    kept = row.model_dump(mode="json", exclude={"account_id", "credentials_encrypted"})
    return {"state": _state(row), **kept}
