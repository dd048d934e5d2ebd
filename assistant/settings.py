"""The service's settings: the only place that reads the environment."""

import secrets
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

KEY_FILE = "secret.key"
OFFLINE = "offline"


class Settings(BaseSettings):
    """Every setting is an environment variable `DESKHAND_<NAME>`; `DATABASE_URL` works too."""

    model_config = SettingsConfigDict(env_prefix="DESKHAND_", extra="ignore")

    data_dir: Path = Field(default=Path("var"), description="Where the database and the secret live.")
    database_url: str | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="postgresql://… or sqlite:///…; default: SQLite in the data folder.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Signs cookies and derives keys; default: made once, kept in the data folder.",
    )
    former_secrets: SecretStr | None = Field(
        default=None,
        description="Secrets used before, separated by commas: what they sealed can still be read and is "
        "sealed anew by 'deskhand keys rotate'.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8321, description="Port to listen on; 0 takes a free one.")
    public_url: str | None = Field(default=None, description="The address people use, behind a proxy.")
    secure_cookies: bool = Field(default=False, description="Cookies over https only; set it behind TLS.")

    model: str = Field(
        default=OFFLINE,
        description="'offline', a model of the endpoint below, or without one vendor/model as LiteLLM names "
        "it. Several, separated by commas: the next is asked when one cannot answer.",
    )
    model_base_url: str | None = Field(
        default=None,
        description="An endpoint that speaks OpenAI's wire format, e.g. http://127.0.0.1:8080/v1.",
    )
    model_api_key: SecretStr | None = Field(
        default=None,
        description="Key for that endpoint or for the first model's vendor; those of other vendors come from "
        "the variables that LiteLLM reads, e.g. ANTHROPIC_API_KEY.",
    )
    allow_model_override: bool = Field(
        default=False, description="Whether an AG-UI request may name another model of that endpoint."
    )

    local_gguf: Path | None = Field(
        default=None,
        description="A GGUF file to serve on this machine in place of an endpoint (extra 'local').",
    )
    local_gguf_sha256: str | None = Field(default=None, description="The SHA-256 that this file must have.")
    assist_seconds: float = Field(
        default=8.0,
        description="Seconds a model may take to read a new ticket's sentence or to word a note; then plain "
        "code's result is shown.",
    )

    max_steps: int = Field(default=8, description="Model calls a run may make.")
    max_run_seconds: float = Field(default=120.0, description="Seconds a run may take.")
    max_run_tokens: int = Field(default=60_000, description="Tokens a run may use, in and out.")
    max_run_cost_usd: float = Field(
        default=0.50, description="Dollars a run may cost, where prices are known."
    )
    monthly_budget_usd: float = Field(
        default=0.0,
        description="Dollars an account's models may cost in a calendar month (UTC), where prices are known; "
        "then the offline engine answers. 0 sets no limit.",
    )
    max_context_tokens: int = Field(
        default=24_000, description="Tokens of talk and results a model is shown."
    )
    max_live_runs: int = Field(default=200, description="Runs at once; over it: 503 with Retry-After.")
    max_message_characters: int = Field(default=100_000, description="Length of one message.")

    proposal_hours: float = Field(default=72.0, description="Hours an unconfirmed proposal stays open.")
    approved_hosts: str = Field(
        default="",
        description="PSAs outside their vendors' domains, separated by commas: host, or host:port.",
    )
    development: bool = Field(
        default=False,
        description="Development only: PSAs may be called on this machine, over plain http too.",
    )
    faults: str = Field(
        default="", description="Development only: faults of the embedded PSA, e.g. 'timeout_after_write:1'."
    )

    @property
    def models(self) -> tuple[str, ...]:
        """The models in the order in which they are asked."""
        return tuple(filter(None, (name.strip() for name in self.model.split(",")))) or (OFFLINE,)

    @property
    def psa_hosts(self) -> frozenset[str]:
        """The approved hosts, one by one."""
        return frozenset(filter(None, (each.strip() for each in self.approved_hosts.split(","))))

    @property
    def url(self) -> str:
        """The database address with its async driver named."""
        raw = self.database_url or f"sqlite:///{self.data_dir.resolve() / 'deskhand.db'}"
        for plain, driver in (
            ("postgresql://", "postgresql+asyncpg://"),
            ("postgres://", "postgresql+asyncpg://"),
            ("sqlite:///", "sqlite+aiosqlite:///"),
        ):
            if raw.startswith(plain):
                return driver + raw.removeprefix(plain)
        return raw

    @cached_property
    def secret(self) -> str:
        """The service's secret; made on first use and kept readable for its owner only."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.data_dir / KEY_FILE
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip()

    @property
    def sealing_secrets(self) -> tuple[str, ...]:
        """The service's secret, then the former ones."""
        former = self.former_secrets.get_secret_value() if self.former_secrets else ""
        return (self.secret, *filter(None, (each.strip() for each in former.split(","))))
