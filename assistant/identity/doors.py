"""The doors: who asks, and whether they may. Endpoints take `Viewer`, `Engineer`, `Confirmer` or `Admin`.

A browser is known by its cookie and must repeat its CSRF token on every unsafe method, in the header
`X-CSRF-Token` or the form field `csrf_token`. A program sends `Authorization: Bearer dh_…`.
"""

import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from assistant.desk import DeskDep
from assistant.errors import Forbidden, NotSignedIn
from assistant.identity.cookies import SESSION_COOKIE
from assistant.identity.people import Person, TokenScope
from providers.scope import Role

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

_cookie = APIKeyCookie(name=SESSION_COOKIE, auto_error=False, scheme_name="session")
_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="An API token, dh_…")

Cookie = Annotated[str | None, Depends(_cookie)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def whoever(request: Request, desk: DeskDep, cookie: Cookie, bearer: Bearer) -> Person | None:
    """The person who asks, or None. A bearer token, once sent, is what counts: a bad one is not
    made good by a cookie beside it."""
    if "authorization" in request.headers:
        person = await desk.identity.by_token(bearer.credentials) if bearer else None
        if person is None:
            raise NotSignedIn("This API token is unknown, revoked or expired.")
        return person
    person = await desk.identity.by_cookie(cookie) if cookie else None
    if person is not None and request.method not in SAFE_METHODS:
        await _check_csrf(request, person)
    return person


def door(
    role: Role, *, writes_need: TokenScope = TokenScope.CHAT, reads_need: TokenScope = TokenScope.READ
) -> Callable[..., Awaitable[Person]]:
    """A dependency that lets in people of at least this role, and tokens made for it."""

    async def enter(request: Request, person: "Anyone") -> Person:
        if person is None:
            raise NotSignedIn("You are not signed in, or your session has ended. Nothing was changed.")
        if person.scope.role < role:
            raise Forbidden(f"This needs the role {role.name.lower()} or a higher one.")
        needed = reads_need if request.method in SAFE_METHODS else writes_need
        if not person.allows(needed):
            raise Forbidden(
                f"This API token lacks the scope {needed.value}.", remedy="Make a token with that scope."
            )
        return person

    return enter


async def _check_csrf(request: Request, person: Person) -> None:
    sent = request.headers.get("x-csrf-token")
    if sent is None and request.headers.get("content-type", "").startswith(FORM_TYPES):
        field = (await request.form()).get("csrf_token")
        sent = field if isinstance(field, str) else None
    if not secrets.compare_digest((sent or "").encode(), (person.csrf_token or "").encode()):
        raise Forbidden(
            "The page you sent this from is out of date. Nothing was changed.",
            remedy="Reload the page and try again. Programs send X-CSRF-Token or use an API token.",
        )


Anyone = Annotated[Person | None, Depends(whoever)]
Viewer = Annotated[Person, Depends(door(Role.VIEWER))]
Engineer = Annotated[Person, Depends(door(Role.ENGINEER))]
Confirmer = Annotated[
    Person, Depends(door(Role.ENGINEER, writes_need=TokenScope.CONFIRM, reads_need=TokenScope.CONFIRM))
]
Admin = Annotated[
    Person, Depends(door(Role.ADMIN, writes_need=TokenScope.ADMIN, reads_need=TokenScope.ADMIN))
]
