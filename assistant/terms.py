"""What answers an account, and what that may use: the operator's settings, or the account's own."""

from dataclasses import dataclass
from typing import Protocol

from assistant.limits import Limits
from assistant.model import Model
from assistant.settings import Settings
from tools.catalog import Catalog


class Models(Protocol):
    """Which model answers; a name given by the caller (`override`) may or may not count."""

    def engine(self, override: str | None = None) -> str: ...

    def warm(self) -> None: ...

    def choose(self, catalog: Catalog, me_member_id: str | None, override: str | None = None) -> Model: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """`limits` are those of one answer; `monthly_usd` bounds a calendar month (UTC), 0 sets no bound."""

    models: Models
    limits: Limits
    monthly_usd: float


class AccountTerms(Protocol):
    """Where the terms of an account come from."""

    async def of(self, account_id: str) -> Terms: ...

    async def warm(self) -> None:
        """Let what the models need load in the background."""
        ...

    async def close(self) -> None: ...


class OperatorTerms:
    """The settings' terms, the same for every account."""

    def __init__(self, settings: Settings, models: Models) -> None:
        self._terms = Terms(models, limits_of(settings), settings.monthly_budget_usd)

    async def of(self, account_id: str) -> Terms:
        return self._terms

    async def warm(self) -> None:
        self._terms.models.warm()

    async def close(self) -> None:
        await self._terms.models.close()


def limits_of(settings: Settings) -> Limits:
    """The operator's limits of one answer: no account's are higher."""
    return Limits(
        steps=settings.max_steps,
        seconds=settings.max_run_seconds,
        tokens=settings.max_run_tokens,
        cost_usd=settings.max_run_cost_usd,
        context_tokens=settings.max_context_tokens,
    )
