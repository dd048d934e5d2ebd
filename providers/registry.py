"""The PSAs that this product can read, one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import TypeVar

from providers.base import PSAReader
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.embedded.reader import EmbeddedReader
from providers.embedded.store import Store
from providers.hooks import Hint, HookReader
from providers.http import Web

__all__ = [
    "PROVIDERS",
    "ConnectionSpec",
    "LoginField",
    "Provider",
    "UnknownProvider",
    "open_reader",
    "through_web",
]

Opened = TypeVar("Opened")
Opener = Callable[[ConnectionSpec, Store, FaultPlan | None, Web | None], Opened]
ReaderOpener = Opener[PSAReader]


class UnknownProvider(ValueError):
    """A connection names a PSA that this release does not know."""

    def __init__(self, provider: str) -> None:
        super().__init__(f"There is no provider {provider!r}; known are {', '.join(PROVIDERS)}.")


@dataclass(frozen=True, slots=True)
class LoginField:
    """One thing an admin enters to connect: its key in the credentials (`site_url` and `tenant_login` are
    columns of the connection), and its words for people. A secret is never shown again."""

    name: str
    label: str
    secret: bool
    help: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of PSA: its name for people, how it is opened, what an admin enters to connect one, and who
    reads its webhooks, if it has any. `can_notify`: it sends mail for notes, and each connection may say for
    which types."""

    label: str
    open_reader: ReaderOpener
    login_fields: tuple[LoginField, ...] = ()
    open_hooks: Callable[[Web], HookReader] | None = None
    can_notify: bool = False


def through_web(make: Callable[[ConnectionSpec, Web], Opened]) -> Opener[Opened]:
    """How a PSA is opened that is reached over the web: it knows neither our store nor our faults."""

    def opened(spec: ConnectionSpec, store: Store, faults: FaultPlan | None, web: Web | None) -> Opened:
        if web is None:
            raise ValueError(f"A PSA of the kind {spec.provider!r} can only be opened with a Web.")
        return make(spec, web)

    return opened


def _embedded(spec: ConnectionSpec, store: Store, faults: FaultPlan | None, web: Web | None) -> PSAReader:
    return EmbeddedReader(spec, store, faults)


class _LateHooks:
    """Reads a vendor's webhooks with a reader that is made when the first one comes."""

    def __init__(self, make: Callable[[Web], HookReader], web: Web) -> None:
        self._make = make
        self._web = web

    async def read(self, spec: ConnectionSpec, headers: Mapping[str, str], body: bytes) -> Hint:
        return await self._reader.read(spec, headers, body)

    @cached_property
    def _reader(self) -> HookReader:
        return self._make(self._web)


# A vendor's code is imported when the first of its connections is opened: most accounts have one vendor, and
# the start need not wait for all of them.


def _connectwise(spec: ConnectionSpec, web: Web) -> PSAReader:
    from providers.connectwise.reader import ConnectWiseReader

    return ConnectWiseReader(spec, web)


def _connectwise_hooks(web: Web) -> HookReader:
    from providers.connectwise.callbacks import ConnectWiseHooks

    return ConnectWiseHooks(web)


_CONNECTWISE_LOGIN = (
    LoginField(
        "site_url", "Site", False, "Where you open ConnectWise, such as https://na.myconnectwise.net."
    ),
    LoginField("tenant_login", "Company id", False, "What you enter as Company when you log in."),
    LoginField("public_key", "Public key", True, "From the API Keys tab of the API member."),
    LoginField("private_key", "Private key", True, "ConnectWise shows it once, when the key is made."),
    LoginField("client_id", "Client id", True, "From developer.connectwise.com, for this integration."),
)

PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "embedded": Provider("Deskhand PSA", _embedded),
        "connectwise": Provider(
            "ConnectWise PSA",
            through_web(_connectwise),
            _CONNECTWISE_LOGIN,
            partial(_LateHooks, _connectwise_hooks),
            can_notify=True,
        ),
    }
)


def open_reader(
    spec: ConnectionSpec, store: Store, faults: FaultPlan | None = None, *, web: Web | None = None
) -> PSAReader:
    """A reader of that connection. Nothing is asked of the PSA yet.

    Args:
        faults: What shall go wrong, in development and tests; only the embedded PSA knows faults.
        web: The way out; only the embedded PSA does without.

    Raises:
        UnknownProvider: The connection names a PSA that is not in `PROVIDERS`.
    """
    if spec.provider not in PROVIDERS:
        raise UnknownProvider(spec.provider)
    return PROVIDERS[spec.provider].open_reader(spec, store, faults, web)
