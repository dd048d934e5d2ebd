"""The PSA connections of the account, their members, and who is who."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from assistant.connections.mappings import Wish
from assistant.connections.schemas import (
    ConnectionAnswer,
    MappedPerson,
    MappingAnswer,
    MappingBody,
    MappingWish,
    MatchedAnswer,
    MemberAnswer,
)
from assistant.desk import DeskDep
from assistant.identity.doors import Admin, Engineer, Viewer
from assistant.paging import Listed, PageNumber, PageSize

router = APIRouter(prefix="/integrations/psa", tags=["connections"])
ConnectionId = Annotated[str | None, Query(max_length=32, description="Default: the account's first one.")]


@router.get("/connections")
async def list_connections(
    person: Viewer, desk: DeskDep, page: PageNumber = 1, page_size: PageSize = 25
) -> Listed[ConnectionAnswer]:
    """The PSAs of the account and what each can do."""
    rows = await desk.connections.all(person.scope.account_id)
    shown = rows[(page - 1) * page_size : page * page_size]
    items = [ConnectionAnswer.of(row, desk.connections.capabilities(row)) for row in shown]
    return Listed(items=items, total=len(rows), page=page, page_size=page_size)


@router.get("/members")
async def list_members(
    person: Viewer,
    desk: DeskDep,
    connection_id: ConnectionId = None,
    page: PageNumber = 1,
    page_size: PageSize = 25,
) -> Listed[MemberAnswer]:
    """The technicians of the PSA, and who of our people each one is."""
    connection, members = await desk.connections.members(person.scope, connection_id)
    rows = await desk.mappings.list(person.scope, connection.id)
    users = {row.external_member_id: user.id for row, user in rows}
    shown = members[(page - 1) * page_size : page * page_size]
    items = [MemberAnswer.of(member, users.get(member.id)) for member in shown]
    return Listed(items=items, total=len(members), page=page, page_size=page_size)


@router.get("/member-mappings")
async def list_mappings(
    person: Viewer,
    desk: DeskDep,
    connection_id: ConnectionId = None,
    page: PageNumber = 1,
    page_size: PageSize = 25,
) -> Listed[MappingAnswer]:
    """Which PSA member each of our people is."""
    rows = await desk.mappings.list(person.scope, connection_id)
    shown = rows[(page - 1) * page_size : page * page_size]
    items = [MappingAnswer.of(row, user) for row, user in shown]
    return Listed(items=items, total=len(rows), page=page, page_size=page_size)


@router.post("/member-mappings")
async def set_mapping(body: MappingBody, person: Engineer, desk: DeskDep) -> MappingAnswer:
    """Say who somebody is at the PSA: oneself, or as an admin anybody."""
    row, user = await desk.mappings.set(person.scope, body.connection_id, body.user_id, body.member_id)
    return MappingAnswer.of(row, user)


@router.put("/member-mappings")
async def save_mappings(
    body: Annotated[list[MappingWish], Field(min_length=1, max_length=500)],
    person: Admin,
    desk: DeskDep,
    connection_id: ConnectionId = None,
) -> list[MappingAnswer]:
    """Save several mappings at once: all of them, or none. Two people may swap their members."""
    wishes = [Wish(each.user_id, each.member_id) for each in body]
    saved = await desk.mappings.save(person.scope, connection_id, wishes)
    return [MappingAnswer.of(row, user) for row, user in saved]


@router.delete("/member-mappings", status_code=204)
async def clear_mapping(
    user_id: Annotated[str, Query(max_length=32)],
    person: Engineer,
    desk: DeskDep,
    connection_id: ConnectionId = None,
) -> None:
    """Take a mapping away: one's own, or as an admin anybody's."""
    await desk.mappings.clear(person.scope, connection_id, user_id)


@router.post("/member-mappings/auto-match")
async def match_by_email(person: Admin, desk: DeskDep, connection_id: ConnectionId = None) -> MatchedAnswer:
    """Map everybody whose e-mail address one active PSA member has too."""
    matched = await desk.mappings.match_by_email(person.scope, connection_id)
    mapped = [
        MappedPerson(
            user_id=user.id,
            user_name=user.name,
            external_member_id=member.id,
            external_member_name=member.name,
        )
        for user, member in matched.mapped
    ]
    return MatchedAnswer(mapped=mapped, unmatched=[user.email for user in matched.unmatched])
