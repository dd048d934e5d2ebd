"""What surrounds every request: its id, a size limit, protective headers, one log line, one figure.

Plain ASGI, so that streamed answers pass through untouched.
"""

import re
import secrets
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import DeskError, Forbidden, TooLarge
from assistant.problems import ErrorPage, answer, translate
from assistant.telemetry import Metrics

MAX_BODY_BYTES = 2 * 1024 * 1024
REQUEST_ID = "X-Request-ID"
STATIC = "/static/"
LOG = structlog.get_logger(__name__)


def content_policy(nonce: str) -> str:
    """Nothing from elsewhere; scripts and styles of our own files or with this answer's nonce."""
    return (
        "default-src 'none'; "
        f"script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    )


class RequestShell:
    """The outermost layer: knows the request by an id and turns what nobody expected into a problem."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics, error_page: ErrorPage) -> None:
        self._app = app
        self._metrics = metrics
        self._error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = _request_id(Headers(scope=scope).get(REQUEST_ID))
        state["csp_nonce"] = secrets.token_urlsafe(16)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=state["request_id"])
        started = time.perf_counter()
        status = 0

        async def send_protected(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _protect(MutableHeaders(scope=message), scope)
            await send(message)

        with self._metrics.in_flight.track_inprogress():
            try:
                await self._app(scope, receive, send_protected)
            except Exception as error:
                LOG.exception("unexpected_error", error=type(error).__name__)
                if status:
                    raise
                problem = answer(Request(scope), translate(error), self._error_page)
                await problem(scope, receive, send_protected)
        self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        self._metrics.requests.labels(scope["method"], route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        LOG.info("request", method=scope["method"], route=route, status=status, seconds=round(seconds, 4))


class BodyLimit:
    """Refuses a body over two megabytes, also one that does not say its length beforehand, and
    unsafe requests that a browser marks as coming from another site."""

    def __init__(self, app: ASGIApp, *, error_page: ErrorPage, max_bytes: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._error_page = error_page
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await answer(Request(scope), refusal, self._error_page)(scope, receive, send)
            return
        read = 0
        replaced = False

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            return {"type": "http.disconnect"} if read > self._max_bytes else message

        async def send_unless_too_large(message: Message) -> None:
            nonlocal replaced
            if read <= self._max_bytes:
                await send(message)
            elif not replaced:
                replaced = True
                await answer(Request(scope), self._too_large(), self._error_page)(scope, receive, send)

        await self._app(scope, receive_counted, send_unless_too_large)

    def _refusal(self, scope: Scope, headers: Headers) -> DeskError | None:
        if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > self._max_bytes:
            return self._too_large()
        foreign = headers.get("sec-fetch-site") == "cross-site"
        if foreign and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            return Forbidden("Another site sent this. Nothing was changed.", remedy="Open Deskhand itself.")
        return None

    def _too_large(self) -> TooLarge:
        return TooLarge(f"A request may hold {self._max_bytes // 1024 // 1024} MB. Nothing was changed.")


def _request_id(sent: str | None) -> str:
    """The caller's id when it is a plain one, so that their log and ours fit together."""
    return sent if sent and re.fullmatch(r"[A-Za-z0-9._-]{8,64}", sent) else secrets.token_hex(8)


def _route(scope: Scope) -> str:
    """The address without what is different each time, so that figures add up and no id is logged."""
    if scope["path"].startswith(STATIC):
        return STATIC
    if "endpoint" not in scope:
        return "unmatched"
    names = {str(value): f"{{{name}}}" for name, value in scope.get("path_params", {}).items()}
    return "/".join(names.get(part, part) for part in scope["path"].split("/"))


def _protect(headers: MutableHeaders, scope: Scope) -> None:
    headers[REQUEST_ID] = scope["state"]["request_id"]
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers.setdefault("Content-Security-Policy", content_policy(scope["state"]["csp_nonce"]))
    if "cache-control" not in headers and not scope["path"].startswith(STATIC):
        headers["Cache-Control"] = "no-store"
