"""Models behind any endpoint that speaks OpenAI's wire format; the bytes are read by hand, for speed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import aiohttp
import httpx
import orjson
from httpx_aiohttp import AiohttpTransport

from assistant import model_faults
from assistant import openai_faults as faults
from assistant.model import Chunk, Finish, Message, TextDelta, ToolSpec, Usage
from assistant.openai_stream import StreamReader, whole_answer
from assistant.tokens import TokenCounter
from assistant.wire import Seen, wire_messages, wire_shape, wire_tools

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 60.0
MAX_ERROR_BYTES = 20_000
# Nobody reads faster: what arrives meanwhile waits in the socket and is joined to one delta. An answer that
# comes all at once is taken as it comes.
PACE_SECONDS = 0.05
BURST_BYTES = 8_000


def open_client() -> httpx.AsyncClient:
    """The one client for all models; whoever opens it closes it."""
    return httpx.AsyncClient(
        transport=AiohttpTransport(limits=httpx.Limits(max_connections=1000, max_keepalive_connections=200)),
        timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
    )


@dataclass(frozen=True, slots=True)
class OpenAICompatibleModel:
    """One model of one endpoint. `base_url` ends in /v1 or the like; the key never appears in an error."""

    name: str
    base_url: str
    api_key: str | None
    client: httpx.AsyncClient
    tokens: TokenCounter

    async def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        """Stream one answer; see `Model.reply`. Usage is estimated where the endpoint tells none.

        Raises:
            ModelUnavailable: Refused, unreachable, cut, empty, filtered or too long; the sentence says which.
        """
        body = request_body(self.name, messages, tools)
        seen = Seen()
        try:
            async with (
                self.client.stream("POST", self._url, content=body, headers=self._headers) as response,
                aclosing(self._chunks(response)) as chunks,
            ):
                async for chunk in chunks:
                    if seen.note(chunk):
                        yield chunk
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError) as failed:
            raise faults.from_transport(failed, heard=seen.anything) from failed
        if seen.finish == "content_filter":
            raise model_faults.filtered()
        if not seen.anything:
            raise model_faults.empty()
        yield seen.usage or self._estimate(body, seen)
        yield Finish(seen.finish)

    @property
    def _url(self) -> str:
        return f"{self.base_url.rstrip('/')}/chat/completions"

    @property
    def _headers(self) -> dict[str, str]:
        headers = {
            "content-type": "application/json",
            "accept": "text/event-stream",
            "accept-encoding": "identity",
        }
        if self.api_key:
            headers["authorization"] = f"Bearer {self.api_key}"
        return headers

    async def _chunks(self, response: httpx.Response) -> AsyncGenerator[Chunk, None]:
        if response.status_code != 200:
            raise faults.from_status(response, await _beginning(response), self.api_key)
        if "json" in response.headers.get("content-type", ""):
            for chunk in whole_answer(await response.aread(), self.api_key):
                yield chunk
            return
        reader = StreamReader(self.api_key)
        async for data in response.aiter_bytes():
            chunks = reader.feed(data)
            for chunk in chunks:
                yield chunk
            if reader.done:
                return
            if len(data) < BURST_BYTES and chunks and isinstance(chunks[-1], TextDelta):
                await asyncio.sleep(PACE_SECONDS)
        reader.end()

    def _estimate(self, body: bytes, seen: Seen) -> Usage:
        return Usage(self.tokens.count(body.decode()), self.tokens.count("".join(seen.written)))


def request_body(name: str, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> bytes:
    """The request as JSON. An answer of a given shape is of use only when whole, so it is not streamed."""
    shape, callable_tools = wire_shape(tools), wire_tools(tools)
    streamed = {"stream": True, "stream_options": {"include_usage": True}}
    body: dict[str, object] = {"model": name, "messages": wire_messages(messages), **(shape or streamed)}
    if callable_tools:
        body["tools"] = callable_tools
    return orjson.dumps(body)


async def _beginning(response: httpx.Response) -> bytes:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > MAX_ERROR_BYTES:
            break
    return body[:MAX_ERROR_BYTES]
