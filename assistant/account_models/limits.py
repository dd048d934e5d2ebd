"""An account's own budget and limits: never more than the operator's, also when those are lowered later."""

from assistant.account_models.schemas import AccountModelBody, LimitsOut
from assistant.account_models.tables import AccountModel
from assistant.errors import Invalid
from assistant.limits import Limits
from assistant.settings import Settings

_WORDS = {
    "monthly_budget_usd": "monthly budget",
    "max_steps": "steps of an answer",
    "max_run_seconds": "seconds of an answer",
    "max_run_tokens": "tokens of an answer",
    "max_run_cost_usd": "cost of an answer",
}


def limits_now(row: AccountModel, settings: Settings) -> Limits:
    return Limits(
        steps=min(row.max_steps or settings.max_steps, settings.max_steps),
        seconds=min(row.max_run_seconds or settings.max_run_seconds, settings.max_run_seconds),
        tokens=min(row.max_run_tokens or settings.max_run_tokens, settings.max_run_tokens),
        cost_usd=min(row.max_run_cost_usd or settings.max_run_cost_usd, settings.max_run_cost_usd),
        context_tokens=settings.max_context_tokens,
    )


def budget_now(own: float | None, operators: float) -> float:
    """The month's dollars; 0 sets no bound."""
    return min(own, operators) if own and operators > 0 else own or operators


def limits_out(limits: Limits, monthly_usd: float) -> LimitsOut:
    return LimitsOut(
        monthly_budget_usd=monthly_usd or None,
        max_steps=limits.steps,
        max_run_seconds=limits.seconds,
        max_run_tokens=limits.tokens,
        max_run_cost_usd=limits.cost_usd,
    )


def refuse_more(wish: AccountModelBody, settings: Settings) -> None:
    """
    Raises:
        Invalid: A value is above the operator's.
    """
    most = {name: getattr(settings, name) for name in _WORDS}
    # Without a budget of the operator's an account may set any.
    most = {name: value for name, value in most.items() if value > 0 or name != "monthly_budget_usd"}
    above = [
        {"field": name, "message": f"The {_WORDS[name]} may be at most {most[name]:,g}."}
        for name in most
        if (wished := getattr(wish, name)) is not None and wished > most[name]
    ]
    if above:
        raise Invalid(
            " ".join(each["message"] for each in above),
            remedy="Nothing was changed. The operator of this service sets these bounds.",
            extras={"fields": above},
        )
