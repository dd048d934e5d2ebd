"""`deskhand parse`: what quick-create makes of a sentence. Nothing is created."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from assistant.commands.console import fail, open_desk, print_line, run
from assistant.connections.repository import member_ids_of
from assistant.desk import Desk
from assistant.identity.tables import Account, User
from providers.scope import Role, Scope
from tools.catalog import Catalog
from tools.quick_create import ParseResult
from tools.quick_create import parse as parse_sentence


def parse(
    text: Annotated[str | None, typer.Argument(help="The sentence.")] = None,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read sentences from stdin, one a line.")] = False,
    as_user: Annotated[
        str | None, typer.Option("--as", help="Parse as this person (e-mail); left out: the owner.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")] = False,
) -> None:
    """Parse one sentence, or every line of stdin."""
    if stdin == (text is not None):
        raise typer.BadParameter("Give a sentence, or --stdin.")
    sentences = (line.rstrip("\r\n") for line in sys.stdin) if text is None else iter([text])
    try:
        run(lambda: _parse(sentences, as_user, as_json))
    except UnicodeDecodeError:
        fail("The input is not UTF-8 text. Save it as UTF-8 and try again.")


async def _parse(sentences: Iterator[str], as_user: str | None, as_json: bool) -> None:
    async with open_desk() as (desk, account):
        catalog, me = await _place(desk, account, as_user)
        for sentence in sentences:
            result = parse_sentence(catalog, sentence, me)
            if as_json:
                typer.echo(result.model_dump_json())
            else:
                print_line(_told(result))


async def _place(desk: Desk, account: Account, as_user: str | None) -> tuple[Catalog, str | None]:
    """The catalog of the default connection and the person's own member there."""
    user = await (desk.users.by_email(as_user) if as_user else desk.users.owner(account.id))
    scope = await _scope(desk, user)
    connection = await desk.connections.default(scope)
    return await desk.connections.catalog(scope, connection.id), scope.member_id(connection.id)


async def _scope(desk: Desk, user: User) -> Scope:
    async with desk.database.read(user.account_id) as session:
        members = await member_ids_of(session, user.account_id, user.id)
    return Scope(
        account_id=user.account_id,
        user_id=user.id,
        user_name=user.name,
        role=Role.named(user.role),
        member_ids=members,
    )


def _told(result: ParseResult) -> str:
    names = {name: field.name for name, field in result.fields.items() if field.value is not None}
    values: dict[str, Any] = {"summary": result.summary, **names, "description": result.description}
    lines = [
        f"{name.removesuffix('_id').replace('_', ' '):<16} {value}" for name, value in values.items() if value
    ]
    lines += [f"missing          {', '.join(result.missing_fields)}"] if result.missing_fields else []
    return "\n".join([*lines, *(f"note             {warning}" for warning in result.warnings), ""])
