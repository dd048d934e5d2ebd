"""The command `deskhand`: everything the service does that a shell is good for.

Exit codes: 0 all is well, 1 a fault was found, 2 the command was not understood. Further commands plug in
by the entry-point group `deskhand.commands`; each gives a typer app that is added under its name.
"""

import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import typer

GROUP = "deskhand.commands"
PROJECT = Path(__file__).parent.parent / "pyproject.toml"
COMMANDS = ("serve", "parse", "chat", "doctor")
FAMILIES = ("psa", "simulate", "users", "connections", "keys")


def build(asked: str | None = None) -> typer.Typer:
    """The command, with what is plugged in. Where `asked` is one of our own commands, only that one: each
    brings along what it works with, and the service need not wait for the others'."""
    app = typer.Typer(
        name="deskhand",
        help="A chat assistant beside the ticket queue.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_nothing)
    known = asked in (*COMMANDS, *FAMILIES)
    for name in COMMANDS:
        if name == asked or not known:
            app.command()(_command(name))
    for name in FAMILIES:
        if name == asked or not known:
            app.add_typer(_command(name), name=name)
    if not known:
        for point in plugged_in():
            app.add_typer(point.load(), name=point.name)
    return app


def plugged_in() -> Iterator[EntryPoint]:
    """What is installed for the group; in a checkout, which is not installed, what the project file says."""
    installed = entry_points(group=GROUP)
    if installed or not PROJECT.exists():
        yield from installed
        return
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    for name, value in project.get("entry-points", {}).get(GROUP, {}).items():
        yield EntryPoint(name, value, GROUP)


def main() -> None:
    build(sys.argv[1] if len(sys.argv) > 1 else None)(prog_name="deskhand")


def _command(name: str) -> Any:
    return getattr(import_module(f"assistant.commands.{name}"), name)


def _nothing() -> None:
    """With a callback a single command keeps its name."""


if __name__ == "__main__":
    main()
