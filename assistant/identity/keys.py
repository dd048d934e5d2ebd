"""Random keys people and programs hold: cookies, one-time links, API tokens. We keep their hash only."""

import hashlib
import secrets
import string

TOKEN_PREFIX = "dh_"  # noqa: S105
TOKEN_CHARACTERS = 40
_ALPHABET = string.ascii_letters + string.digits


def new_key() -> str:
    """A key of 256 random bits that is safe in a URL and a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """An API token: `dh_` and 40 letters and digits."""
    return TOKEN_PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(TOKEN_CHARACTERS))


def hashed(key: str) -> str:
    """What is stored of a key. Plain SHA-256 suffices: nobody can guess random keys from a list."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
