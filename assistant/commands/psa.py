"""`deskhand psa`: the embedded PSA as a file."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from assistant.commands.console import FAULT, err, fail, open_desk, print_json, print_line, run
from assistant.commands.files import counted, parse_json, read_bytes
from assistant.connections.service import EMBEDDED
from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.identity.tables import Account
from assistant.startup import load_snapshot
from providers.embedded.snapshot import SnapshotRefused, export_snapshot

psa = typer.Typer(help="Import and export the embedded PSA as psa-snapshot/1.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@psa.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A psa-snapshot/1 file.")],
    replace: Annotated[bool, typer.Option("--replace", help="Throw away what the PSA holds now.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check a snapshot and load it. With any fault nothing is changed, and every fault is told."""
    snapshot = parse_json(read_bytes(file), file)
    answer = run(lambda: _import(snapshot, replace))
    if isinstance(answer, SnapshotRefused):
        _tell(answer, file, as_json)
    elif as_json:
        print_json({"imported": answer})
    else:
        print_line(f"Loaded {file}: {counted(answer)}.")


@psa.command("export")
def export_file(file: Annotated[Path, typer.Argument(help="Where to write; - is stdout.")]) -> None:
    """Write the embedded PSA as a snapshot that imports again as it is."""
    text = json.dumps(run(_export), ensure_ascii=False, indent=1)
    if str(file) == "-":
        typer.echo(text)
        return
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"Cannot write {file}: {error.strerror}.")
    print_line(f"Wrote {file}.")


async def _import(snapshot: object, replace: bool) -> dict[str, int] | SnapshotRefused:
    async with open_desk() as (desk, account):
        connection = await _embedded(desk, account)
        with err.status("Checking and loading the snapshot"):
            try:
                return await load_snapshot(desk, connection, snapshot, replace=replace)
            except SnapshotRefused as refused:
                return refused


async def _export() -> object:
    async with open_desk() as (desk, account):
        connection = await _embedded(desk, account)
        return await export_snapshot(desk.database, await desk.connections.spec(account.id, connection.id))


async def _embedded(desk: Desk, account: Account) -> Connection:
    found = [each for each in await desk.connections.all(account.id) if each.provider == EMBEDDED]
    return found[0] if found else fail("This account has no embedded PSA.")


def _tell(refused: SnapshotRefused, file: Path, as_json: bool) -> NoReturn:
    if as_json:
        print_json({"faults": [{"place": fault.place, "message": fault.message} for fault in refused.faults]})
        raise typer.Exit(FAULT)
    for fault in refused.faults:
        err.print(str(fault), markup=False)
    fail(f"{file} has {len(refused.faults)} faults. Nothing was changed.")
