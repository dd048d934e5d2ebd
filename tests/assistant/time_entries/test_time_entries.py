"""Working time over HTTP: previewed with its source, logged once, refused with a reason."""

from typing import Any

import httpx
import pytest

from assistant.desk import Desk
from providers.models import TimeEntry
from tests.assistant.time_entries.conftest import began
from tests.conftest import Inhabitant

NOTE = "Corrected the clock of a server."


def entry(**changed: Any) -> dict[str, Any]:
    return {"started_at": began().isoformat(), "minutes": 35, "note": NOTE} | changed


async def log(client: httpx.AsyncClient, session_id: str, **changed: Any) -> httpx.Response:
    return await client.post(f"/api/sessions/{session_id}/time-entry", json=entry(**changed))


async def logged(desk: Desk, person: Inhabitant) -> list[TimeEntry]:
    _, reader = await desk.connections.reader(person.scope, None)
    return [each for each in await reader.time_entries("48291") if each.note == NOTE]


async def test_a_preview_counts_the_messages_and_says_so(alex: Inhabitant, session_id: str) -> None:
    """35 minutes: the pause of 45 minutes is left out, and the words say from when to when."""
    seen = (await alex.client.get(f"/api/sessions/{session_id}/time-entry/preview")).json()
    assert (seen["minutes"], seen["billable"], seen["why_not"]) == (35, None, None)
    assert seen["source"] == "your messages from 09:00 to 10:20 UTC, breaks over 30 minutes left out"
    assert seen["credited_to"] == "Alex Kessler"
    assert "Restarted the DNS service" in seen["note"]
    assert "link 48291" not in seen["note"]


async def test_logged_time_is_on_the_ticket_once(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """The same key twice gives one entry, credited to the mapped member, its billing left to the PSA."""
    path, headers = f"/api/sessions/{session_id}/time-entry", {"Idempotency-Key": "click-1"}
    first = await alex.client.post(path, json=entry(), headers=headers)
    second = await alex.client.post(path, json=entry(), headers=headers)
    assert (first.status_code, first.json()["state"]) == (201, "done")
    assert second.json() == first.json()
    [kept] = await logged(desk, alex)
    assert (kept.minutes, kept.billable) == (35, None)
    assert kept.member is not None
    assert kept.member.id == alex.scope.member_id(alex.connection.id)


@pytest.mark.parametrize("billable", [True, False])
async def test_billing_is_what_the_person_said(
    desk: Desk, alex: Inhabitant, session_id: str, billable: bool
) -> None:
    """Said billing goes to the PSA as said."""
    assert (await log(alex.client, session_id, billable=billable)).status_code == 201
    assert [each.billable for each in await logged(desk, alex)] == [billable]


@pytest.mark.parametrize(
    "changed",
    [
        {"minutes": 0},
        {"minutes": -5},
        {"minutes": 10**9},
        {"minutes": 1441},
        {"minutes": 12.5},
        {"minutes": None},
        {"minutes": "a lot"},
        {"started_at": "2099-01-01T00:00:00Z"},
        {"started_at": "9999-12-31T23:59:59Z"},
        {"started_at": "0001-01-01T00:00:00+14:00"},
        {"started_at": "2026-01-01T09:00:00"},
        {"started_at": "yesterday"},
        {"note": "x" * 150_000},
        {"billable": "maybe"},
        {"member_id": "1"},
    ],
    ids=str,
)
async def test_values_nobody_worked_are_refused(
    desk: Desk, alex: Inhabitant, session_id: str, changed: dict[str, Any]
) -> None:
    """No time at all, more than a day, the future, a time without a zone: 422, and nothing is logged."""
    answer = await log(alex.client, session_id, **changed)
    assert answer.status_code == 422, answer.text
    assert answer.json()["title"]
    _, reader = await desk.connections.reader(alex.scope, None)
    assert all(each.started_at != began() for each in await reader.time_entries("48291"))


async def test_not_a_number_is_refused(alex: Inhabitant, session_id: str) -> None:
    """NaN, which is no JSON but is sent all the same, is a plain refusal."""
    body = '{"started_at": "2026-11-20T09:00:00Z", "minutes": NaN}'
    answer = await alex.client.post(
        f"/api/sessions/{session_id}/time-entry", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422


async def test_who_is_not_mapped_is_told_how(
    desk: Desk, engineer: Inhabitant, session_id: str, alex: Inhabitant
) -> None:
    """Without a member nobody can be credited: the preview and the refusal say what to do."""
    session = await desk.sessions.create(engineer.scope)
    await desk.sessions.link(engineer.scope, session.id, "48291")
    if engineer.scope.member_id(engineer.connection.id):
        pytest.skip("this engineer is mapped")
    seen = (await engineer.client.get(f"/api/sessions/{session.id}/time-entry/preview")).json()
    refused = await log(engineer.client, session.id)
    assert (seen["credited_to"], refused.status_code) == (None, 422)
    assert "Map yourself" in seen["why_not"]
    assert await logged(desk, alex) == []


async def test_viewers_and_other_accounts_log_nothing(
    desk: Desk, alex: Inhabitant, viewer: Inhabitant, other_account: Inhabitant, session_id: str
) -> None:
    """A viewer is refused; for another account the session does not exist."""
    assert (await log(viewer.client, session_id)).status_code == 403
    assert (await log(other_account.client, session_id)).status_code == 404
    path = f"/api/sessions/{session_id}/time-entry/preview"
    assert (await other_account.client.get(path)).status_code == 404
    assert await logged(desk, alex) == []


async def test_a_session_without_a_ticket_says_so(desk: Desk, alex: Inhabitant) -> None:
    """Nothing to log time on: 422 with what to do."""
    session = await desk.sessions.create(alex.scope)
    answer = await log(alex.client, session.id)
    assert (answer.status_code, "Link a ticket" in answer.json()["remedy"]) == (422, True)


async def test_the_csrf_token_is_needed(desk: Desk, alex: Inhabitant, session_id: str) -> None:
    """A form of another site, without the token, logs nothing: neither by the API nor by the page."""
    bare = httpx.AsyncClient(
        transport=alex.client._transport, base_url=alex.client.base_url, cookies=alex.client.cookies
    )
    async with bare:
        api = await log(bare, session_id)
        form = await bare.post(
            f"/sessions/{session_id}/time", data={"start": "2026-11-20T09:00", "minutes": "5"}
        )
    assert (api.status_code, form.status_code) == (403, 403)
    assert await logged(desk, alex) == []
