"""What admins look after: people, and who did what."""

from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request, Response

from assistant.audit.repository import AuditFilter
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.identity.tables import User
from assistant.identity.users import LINK_PATH, UserChange, guard_role
from assistant.pages.doors import Boss
from assistant.pages.lists import PAGE_ROWS, PageNumber, pages_of
from assistant.pages.rendering import page
from assistant.pages.replies import done
from providers.scope import Role

router = APIRouter(prefix="/admin", include_in_schema=False)
Id = Annotated[str, Path(max_length=64)]
Word = Annotated[str, Form(max_length=254)]
Wanted = Annotated[str, Query(max_length=100)]
PEOPLE = 100


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
    rows, total = await desk.audit.find(person.scope, wanted, page=number, page_size=PAGE_ROWS)
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
        **pages_of("/admin/audit", asked, number, total),
    )


async def _people(
    request: Request,
    desk: Desk,
    person: Person,
    *,
    number: int = 1,
    problem: str | None = None,
    link: tuple[User, str] | None = None,
) -> Response:
    users, total = await desk.users.list(person.scope, page=number, page_size=PAGE_ROWS)
    roles = [name for name in Role.names() if Role.named(name) <= person.scope.role]
    return page(
        request,
        "admin_people.html",
        status=422 if problem else 200,
        users=users,
        roles=roles,
        problem=problem,
        link=link,
        **pages_of("/admin/people", {}, number, total),
    )


async def _link(request: Request, desk: Desk, user: User) -> str:
    return f"{request.base_url}{LINK_PATH.lstrip('/')}{await desk.users.new_link(user)}"
