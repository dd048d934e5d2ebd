"""Writes down what models used beside the talk, so that budgets and figures hold all of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Literal

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.model import Chunk, Message, Model, ToolSpec, Usage
from assistant.usage.tables import ModelCall
from providers.scope import Scope

Purpose = Literal["parse", "note", "title", "check"]


@dataclass(slots=True)
class CountedModel:
    """A model that remembers what it used."""

    model: Model
    usages: list[Usage] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def used(self) -> Usage | None:
        """The sum; the cost is None when no price is known. None when nothing was used."""
        if not self.usages:
            return None
        costs = [each.cost_usd for each in self.usages if each.cost_usd is not None]
        return Usage(
            sum(each.input_tokens for each in self.usages),
            sum(each.output_tokens for each in self.usages),
            sum(costs) if costs else None,
        )

    async def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        """See `Model.reply`."""
        async with aclosing(self.model.reply(messages, tools)) as chunks:  # type: ignore[type-var]
            async for chunk in chunks:
                if isinstance(chunk, Usage):
                    self.usages.append(chunk)
                yield chunk


class Spending:
    """The one place that stores help of models. What is stored is never changed."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def record(
        self,
        scope: Scope,
        purpose: Purpose,
        model: str,
        used: Usage | None,
        session_id: str | None = None,
    ) -> None:
        """Store one piece of help; nothing when nothing was used."""
        if used is None:
            return
        call = ModelCall(
            account_id=scope.account_id,
            user_id=scope.user_id,
            session_id=session_id,
            purpose=purpose,
            model=model,
            input_tokens=used.input_tokens,
            output_tokens=used.output_tokens,
            cost_usd=used.cost_usd,
            at=self._clock(),
        )
        async with self._database.write(scope.account_id) as session:
            session.add(call)
