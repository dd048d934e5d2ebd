"""Which models answer the account, what they may use, and what they have used."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from pydantic import ValidationError

from assistant.account_models.schemas import AccountModelBody
from assistant.account_models.views import shown
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.pages.doors import Boss
from assistant.pages.lists import PageNumber, pages_of
from assistant.pages.rendering import page
from assistant.pages.replies import done
from assistant.usage.schemas import By

router = APIRouter(prefix="/admin/models", include_in_schema=False)
PLACES = 3
ROWS = 25
Word = Annotated[str, Form(max_length=400)]
Number = Annotated[str, Form(max_length=20)]
LIMITS = ("monthly_budget_usd", "max_steps", "max_run_seconds", "max_run_tokens", "max_run_cost_usd")


@router.get("")
async def models_page(
    request: Request, person: Boss, desk: DeskDep, by: By = By.DAY, number: PageNumber = 1
) -> Response:
    return await _page(request, desk, person, by=by, number=number)


@router.post("")
async def save_models(
    request: Request,
    person: Boss,
    desk: DeskDep,
    name_1: Word = "",
    key_1: Word = "",
    name_2: Word = "",
    key_2: Word = "",
    name_3: Word = "",
    key_3: Word = "",
    monthly_budget_usd: Number = "",
    max_steps: Number = "",
    max_run_seconds: Number = "",
    max_run_tokens: Number = "",
    max_run_cost_usd: Number = "",
) -> Response:
    """Keep the choice; without a model it is the service's. When it is refused, everything but the keys is
    shown again with the reason."""
    typed = [(name_1, key_1), (name_2, key_2), (name_3, key_3)]
    limits = (monthly_budget_usd, max_steps, max_run_seconds, max_run_tokens, max_run_cost_usd)
    given = {name: value.strip() for name, value in zip(LIMITS, limits, strict=True)}
    asked = [(name.strip(), key.strip()) for name, key in typed]
    form = {"names": [name for name, _ in typed], "limits": given}
    try:
        await desk.account_models.save(person.scope, _wish(asked, given))
    except ValidationError as wrong:
        return await _page(request, desk, person, form=form, problem=_sentence(wrong))
    except DeskError as refused:
        return await _page(request, desk, person, form=form, problem=f"{refused.detail} {refused.remedy}")
    return done(request, "/admin/models", "Saved.", go="/admin/models")


async def _page(
    request: Request,
    desk: Desk,
    person: Person,
    *,
    by: By = By.DAY,
    number: int = 1,
    form: dict[str, Any] | None = None,
    problem: str | None = None,
) -> Response:
    account = await shown(person.scope, desk.account_models, desk.budgets, desk.settings)
    used = await desk.usage.find(person.scope, by, page=number, page_size=ROWS)
    own = [each.name for each in account.models] if not account.is_default else []
    tails = {each.name: each.key_tail for each in account.models}
    stored = {name: getattr(account.own, name) for name in LIMITS}
    filled = form or {
        "names": own,
        "limits": {name: "" if value is None else f"{value:g}" for name, value in stored.items()},
    }
    names = [*filled["names"], *[""] * PLACES][:PLACES]
    return page(
        request,
        "admin_models.html",
        status=422 if problem else 200,
        account=account,
        used=used,
        by=by.value,
        groups=[each.value for each in By],
        form=filled,
        places=[(place, name, tails.get(name)) for place, name in enumerate(names, 1)],
        share=_share(account.spent_usd, account.now.monthly_budget_usd),
        problem=problem,
        **pages_of("/admin/models", {"by": by.value}, number, used.total, rows=ROWS, anchor="#used"),
    )


def _wish(asked: list[tuple[str, str]], limits: dict[str, str]) -> AccountModelBody:
    models = [{"name": name, **({"key": key} if key else {})} for name, key in asked if name or key]
    return AccountModelBody.model_validate(
        {"models": models, **{name: value for name, value in limits.items() if value}}
    )


def _sentence(wrong: ValidationError) -> str:
    """Which fields cannot be read; what was typed into them is not repeated: it may be a key."""
    words = {str(part).replace("_", " ") for error in wrong.errors() for part in error["loc"][-1:]}
    return f"This cannot be read: {', '.join(sorted(words))}. Nothing was changed."


def _share(spent: float, budget: float | None) -> int | None:
    return min(100, round(100 * spent / budget)) if budget else None
