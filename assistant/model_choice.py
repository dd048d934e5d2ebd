"""Which models answer: the offline engine, those of the endpoint that the settings name, or LiteLLM's."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.errors import DeskError
from assistant.model import Model
from assistant.offline_model import OfflineModel
from assistant.patient_model import PatientModel
from assistant.settings import OFFLINE, Settings
from assistant.tokens import TokenCounter
from assistant.written_calls import WrittenCalls
from tools.catalog import Catalog

if TYPE_CHECKING:
    import httpx

    from assistant.litellm_model import LiteLLM

WARM_AFTER_SECONDS = 1.0


class ModelChoice:
    """Holds the one HTTP client and the one LiteLLM router that all runs share; each is opened only where a
    model needs it. Several models are a fallback order: the next is asked when one cannot answer."""

    def __init__(self, settings: Settings, tokens: TokenCounter) -> None:
        self._settings = settings
        self._tokens = tokens
        self._client: httpx.AsyncClient | None = None
        self._library: LiteLLM | None = None
        self._warming: asyncio.TimerHandle | None = None

    def engine(self, override: str | None = None) -> str:
        """The name shown beside answers. `override` counts only where the settings allow it, the offline
        engine's always: it costs nothing."""
        name = self._names(override)[0]
        return OfflineModel.name if name == OFFLINE else name

    def warm(self) -> None:
        """Get ready for the first message, in the background; the offline engine needs nothing."""
        if all(name == OFFLINE for name in self._settings.models):
            return
        self._tokens.warm()
        if self._settings.model_base_url is not None:
            self._open()
        elif self._of_vendors():
            # A moment later, so that the port is open before the import takes its share of the processor.
            self._warming = asyncio.get_running_loop().call_later(WARM_AFTER_SECONDS, self._load().warm)

    def choose(self, catalog: Catalog, me_member_id: str | None, override: str | None = None) -> Model:
        """The model of one run.

        Raises:
            DeskError: The settings name a model but neither its endpoint nor its vendor.
        """
        return in_order(self._names(override), catalog, me_member_id, self.model)

    def model(self, name: str) -> Model:
        """One of the settings' models by its name. Raises as `choose`."""
        if self._settings.model_base_url is not None:
            return self._endpoint_model(name, self._settings.model_base_url)
        if "/" not in name:
            raise DeskError(
                f"The model {name} has no endpoint.",
                remedy="An admin sets DESKHAND_MODEL_BASE_URL, or writes vendor/model in DESKHAND_MODEL, and "
                "restarts Deskhand.",
            )
        from assistant.litellm_model import LiteLLMModel

        return LiteLLMModel(name, self._load(), self._tokens)

    async def close(self) -> None:
        if self._warming is not None:
            self._warming.cancel()
        if self._client is not None:
            await self._client.aclose()

    def _endpoint_model(self, name: str, base_url: str) -> Model:
        from assistant.openai_model import OpenAICompatibleModel

        key = self._settings.model_api_key
        secret = key.get_secret_value() if key else None
        return OpenAICompatibleModel(name, base_url, secret, self._open(), self._tokens)

    def _open(self) -> "httpx.AsyncClient":
        # Imported here: aiohttp and httpx cost a fifth of a second that the offline engine need not pay.
        from assistant.openai_model import open_client

        if self._client is None:
            self._client = open_client()
        return self._client

    def _load(self) -> "LiteLLM":
        from assistant.litellm_model import Deployment, LiteLLM

        if self._library is None:
            names, key = self._of_vendors(), self._settings.model_api_key
            secret = key.get_secret_value() if key else None
            # The key is for the first model's vendor; another vendor must never see it.
            self._library = LiteLLM(
                [
                    Deployment(name, secret if vendor_of(name) == vendor_of(names[0]) else None)
                    for name in names
                ]
            )
        return self._library

    def _of_vendors(self) -> list[str]:
        return [name for name in self._settings.models if "/" in name]

    def _names(self, override: str | None) -> tuple[str, ...]:
        may = self._settings.allow_model_override and self._settings.model_base_url is not None
        return (override,) if override and (may or override == OFFLINE) else self._settings.models


def in_order(
    names: Sequence[str], catalog: Catalog, me_member_id: str | None, make: Callable[[str], Model]
) -> Model:
    """The models of these names as one: the next is asked when one cannot answer."""
    if tuple(names) == (OFFLINE,):
        return OfflineModel(catalog, me_member_id)
    return PatientModel(
        [
            OfflineModel(catalog, me_member_id) if name == OFFLINE else WrittenCalls(make(name))
            for name in names
        ]
    )


def vendor_of(name: str) -> str:
    """`anthropic` of `anthropic/some-model`."""
    return name.partition("/")[0]
