"""A server on this machine that gives the answers a test lays out, for what no simulator would say."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from providers.connection import ConnectionSpec
from providers.http import Timing, Web

CREDENTIALS = {"public_key": "public", "private_key": "private", "client_id": "client"}
COMPANY_INFO = {"CompanyName": "acme", "Codebase": "v2026_1/", "CompanyID": "acme", "IsCloud": True}


def swift(seconds: float = 30.0) -> Web:
    """A `Web` to this machine whose waits between retries take no time."""
    return Web(development=True, seconds=seconds, timing=Timing(sleep=_no_time))


@dataclass(slots=True)
class Stub:
    """`answers` by `METHOD path` below apis/3.0; the last of several stays. `requests` are what came in."""

    answers: dict[str, list[tuple[int, Any, dict[str, str]]]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    address: str = ""
    codebase: str = "v2026_1"

    def answer(
        self, call: str, body: Any = None, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Lay out the next answer of a call. Bytes go out as they are, anything else as JSON."""
        self.answers.setdefault(call, []).append((status, body, headers or {}))

    @property
    def spec(self) -> ConnectionSpec:
        return ConnectionSpec(
            id="connection-stub",
            account_id="account-stub",
            provider="connectwise",
            site_url=self.address,
            tenant_login="acme",
            credentials=CREDENTIALS,
        )

    def calls(self) -> list[str]:
        """`METHOD path` of what came in, the company info among it."""
        return [f"{request.method} {_below(request.url.path)}" for request in self.requests]

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        config = uvicorn.Config(self, port=0, log_level="critical", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:
            assert not task.done(), "the server did not start"
            await asyncio.sleep(0.005)
        self.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield
        server.should_exit = True
        await task

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        self.requests.append(request)
        self.bodies.append(orjson.loads(body) if body else None)
        await self._response(request)(scope, receive, send)

    def _response(self, request: Request) -> Response:
        path = request.url.path
        if path.startswith("/login/companyinfo/") and "companyinfo" not in self.answers:
            return Response(orjson.dumps(COMPANY_INFO | {"Codebase": f"{self.codebase}/"}))
        laid = self.answers.get(f"{request.method} {_below(path)}") if self._is_there(path) else None
        if not laid:
            return Response(b'{"code":"NotFound","message":"Not found"}', 404)
        status, told, headers = laid.pop(0) if len(laid) > 1 else laid[0]
        content = told if isinstance(told, bytes) else orjson.dumps(told)
        return Response(content, status, headers)

    def _is_there(self, path: str) -> bool:
        return path.startswith((f"/{self.codebase}/", "/v4_6_release/", "/login/"))


def a_ticket(**changed: Any) -> dict[str, Any]:
    """A ticket's row as ConnectWise gives it."""
    return {
        "id": 5,
        "summary": "Printer",
        "recordType": "ServiceTicket",
        "company": {"id": 250, "name": "Acme"},
        "board": {"id": 1, "name": "Desk"},
        "status": {"id": 16, "name": "New"},
        "priority": {"id": 4, "name": "Low", "sort": 9},
        "closedFlag": False,
        "_info": {"dateEntered": "2026-03-01T09:00:00Z", "lastUpdated": "2026-03-01T10:00:00Z"},
    } | changed


ENTERED = datetime(2026, 3, 1, 9, tzinfo=UTC)


def _below(path: str) -> str:
    return path.partition("apis/3.0/")[2] or ("companyinfo" if "companyinfo" in path else path)


async def _no_time(seconds: float) -> None:
    await asyncio.sleep(0)
