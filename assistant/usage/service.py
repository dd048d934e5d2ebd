"""What models have used, for the person who asks: their own, or the account's for admins."""

from datetime import datetime

from assistant.budgets import month_of
from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.terms import AccountTerms
from assistant.usage import repository
from assistant.usage.schemas import By, UsageOut, UsageRow
from providers.scope import Role, Scope

_FIGURES = ("answers", "input_tokens", "output_tokens", "cost_usd", "unpriced")


class UsageService:
    """Reads what the runs and the help beside them have stored; changes nothing."""

    def __init__(self, database: Database, terms: AccountTerms, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._terms = terms
        self._clock = clock

    async def find(
        self,
        scope: Scope,
        by: By,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        page: int = 1,
        page_size: int = 25,
    ) -> UsageOut:
        """Usage from `since` (default: the first of this month, UTC) to `until` (exclusive, default: now)."""
        now = self._clock()
        begin, end = since or month_of(now), until or now
        user_id = None if scope.role >= Role.ADMIN else scope.user_id
        terms = await self._terms.of(scope.account_id)
        async with self._database.read(scope.account_id) as session:
            sums = await repository.sums(session, scope.account_id, user_id, begin, end)
            rows, total = await repository.groups(
                session, scope.account_id, user_id, by, begin, end, page=page, page_size=page_size
            )
        return UsageOut(
            items=[_row(*row) for row in rows],
            total=total,
            page=page,
            page_size=page_size,
            whose="you" if user_id else "account",
            since=begin,
            until=end,
            budget_usd=terms.monthly_usd or None,
            **dict(zip(_FIGURES, sums, strict=True)),
        )


def _row(key: str, name: str, *figures: float) -> UsageRow:
    return UsageRow.model_validate({"key": key, "name": name, **dict(zip(_FIGURES, figures, strict=True))})
