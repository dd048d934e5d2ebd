"""Who is who at each PSA: a table per connection, matching by e-mail with a look before it is done."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response

from assistant.connections.tables import Connection, MemberMapping
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.identity.tables import User
from assistant.pages.doors import Boss
from assistant.pages.rendering import page
from assistant.pages.replies import done
from providers.errors import ProviderError
from providers.models import Member

router = APIRouter(prefix="/admin/members", include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]
ConnectionId = Annotated[str, Query(alias="connection", max_length=32)]
MemberId = Annotated[str, Form(max_length=254)]
PEOPLE = 500


@router.get("")
async def members_page(
    request: Request, person: Boss, desk: DeskDep, connection_id: ConnectionId = ""
) -> Response:
    connections = await desk.connections.active(person.scope)
    try:
        shown = await _table(desk, person, await desk.connections.one(person.scope, connection_id or None))
    except (DeskError, ProviderError) as error:
        shown = {"connection": None, "problem": str(error)}
    return page(request, "admin_members.html", connections=connections, **shown)


@router.post("/match")
async def match_members(
    request: Request, person: Boss, desk: DeskDep, connection_id: ConnectionId = ""
) -> Response:
    matched = await desk.mappings.match_by_email(person.scope, connection_id or None)
    where = _address(connection_id)
    return done(request, where, f"{len(matched.mapped)} mapped by e-mail.", go=where)


@router.post("/{user_id}")
async def map_member(
    request: Request,
    user_id: Id,
    person: Boss,
    desk: DeskDep,
    connection_id: ConnectionId = "",
    member_id: MemberId = "",
) -> Response:
    if member_id:
        await desk.mappings.set(person.scope, connection_id or None, user_id, member_id)
    else:
        await desk.mappings.clear(person.scope, connection_id or None, user_id)
    where = _address(connection_id)
    return done(request, where, "Saved.", go=where)


def _address(connection_id: str) -> str:
    return f"/admin/members?connection={connection_id}" if connection_id else "/admin/members"


async def _table(desk: Desk, person: Person, connection: Connection) -> dict[str, Any]:
    """Everybody who is active with their member, the members still free, and what matching would do.
    People who left have no mapping and no row."""
    _, members = await desk.connections.members(person.scope, connection.id)
    mapped = {user.id: row for row, user in await desk.mappings.list(person.scope, connection.id)}
    everybody, _ = await desk.users.list(person.scope, page=1, page_size=PEOPLE)
    users = [each for each in everybody if each.active]
    active = sorted((each for each in members if each.active), key=lambda each: each.name.casefold())
    taken = {row.external_member_id for row in mapped.values()}
    return {
        "problem": None,
        "connection": connection,
        "people": [(user, mapped.get(user.id)) for user in users],
        "members": active,
        "taken": taken,
        "matches": _would_match([each for each in users if each.id not in mapped], active, taken),
        "gone": _gone(mapped.values(), active),
    }


def _would_match(
    users: Sequence[User], members: Sequence[Member], taken: set[str]
) -> list[tuple[User, Member]]:
    """Whom matching by e-mail would map, so that it is seen before it is done."""
    found = []
    for user in users:
        fitting = [
            each for each in members if each.email.strip().lower() == user.email and each.id not in taken
        ]
        if len(fitting) == 1:
            found.append((user, fitting[0]))
    return found


def _gone(mapped: Iterable[MemberMapping], active: Sequence[Member]) -> set[str]:
    """The users whose member is no longer active at the PSA: their mapping no longer works."""
    known = {each.id for each in active}
    return {row.user_id for row in mapped if row.external_member_id not in known}
