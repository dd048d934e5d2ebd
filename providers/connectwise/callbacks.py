"""ConnectWise callbacks: the signature over the raw bytes, and what the event is about."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from pydantic import ValidationError

from providers.connection import ConnectionSpec
from providers.connectwise.settings import HOSTS
from providers.errors import InvalidRequest, Unavailable
from providers.hooks import Forged, Hint
from providers.http import Web

SIGNATURE_HEADER = "x-content-signature"
KEY_SECONDS = 600.0
MAX_KEYS = 256
KEY_TIMEOUT_SECONDS = 3.0  # ConnectWise gives up on a call after five.


class ConnectWiseHooks:
    """Keeps the signing keys for ten minutes. The event itself names the address of its key, so only
    addresses at the vendor or at the connection's own site are asked: anybody could sign with a key of
    their own."""

    def __init__(self, web: Web, clock: Callable[[], float] = time.monotonic) -> None:
        self._web = web
        self._clock = clock
        self._keys: OrderedDict[tuple[str, str], tuple[float, bytes]] = OrderedDict()

    async def read(self, spec: ConnectionSpec, headers: Mapping[str, str], body: bytes) -> Hint:
        """As `HookReader.read`."""
        given = _signature(headers)
        event = _event(body)
        _guard_tenant(event, spec)
        key = await self._key(spec, _key_url(event))
        if not hmac.compare_digest(hmac.digest(key, body, "sha256"), given):
            raise Forged("The signature does not belong to this body.")
        return _hint(event, body)

    async def _key(self, spec: ConnectionSpec, url: str) -> bytes:
        place = (spec.id, url)
        kept = self._keys.get(place)
        if kept is None or self._clock() - kept[0] > KEY_SECONDS:
            kept = (self._clock(), await self._ask(spec, url))
            self._keys[place] = kept
            while len(self._keys) > MAX_KEYS:
                self._keys.popitem(last=False)
        return kept[1]

    async def _ask(self, spec: ConnectionSpec, url: str) -> bytes:
        if not _at_home(url, spec):
            raise Forged("The key is said to lie at an address that is not the PSA's.")
        try:
            async with asyncio.timeout(KEY_TIMEOUT_SECONDS):
                answer = await self._web.caller(f"{spec.id} keys", HOSTS).read(url)
        except InvalidRequest as refused:
            raise Forged(str(refused)) from refused
        except TimeoutError:
            raise Unavailable("ConnectWise did not give its signing key in time.", "no") from None
        told = answer.json() if answer.status == 200 else None
        signing_key = told.get("signing_key") if isinstance(told, dict) else None
        if not isinstance(signing_key, str) or not signing_key:
            raise Forged(f"The key's address answered {answer.status} without a key.")
        return hashlib.sha256(signing_key.encode()).digest()


def _signature(headers: Mapping[str, str]) -> bytes:
    try:
        given = base64.b64decode(headers.get(SIGNATURE_HEADER, ""), validate=True)
    except (binascii.Error, ValueError):
        given = b""
    if len(given) != hashlib.sha256().digest_size:
        raise Forged("There is no signature of the right form.")
    return given


def _event(body: bytes) -> dict[str, Any]:
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        event = None
    if not isinstance(event, dict):
        raise Forged("The body is no JSON object.")
    return event


def _guard_tenant(event: Mapping[str, Any], spec: ConnectionSpec) -> None:
    """Another tenant of the cloud has a key at the vendor too."""
    named = str(event.get("CompanyId") or "").casefold()
    if named and named != (spec.tenant_login or "").casefold():
        raise Forged("The event is another tenant's.")


def _key_url(event: Mapping[str, Any]) -> str:
    metadata = event.get("Metadata")
    url = metadata.get("key_url") if isinstance(metadata, dict) else None
    if not isinstance(url, str):
        raise Forged("The event does not say where its key is.")
    return url


def _at_home(url: str, spec: ConnectionSpec) -> bool:
    """Whether the address is the vendor's or the connection's own; the outer guard judges it besides."""
    try:
        host, own = urlsplit(url).hostname or "", urlsplit(spec.site_url or "").hostname
    except ValueError:
        return False
    return HOSTS.hold(host) or host == own


def _hint(event: Mapping[str, Any], body: bytes) -> Hint:
    try:
        return Hint.model_validate(
            {
                "message_id": str(event.get("MessageId") or hashlib.sha256(body).hexdigest())[:100],
                "kind": str(event.get("Type") or "").lower()[:40],
                "record_id": str(event.get("ID") or "")[:40],
                "action": str(event.get("Action") or "").lower(),
            }
        )
    except ValidationError as error:
        raise Forged("The event names no known action.") from error
