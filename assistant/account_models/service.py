"""Each account's own models, keys, budget and limits: kept, checked before they are kept, and handed out."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog
from pydantic import SecretStr

from assistant.account_models import repository
from assistant.account_models.checking import Check, check_models
from assistant.account_models.choice import VENDORS, AccountChoice, usable
from assistant.account_models.limits import budget_now, limits_now, refuse_more
from assistant.account_models.schemas import AccountModelBody
from assistant.account_models.tables import AccountModel
from assistant.audit import repository as audit
from assistant.clock import Clock, utc_now
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import DeskError, Invalid
from assistant.model_choice import ModelChoice, vendor_of
from assistant.settings import OFFLINE, Settings
from assistant.terms import Terms, limits_of
from assistant.tokens import TokenCounter
from assistant.usage.spending import Spending
from assistant.vault import Vault
from providers.scope import Scope

REMEMBERED_SECONDS = 5.0
REMEMBERED_ACCOUNTS = 500
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an account chose, opened. `problem` is set when its keys cannot be read; then there are none."""

    row: AccountModel | None
    keys: Mapping[str, SecretStr]
    problem: str | None = None


@dataclass(slots=True)
class _Known:
    row: AccountModel | None
    terms: Terms
    until: float


class AccountModels:
    """Gives each account its terms, and keeps what its admins choose.

    Terms are remembered for a few seconds, so that another process's change counts soon; one's own at once.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        operator: ModelChoice,
        tokens: TokenCounter,
        spending: Spending,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._settings = settings
        self._operator = operator
        self._tokens = tokens
        self._spending = spending
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._default = Terms(operator, limits_of(settings), settings.monthly_budget_usd)

    async def of(self, account_id: str) -> Terms:
        """What answers the account now, and what that may use. Keys that cannot be read are passed over."""
        known = self._known.get(account_id)
        if known is not None and known.until > time.monotonic():
            return known.terms
        chosen = await self.chosen(account_id)
        unchanged = known is not None and _same(known.row, chosen.row)
        terms = known.terms if known is not None and unchanged else self._terms(chosen)
        self._known[account_id] = _Known(chosen.row, terms, time.monotonic() + REMEMBERED_SECONDS)
        self._known.move_to_end(account_id)
        while len(self._known) > REMEMBERED_ACCOUNTS:
            self._known.popitem(last=False)
        return terms

    async def chosen(self, account_id: str) -> Chosen:
        async with self._database.read(account_id) as session:
            row = await repository.of_account(session, account_id)
        if row is None or row.keys_sealed is None:
            return Chosen(row, {})
        try:
            return Chosen(row, self._opened(row.keys_sealed))
        except DeskError as unreadable:
            log.warning("model_keys_unreadable", account_id=account_id)
            return Chosen(row, {}, f"{unreadable.detail} {unreadable.remedy}")

    async def save(self, scope: Scope, wish: AccountModelBody) -> None:
        """Keep the choice, after each model with a key of the account's has answered once.

        Raises:
            Invalid: A model without a key or vendor, a limit above the operator's, or a model did not answer;
                `extras["kind"]` then says key, model, unreachable, busy, slow or other. Nothing was changed.
        """
        before = await self.chosen(scope.account_id)
        keys = _keys_of(wish, before.keys)
        names = [each.name for each in wish.models]
        self._refuse_strangers(names, keys)
        refuse_more(wish, self._settings)
        was_checked = await self._check(scope, names, keys, before)
        checked_before = before.row.checked_at if before.row and keys else None
        row = AccountModel(
            account_id=scope.account_id,
            models=names,
            keys_sealed=self._sealed(keys),
            checked_at=self._clock() if was_checked else checked_before,
            updated_at=self._clock(),
            **wish.model_dump(exclude={"models"}),
        )
        async with self._database.write(scope.account_id) as session:
            await session.merge(row)
            audit.record(
                session,
                scope,
                "models.changed",
                subject_type="account",
                subject_id=scope.account_id,
                at=self._clock(),
                detail={
                    "models": names,
                    "keys_of": sorted(keys),
                    "new_keys_of": sorted({vendor_of(each.name) for each in wish.models if each.key}),
                    **wish.model_dump(exclude={"models"}, exclude_none=True),
                },
            )
        self._known.pop(scope.account_id, None)

    async def warm(self) -> None:
        """Let the operator's models load and, where an account brings a key, the library for it."""
        self._operator.warm()
        async with self._database.read(EVERY_ACCOUNT) as session:
            rows = await repository.sealed(session)
        if rows:
            (await self.of(rows[0].account_id)).models.warm()

    async def close(self) -> None:
        await self._operator.close()

    def _terms(self, chosen: Chosen) -> Terms:
        row = chosen.row
        if row is None:
            return self._default
        terms = replace(
            self._default,
            limits=limits_now(row, self._settings),
            monthly_usd=budget_now(row.monthly_budget_usd, self._settings.monthly_budget_usd),
        )
        if not row.models:
            return terms
        names = usable(row.models, chosen.keys, self._settings.models)
        return replace(terms, models=AccountChoice(names, chosen.keys, self._operator, self._tokens))

    async def _check(
        self, scope: Scope, names: list[str], keys: Mapping[str, SecretStr], before: Chosen
    ) -> bool:
        """Ask the account's own models once, unless neither they nor their keys are new; whether it did."""
        own = [name for name in names if vendor_of(name) in keys]
        known = set(before.row.models) if before.row else set()
        if all(name in known and before.keys.get(vendor_of(name)) == keys[vendor_of(name)] for name in own):
            return False
        choice = AccountChoice(own, keys, self._operator, self._tokens)
        await choice.ready()
        for done in await check_models([choice.own_model(name) for name in own]):
            await self._spending.record(scope, "check", done.model, done.usage)
            if done.failed is not None:
                raise _refused(done, names.index(done.model))
        return True

    def _refuse_strangers(self, names: list[str], keys: Mapping[str, SecretStr]) -> None:
        """Only models of the operator, of vendors with a key of the account's, or the offline engine."""
        for place, name in enumerate(names):
            vendor = vendor_of(name)
            if vendor in keys or name in (*self._settings.models, OFFLINE):
                continue
            problem = (
                f"{name} needs a key for {VENDORS[vendor]}."
                if vendor in VENDORS
                else f"{name} is no model of this service, and its vendor cannot be chosen here."
            )
            raise _invalid(problem, f"models.{place}.key" if vendor in VENDORS else f"models.{place}.name")
        if len(set(names)) < len(names):
            raise _invalid("A model is named twice.", "models")

    def _opened(self, sealed: str) -> dict[str, SecretStr]:
        return {vendor: SecretStr(key) for vendor, key in self._vault.open(sealed).items()}

    def _sealed(self, keys: Mapping[str, SecretStr]) -> str | None:
        if not keys:
            return None
        return self._vault.seal({vendor: key.get_secret_value() for vendor, key in keys.items()})

    @property
    def _vault(self) -> Vault:
        return Vault(self._settings.sealing_secrets)


def _keys_of(wish: AccountModelBody, stored: Mapping[str, SecretStr]) -> dict[str, SecretStr]:
    """The keys by vendor: the new ones, and of the stored ones those that a model still needs."""
    vendors = {vendor_of(each.name) for each in wish.models if "/" in each.name} & set(VENDORS)
    new: dict[str, SecretStr] = {}
    for place, each in enumerate(wish.models):
        if each.key is None:
            continue
        vendor = vendor_of(each.name)
        if "/" not in each.name or vendor not in VENDORS:
            raise _invalid(f"{each.name} takes no key of yours.", f"models.{place}.key")
        if new.setdefault(vendor, each.key) != each.key:
            raise _invalid(f"There are two different keys for {VENDORS[vendor]}.", f"models.{place}.key")
    return {vendor: key for vendor, key in {**stored, **new}.items() if vendor in vendors}


def _refused(done: Check, place: int) -> Invalid:
    assert done.failed is not None
    field = "key" if done.failed.kind in ("key", "busy") else "name"
    return Invalid(
        f"{done.model} was asked for one word and did not answer. {done.failed}",
        remedy="Nothing was changed. Correct the name or the key, or try again later.",
        extras={
            "kind": done.failed.kind,
            "fields": [{"field": f"models.{place}.{field}", "message": str(done.failed)}],
        },
    )


def _invalid(problem: str, field: str) -> Invalid:
    return Invalid(
        problem, remedy="Nothing was changed.", extras={"fields": [{"field": field, "message": problem}]}
    )


def _same(one: AccountModel | None, other: AccountModel | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.updated_at == other.updated_at
