"""The month's budget for models: over it the offline engine answers, which costs nothing."""

from datetime import datetime

from sqlmodel import col, func, select

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.runs.tables import Run
from assistant.usage.tables import ModelCall


class Budgets:
    """What an account may spend in a calendar month (UTC). Answers whose price is unknown count nothing, so
    that a budget holds only for models with known prices."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def spent_usd(self, account_id: str) -> float:
        """What the account's answers and the help beside them have cost this month; an answer that is being
        written counts once it has ended."""
        begin = month_of(self._clock())
        answers = select(func.coalesce(func.sum(Run.cost_usd), 0.0)).where(
            Run.account_id == account_id, col(Run.started_at) >= begin
        )
        help_given = select(func.coalesce(func.sum(ModelCall.cost_usd), 0.0)).where(
            ModelCall.account_id == account_id, col(ModelCall.at) >= begin
        )
        both = select(answers.scalar_subquery() + help_given.scalar_subquery())
        async with self._database.read(account_id) as session:
            return float((await session.exec(both)).one())

    async def refusal(self, account_id: str, monthly_usd: float) -> str | None:
        """A sentence for the person when the budget is used up; None when a model may be asked.
        0 sets no limit."""
        if monthly_usd <= 0 or await self.spent_usd(account_id) < monthly_usd:
            return None
        return (
            f"This month's budget of ${monthly_usd:,.2f} for models is used up, so the offline engine "
            "answers. An admin can raise it."
        )


def month_of(moment: datetime) -> datetime:
    """The first moment of the month."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
