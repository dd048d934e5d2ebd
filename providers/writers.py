"""Opening a PSA for writing. Only the executor of confirmed proposals may import this module."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from providers.base import PSAWriter
from providers.connection import ConnectionSpec
from providers.embedded.faults import FaultPlan
from providers.embedded.store import Store
from providers.embedded.writer import EmbeddedWriter
from providers.registry import UnknownProvider

WriterOpener = Callable[[ConnectionSpec, Store, FaultPlan | None], PSAWriter]
_WRITERS: Mapping[str, WriterOpener] = MappingProxyType({"embedded": EmbeddedWriter})


def open_writer(spec: ConnectionSpec, store: Store, faults: FaultPlan | None = None) -> PSAWriter:
    """A writer of that connection. Nothing is sent to the PSA yet.

    Args:
        faults: What shall go wrong, in development and tests; only the embedded PSA knows faults.

    Raises:
        UnknownProvider: The connection names a PSA that nobody can write to.
    """
    if spec.provider not in _WRITERS:
        raise UnknownProvider(spec.provider)
    return _WRITERS[spec.provider](spec, store, faults)
