"""The command `deskhand`: everything the service does that a shell is good for.

Exit codes: 0 all is well, 1 a fault was found, 2 the command was not understood. Further commands plug in
by the entry-point group `deskhand.commands`; each gives a typer app that is added under its name.
"""

import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import typer

from assistant.commands.chat import chat
from assistant.commands.connections import connections
from assistant.commands.doctor import doctor
from assistant.commands.keys import keys
from assistant.commands.parse import parse
from assistant.commands.psa import psa
from assistant.commands.serve import serve
from assistant.commands.simulate import simulate
from assistant.commands.users import users

GROUP = "deskhand.commands"
PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def build() -> typer.Typer:
    """The whole command, with what is plugged in."""
    app = typer.Typer(
        name="deskhand",
        help="A chat assistant beside the ticket queue.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.command()(serve)
    app.command()(parse)
    app.command()(chat)
    app.command()(doctor)
    app.add_typer(psa, name="psa")
    app.add_typer(simulate, name="simulate")
    app.add_typer(users, name="users")
    app.add_typer(connections, name="connections")
    app.add_typer(keys, name="keys")
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
    build()(prog_name="deskhand")


if __name__ == "__main__":
    main()
