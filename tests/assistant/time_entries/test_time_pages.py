"""The time dialog without scripts: plain pages and plain posts."""

import re
from typing import Any

import httpx
import pytest

from assistant.desk import Desk
from tests.assistant.time_entries.conftest import began
from tests.assistant.time_entries.test_time_entries import NOTE, logged
from tests.conftest import Inhabitant


async def submit(client: httpx.AsyncClient, path: str, **changed: Any) -> httpx.Response:
    """Open the dialog as a page, change some of its fields and press its button."""
    shown = await client.get(path)
    assert shown.status_code == 200, shown.text
    hidden = dict(re.findall(r'name="(csrf_token|key)" value="([^"]*)"', shown.text))
    fields = {"start": f"{began():%Y-%m-%dT%H:%M}", "minutes": "35", "note": NOTE, "billable": ""}
    return await client.post(path, data=fields | hidden | changed)


async def test_a_session_offers_what_its_messages_tell(alex: Inhabitant, session_id: str) -> None:
    """Start, minutes and text are filled in; the page says where from, for whom, and who sees it."""
    html = (await alex.client.get(f"/sessions/{session_id}/time")).text
    assert f'value="{began():%Y-%m-%dT%H:%M}"' in html
    assert 'name="minutes" inputmode="numeric" value="35"' in html
    assert "breaks over 30 minutes left out" in html
    assert "Alex Kessler" in html
    assert "Colleagues see this time" in html


@pytest.mark.parametrize("place", ["session", "ticket"])
async def test_time_is_logged_without_scripts(
    desk: Desk, alex: Inhabitant, session_id: str, place: str
) -> None:
    """The same button pressed twice logs once, and the browser is led back."""
    path = f"/sessions/{session_id}/time" if place == "session" else "/tickets/48291/time"
    answer = await submit(alex.client, path, key="once", billable="no")
    again = await submit(alex.client, path, key="once", billable="no")
    assert (answer.status_code, again.status_code) == (303, 303)
    assert answer.headers["location"] == path.removesuffix("/time")
    assert [(each.minutes, each.billable) for each in await logged(desk, alex)] == [(35, False)]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"minutes": "0"}, "whole minutes"),
        ({"minutes": "NaN"}, "whole minutes"),
        ({"minutes": "1000000000"}, "whole minutes"),
        ({"start": ""}, "day and the time"),
        ({"start": "2099-01-01T09:00"}, "in the future"),
        ({"start": "2020-01-01T09:00"}, "more than a year ago"),
        ({"billable": "perhaps"}, "Choose one"),
    ],
    ids=str,
)
async def test_a_refused_form_keeps_what_was_typed(
    desk: Desk, alex: Inhabitant, session_id: str, changed: dict[str, str], words: str
) -> None:
    """The reason stands at the field, the text is still there, and nothing was logged."""
    answer = await submit(alex.client, f"/sessions/{session_id}/time", **changed)
    assert answer.status_code == 422
    assert words in answer.text
    assert NOTE in answer.text
    assert await logged(desk, alex) == []


async def test_the_ways_to_the_dialog_are_there(alex: Inhabitant, session_id: str) -> None:
    """The session's menu and the ticket's page lead to it."""
    assert f'/sessions/{session_id}/time"' in (await alex.client.get(f"/sessions/{session_id}")).text
    assert '/tickets/48291/time"' in (await alex.client.get("/tickets/48291")).text


async def test_viewers_are_not_led_to_it(viewer: Inhabitant) -> None:
    """A viewer sees no button, and the dialog refuses them."""
    assert "/tickets/48291/time" not in (await viewer.client.get("/tickets/48291")).text
    assert (await viewer.client.get("/tickets/48291/time")).status_code == 403
