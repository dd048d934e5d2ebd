"""Whether a model answers with this key: one tiny question, read to its end so that its cost is known."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

from assistant.model import Message, Model, ModelUnavailable, Usage

SECONDS = 20.0
_QUESTION = (Message("user", "Answer with the one word OK."),)


@dataclass(frozen=True, slots=True)
class Check:
    """`failed` is None when the model answered; `usage` what it told to have used, if it did."""

    model: str
    failed: ModelUnavailable | None = None
    usage: Usage | None = None


async def check_models(models: Sequence[Model]) -> list[Check]:
    """Ask each once, side by side, at most SECONDS."""
    return list(await asyncio.gather(*map(_check, models)))


async def _check(model: Model) -> Check:
    usage: Usage | None = None
    try:
        async with asyncio.timeout(SECONDS), aclosing(model.reply(_QUESTION, [])) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                usage = chunk if isinstance(chunk, Usage) else usage
    except TimeoutError:
        slow = ModelUnavailable(
            f"The model did not answer within {SECONDS:g} seconds.", remedy="", retryable=True, kind="slow"
        )
        return Check(model.name, slow)
    except ModelUnavailable as failed:
        return Check(model.name, failed)
    return Check(model.name, usage=usage)
