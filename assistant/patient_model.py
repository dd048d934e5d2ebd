"""Retries and falls back, but only while nothing of the answer was heard: later, text would repeat."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing

from assistant.model import Chunk, Message, Model, ModelUnavailable, ToolSpec

WAITS_SECONDS = (0.4, 1.5)


class PatientModel:
    """Asks the first model, again after each wait while that may help, then the next model. Made for one run:
    once a model has answered, the run stays with it, and `name` says which."""

    def __init__(self, models: Sequence[Model], waits_seconds: Sequence[float] = WAITS_SECONDS) -> None:
        self._models = list(models)
        self._waits_seconds = waits_seconds

    @property
    def name(self) -> str:
        return self._models[0].name

    async def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        for model in tuple(self._models):
            for wait_seconds in (*self._waits_seconds, None):
                heard = False
                try:
                    async with aclosing(model.reply(messages, tools)) as chunks:  # type: ignore[type-var]
                        async for chunk in chunks:
                            if not heard:
                                heard = True
                                self._stay_with(model)
                            yield chunk
                    return
                except ModelUnavailable as gone:
                    last = wait_seconds is None or not gone.retryable
                    if heard or (last and model is self._models[-1]):
                        raise
                    if last:
                        break
                    await asyncio.sleep(wait_seconds or 0.0)

    def _stay_with(self, model: Model) -> None:
        del self._models[: self._models.index(model)]
