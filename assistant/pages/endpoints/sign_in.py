"""Signing in and out in a browser."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.cookies import clear_session_cookie, set_session_cookie
from assistant.identity.endpoints import address_of
from assistant.identity.service import SignedIn
from assistant.pages import carried
from assistant.pages.doors import Reader
from assistant.pages.rendering import page
from assistant.problems import safe_next

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form(max_length=1_000)]


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "/") -> Response:
    return _form(request, next=next)


@router.post("/sign-in")
async def sign_in(
    request: Request, desk: DeskDep, email: Text = "", password: Text = "", next: Text = "/"
) -> Response:
    try:
        signed_in = await desk.identity.sign_in(email, password, address_of(request))
    except DeskError as error:
        return _form(
            request,
            next=next,
            email=email,
            problem=f"{error.detail} {error.remedy}",
            status=error.status,
            kept=carried.of_sign_in(await request.form()),
        )
    if kept := carried.of_sign_in(await request.form()):
        return _offer(request, desk, signed_in, kept)
    return _enter(desk, signed_in, safe_next(next))


@router.get("/sign-in/link/{code}")
async def link_page(request: Request, code: str) -> Response:
    """Opening the link does not spend it: mail scanners open links too."""
    return page(request, "sign_in_link.html", code=code, problem=None)


@router.post("/sign-in/link")
async def use_link(request: Request, desk: DeskDep, code: Text = "") -> Response:
    try:
        signed_in = await desk.identity.use_link(code)
    except DeskError as error:
        problem = f"{error.detail} {error.remedy}"
        return page(request, "sign_in_link.html", status=error.status, code="", problem=problem)
    return _enter(desk, signed_in, "/settings?first=1" if signed_in.needs_password else "/")


@router.post("/sign-out")
async def sign_out(person: Reader, desk: DeskDep) -> Response:
    await desk.identity.sign_out(person)
    answer = RedirectResponse("/sign-in", status_code=303)
    clear_session_cookie(answer, secure=desk.settings.secure_cookies)
    return answer


def _form(
    request: Request,
    *,
    next: str,
    email: str = "",
    problem: str | None = None,
    status: int = 200,
    kept: carried.Carried | None = None,
) -> Response:
    notice = "Sign in to go on where you were." if next not in ("", "/") else None
    return page(
        request,
        "sign_in.html",
        status=status,
        next=safe_next(next),
        email=email,
        problem=problem,
        notice=notice,
        carried=kept,
    )


def _offer(request: Request, desk: Desk, signed_in: SignedIn, kept: carried.Carried) -> Response:
    """Signed in, with the form that the old session could not send. It waits for the person's press."""
    answer = page(request, "carried.html", carried=kept, csrf_token=signed_in.csrf_token)
    set_session_cookie(answer, signed_in.key, secure=desk.settings.secure_cookies)
    return answer


def _enter(desk: Desk, signed_in: SignedIn, where: str) -> Response:
    answer = RedirectResponse(where, status_code=303)
    set_session_cookie(answer, signed_in.key, secure=desk.settings.secure_cookies)
    return answer
