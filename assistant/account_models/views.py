"""What an account's admins are shown of its models."""

from assistant.account_models.choice import VENDORS, usable
from assistant.account_models.limits import limits_out
from assistant.account_models.schemas import AccountModelBody, AccountModelOut, ModelOut, ModelWish
from assistant.account_models.service import AccountModels, Chosen
from assistant.budgets import Budgets
from assistant.model_choice import vendor_of
from assistant.settings import OFFLINE, Settings
from assistant.terms import limits_of
from assistant.vault import masked
from providers.scope import Scope

_OWN = ("monthly_budget_usd", "max_steps", "max_run_seconds", "max_run_tokens", "max_run_cost_usd")


async def shown(scope: Scope, models: AccountModels, budgets: Budgets, settings: Settings) -> AccountModelOut:
    """The account's choice as it counts now; keys by their last characters only."""
    chosen, terms = await models.chosen(scope.account_id), await models.of(scope.account_id)
    row = chosen.row
    return AccountModelOut(
        models=_order(chosen, settings),
        is_default=row is None or not row.models,
        engine=terms.models.engine(),
        operator_models=[name for name in settings.models if name != OFFLINE],
        vendors=dict(VENDORS),
        own=AccountModelBody(
            models=[ModelWish(name=name) for name in (row.models if row else ())],
            **{name: getattr(row, name) for name in _OWN if row is not None},
        ),
        now=limits_out(terms.limits, terms.monthly_usd),
        operator=limits_out(limits_of(settings), settings.monthly_budget_usd),
        spent_usd=await budgets.spent_usd(scope.account_id),
        checked_at=row.checked_at if row else None,
        updated_at=row.updated_at if row else None,
        problem=chosen.problem,
    )


def _order(chosen: Chosen, settings: Settings) -> list[ModelOut]:
    """The models in the order of asking; the operator's where the account set none."""
    names = chosen.row.models if chosen.row and chosen.row.models else settings.models
    can = usable(names, chosen.keys, settings.models)
    return [_model(name, chosen, name in can) for name in names]


def _model(name: str, chosen: Chosen, is_usable: bool) -> ModelOut:
    key = chosen.keys.get(vendor_of(name)) if "/" in name else None
    if key is not None:
        return ModelOut(name=name, pays="account", key_tail=masked(key.get_secret_value()))
    return ModelOut(name=name, pays="nobody" if name == OFFLINE else "operator", usable=is_usable)
