"""Secrets at rest: PSA credentials, model keys, sealed with keys derived from the service's secret."""

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.errors import DeskError

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_INFO = b"deskhand sealed secrets v1"


class Vault:
    """Seals small JSON objects of strings. The first secret seals, the others still open what they sealed, so
    that a secret can be changed without losing anything (`deskhand keys rotate`)."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._secrets = tuple(secrets)

    def seal(self, values: Mapping[str, str]) -> str:
        """The values as one encrypted text."""
        return self._keys.encrypt(json.dumps(dict(values)).encode()).decode("ascii")

    def open(self, sealed: str) -> dict[str, str]:
        """What was sealed.

        Raises:
            DeskError: It was sealed with another secret, or has been changed since.
        """
        from cryptography.fernet import InvalidToken

        try:
            opened: dict[str, str] = json.loads(self._keys.decrypt(sealed.encode("ascii", "replace")))
        except InvalidToken:
            raise DeskError(
                "Stored credentials cannot be read with this service's secret.",
                remedy="Set DESKHAND_SECRET_KEY to the secret they were saved with (a former one goes into "
                "DESKHAND_FORMER_SECRETS), or enter the credentials again.",
            ) from None
        return opened

    def reseal(self, sealed: str) -> str:
        """The same values sealed with the first secret.

        Raises:
            DeskError: As `open`.
        """
        return self.seal(self.open(sealed))

    @cached_property
    def _keys(self) -> "MultiFernet":
        # The library takes memory that a service without stored secrets need not give.
        from cryptography.fernet import Fernet, MultiFernet

        return MultiFernet([Fernet(_derived(secret)) for secret in self._secrets])


def masked(secret: str) -> str:
    """The last four characters behind dots; short secrets show nothing."""
    return "••••" + (secret[-4:] if len(secret) >= 12 else "")


def _derived(secret: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(secret.encode())
    return base64.urlsafe_b64encode(key)
