"""Models of every vendor that LiteLLM speaks to, by its names: `anthropic/…`, `gemini/…`, `bedrock/…`.

The one module that imports the library, and only when it is needed: that costs seconds and some 200 MB.
Its own retries, fallbacks, cool-downs and price downloads are off; `PatientModel` does the first two.
"""

import asyncio
import logging
import os
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import structlog

from assistant.litellm_faults import from_litellm
from assistant.model import Chunk, Finish, Message, TextDelta, ToolCallDelta, ToolSpec, Usage
from assistant.model_faults import empty, filtered
from assistant.text import clean
from assistant.tokens import TokenCounter
from assistant.wire import Seen, wire_messages, wire_shape, wire_tools

SILENCE_SECONDS = 60.0
ENDLESS = 2**31
_LOGS = ("LiteLLM", "LiteLLM Router")
_FINISHES = ("tool_calls", "length", "content_filter")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Deployment:
    """One model as LiteLLM names it. Without a key the vendor's own environment variable counts;
    `api_base` is for endpoints of one's own."""

    name: str
    api_key: str | None = None
    api_base: str | None = None

    @property
    def parameters(self) -> dict[str, Any]:
        given = {"model": self.name, "api_key": self.api_key, "api_base": self.api_base, "max_retries": 0}
        return {key: value for key, value in given.items() if value is not None}


class LiteLLM:
    """The library and its one router, loaded on first use in a thread: the event loop goes on meanwhile."""

    def __init__(self, deployments: Sequence[Deployment]) -> None:
        self.deployments = {deployment.name: deployment for deployment in deployments}
        self._lock = threading.Lock()
        self._library: Any = None
        self._router: Any = None

    def warm(self) -> threading.Thread:
        """Load in the background, with one call that is answered inside the library and reaches nobody."""
        thread = threading.Thread(target=self._warm, name="load-litellm", daemon=True)
        thread.start()
        return thread

    async def router(self) -> Any:
        if self._router is None:
            await asyncio.to_thread(self._load)
        return self._router

    def cost_usd(self, name: str, usage: Any) -> float | None:
        """What the tokens cost by the library's price list; None where it knows no price, or none
        but zero."""
        try:
            cost = float(sum(self._library.cost_per_token(model=name, usage_object=usage)))
        except Exception as fault:
            # Each vendor's price code fails in a way of its own; a missing price is no failure of the answer.
            log.debug("price_unknown", model=name, error=type(fault).__name__)
            return None
        # The router lists the models it is given; one without a price then seems to cost nothing.
        return cost or None

    def _load(self) -> None:
        with self._lock:
            if self._router is not None:
                return
            os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
            import litellm

            for name in _LOGS:
                # What it logs of a failure may hold what people wrote; we tell failures in our own words.
                logging.getLogger(name).setLevel(logging.CRITICAL)
            litellm.suppress_debug_info = True
            litellm.drop_params = True
            litellm.disable_streaming_logging = True
            litellm.disable_hf_tokenizer_download = True
            litellm.REPEATED_STREAMING_CHUNK_LIMIT = ENDLESS
            self._library = litellm
            self._router = litellm.Router(
                model_list=[
                    {"model_name": each.name, "litellm_params": each.parameters}
                    for each in self.deployments.values()
                ],
                num_retries=0,
                disable_cooldowns=True,
                ignore_invalid_deployments=True,
            )

    def _warm(self) -> None:
        try:
            self._load()
            asyncio.run(self._rehearse())
        except Exception as fault:
            log.warning("litellm_not_warm", error=type(fault).__name__)

    async def _rehearse(self) -> None:
        stream = await self._library.acompletion(
            model=next(iter(self.deployments)),
            messages=[{"role": "user", "content": "Hello"}],
            tools=wire_tools([ToolSpec("look", "Look", {"type": "object", "properties": {}})]),
            stream=True,
            mock_response="Hello",
        )
        async for _ in stream:
            pass


@dataclass(frozen=True, slots=True)
class LiteLLMModel:
    """One model by LiteLLM's name. The cost of each reply comes with its usage, None where it is unknown."""

    name: str
    library: LiteLLM
    tokens: TokenCounter

    async def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        """Stream one answer; see `Model.reply`. Usage is estimated where the vendor tells none.

        Raises:
            ModelUnavailable: Refused, unreachable, cut, empty, filtered or too long; the sentence says which.
        """
        seen = Seen()
        secret = self.library.deployments[self.name].api_key
        try:
            stream = await self._ask(messages, tools)
            async with aclosing(stream):
                async for part in stream:
                    for chunk in self._chunks(part):
                        if seen.note(chunk):
                            yield chunk
        except Exception as failed:
            # The library lets through its own errors and those of every vendor's client: no common base.
            raise from_litellm(failed, heard=seen.anything, secret=secret) from failed
        if seen.finish == "content_filter":
            raise filtered()
        if not seen.anything:
            raise empty()
        yield seen.usage or self._estimate(messages, seen)
        yield Finish(seen.finish)

    async def _ask(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Any:
        router, callable_tools = await self.library.router(), wire_tools(tools)
        return await router.acompletion(
            model=self.name,
            messages=wire_messages(messages),
            stream=True,
            stream_options={"include_usage": True},
            timeout=SILENCE_SECONDS,
            **({"tools": callable_tools} if callable_tools else {}),
            **wire_shape(tools),
        )

    def _chunks(self, part: Any) -> Iterator[Chunk]:
        for choice in part.choices[:1]:
            delta = choice.delta
            if text := clean(delta.content or ""):
                yield TextDelta(text)
            for position, call in enumerate(delta.tool_calls or ()):
                index = call.index if isinstance(call.index, int) else position
                yield ToolCallDelta(index, call.id, call.function.name, call.function.arguments or "")
            if reason := choice.finish_reason:
                yield Finish(reason if reason in _FINISHES else "stop")
        if usage := getattr(part, "usage", None):
            yield Usage(
                usage.prompt_tokens or 0,
                usage.completion_tokens or 0,
                self.library.cost_usd(self.name, usage),
            )

    def _estimate(self, messages: Sequence[Message], seen: Seen) -> Usage:
        return Usage(
            sum(self.tokens.count(message.text) for message in messages),
            self.tokens.count("".join(seen.written)),
        )
