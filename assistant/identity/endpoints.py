"""Signing in and out, oneself, one's tokens, and the people of the account."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from assistant.desk import Desk, DeskDep
from assistant.errors import Forbidden
from assistant.identity.cookies import clear_session_cookie, set_session_cookie
from assistant.identity.doors import Admin, Viewer
from assistant.identity.people import Person
from assistant.identity.schemas import (
    AccountAnswer,
    ChangeUserBody,
    LinkBody,
    MeAnswer,
    NewTokenAnswer,
    NewTokenBody,
    NewUserAnswer,
    NewUserBody,
    PasswordBody,
    SignedInAnswer,
    SignInBody,
    TokenAnswer,
    UserAnswer,
)
from assistant.identity.service import SignedIn
from assistant.identity.tables import User
from assistant.identity.users import LINK_PATH, UserChange, guard_role
from assistant.paging import Listed, PageNumber, PageSize
from providers.scope import Role

router = APIRouter(tags=["identity"])
RecordId = Annotated[str, Path(max_length=32)]


async def in_browser(person: Viewer) -> Person:
    """Only the person themselves, in their browser: a token must not make tokens or change a password."""
    if person.via != "session":
        raise Forbidden("This is done in a browser, signed in as yourself; an API token may not.")
    return person


Browser = Annotated[Person, Depends(in_browser)]


@router.post("/sign-in")
async def sign_in(body: SignInBody, request: Request, response: Response, desk: DeskDep) -> SignedInAnswer:
    """Sign in with e-mail and password; sets the session cookie."""
    signed_in = await desk.identity.sign_in(body.email, body.password, address_of(request))
    return _welcome(signed_in, response, desk)


@router.post("/sign-in/link")
async def sign_in_by_link(body: LinkBody, response: Response, desk: DeskDep) -> SignedInAnswer:
    """Sign in with a one-time link; it is spent by it."""
    return _welcome(await desk.identity.use_link(body.key), response, desk)


@router.post("/sign-out", status_code=204)
async def sign_out(person: Browser, response: Response, desk: DeskDep) -> None:
    """End this browser's session."""
    await desk.identity.sign_out(person)
    clear_session_cookie(response, secure=desk.settings.secure_cookies)


@router.get("/me")
async def me(person: Viewer, desk: DeskDep) -> MeAnswer:
    """Who the service takes the caller for."""
    user = await desk.users.one(person.scope, person.scope.user_id)
    account = await desk.users.account(person.scope.account_id)
    return MeAnswer(
        user=UserAnswer.of(user),
        account=AccountAnswer(id=account.id, name=account.name),
        via=person.via,
        token_scopes=sorted(person.token_scopes),
        csrf_token=person.csrf_token,
        member_ids=dict(person.scope.member_ids),
    )


@router.put("/me/password", status_code=204)
async def change_password(body: PasswordBody, person: Browser, desk: DeskDep) -> None:
    """Choose a password. All other browsers of this person are signed out."""
    await desk.identity.change_password(person, body.password, body.present_password)


@router.get("/me/tokens")
async def list_tokens(
    person: Viewer, desk: DeskDep, page: PageNumber = 1, page_size: PageSize = 25
) -> Listed[TokenAnswer]:
    rows, total = await desk.tokens.list(person.scope, page=page, page_size=page_size)
    return Listed(items=[TokenAnswer.of(row) for row in rows], total=total, page=page, page_size=page_size)


@router.post("/me/tokens", status_code=201)
async def create_token(body: NewTokenBody, person: Browser, desk: DeskDep) -> NewTokenAnswer:
    """Make an API token. It is in this answer and never shown again."""
    row, token = await desk.tokens.create(person.scope, body.name, body.scopes, days=body.days)
    return NewTokenAnswer(**TokenAnswer.of(row).model_dump(), token=token)


@router.delete("/me/tokens/{token_id}", status_code=204)
async def revoke_token(token_id: RecordId, person: Browser, desk: DeskDep) -> None:
    """Revoke a token; it stops working at once."""
    await desk.tokens.revoke(person.scope, token_id)


@router.get("/users")
async def list_users(
    person: Admin, desk: DeskDep, page: PageNumber = 1, page_size: PageSize = 25
) -> Listed[UserAnswer]:
    rows, total = await desk.users.list(person.scope, page=page, page_size=page_size)
    return Listed(items=[UserAnswer.of(row) for row in rows], total=total, page=page, page_size=page_size)


@router.post("/users", status_code=201)
async def add_user(body: NewUserBody, request: Request, person: Admin, desk: DeskDep) -> NewUserAnswer:
    """Add somebody; the answer holds a link that signs them in once."""
    guard_role(person.scope, body.wanted_role)
    user = await desk.users.add(person.scope.account_id, body.email, body.name, body.wanted_role)
    return await _with_link(user, request, desk)


@router.patch("/users/{user_id}")
async def change_user(user_id: RecordId, body: ChangeUserBody, person: Admin, desk: DeskDep) -> UserAnswer:
    """Change name, role or whether somebody may sign in. An inactive person is signed out at once."""
    role = Role.named(body.role) if body.role else None
    change = UserChange(name=body.name, role=role, active=body.active)
    return UserAnswer.of(await desk.users.change(person.scope, user_id, change))


@router.post("/users/{user_id}/link", status_code=201)
async def link_user(user_id: RecordId, request: Request, person: Admin, desk: DeskDep) -> NewUserAnswer:
    """A new one-time link for somebody who cannot sign in."""
    user = await desk.users.one(person.scope, user_id)
    guard_role(person.scope, Role.named(user.role))
    return await _with_link(user, request, desk)


def address_of(request: Request) -> str:
    """The network address asking, for counting attempts."""
    return request.client.host if request.client else "unknown"


def _welcome(signed_in: SignedIn, response: Response, desk: Desk) -> SignedInAnswer:
    set_session_cookie(response, signed_in.key, secure=desk.settings.secure_cookies)
    return SignedInAnswer(
        user_id=signed_in.user_id,
        name=signed_in.user_name,
        csrf_token=signed_in.csrf_token,
        needs_password=signed_in.needs_password,
    )


async def _with_link(user: User, request: Request, desk: Desk) -> NewUserAnswer:
    base = (desk.settings.public_url or str(request.base_url)).rstrip("/")
    return NewUserAnswer(user=UserAnswer.of(user), link=f"{base}{LINK_PATH}{await desk.users.new_link(user)}")
