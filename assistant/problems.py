"""Errors become problem documents (RFC 9457) here, and only here."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DBAPIError, OperationalError, StatementError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from assistant.errors import Busy, DeskError, Invalid, Missing, NotSignedIn, PsaRefused, PsaUnavailable, Stale
from providers import errors as psa

PROBLEM_TYPE = "application/problem+json"
LOG = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    """One value that cannot be taken, and why."""

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong, in words for the person, and what to do next."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="A stable name of the kind of problem.", examples=["urn:deskhand:stale"])
    title: str
    detail: str
    status: int
    remedy: str = Field(description="What to do next.")
    request_id: str = Field(description="Give this to your admin when you ask for help.")


ErrorPage = Callable[[Request, Problem], Response]


def install(app: FastAPI, error_page: ErrorPage) -> None:
    """Answer every error of the app with a problem document, or a page where a browser asked for a page."""

    async def handle(request: Request, error: Exception) -> Response:
        known = translate(error)
        if isinstance(known, HttpRefused) and known.status == 405:
            known.headers["Allow"] = ", ".join(_allowed(request))
        if known.status >= 500:
            LOG.warning("request_failed", error=type(error).__name__, problem=type(known).__name__)
        return answer(request, known, error_page)

    for kind in (DeskError, psa.ProviderError, RequestValidationError, HTTPException, StatementError):
        app.add_exception_handler(kind, handle)


def translate(error: Exception) -> DeskError:
    """The one place that says what any error means to the caller."""
    match error:
        case DeskError():
            return error
        case psa.ProviderError():
            return _from_psa(error)
        case RequestValidationError():
            return Invalid("Some values cannot be taken.", extras={"fields": _faults(error.errors())})
        case HTTPException():
            return HttpRefused(error)
        case StatementError():
            return _from_database(error)
        case _:
            return DeskError("Something broke on our side. What you had saved is safe.")


def document(error: DeskError, request_id: str) -> Problem:
    """The problem document of an error."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    return Problem(
        type=f"urn:deskhand:{name}",
        title=error.title,
        detail=error.detail,
        status=error.status,
        remedy=error.remedy,
        request_id=request_id,
        **error.extras,
    )


def answer(request: Request, error: DeskError, error_page: ErrorPage) -> Response:
    """The response to an error: a document for programs, a page for people."""
    problem = document(error, getattr(request.state, "request_id", ""))
    headers = _headers(error)
    if wants_page(request):
        if isinstance(error, NotSignedIn) and request.method in ("GET", "HEAD"):
            return RedirectResponse(sign_in_address(request), status_code=303)
        response = error_page(request, problem)
        response.headers.update(headers)
        return response
    return Response(problem.model_dump_json(), error.status, headers, PROBLEM_TYPE)


def wants_page(request: Request) -> bool:
    """Whether a browser asks for a page: everything outside /api that takes HTML."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def sign_in_address(request: Request) -> str:
    """The sign-in page that leads back to where the person wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(wanted, safe='')}" if wanted != "/" else "/sign-in"


def safe_next(wanted: str | None) -> str:
    """A path of ours to go on to; anything that could lead elsewhere becomes the start page."""
    if not wanted or not re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", wanted):
        return "/"
    return wanted


def _from_psa(error: psa.ProviderError) -> DeskError:
    extras: dict[str, Any] = {"applied": error.applied}
    match error:
        case psa.NotFound():
            return Missing(str(error))
        case psa.InvalidRequest():
            extras["fields"] = [{"field": each.field, "message": each.message} for each in error.fields]
            return Invalid(str(error), extras=extras)
        case psa.Conflict():
            return Stale(str(error), remedy="Look at the record again, then repeat.", extras=extras)
        case psa.RateLimited():
            extras["retry_after_seconds"] = math.ceil(error.retry_after_seconds)
            return PsaUnavailable(str(error), extras=extras)
        case psa.Unavailable():
            return PsaUnavailable(str(error), extras=extras)
        case _:
            return PsaRefused(str(error), extras=extras)


class HttpRefused(DeskError):
    """What the web framework itself refuses: an unknown address, a wrong method, a broken body."""

    def __init__(self, error: HTTPException) -> None:
        super().__init__(str(error.detail))
        self.status = error.status_code
        self.title, self.remedy = _HTTP_WORDS.get(error.status_code, ("Not possible", "Check the request."))
        self.headers = dict(error.headers or {})


_HTTP_WORDS = {
    400: ("Please correct the request", "Send valid JSON or a valid form."),
    404: ("Not found", "Check the address."),
    405: ("Method not allowed", "Use one of the methods that the header Allow names."),
    413: ("Too large", "Send less at once."),
}


def _allowed(request: Request) -> list[str]:
    """The methods of every route at this address; the framework names those of the first one only."""
    documented = request.app.openapi()["paths"].get(request.url.path)
    if documented is not None:
        return [method.upper() for method in documented]
    bare = {"type": "http", "path": request.url.path, "root_path": "", "headers": []}
    return [
        method
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
        if any(route.matches({**bare, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]


def _from_database(error: StatementError) -> DeskError:
    words = str(error.orig)
    if "0x00" in words or "\\u0000" in words or isinstance(error.orig, UnicodeEncodeError):
        return Invalid("The text holds a character that cannot be stored (NUL or half of a pair).")
    if isinstance(error.orig, OverflowError) or "out of int" in words:
        return Invalid("A number in the request is too large.")
    if isinstance(error, OperationalError) and "locked" in words:
        return Busy("The database is busy.", extras={"retry_after_seconds": 2})
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return Busy("The database does not answer.", extras={"retry_after_seconds": 5})
    LOG.error("database_error", error=type(error.orig).__name__, exc_info=error)
    return DeskError("Something broke on our side. What you had saved is safe.")


def _faults(faults: Sequence[Any]) -> list[dict[str, str]]:
    """Where and why, without echoing what was sent."""
    return [
        {"field": ".".join(str(part) for part in fault["loc"][1:]) or "body", "message": str(fault["msg"])}
        for fault in faults[:50]
    ]


def _headers(error: DeskError) -> dict[str, str]:
    headers = dict(error.headers) if isinstance(error, HttpRefused) else {}
    if wait := error.extras.get("retry_after_seconds"):
        headers["Retry-After"] = str(wait)
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return headers
