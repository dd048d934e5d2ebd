"""Asking a model for one JSON object: within a time limit, checked, never an error that stops the work."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from assistant.errors import DeskError
from assistant.model import AnswerShape, Chunk, Finish, Message, Model, ModelUnavailable, TextDelta, Usage

MAX_CHARACTERS = 40_000
REST_SECONDS = 30.0
Answer = TypeVar("Answer", bound=BaseModel)
log = structlog.get_logger(__name__)


class NoAnswer(Exception):
    """Nothing usable came; `str()` is a whole sentence for the person. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the shape of the answer. `prompt_hash` names the wording, for the log."""

    messages: Sequence[Message]
    shape: AnswerShape
    prompt_hash: str


class Asker:
    """Asks models, at most `seconds` each time.

    It remembers endpoints that refuse a schema, to ask them without one. A model that was too slow or gone is
    left alone for half a minute, so that not every sentence waits for it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._without_shape: set[str] = set()
        self._resting: dict[str, float] = {}

    async def ask(self, model: Model, question: Question, answer: type[Answer]) -> Answer:
        """
        Raises:
            NoAnswer: Too slow, unavailable, cut, or no JSON of this shape.
        """
        name, began = model.name, time.monotonic()
        if self._resting.get(name, 0.0) > began:
            raise NoAnswer("The model did not answer a moment ago and was not asked again.")
        try:
            async with asyncio.timeout(self._seconds):
                text, usage = await self._text(model, question)
        except TimeoutError:
            self._resting[name] = time.monotonic() + REST_SECONDS
            raise NoAnswer(f"The model did not answer within {self._seconds:g} seconds.") from None
        except ModelUnavailable as gone:
            if gone.retryable:
                self._resting[name] = time.monotonic() + REST_SECONDS
            raise NoAnswer(str(gone)) from gone
        except DeskError as fault:
            raise NoAnswer(fault.detail) from fault
        except NoAnswer:
            raise
        except Exception as fault:
            log.exception("model_fault", model=name)
            raise NoAnswer("The model could not be asked because of a fault in Deskhand.") from fault
        self._told(question, model.name, usage, time.monotonic() - began)
        return _read(text, answer)

    async def _text(self, model: Model, question: Question) -> tuple[str, Usage | None]:
        name = model.name
        if name in self._without_shape:
            return await _whole(model.reply(question.messages, []))
        try:
            return await _whole(model.reply(question.messages, [question.shape]))
        except ModelUnavailable as refused:
            if refused.retryable:
                raise
        answered = await _whole(model.reply(question.messages, []))
        self._without_shape.add(name)
        return answered

    def _told(self, question: Question, name: str, usage: Usage | None, seconds: float) -> None:
        log.info(
            "model_helped",
            purpose=question.shape.name,
            model=name,
            prompt_hash=question.prompt_hash,
            seconds=round(seconds, 3),
            input_tokens=usage.input_tokens if usage else None,
            output_tokens=usage.output_tokens if usage else None,
            cost_usd=usage.cost_usd if usage else None,
        )


async def _whole(chunks: AsyncIterator[Chunk]) -> tuple[str, Usage | None]:
    """All text of a reply; what a model goes on writing beyond any useful length is not waited for."""
    parts: list[str] = []
    usage: Usage | None = None
    async with aclosing(chunks) as stream:  # type: ignore[type-var]
        async for chunk in stream:
            match chunk:
                case TextDelta(text=text):
                    parts.append(text)
                case Usage():
                    usage = chunk
                case Finish(reason="length"):
                    raise NoAnswer("The model's answer was cut at its length limit.")
            if sum(map(len, parts)) > MAX_CHARACTERS:
                raise NoAnswer("The model went on writing without an end.")
    return "".join(parts), usage


def _read(text: str, answer: type[Answer]) -> Answer:
    """The first JSON object in the text: small models put a fence or a greeting around it."""
    start = text.find("{")
    try:
        value: Any = json.JSONDecoder().raw_decode(text, start)[0] if start >= 0 else None
        return answer.model_validate(value)
    except (ValueError, RecursionError, ValidationError) as broken:
        raise NoAnswer("The model's answer could not be read.") from broken
