"""What a PSA calls us about: a hint that a record changed, believed only with the PSA's own signature."""

from collections.abc import Mapping
from typing import Literal, Protocol

from providers.connection import ConnectionSpec
from providers.models import Record


class Hint(Record):
    """Something changed at the PSA. Nothing of it is taken for true but that it is worth a look."""

    message_id: str
    kind: str
    record_id: str
    action: Literal["added", "updated", "deleted"]


class Forged(Exception):
    """The call is not signed by the PSA, or cannot be read. `str()` says why, for the log."""


class HookReader(Protocol):
    """Reads the calls of one kind of PSA."""

    async def read(self, spec: ConnectionSpec, headers: Mapping[str, str], body: bytes) -> Hint:
        """The hint in a call whose signature was checked over the very bytes that came.

        Args:
            headers: With lower-case names.

        Raises:
            Forged: Unsigned, signed by somebody else, or no event at all.
            ProviderError: The PSA's key could not be had; the call may be genuine.
        """
