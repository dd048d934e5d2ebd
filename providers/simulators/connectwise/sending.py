"""Answers on their way out: whole, broken off, or never."""

import asyncio
from itertools import count

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Send

from providers.simulators.connectwise.call import Answer, without_nulls
from providers.simulators.connectwise.refusals import Refused

CURRENT_VERSION = "2026.1"
NEVER_SECONDS = 120.0
_requests = count(1)


def response(answer: Answer) -> Response:
    """The answer as the vendor sends it. A text that begins with a tag is HTML."""
    headers = {"api-current-version": CURRENT_VERSION, "x-cw-request-id": f"sim-{next(_requests)}"}
    if isinstance(answer.body, str):
        kind = "text/html" if answer.body.startswith("<") else "text/plain"
        return Response(answer.body, answer.status, {**headers, **answer.headers}, f"{kind}; charset=utf-8")
    if answer.status == 204:
        return Response(None, 204, {**headers, **answer.headers})
    body = answer.body if answer.status >= 400 else without_nulls(answer.body)
    content = orjson.dumps(body)
    return Response(content, answer.status, {**headers, **answer.headers}, "application/json; charset=utf-8")


async def cut(answer: Answer, send: Send) -> None:
    """Promise the whole answer and send half of it; the server closes the connection after that."""
    whole = response(answer)
    await send({"type": "http.response.start", "status": whole.status_code, "headers": whole.raw_headers})
    half = bytes(whole.body)[: len(whole.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})


async def never(receive: Receive) -> None:
    """Wait until the caller has gone; one that never goes gets an error page in the end."""
    try:
        async with asyncio.timeout(NEVER_SECONDS):
            while (await receive())["type"] != "http.disconnect":
                continue
    except TimeoutError:
        return


async def body_of(request: Request, limit: int) -> bytes:
    """The request's body.

    Raises:
        Refused: 413, it is longer than the limit.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(413, page("413 - Request Entity Too Large"))
    return bytes(body)


def page(words: str) -> str:
    """An error page of the proxy in front of the vendor."""
    return f"<html><head><title>{words}</title></head><body><h1>{words}</h1></body></html>"
