"""What the endpoint of an account's models takes and gives. Keys go in; only their ends come out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

Dollars = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]
_NAME = r"^[A-Za-z0-9_][A-Za-z0-9._:@+-]*(/[A-Za-z0-9][A-Za-z0-9._:@+-]*)*$"
Name = Annotated[str, Field(min_length=1, max_length=140, pattern=_NAME)]


class ModelWish(BaseModel):
    """One model of the order. `key` is for its vendor; left out, the stored key of that vendor stays."""

    model_config = ConfigDict(extra="forbid")
    name: Name
    key: SecretStr | None = Field(default=None, min_length=8, max_length=400)


class AccountModelBody(BaseModel):
    """The whole choice: what is left out goes back to the operator's setting. Keys of vendors that no model
    names any more are deleted."""

    model_config = ConfigDict(extra="forbid")
    models: list[ModelWish] = Field(default_factory=list, max_length=3, description="In order of asking.")
    monthly_budget_usd: Dollars | None = None
    max_steps: int | None = Field(default=None, ge=1, le=1_000)
    max_run_seconds: float | None = Field(default=None, ge=1, le=86_400, allow_inf_nan=False)
    max_run_tokens: int | None = Field(default=None, ge=100, le=100_000_000)
    max_run_cost_usd: Dollars | None = None


class ModelOut(BaseModel):
    """A model of the order. `pays` says whose key it runs on; `usable` is false when it is passed over."""

    name: str
    pays: Literal["account", "operator", "nobody"]
    key_tail: str | None = None
    usable: bool = True


class LimitsOut(BaseModel):
    """Of one answer, and of a month; a budget of null is no budget."""

    monthly_budget_usd: float | None
    max_steps: int
    max_run_seconds: float
    max_run_tokens: int
    max_run_cost_usd: float


class AccountModelOut(BaseModel):
    """What answers this account. `own` holds only what the account set; `now` is what counts, `operator` the
    most that it may be set to. `problem` is a sentence when stored keys cannot be read."""

    models: list[ModelOut]
    is_default: bool
    engine: str
    operator_models: list[str]
    vendors: dict[str, str]
    own: AccountModelBody
    now: LimitsOut
    operator: LimitsOut
    spent_usd: float
    checked_at: datetime | None
    updated_at: datetime | None
    problem: str | None = None
