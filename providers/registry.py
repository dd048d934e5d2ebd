"""The PSAs that this product can read, one line each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from providers.base import PSAReader
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.embedded.reader import EmbeddedReader
from providers.embedded.store import Store

__all__ = ["PROVIDERS", "ConnectionSpec", "Provider", "UnknownProvider", "open_reader"]

ReaderOpener = Callable[[ConnectionSpec, Store, FaultPlan | None], PSAReader]


class UnknownProvider(ValueError):
    """A connection names a PSA that this release does not know."""

    def __init__(self, provider: str) -> None:
        super().__init__(f"There is no provider {provider!r}; known are {', '.join(PROVIDERS)}.")


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of PSA: its name for people and how it is opened."""

    label: str
    open_reader: ReaderOpener


PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "embedded": Provider("Deskhand PSA", EmbeddedReader),
    }
)


def open_reader(spec: ConnectionSpec, store: Store, faults: FaultPlan | None = None) -> PSAReader:
    """A reader of that connection. Nothing is asked of the PSA yet.

    Args:
        faults: What shall go wrong, in development and tests; only the embedded PSA knows faults.

    Raises:
        UnknownProvider: The connection names a PSA that is not in `PROVIDERS`.
    """
    if spec.provider not in PROVIDERS:
        raise UnknownProvider(spec.provider)
    return PROVIDERS[spec.provider].open_reader(spec, store, faults)
