"""Callbacks: signed events to addresses of this machine, with the vendor's retries and the plan's faults."""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from providers.simulators.connectwise.callbacks import signature
from tests.simulated import SimulatedPSA

CALLBACK: dict[str, Any] = {"objectId": 1, "type": "ticket", "level": "owner"}
NOTE = {"text": "Restarted.", "internalAnalysisFlag": True}


@dataclass
class Hub:
    """Whoever registered: what arrived, and the answers it gives, the last one for good."""

    address: str
    answers: list[int]
    events: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, number: int) -> list[tuple[str, dict[str, str], bytes]]:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.events) >= number, timeout=20), self.events
        return self.events


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A listener on a port of this machine."""
    heard = Hub("", [204])

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with heard.arrived:
                heard.events.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                status = heard.answers.pop(0) if len(heard.answers) > 1 else heard.answers[0]
                heard.arrived.notify_all()
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    heard.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield heard
    server.shutdown()
    server.server_close()


@pytest.fixture
def register(connectwise: SimulatedPSA, hub: Hub) -> Callable[..., dict[str, Any]]:
    """Registers the hub."""

    def register(**more: Any) -> dict[str, Any]:
        sent = CALLBACK | {"url": f"{hub.address}/cw?k=1&recordId="} | more
        answer = connectwise.client.post("system/callbacks", json=sent)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    return register


def note_on(psa: SimulatedPSA, ticket: int) -> None:
    assert psa.client.post(f"service/tickets/{ticket}/notes", json=NOTE).status_code == 201


def delivered(psa: SimulatedPSA, number: int) -> list[dict[str, Any]]:
    """The attempts so far, once there are that many."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        attempts = httpx.get(f"{psa.address}/_callbacks", trust_env=False).json()
        if len(attempts) >= number:
            return list(attempts)
    raise AssertionError("the attempts did not come")


def test_a_new_and_a_changed_ticket_are_announced_signed(
    connectwise: SimulatedPSA, hub: Hub, register: Callable[..., dict[str, Any]]
) -> None:
    """The address gets record and action; the signature is over the raw body, by the key the event names."""
    register()
    new = {"summary": "VPN down", "company": {"id": 1}}
    number = connectwise.client.post("service/tickets", json=new).json()["id"]
    note_on(connectwise, 500)
    first, second = sorted(hub.wait_for(2), key=lambda each: "updated" in each[0])
    assert first[0] == f"/cw?k=1&recordId={number}&action=added"
    assert second[0] == "/cw?k=1&recordId=500&action=updated"
    _, headers, body = first
    event = json.loads(body)
    assert (event["Action"], event["Type"], event["ID"], event["CompanyId"]) == (
        "added",
        "ticket",
        number,
        "deskhand",
    )
    assert json.loads(event["Entity"])["summary"] == "VPN down"
    assert event["Metadata"]["key_url"].startswith(f"{connectwise.address}/v4_6_release/system/callbackkey/")
    key = httpx.get(event["Metadata"]["key_url"], trust_env=False).json()["signing_key"]
    assert headers["x-content-signature"] == signature(key, body)


@pytest.mark.parametrize(
    ("level", "object_id", "ticket", "heard"),
    [
        ("board", 1, 500, True),
        ("board", 2, 500, False),
        ("company", 2, 500, False),
        ("company", 1, 500, True),
    ],
)
def test_a_level_narrows_what_is_heard(
    connectwise: SimulatedPSA,
    hub: Hub,
    register: Callable[..., dict[str, Any]],
    level: str,
    object_id: int,
    ticket: int,
    heard: bool,
) -> None:
    """One board's or one company's tickets."""
    register(level=level, objectId=object_id)
    register(description="last")
    note_on(connectwise, ticket)
    assert len(hub.wait_for(2 if heard else 1)) == (2 if heard else 1)


def test_own_changes_can_be_left_out(
    connectwise: SimulatedPSA, hub: Hub, register: Callable[..., dict[str, Any]]
) -> None:
    """With isSelfSuppressedFlag only what members do in the vendor's pages is heard."""
    register(isSelfSuppressedFlag=True)
    note_on(connectwise, 500)
    change = [{"op": "replace", "path": "summary", "value": "Changed by Sam"}]
    changed = httpx.patch(f"{connectwise.address}/_as/sroe/service/tickets/502", json=change, trust_env=False)
    assert changed.json()["_info"]["updatedBy"] == "sroe"
    (event,) = hub.wait_for(1)
    assert json.loads(event[2])["MemberId"] == "sroe"


def test_only_four_answers_are_tried_again(
    connectwise: SimulatedPSA,
    hub: Hub,
    register: Callable[..., dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """429 twice, then it arrives; a 500 is lost."""
    paused: list[float] = []

    async def pause(seconds: float, real: Any = asyncio.sleep) -> None:
        paused.append(seconds)
        await real(0)

    monkeypatch.setattr("providers.simulators.connectwise.callbacks.pause", pause)
    register()
    hub.answers[:] = [429, 404, 500, 204]
    note_on(connectwise, 500)
    assert [each["status"] for each in delivered(connectwise, 3)] == [429, 404, 500]
    assert paused == [2.0, 4.0]


@pytest.mark.parametrize(
    "url", ["https://hub.example/cw", "http://169.254.169.254/", "ftp://127.0.0.1/", "x", "http://[", 7]
)
def test_other_machines_cannot_be_registered(connectwise: SimulatedPSA, url: Any) -> None:
    """The simulator calls this machine alone."""
    refused = connectwise.client.post("system/callbacks", json=CALLBACK | {"url": url})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "url"


def test_a_callback_can_be_listed_and_removed(
    connectwise: SimulatedPSA, hub: Hub, register: Callable[..., dict[str, Any]]
) -> None:
    """A removed or inactive one hears nothing."""
    gone, silent = register(), register(inactiveFlag=True)
    query = {"conditions": 'type="ticket" and level="owner"'}
    assert len(connectwise.client.get("system/callbacks", params=query).json()) == 2
    assert connectwise.client.delete(f"system/callbacks/{gone['id']}").status_code == 204
    assert connectwise.client.get(f"system/callbacks/{gone['id']}").status_code == 404
    last = register()
    assert len({gone["id"], silent["id"], last["id"]}) == 3
    note_on(connectwise, 500)
    assert len(hub.wait_for(1)) == 1


@pytest.mark.parametrize(
    "fault",
    ["callback_unsigned", "callback_forged", "callback_foreign_key", "callback_garbled", "callback_twice"],
)
def test_spoiled_events(
    connectwise: SimulatedPSA, hub: Hub, register: Callable[..., dict[str, Any]], fault: str
) -> None:
    """What a receiver must survive: each fault spoils one event."""
    register()
    connectwise.plan(f"{fault}:1")
    note_on(connectwise, 500)
    _, headers, body = hub.wait_for(2 if fault == "callback_twice" else 1)[0]
    match fault:
        case "callback_unsigned":
            assert "x-content-signature" not in headers
        case "callback_forged":
            key = httpx.get(json.loads(body)["Metadata"]["key_url"], trust_env=False).json()["signing_key"]
            assert headers["x-content-signature"] != signature(key, body)
        case "callback_foreign_key":
            assert connectwise.address not in json.loads(body)["Metadata"]["key_url"]
        case "callback_garbled":
            with pytest.raises(ValueError, match="Expecting"):
                json.loads(body)
        case "callback_twice":
            assert hub.events[0][2] != b""
    assert connectwise.faults_left() == ""


def test_a_lost_event_never_comes(
    connectwise: SimulatedPSA, hub: Hub, register: Callable[..., dict[str, Any]]
) -> None:
    """The next one does."""
    register()
    connectwise.plan("callback_lost:1")
    note_on(connectwise, 500)
    note_on(connectwise, 502)
    (event,) = hub.wait_for(1)
    assert "recordId=502" in event[0]
