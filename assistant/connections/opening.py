"""From a stored connection to its PSA: the provider, the decrypted credentials, a reader."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from assistant.connections.tables import Connection
from assistant.database import Database
from assistant.errors import DeskError, Missing
from assistant.vault import Vault
from providers.base import PSAReader
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.errors import AuthenticationFailed
from providers.http import Web
from providers.registry import PROVIDERS, Provider


class Opening:
    """Opens connections. Credentials are decrypted here, when a PSA is about to be asked, nowhere else."""

    def __init__(
        self,
        database: Database,
        vault: Callable[[], Vault],
        *,
        providers: Mapping[str, Provider] = PROVIDERS,
        faults: FaultPlan | None = None,
        web: Web | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._faults = faults
        self._web = web
        self.providers = providers

    def provider(self, name: str) -> Provider:
        """Raises Missing: this release does not know that kind of PSA."""
        if name not in self.providers:
            raise Missing(
                f"This release does not know the kind of PSA {name[:50]!r}.",
                remedy=f"It knows: {', '.join(self.providers)}.",
            )
        return self.providers[name]

    def spec(self, row: Connection) -> ConnectionSpec:
        """How to enter the PSA, credentials included.

        Raises:
            DeskError: The credentials cannot be read with this service's secret; its remedy says what to do.
        """
        sealed = row.credentials_encrypted
        return spec_of(row, self._vault().open(sealed) if sealed else {})

    def seal(self, credentials: Mapping[str, str]) -> str | None:
        return self._vault().seal(credentials) if credentials else None

    def reader(self, row: Connection) -> tuple[PSAReader, AuthenticationFailed | None]:
        """A reader, and why it must not be asked when its credentials cannot be read: then it was opened
        with empty ones and only knows what its kind of PSA can do.

        Raises:
            Missing: This release does not know that kind of PSA.
        """
        provider = self.provider(row.provider)
        try:
            return self.open(self.spec(row)), None
        except DeskError as lost:
            empty = {field.name: "" for field in provider.login_fields}
            words = AuthenticationFailed(f"{row.display_name}: {lost.detail} {lost.remedy}")
            return self.open(spec_of(row, empty)), words

    def open(self, spec: ConnectionSpec) -> PSAReader:
        """A reader of that spec. Nothing is asked of the PSA yet."""
        return self.provider(spec.provider).open_reader(spec, self._database, self._faults, self._web)


def spec_of(row: Connection, credentials: Mapping[str, str] | None = None) -> ConnectionSpec:
    return ConnectionSpec(
        id=row.id,
        account_id=row.account_id,
        provider=row.provider,
        site_url=row.site_url,
        tenant_login=row.tenant_login,
        credentials=dict(credentials or {}),
        notify=MappingProxyType(dict(row.notify)),
    )
