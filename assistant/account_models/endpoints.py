"""The account's own models over HTTP; for its admins."""

from fastapi import APIRouter

from assistant.account_models.schemas import AccountModelBody, AccountModelOut
from assistant.account_models.views import shown
from assistant.desk import DeskDep
from assistant.identity.doors import Admin

router = APIRouter(prefix="/account/model", tags=["models"])


@router.get("")
async def get(person: Admin, desk: DeskDep) -> AccountModelOut:
    """Which models answer this account, what they may use and have used. Keys are shown by their end only."""
    return await shown(person.scope, desk.account_models, desk.budgets, desk.settings)


@router.put("")
async def put(body: AccountModelBody, person: Admin, desk: DeskDep) -> AccountModelOut:
    """Choose models, keys, budget and limits. Each model with a key of the account's is asked for one word
    first; if it does not answer nothing is changed, and `kind` says why."""
    await desk.account_models.save(person.scope, body)
    return await shown(person.scope, desk.account_models, desk.budgets, desk.settings)
