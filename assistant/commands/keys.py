"""`deskhand keys`: the secrets that Deskhand keeps for others."""

from typing import Annotated

import typer

from assistant.commands.console import open_desk, print_json, print_line, run
from assistant.resealing import reseal_all
from assistant.vault import Vault

keys = typer.Typer(help="Stored credentials and keys.", no_args_is_help=True)


@keys.callback()
def _keys() -> None:
    """Keeps `rotate` a command of its own while it is the only one."""


@keys.command()
def rotate(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Seal everything anew with DESKHAND_SECRET_KEY: all accounts, all or nothing.

    What DESKHAND_FORMER_SECRETS sealed can be read until then; afterwards they may be forgotten.
    """
    counts = run(_rotate)
    if as_json:
        print_json({"sealed": counts})
        return
    print_line(f"Sealed anew: {', '.join(f'{count} {kind}' for kind, count in counts.items())}.")


async def _rotate() -> dict[str, int]:
    async with open_desk() as (desk, _):
        return await reseal_all(desk.database, Vault(desk.settings.sealing_secrets))
