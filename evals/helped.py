"""Suites whose work plain code does, with or without a model's help, as the service does it.

The service never fails for want of a model: plain code answers instead. In an eval that would pass for the
model's figure, so such answers are counted, and a model that never answers ends the run.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from assistant.assisted.asking import Asker
from assistant.model import Chunk, Message, ToolSpec
from assistant.settings import Settings
from assistant.usage.spending import CountedModel
from evals.suite import OFFLINE, CaseResult, EvalError, Setup, count
from evals.worlds import model_for
from tools.catalog import Catalog

FELL_BACK = count("answers that plain code gave because the model did not")
_PATIENCE = 5


@dataclass
class AskedModel(CountedModel):
    """Remembers besides whether it was asked at all."""

    asked: bool = False

    def reply(self, messages: Sequence[Message], tools: Sequence[ToolSpec]) -> AsyncIterator[Chunk]:
        self.asked = True
        return CountedModel.reply(self, messages, tools)


@dataclass(slots=True)
class Help:
    """A model for the cases of one set. Every case has its own asker: one slow answer is no other case's."""

    model: AskedModel
    seconds: float
    answered: int = 0
    fallen: int = 0

    def begin(self) -> tuple[AskedModel, Asker]:
        self.model = AskedModel(self.model.model)
        return self.model, Asker(self.seconds)

    def settle(self, result: CaseResult, engines: Sequence[str], told: Sequence[str]) -> None:
        """Charge a case with what the model used. `engines` gave the case's answers.

        Raises:
            EvalError: The model has not given one usable answer so far; `told` holds the reason.
        """
        if used := self.model.used:
            result.charge({"input_tokens": used.input_tokens, "output_tokens": used.output_tokens})
            result.cost_usd = used.cost_usd
        fell_back = engines.count(OFFLINE) if self.model.asked else 0
        result.counts["fell_back"] = fell_back
        self.answered += len(engines) - engines.count(OFFLINE)
        self.fallen += fell_back
        if self.fallen >= _PATIENCE and not self.answered:
            reason = told[-1] if told else ""
            raise EvalError(f"The model did not answer, so nothing is scored. {reason}".strip())


@asynccontextmanager
async def help_of(setup: Setup, catalog: Catalog) -> AsyncIterator[Help | None]:
    """The help of the setup's model; None for plain code."""
    async with model_for(setup.model, catalog, None) as model:
        seconds = Settings(model=setup.model).assist_seconds
        yield Help(AskedModel(model), seconds) if model else None
