"""What admins look after: connections, who is who, people, and what was written by whom."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response

from assistant.audit.repository import AuditFilter
from assistant.connections.tables import Connection
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.identity.tables import User
from assistant.identity.users import LINK_PATH, UserChange, guard_role
from assistant.pages.doors import Boss
from assistant.pages.rendering import page
from assistant.pages.replies import done
from providers.errors import ProviderError
from providers.models import Member, NoteType
from providers.scope import Role

router = APIRouter(prefix="/admin", include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]
Word = Annotated[str, Form(max_length=254)]
Wanted = Annotated[str, Query(max_length=100)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
ROWS = 50
PEOPLE = 100


@router.get("")
async def connections_page(request: Request, person: Boss, desk: DeskDep) -> Response:
    rows = await desk.connections.all(person.scope.account_id)
    cards = [await _connection(desk, person, row) for row in rows]
    return page(request, "admin_connections.html", cards=cards)


@router.post("/connections/{connection_id}/test")
async def test_connection(request: Request, connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    try:
        _, reader = await desk.connections.reader(person.scope, connection_id)
        tested = await reader.test_connection()
    except ProviderError as error:
        return done(request, "/admin", f"The PSA did not answer as it should. {error}")
    return done(request, "/admin", tested.message)


@router.post("/connections/{connection_id}/refresh")
async def refresh_lists(request: Request, connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    connection = await desk.connections.one(person.scope, connection_id)
    desk.connections.forget(connection.id)
    return done(request, "/admin", "Companies, members and boards are read anew.")


@router.get("/members")
async def members_page(request: Request, person: Boss, desk: DeskDep) -> Response:
    try:
        connection, members = await desk.connections.members(person.scope)
        rows = await desk.mappings.list(person.scope, connection.id)
    except (DeskError, ProviderError) as error:
        return page(
            request,
            "admin_members.html",
            problem=str(error),
            people=[],
            members=[],
            matches=[],
            connection=None,
        )
    users, _ = await desk.users.list(person.scope, page=1, page_size=PEOPLE)
    mapped = {user.id: row for row, user in rows}
    active = sorted((each for each in members if each.active), key=lambda each: each.name.casefold())
    taken = {row.external_member_id for row, _ in rows}
    return page(
        request,
        "admin_members.html",
        problem=None,
        connection=connection,
        people=[(user, mapped.get(user.id)) for user in users],
        members=active,
        taken=taken,
        matches=_would_match(
            [user for user in users if user.active and user.id not in mapped], active, taken
        ),
    )


@router.post("/members/match")
async def match_members(request: Request, person: Boss, desk: DeskDep) -> Response:
    matched = await desk.mappings.match_by_email(person.scope)
    return done(request, "/admin/members", f"{len(matched.mapped)} mapped by e-mail.", go="/admin/members")


@router.post("/members/{user_id}")
async def map_member(
    request: Request, user_id: Id, person: Boss, desk: DeskDep, member_id: Word = ""
) -> Response:
    if member_id:
        await desk.mappings.set(person.scope, None, user_id, member_id)
    else:
        await desk.mappings.clear(person.scope, None, user_id)
    return done(request, "/admin/members", "Saved.", go="/admin/members")


@router.get("/people")
async def people_page(request: Request, person: Boss, desk: DeskDep, number: PageNumber = 1) -> Response:
    return await _people(request, desk, person, number=number)


@router.post("/people")
async def add_person(
    request: Request, person: Boss, desk: DeskDep, email: Word = "", name: Word = "", role: Word = "engineer"
) -> Response:
    """Add somebody and show their sign-in link, this one time."""
    if "@" not in email or not name.strip():
        return await _people(request, desk, person, problem="A person needs a name and an e-mail address.")
    try:
        wanted = Role.named(role)
        guard_role(person.scope, wanted)
        user = await desk.users.add(person.scope.account_id, email, name, wanted)
    except (DeskError, ValueError) as refused:
        return await _people(request, desk, person, problem=str(refused))
    return await _people(request, desk, person, link=(user, await _link(request, desk, user)))


@router.post("/people/{user_id}")
async def change_person(
    request: Request,
    user_id: Id,
    person: Boss,
    desk: DeskDep,
    action: Annotated[Literal["role", "off", "on", "link"], Form()],
    role: Word = "",
) -> Response:
    try:
        if action == "link":
            user = await desk.users.one(person.scope, user_id)
            guard_role(person.scope, Role.named(user.role))
            return await _people(request, desk, person, link=(user, await _link(request, desk, user)))
        wanted = Role.named(role) if action == "role" else None
        active = None if action == "role" else action == "on"
        await desk.users.change(person.scope, user_id, UserChange(role=wanted, active=active))
    except (DeskError, ValueError) as refused:
        return await _people(request, desk, person, problem=str(refused))
    return done(request, "/admin/people", "Saved.", go="/admin/people")


@router.get("/posts")
async def posts_page(
    request: Request,
    person: Boss,
    desk: DeskDep,
    ticket: Wanted = "",
    status: Wanted = "",
    note_type: Wanted = "",
    number: PageNumber = 1,
) -> Response:
    asked = {"ticket": ticket.strip().lstrip("#"), "status": status, "note_type": note_type}
    filters = {"ticket_id": asked["ticket"] or None, "status": status or None, "note_type": note_type or None}
    rows, total = await desk.notes.history(person.scope, filters, page=number, page_size=ROWS)
    return page(
        request,
        "admin_posts.html",
        rows=rows,
        asked=asked,
        types=[each.value for each in NoteType],
        **_pages("/admin/posts", asked, number, total),
    )


@router.get("/audit")
async def audit_page(
    request: Request,
    person: Boss,
    desk: DeskDep,
    action: Wanted = "",
    subject: Wanted = "",
    user: Wanted = "",
    number: PageNumber = 1,
) -> Response:
    asked = {"action": action.strip(), "subject": subject.strip(), "user": user}
    wanted = AuditFilter(
        action=asked["action"] or None, subject_id=asked["subject"] or None, user_id=asked["user"] or None
    )
    rows, total = await desk.audit.find(person.scope, wanted, page=number, page_size=ROWS)
    users, _ = await desk.users.list(person.scope, page=1, page_size=PEOPLE)
    export = urlencode(
        {
            name: value
            for name, value in (
                ("action", wanted.action),
                ("subject_id", wanted.subject_id),
                ("user_id", wanted.user_id),
            )
            if value
        }
    )
    return page(
        request,
        "admin_audit.html",
        rows=rows,
        asked=asked,
        users=users,
        export=export,
        **_pages("/admin/audit", asked, number, total),
    )


async def _connection(desk: Desk, person: Person, row: Connection) -> dict[str, Any]:
    """A card: what it is, whether it answers now, what it can do."""
    card: dict[str, Any] = {"row": row, "can": None, "ok": None, "words": "Disabled.", "counts": None}
    if not row.is_active:
        return card
    try:
        _, reader = await desk.connections.reader(person.scope, row.id)
        tested = await reader.test_connection()
        catalog = await desk.connections.catalog(person.scope, row.id)
    except ProviderError as error:
        return card | {"ok": False, "words": str(error)}
    lists = (
        ("companies", catalog.companies),
        ("contacts", catalog.contacts),
        ("members", catalog.members),
        ("boards", catalog.boards),
    )
    counts = [(name, len(rows)) for name, rows in lists]
    return card | {"can": reader.capabilities, "ok": tested.ok, "words": tested.message, "counts": counts}


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


async def _people(
    request: Request,
    desk: Desk,
    person: Person,
    *,
    number: int = 1,
    problem: str | None = None,
    link: tuple[User, str] | None = None,
) -> Response:
    users, total = await desk.users.list(person.scope, page=number, page_size=ROWS)
    roles = [name for name in Role.names() if Role.named(name) <= person.scope.role]
    return page(
        request,
        "admin_people.html",
        status=422 if problem else 200,
        users=users,
        roles=roles,
        problem=problem,
        link=link,
        **_pages("/admin/people", {}, number, total),
    )


async def _link(request: Request, desk: Desk, user: User) -> str:
    return f"{request.base_url}{LINK_PATH.lstrip('/')}{await desk.users.new_link(user)}"


def _pages(path: str, asked: dict[str, str], number: int, total: int) -> dict[str, Any]:
    """Where the list stands and where it goes on."""

    def address(page_number: int) -> str:
        kept = {name: value for name, value in asked.items() if value}
        return f"{path}?{urlencode({**kept, 'page': page_number})}"

    before = (number - 1) * ROWS
    return {
        "total": total,
        "first": before + 1,
        "last": min(before + ROWS, total),
        "previous": address(number - 1) if number > 1 else None,
        "next": address(number + 1) if before + ROWS < total else None,
        "filtered": any(asked.values()),
    }
