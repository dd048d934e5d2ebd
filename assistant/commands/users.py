"""`deskhand users`: letting people in."""

from typing import Annotated

import typer

from assistant.commands.console import fail, open_desk, print_json, print_line, run
from assistant.identity.schemas import UserAnswer
from assistant.identity.tables import User
from assistant.identity.users import LINK_PATH
from assistant.settings import Settings
from providers.scope import Role, Scope

users = typer.Typer(help="Add people and give them sign-in links.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Email = Annotated[str, typer.Argument(help="The person's e-mail address.")]


@users.command("add")
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="The name others see.")],
    role: Annotated[str, typer.Option(help="viewer, engineer, admin, owner or super_admin.")] = "engineer",
    as_json: AsJson = False,
) -> None:
    """Add somebody and print the link that signs them in once."""
    try:
        wanted = Role.named(role)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--role") from error
    if "@" not in email or not name.strip():
        raise typer.BadParameter("Give an e-mail address and a name.")
    user, link = run(lambda: _add(email, name, wanted))
    _show(user, link, as_json)


@users.command("link")
def link(email: Email, as_json: AsJson = False) -> None:
    """Print a new one-time link for somebody who cannot sign in."""
    user, address = run(lambda: _link(email))
    if not user.active:
        fail(f"{user.email} is not active; an admin activates them first.")
    _show(user, address, as_json)


async def _add(email: str, name: str, role: Role) -> tuple[User, str]:
    async with open_desk() as (desk, account):
        user = await desk.users.add(account.id, email, name, role)
        scope = Scope(account_id=account.id, user_id=user.id, user_name=user.name, role=role)
        await desk.mappings.match_by_email(scope)
        return user, _address(desk.settings, await desk.users.new_link(user))


async def _link(email: str) -> tuple[User, str]:
    async with open_desk() as (desk, _):
        user = await desk.users.by_email(email)
        return user, _address(desk.settings, await desk.users.new_link(user))


def _address(settings: Settings, key: str) -> str:
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    return f"{base.rstrip('/')}{LINK_PATH}{key}"


def _show(user: User, address: str, as_json: bool) -> None:
    if as_json:
        print_json({**UserAnswer.of(user).model_dump(mode="json"), "link": address})
        return
    print_line(f"{user.name} <{user.email}>, {user.role}. This link works once, within 24 hours:")
    print_line(address)
