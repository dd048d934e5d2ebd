"""ConnectWise callbacks: who may sign, over what, and what is believed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from providers.connectwise.callbacks import KEY_SECONDS, SIGNATURE_HEADER, ConnectWiseHooks
from providers.errors import ProviderError
from providers.hooks import Forged
from providers.http import Web
from providers.simulators.connectwise.callbacks import KEY_PATH, signature
from tests.simulated import SimulatedPSA, connectwise

__all__ = ["connectwise"]


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    opened = Web(development=True)
    yield opened
    await opened.close()


def event(psa: SimulatedPSA, **changed: Any) -> dict[str, Any]:
    return {
        "MessageId": "m-1",
        "CompanyId": psa.spec.tenant_login,
        "Action": "updated",
        "Type": "ticket",
        "ID": 48291,
        "Entity": '{"summary":"Größe ✓"}',
        "Metadata": {"key_url": f"{psa.address}{KEY_PATH}?id=1"},
        **changed,
    }


def signed(psa: SimulatedPSA, body: bytes) -> dict[str, str]:
    key = httpx.get(f"{psa.address}{KEY_PATH}?id=1", trust_env=False).json()["signing_key"]
    return {SIGNATURE_HEADER: signature(key, body)}


async def test_a_signed_event_becomes_a_hint(connectwise: SimulatedPSA, web: Web) -> None:
    """Kind, record and action are taken over; the bytes are checked as they came, odd characters included."""
    body = orjson.dumps(event(connectwise), option=orjson.OPT_INDENT_2)
    hint = await ConnectWiseHooks(web).read(connectwise.spec, signed(connectwise, body), body)
    assert (hint.message_id, hint.kind, hint.record_id, hint.action) == ("m-1", "ticket", "48291", "updated")


async def test_the_key_is_asked_for_once_in_ten_minutes(connectwise: SimulatedPSA, web: Web) -> None:
    """A hundred events cost one look at the key; later it is read anew."""
    now = 0.0
    hooks = ConnectWiseHooks(web, clock=lambda: now)
    body = orjson.dumps(event(connectwise))
    headers = signed(connectwise, body)
    connectwise.calls()
    for _ in range(3):
        await hooks.read(connectwise.spec, headers, body)
    assert len([call for call in connectwise.calls() if KEY_PATH in call]) <= 1
    now = KEY_SECONDS + 1
    await hooks.read(connectwise.spec, headers, body)


@pytest.mark.parametrize("header", ["", "no base64!", "c2hvcnQ=", signature("another key", b"{}")])
async def test_an_unsigned_event_is_refused(connectwise: SimulatedPSA, web: Web, header: str) -> None:
    """No signature, one of another form and one by another key are all forged."""
    body = orjson.dumps(event(connectwise))
    with pytest.raises(Forged):
        await ConnectWiseHooks(web).read(connectwise.spec, {SIGNATURE_HEADER: header}, body)


async def test_one_changed_byte_spoils_the_signature(connectwise: SimulatedPSA, web: Web) -> None:
    """The same meaning written otherwise is not what was signed."""
    body = orjson.dumps(event(connectwise))
    headers = signed(connectwise, body)
    with pytest.raises(Forged):
        await ConnectWiseHooks(web).read(connectwise.spec, headers, body + b" ")


@pytest.mark.parametrize(
    "url",
    [
        "https://keys.attacker.example/key",
        "https://myconnectwise.net.attacker.example/key",
        "https://na.myconnectwise.net@attacker.example/key",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://[::1/key",
        "",
        None,
        {"a": 1},
    ],
)
async def test_a_key_from_elsewhere_is_never_asked_for(
    connectwise: SimulatedPSA, web: Web, url: object
) -> None:
    """Whoever may name the key's address could sign with a key of their own, or send us into our network."""
    body = orjson.dumps(event(connectwise, Metadata={"key_url": url}))
    with pytest.raises(Forged):
        await ConnectWiseHooks(web).read(connectwise.spec, {SIGNATURE_HEADER: signature("x", body)}, body)


async def test_another_tenants_event_is_refused(connectwise: SimulatedPSA, web: Web) -> None:
    """A tenant of the same cloud can sign genuinely, but not for us."""
    body = orjson.dumps(event(connectwise, CompanyId="somebody-else"))
    with pytest.raises(Forged):
        await ConnectWiseHooks(web).read(connectwise.spec, signed(connectwise, body), body)


@pytest.mark.parametrize(
    "body", [b"", b"<not json", b"[]", b"null", b'{"Metadata": 3}', b"\xff\xfe", b"[" * 9_000]
)
async def test_garbage_is_no_event(connectwise: SimulatedPSA, web: Web, body: bytes) -> None:
    """Whatever arrives is refused as forged, never an error of ours."""
    with pytest.raises(Forged):
        await ConnectWiseHooks(web).read(connectwise.spec, {SIGNATURE_HEADER: signature("x", body)}, body)


async def test_without_the_key_nothing_is_judged(connectwise: SimulatedPSA, web: Web) -> None:
    """When the PSA does not give its key the event is neither believed nor called forged."""
    spec = replace(connectwise.spec, site_url="http://127.0.0.1:9")
    body = orjson.dumps(event(connectwise, Metadata={"key_url": "http://127.0.0.1:9/key"}))
    with pytest.raises(ProviderError):
        await ConnectWiseHooks(web).read(spec, {SIGNATURE_HEADER: signature("x", body)}, body)


@pytest.mark.parametrize("action", ["", "exploded", None, 5])
async def test_an_unknown_action_is_refused(connectwise: SimulatedPSA, web: Web, action: object) -> None:
    """Only added, updated and deleted mean something."""
    body = orjson.dumps(event(connectwise, Action=action))
    with pytest.raises(Forged):
        await ConnectWiseHooks(web).read(connectwise.spec, signed(connectwise, body), body)
