"""What an account chose for its models."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from assistant.columns import UTC, json_column


class AccountModel(SQLModel, table=True):
    """One account's choice; no row, or None in a column, is the operator's setting.

    `models` are names in the order in which they are asked. `keys_sealed` holds the account's keys by vendor,
    encrypted. Dollars and limits never count for more than the operator's.
    """

    __tablename__ = "account_models"
    account_id: str = Field(foreign_key="accounts.id", ondelete="CASCADE", primary_key=True, max_length=32)
    models: list[str] = json_column(list)
    keys_sealed: str | None = None
    monthly_budget_usd: float | None = None
    max_steps: int | None = None
    max_run_seconds: float | None = None
    max_run_tokens: int | None = None
    max_run_cost_usd: float | None = None
    checked_at: datetime | None = Field(default=None, sa_type=UTC)
    updated_at: datetime = Field(sa_type=UTC)
