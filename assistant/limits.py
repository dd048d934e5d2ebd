"""What one run may use, in one place."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.model import Usage


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of one run: `steps` are calls of the model, `tokens` count both directions.
    `context_tokens` bounds what a single call is shown."""

    steps: int = 8
    seconds: float = 120.0
    tokens: int = 60_000
    cost_usd: float = 0.50
    context_tokens: int = 24_000


class LimitReached(Exception):
    """A run came to one of its limits. `str()` is a sentence for the person."""


@dataclass(slots=True)
class Meter:
    """Counts what a run has used. `cost_usd` stays None while no price is known."""

    limits: Limits
    clock: Callable[[], float] = time.monotonic
    steps: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()

    @property
    def on_last_step(self) -> bool:
        return self.steps >= self.limits.steps

    @property
    def seconds_left(self) -> float:
        return max(0.0, self.limits.seconds - (self.clock() - self.started))

    def begin_step(self) -> None:
        """Count one more call of the model.

        Raises:
            LimitReached: It may not be made.
        """
        if self.steps >= self.limits.steps:
            raise steps_reached(self.limits)
        if self.input_tokens + self.output_tokens >= self.limits.tokens:
            raise LimitReached(
                f"I stopped: this answer used its {self.limits.tokens:,} tokens. Ask for less at once."
            )
        if self.cost_usd is not None and self.cost_usd >= self.limits.cost_usd:
            raise LimitReached(
                f"I stopped: this answer cost its ${self.limits.cost_usd:.2f}. Ask for less at once."
            )
        self.steps += 1

    def charge(self, usage: Usage) -> None:
        """Add the tokens and the cost of one reply."""
        self.input_tokens += usage.input_tokens
        self.output_tokens += usage.output_tokens
        if usage.cost_usd is not None:
            self.cost_usd = (self.cost_usd or 0.0) + usage.cost_usd


def steps_reached(limits: Limits) -> LimitReached:
    return LimitReached(
        f"I stopped after {limits.steps} steps without an answer. Ask for something narrower."
    )


def seconds_reached(limits: Limits) -> LimitReached:
    return LimitReached(
        f"I stopped after {limits.seconds:.0f} seconds. What was found so far is above; ask again to go on."
    )
