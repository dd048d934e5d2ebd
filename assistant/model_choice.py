"""Which model answers: the offline engine, or the endpoint that the settings name."""

from typing import TYPE_CHECKING

from assistant.errors import DeskError
from assistant.model import Model
from assistant.offline_model import OfflineModel
from assistant.patient_model import PatientModel
from assistant.settings import Settings
from assistant.tokens import TokenCounter
from tools.catalog import Catalog

if TYPE_CHECKING:
    import httpx

OFFLINE = "offline"


class ModelChoice:
    """Holds the one HTTP client that all runs share; it is opened only where an endpoint is set."""

    def __init__(self, settings: Settings, tokens: TokenCounter) -> None:
        self._settings = settings
        self._tokens = tokens
        self._client: httpx.AsyncClient | None = None

    def engine(self, override: str | None = None) -> str:
        """The name shown beside answers. `override` counts only where the settings allow it."""
        name = self._name(override)
        return OfflineModel.name if name == OFFLINE else name

    def warm(self) -> None:
        """Get ready for the first message; the offline engine needs nothing."""
        if self._settings.model != OFFLINE:
            self._open()
            self._tokens.warm()

    def choose(self, catalog: Catalog, me_member_id: str | None, override: str | None = None) -> Model:
        """The model of one run.

        Raises:
            DeskError: The settings name a model but no endpoint.
        """
        name = self._name(override)
        if name == OFFLINE:
            return OfflineModel(catalog, me_member_id)
        return PatientModel([self._endpoint_model(name)])

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _endpoint_model(self, name: str) -> Model:
        from assistant.openai_model import OpenAICompatibleModel

        base_url, key = self._settings.model_base_url, self._settings.model_api_key
        if base_url is None:
            raise DeskError(
                f"The model {name} has no endpoint.",
                remedy="An admin sets DESKHAND_MODEL_BASE_URL and restarts Deskhand.",
            )
        secret = key.get_secret_value() if key else None
        return OpenAICompatibleModel(name, base_url, secret, self._open(), self._tokens)

    def _open(self) -> "httpx.AsyncClient":
        # Imported here: aiohttp and httpx cost a fifth of a second that the offline engine need not pay.
        from assistant.openai_model import open_client

        if self._client is None:
            self._client = open_client()
        return self._client

    def _name(self, override: str | None) -> str:
        may = self._settings.allow_model_override and self._settings.model_base_url is not None
        return override if override and may else self._settings.model
