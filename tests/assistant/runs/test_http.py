"""Messages and runs over HTTP."""

from typing import Any

import httpx
import orjson
import pytest

from assistant.model import Finish, TextDelta
from assistant.scripted_model import Pause, says
from tests.assistant.runs.kit import RunDesk
from tests.conftest import Inhabitant


def frames(body: str) -> list[tuple[int, str, Any]]:
    """The events of a stream as (id, type, payload); comments are left out."""
    assert "\r" not in body
    found = []
    for block in filter(None, body.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if fields:
            found.append((int(fields["id"]), fields["event"], orjson.loads(fields["data"])))
    return found


async def new_session(client: httpx.AsyncClient) -> str:
    made = await client.post("/api/sessions", json={})
    assert made.status_code == 201
    return str(made.json()["id"])


async def test_a_message_is_answered_by_a_stream(run_desk: RunDesk, alex: Inhabitant) -> None:
    """202 with the run; its events have ids from 1, LF line ends, and stop after the terminal one."""
    run_desk.plays(says("Three tickets."))
    session_id = await new_session(alex.client)
    sent = await alex.client.post(f"/api/sessions/{session_id}/messages", json={"text": "How many?"})
    assert sent.status_code == 202
    run_id = sent.json()["id"]
    stream = await alex.client.get(f"/api/runs/{run_id}/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    events = frames(stream.text)
    assert [id for id, _, _ in events] == list(range(1, len(events) + 1))
    assert events[-1][1:] == ("run_finished", {"state": "answered", "sentence": None})
    talk = (await alex.client.get(f"/api/sessions/{session_id}")).json()
    assert [m["text"] for m in talk["messages"]] == ["How many?", "Three tickets."]
    assert talk["running_run_id"] is None
    assert (await alex.client.get(f"/api/runs/{run_id}")).json()["state"] == "answered"


async def test_last_event_id_resumes_and_204_ends_the_reconnecting(
    run_desk: RunDesk, alex: Inhabitant
) -> None:
    """A browser that reconnects gets the rest; after the last event it is told to stay away."""
    run_desk.plays((TextDelta("a"), Pause(0.1), TextDelta("b"), Finish("stop")))
    session_id = await new_session(alex.client)
    run_id = (await alex.client.post(f"/api/sessions/{session_id}/messages", json={"text": "x"})).json()["id"]
    whole = frames((await alex.client.get(f"/api/runs/{run_id}/events")).text)
    url = f"/api/runs/{run_id}/events"
    rest = await alex.client.get(url, headers={"Last-Event-ID": "2"})
    assert frames(rest.text) == whole[2:]
    assert frames((await alex.client.get(url, params={"after": 3})).text) == whole[3:]
    over = await alex.client.get(url, headers={"Last-Event-ID": str(len(whole))})
    assert over.status_code == 204
    odd = await alex.client.get(url, headers={"Last-Event-ID": "-1; drop"})
    assert frames(odd.text) == whole


async def test_stop_regenerate_and_resend_over_http(run_desk: RunDesk, alex: Inhabitant) -> None:
    """The three buttons under an answer."""
    run_desk.plays((TextDelta("Half"), Pause(60)))
    session_id = await new_session(alex.client)
    sent = (await alex.client.post(f"/api/sessions/{session_id}/messages", json={"text": "x"})).json()
    busy = await alex.client.post(f"/api/sessions/{session_id}/messages", json={"text": "y"})
    assert (busy.status_code, busy.json()["run_id"]) == (409, sent["id"])
    stopped = await alex.client.post(f"/api/runs/{sent['id']}/stop")
    assert stopped.json()["state"] == "stopped"
    run_desk.plays(says("Whole."))
    again = await alex.client.post(f"/api/sessions/{session_id}/regenerate")
    assert again.status_code == 202
    await alex.client.get(f"/api/runs/{again.json()['id']}/events")
    edited = await alex.client.post(
        f"/api/sessions/{session_id}/resend", json={"message_id": sent["user_message_id"], "text": "z"}
    )
    assert edited.status_code == 202
    await alex.client.get(f"/api/runs/{edited.json()['id']}/events")
    talk = (await alex.client.get(f"/api/sessions/{session_id}")).json()
    assert [m["text"] for m in talk["messages"]] == ["z", "Whole."]


async def test_the_same_idempotency_key_sends_once(run_desk: RunDesk, alex: Inhabitant) -> None:
    """A retried POST gives the first run."""
    run_desk.plays(says("Yes."))
    session_id = await new_session(alex.client)
    url, headers = f"/api/sessions/{session_id}/messages", {"Idempotency-Key": "abc"}
    ids = {(await alex.client.post(url, json={"text": "x"}, headers=headers)).json()["id"] for _ in range(3)}
    assert len(ids) == 1
    assert len(run_desk.model.heard) <= 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": 5}, 422),
        ({}, 422),
        ({"text": "x", "role": "system"}, 422),
        ({"text": "x" * 200_000}, 422),
        ({"text": "x" * 3_000_000}, 413),
    ],
)
async def test_bad_messages_are_problem_documents(
    run_desk: RunDesk, alex: Inhabitant, body: dict[str, Any], status: int
) -> None:
    """Wrong, empty, huge: a problem document with a remedy, and nothing stored."""
    session_id = await new_session(alex.client)
    refused = await alex.client.post(f"/api/sessions/{session_id}/messages", json=body)
    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["remedy"]
    assert (await alex.client.get(f"/api/sessions/{session_id}")).json()["messages"] == []


async def test_who_may_only_look_sends_nothing(run_desk: RunDesk, viewer: Inhabitant) -> None:
    """A viewer makes no session and sends no message."""
    assert (await viewer.client.post("/api/sessions", json={})).status_code == 403


async def test_strangers_get_404(run_desk: RunDesk, alex: Inhabitant, other_account: Inhabitant) -> None:
    """Stolen ids open nothing."""
    run_desk.plays(says("Yes."))
    session_id = await new_session(alex.client)
    run_id = (await alex.client.post(f"/api/sessions/{session_id}/messages", json={"text": "x"})).json()["id"]
    for method, path in (
        ("GET", f"/api/sessions/{session_id}"),
        ("PATCH", f"/api/sessions/{session_id}"),
        ("PATCH", f"/api/sessions/{session_id}/ticket-link"),
        ("POST", f"/api/sessions/{session_id}/regenerate"),
        ("GET", f"/api/runs/{run_id}"),
        ("GET", f"/api/runs/{run_id}/events"),
        ("POST", f"/api/runs/{run_id}/stop"),
    ):
        body = {"ticket_id": None} if path.endswith("link") else {"title": "x"} if method == "PATCH" else None
        answered = await other_account.client.request(method, path, json=body)
        assert answered.status_code == 404, path
