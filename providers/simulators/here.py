"""Simulators serve this machine alone."""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HERE = ("localhost", "127.0.0.1", "::1")


class OnlyHere:
    """Refuses callers from elsewhere, names of other hosts, and web pages of other hosts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _allowed(scope):
            refusal = PlainTextResponse("The simulator serves this machine only.", 403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _allowed(scope: Scope) -> bool:
    client, headers = scope.get("client"), Headers(scope=scope)
    if client is None or not ipaddress.ip_address(client[0]).is_loopback:
        return False
    return _is_here(f"//{headers.get('host', '')}") and _is_here(headers.get("origin", "//localhost"))


def _is_here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in _HERE
    except ValueError:
        return False
