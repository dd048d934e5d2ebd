"""The models of one account: those it brings a key for, and those of the operator that it may use."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from pydantic import SecretStr

from assistant.litellm_model import Deployment, LiteLLM, LiteLLMModel
from assistant.model import Model
from assistant.model_choice import ModelChoice, in_order, vendor_of
from assistant.offline_model import OfflineModel
from assistant.settings import OFFLINE
from assistant.tokens import TokenCounter
from tools.catalog import Catalog

VENDORS: Mapping[str, str] = {
    "anthropic": "Anthropic",
    "cerebras": "Cerebras",
    "cohere": "Cohere",
    "deepseek": "DeepSeek",
    "fireworks_ai": "Fireworks AI",
    "gemini": "Google Gemini",
    "groq": "Groq",
    "mistral": "Mistral",
    "openai": "OpenAI",
    "openrouter": "OpenRouter",
    "together_ai": "Together AI",
    "xai": "xAI",
}
"""Vendors with one key and one address that LiteLLM knows. Those that a machine's own rights, an address of
one's choice or a local port decide on are the operator's alone."""


class AccountChoice:
    """One account's order of models, already reduced to what it may use.

    Its keys are in a router of their own, made for this account alone: no call can find another account's
    key there. The library behind it is loaded once in the process.
    """

    def __init__(
        self,
        names: Sequence[str],
        keys: Mapping[str, SecretStr],
        operator: ModelChoice,
        tokens: TokenCounter,
    ) -> None:
        self._names = tuple(names)
        self._keys = keys
        self._operator = operator
        self._tokens = tokens

    def engine(self, override: str | None = None) -> str:
        """The name shown beside answers. A caller can ask for the offline engine, for no other."""
        name = self._asked(override)[0]
        return OfflineModel.name if name == OFFLINE else name

    def choose(self, catalog: Catalog, me_member_id: str | None, override: str | None = None) -> Model:
        return in_order(self._asked(override), catalog, me_member_id, self._model)

    def warm(self) -> None:
        if self._own:
            self._library.warm()

    async def close(self) -> None:
        """Nothing of its own is open; the operator's models are closed by who made them."""

    def _asked(self, override: str | None) -> tuple[str, ...]:
        return (OFFLINE,) if override == OFFLINE else self._names

    async def ready(self) -> None:
        """Return once the library has loaded; the first time in a process that takes seconds."""
        await self._library.router()

    def own_model(self, name: str) -> Model:
        """A model that the account brings the key for."""
        return LiteLLMModel(name, self._library, self._tokens)

    def _model(self, name: str) -> Model:
        return self.own_model(name) if name in self._own else self._operator.model(name)

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(name for name in self._names if vendor_of(name) in self._keys)

    @cached_property
    def _library(self) -> LiteLLM:
        return LiteLLM(
            [
                Deployment(name, self._keys[vendor_of(name)].get_secret_value())
                for name in self._names
                if name in self._own
            ]
        )


def usable(names: Sequence[str], keys: Mapping[str, SecretStr], operators: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that the account may use now: with a key of its own, or the operator's. Where none
    is left the offline engine answers: nobody chose to send anything elsewhere."""
    left = tuple(name for name in names if name == OFFLINE or vendor_of(name) in keys or name in operators)
    return left or (OFFLINE,)
