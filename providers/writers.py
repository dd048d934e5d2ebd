"""Opening a PSA for writing. Only the executor of confirmed proposals may import this module."""

from collections.abc import Mapping
from types import MappingProxyType

from providers.base import PSAWriter
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.embedded.store import Store
from providers.embedded.writer import EmbeddedWriter
from providers.http import Web
from providers.registry import Opener, UnknownProvider, through_web


def _embedded(spec: ConnectionSpec, store: Store, faults: FaultPlan | None, web: Web | None) -> PSAWriter:
    return EmbeddedWriter(spec, store, faults)


def _connectwise(spec: ConnectionSpec, web: Web) -> PSAWriter:
    # Imported when first opened, as in the registry.
    from providers.connectwise.writer import ConnectWiseWriter

    return ConnectWiseWriter(spec, web)


_WRITERS: Mapping[str, Opener[PSAWriter]] = MappingProxyType(
    {
        "embedded": _embedded,
        "connectwise": through_web(_connectwise),
    }
)


def open_writer(
    spec: ConnectionSpec, store: Store, faults: FaultPlan | None = None, *, web: Web | None = None
) -> PSAWriter:
    """A writer of that connection. Nothing is sent to the PSA yet.

    Args:
        faults: What shall go wrong, in development and tests; only the embedded PSA knows faults.
        web: The way out; only the embedded PSA does without.

    Raises:
        UnknownProvider: The connection names a PSA that nobody can write to.
    """
    if spec.provider not in _WRITERS:
        raise UnknownProvider(spec.provider)
    return _WRITERS[spec.provider](spec, store, faults, web)
