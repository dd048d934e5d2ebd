"""A person's own settings: password, API tokens, theme, who they are at the PSA."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from assistant.connections.tables import Connection
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from assistant.identity.people import Person, TokenScope
from assistant.pages.doors import Reader, Worker
from assistant.pages.rendering import page
from assistant.pages.replies import done
from providers.errors import ProviderError
from providers.scope import Role

router = APIRouter(prefix="/settings", include_in_schema=False)
Secret = Annotated[str, Form(max_length=MAX_CHARACTERS * 4)]
Word = Annotated[str, Form(max_length=120)]
THEME_SECONDS = 365 * 24 * 3600
SCOPES = (
    (TokenScope.READ, "Read", "Tickets, sessions, proposals"),
    (TokenScope.CHAT, "Chat", "Ask, parse, draft; writes nothing to the PSA"),
    (TokenScope.CONFIRM, "Confirm", "Confirm writes to the PSA in your name"),
    (TokenScope.ADMIN, "Admin", "Connections, people, audit"),
)


@router.get("")
async def settings_page(
    request: Request, person: Reader, desk: DeskDep, first: Annotated[bool, Query()] = False
) -> Response:
    return await _page(request, desk, person, first=first)


@router.post("/password")
async def change_password(
    request: Request,
    person: Reader,
    desk: DeskDep,
    password: Secret = "",
    again: Secret = "",
    present: Secret = "",
) -> Response:
    if password != again:
        return await _page(
            request, desk, person, problems={"password": "The two passwords differ; nothing was changed."}
        )
    try:
        await desk.identity.change_password(person, password, present or None)
    except DeskError as refused:
        return await _page(request, desk, person, problems={"password": refused.detail})
    return done(request, "/settings", "Your password is set. Other browsers were signed out.")


@router.post("/theme")
async def theme(
    request: Request, person: Reader, name: Annotated[Literal["system", "light", "dark"], Form()]
) -> Response:
    answer = RedirectResponse("/settings#theme", status_code=303)
    answer.set_cookie("theme", name, max_age=THEME_SECONDS, samesite="lax")
    return answer


@router.post("/tokens")
async def make_token(
    request: Request,
    person: Reader,
    desk: DeskDep,
    name: Word = "",
    scopes: Annotated[list[TokenScope] | None, Form()] = None,
    days: Annotated[int, Form(ge=0, le=3650)] = 90,
) -> Response:
    """The token is shown this one time, on this very page."""
    if not name.strip() or not scopes:
        return await _page(
            request, desk, person, problems={"tokens": "A token needs a name and at least one right."}
        )
    try:
        _, token = await desk.tokens.create(person.scope, name.strip(), scopes, days=days or None)
    except DeskError as refused:
        return await _page(request, desk, person, problems={"tokens": refused.detail})
    return await _page(request, desk, person, token=token)


@router.post("/tokens/{token_id}/revoke")
async def revoke(
    request: Request, token_id: Annotated[str, Path(max_length=64)], person: Reader, desk: DeskDep
) -> Response:
    await desk.tokens.revoke(person.scope, token_id)
    return done(request, "/settings", "The token is revoked.", go="/settings#tokens")


@router.post("/mapping")
async def map_myself(
    request: Request, person: Worker, desk: DeskDep, member_id: Word = "", connection_id: Word = ""
) -> Response:
    try:
        if member_id:
            await desk.mappings.set(person.scope, connection_id or None, None, member_id)
        else:
            await desk.mappings.clear(person.scope, connection_id or None, person.scope.user_id)
    except DeskError as refused:
        return await _page(request, desk, person, problems={"mapping": f"{refused.detail} {refused.remedy}"})
    said = "Saved. “Me” is known at the PSA now." if member_id else "You are no longer mapped."
    return done(request, "/settings", said, go="/settings#mapping")


async def _page(
    request: Request,
    desk: Desk,
    person: Person,
    *,
    first: bool = False,
    token: str | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    user = await desk.users.one(person.scope, person.scope.user_id)
    tokens, _ = await desk.tokens.list(person.scope, page=1, page_size=50)
    scopes = [each for each in SCOPES if each[0] != TokenScope.ADMIN or person.scope.role >= Role.ADMIN]
    return page(
        request,
        "settings.html",
        status=422 if problems else 200,
        user=user,
        tokens=tokens,
        scopes=scopes,
        first=first,
        token=token,
        problems=problems or {},
        least=MIN_CHARACTERS,
        mappings=[await _mapping(desk, person, each) for each in await desk.connections.active(person.scope)],
    )


async def _mapping(desk: Desk, person: Person, connection: Connection) -> dict[str, Any]:
    """Whom the person may say they are at one PSA; nobody else's member is offered."""
    try:
        _, members = await desk.connections.members(person.scope, connection.id)
        rows = await desk.mappings.list(person.scope, connection.id)
    except (DeskError, ProviderError) as error:
        return {"connection": connection, "unavailable": str(error)}
    taken = {row.external_member_id for row, user in rows if user.id != person.scope.user_id}
    mine = next((row.external_member_id for row, user in rows if user.id == person.scope.user_id), None)
    free = [each for each in members if each.active and each.id not in taken]
    return {
        "connection": connection,
        "members": sorted(free, key=lambda each: each.name.casefold()),
        "mine": mine,
        "unavailable": None,
    }
