"""The simulated ConnectWise PSA as a web application for this machine alone.

Besides the vendor's paths it answers under `/_`: `_faults` (GET what is left of the plan, POST more of it as
text, DELETE clears it), `_calls` (GET the calls that came in, DELETE forgets them), `_callbacks` (GET what
was sent) and `_as/{member}/...`, by which a member of the tenant changes something in the vendor's own pages.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from providers.connection import ConnectionSpec
from providers.embedded.store import Store
from providers.errors import InvalidRequest, NotFound, ProviderError
from providers.simulators.connectwise import sending
from providers.simulators.connectwise.call import Answer, Call
from providers.simulators.connectwise.callbacks import KEY_PATH, Callbacks
from providers.simulators.connectwise.conversation import Conversation
from providers.simulators.connectwise.faults import RETRY_AFTER_SECONDS, SLOW_SECONDS, Faults
from providers.simulators.connectwise.login import Login, check_login, check_version
from providers.simulators.connectwise.reading import VERSION, Handler, Routes, reading_routes
from providers.simulators.connectwise.refusals import Refused, bad_request, invalid
from providers.simulators.connectwise.routing import find_handler
from providers.simulators.connectwise.schedule import Schedule
from providers.simulators.connectwise.tenant import Tenant
from providers.simulators.connectwise.tickets import Tickets
from providers.simulators.here import OnlyHere

ROUTED_CODEBASE = "v4_6_release"
MAX_BODY_BYTES = 2_000_000
MAX_QUERY_CHARACTERS = 10_000
KEPT_CALLS = 1_000
COMPANY_PATH = "/login/companyinfo/"
_THROTTLED = f"Too many requests. Please try again in {RETRY_AFTER_SECONDS} seconds."
_BEFORE: dict[str, tuple[int, Any, dict[str, str]]] = {
    "rate_limit": (
        429,
        {"error": "ConnectWiseAPI", "message": _THROTTLED},
        {"retry-after": str(RETRY_AFTER_SECONDS)},
    ),
    "unavailable": (503, sending.page("503 - Service Unavailable"), {}),
    "html_error": (502, sending.page("502 - Bad Gateway"), {}),
}
"""Faults that strike before anything is done."""


def build(store: Store, spec: ConnectionSpec, login: Login, faults: Faults | None = None) -> ASGIApp:
    """The simulator over a filled embedded PSA that nobody else writes to. It serves this machine only."""
    vendor = _Vendor(Tenant(spec, store), login, faults or Faults())

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await vendor.tenant.load()
        yield
        await vendor.callbacks.close()

    control = [
        Route("/_faults", vendor.control_faults, methods=["GET", "POST", "DELETE"]),
        Route("/_calls", vendor.control_calls, methods=["GET", "DELETE"]),
        Route("/_callbacks", vendor.control_callbacks, methods=["GET"]),
        Route("/_as/{member}/{path:path}", vendor.control_as, methods=["PATCH", "POST", "DELETE"]),
        Mount("/", app=vendor),
    ]
    return OnlyHere(Starlette(routes=control, lifespan=lifespan))


class _Vendor:
    """The vendor's paths."""

    def __init__(self, tenant: Tenant, login: Login, faults: Faults) -> None:
        self.tenant = tenant
        self._login = login
        self._faults = faults
        self._release = 1
        self._calls: deque[str] = deque(maxlen=KEPT_CALLS)
        self.callbacks = Callbacks(tenant, faults, login)
        self._routes = _merged(
            reading_routes(tenant, faults),
            Tickets(tenant, self.callbacks).routes(),
            Conversation(tenant, faults, self.callbacks).routes(),
            Schedule(tenant, self.callbacks).routes(),
            self.callbacks.routes(),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        answer, fault = await self._answered(request)
        if fault == "timeout_after_write":
            await sending.never(receive)
        elif fault == "cut":
            await sending.cut(answer, send)
        else:
            await sending.response(answer)(scope, receive, send)

    async def control_faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
        if request.method == "POST":
            try:
                self._faults.add((await request.body()).decode(errors="replace"))
            except ValueError as unknown:
                return PlainTextResponse(str(unknown), 400)
        return PlainTextResponse(self._faults.left())

    async def control_calls(self, request: Request) -> Response:
        calls = list(self._calls)
        if request.method == "DELETE":
            self._calls.clear()
        return JSONResponse(calls)

    async def control_callbacks(self, request: Request) -> Response:
        return JSONResponse(list(self.callbacks.delivered))

    async def control_as(self, request: Request) -> Response:
        """A change made in the vendor's own pages: no login, no faults, and no call in `_calls`."""
        base = f"{request.url.scheme}://{request.url.netloc}/{ROUTED_CODEBASE}/apis/3.0"
        try:
            call = await _call_of(request, request.path_params["path"], base)
            call = replace(call, by=request.path_params["member"])
            handler, numbers = find_handler(self._routes, call)
            return sending.response(await self._done(handler, call, numbers))
        except (Refused, ProviderError) as error:
            return sending.response(_no(error))

    @property
    def _codebase(self) -> str:
        return f"v2026_{self._release}"

    async def _answered(self, request: Request) -> tuple[Answer, str]:
        """The answer, and the fault that strikes it on its way out."""
        fault = ""
        try:
            path: str = request.scope["path"]
            self._calls.append(f"{request.method} {path}?{unquote(request.url.query)}".removesuffix("?"))
            if path.startswith(COMPANY_PATH):
                return self._company_info(path.removeprefix(COMPANY_PATH)), ""
            if path == KEY_PATH:
                return self.callbacks.signing_key(), ""
            call = await self._call(request)
            check_login(call.headers, self._login, cloud=not self._faults.state("on_premise"))
            fault = self._faults.next_for(call)
            return await self._handled(call, fault), fault
        except (Refused, ProviderError) as error:
            return _no(error), fault

    def _company_info(self, company: str) -> Answer:
        if company.casefold() != self._login.company.casefold():
            raise Refused(404, "null")
        return Answer(
            body={
                "CompanyName": self._login.company,
                "Codebase": f"{self._codebase}/",
                "VersionCode": VERSION,
                "VersionNumber": "v4.6.90000",
                "CompanyID": self._login.company,
                "IsCloud": not self._faults.state("on_premise"),
            }
        )

    async def _call(self, request: Request) -> Call:
        codebase, _, rest = request.scope["path"].removeprefix("/").partition("/")
        if codebase not in (ROUTED_CODEBASE, self._codebase) or not rest.startswith("apis/3.0/"):
            raise Refused(404, sending.page("404 - File or directory not found."))
        if len(request.url.query) > MAX_QUERY_CHARACTERS:
            raise Refused(414, sending.page("414 - URI Too Long."))
        base = f"{request.url.scheme}://{request.url.netloc}/{codebase}/apis/3.0"
        return await _call_of(request, rest.removeprefix("apis/3.0/"), base)

    async def _handled(self, call: Call, fault: str) -> Answer:
        try:
            if fault == "slow":
                await asyncio.sleep(SLOW_SECONDS)
            if fault in _BEFORE:
                raise Refused(*_BEFORE[fault])
            if fault == "false_ok":
                call = call.instead("GET")
            check_version(call.headers)
            handler, numbers = find_handler(self._routes, call)
            answer = await self._done(handler, call, numbers)
        finally:
            self._release += self._faults.upgrades_now()
        if fault == "error_after_write":
            raise Refused(500, _body("Execution timeout expired. The operation did not complete."))
        return answer

    async def _done(self, handler: Handler, call: Call, numbers: tuple[str, ...]) -> Answer:
        """The handler's answer; writes come one after the other."""
        if call.reads:
            return await handler(call, *numbers)
        async with self.tenant.writing:
            return await handler(call, *numbers)


async def _call_of(request: Request, path: str, base: str) -> Call:
    return Call(
        method=request.method,
        path=path.rstrip("/"),
        query=tuple(request.query_params.multi_items()),
        headers=dict(request.headers),
        body=await sending.body_of(request, MAX_BODY_BYTES),
        base=base,
    )


def _merged(*groups: Routes) -> Routes:
    merged: Routes = {}
    for routes in groups:
        for path, verbs in routes.items():
            merged[path] = {**merged.get(path, {}), **verbs}
    return merged


def _no(error: Refused | ProviderError) -> Answer:
    refused = error if isinstance(error, Refused) else _refusal(error)
    return Answer(refused.status, refused.body, refused.headers)


def _refusal(error: ProviderError) -> Refused:
    """What the embedded PSA refused, as the vendor says it."""
    match error:
        case InvalidRequest(fields=fields) if fields:
            return invalid("record", *(("InvalidField", each.message, each.field) for each in fields))
        case InvalidRequest():
            return bad_request(str(error))
        case NotFound():
            return Refused(404, _body(str(error), "NotFound"))
    return Refused(500, _body(str(error)))


def _body(message: str, code: str = "ConnectWiseApi") -> dict[str, object]:
    return {"code": code, "message": message, "errors": None}
