"""The account's post history: filters, pages, export, and who may see it."""

import csv
import io
import json

import pytest

from assistant.connections.tables import Connection
from assistant.desk import Desk
from tests.conftest import Inhabitant

POSTS = "/api/integrations/psa/posts"
FORMULA = "=HYPERLINK(1) was in the sheet"


@pytest.fixture
async def posted(alex: Inhabitant, session_id: str) -> str:
    """Two notes posted from the session, one of another kind."""
    for note_type, content in (("internal_analysis", "Looked at the DC."), ("resolution", FORMULA)):
        body = {"note_type": note_type, "content": content}
        answer = await alex.client.post(f"/api/sessions/{session_id}/psa-post", json=body)
        assert answer.status_code == 201
    return session_id


async def test_posts_are_found_by_what_is_known_of_them(alex: Inhabitant, posted: str) -> None:
    """Ticket, kind, outcome, person, PSA and time narrow the list; each row names its session."""
    everything = (await alex.client.get(POSTS)).json()
    assert [row["note_type"] for row in everything["items"]] == ["resolution", "internal_analysis"]
    assert everything["items"][0]["session_id"] == posted
    assert everything["items"][0]["session_title"]
    for wanted, total in (
        ({"ticket_id": "48291"}, 2),
        ({"ticket_id": "1"}, 0),
        ({"note_type": "resolution"}, 1),
        ({"status": "failed"}, 0),
        ({"posted_by": alex.user.id, "status": "success"}, 2),
        ({"posted_by": "nobody"}, 0),
        ({"connection_id": alex.connection.id}, 2),
        ({"since": "2099-01-01T00:00:00Z"}, 0),
        ({"until": "2099-01-01T00:00:00Z"}, 2),
        ({"until": "2001-01-01T00:00:00Z"}, 0),
    ):
        assert (await alex.client.get(POSTS, params=wanted)).json()["total"] == total, wanted


async def test_the_export_holds_what_the_filter_holds(alex: Inhabitant, posted: str) -> None:
    """CSV and JSON give every matching post, oldest first, and no cell starts a formula."""
    lines = list(csv.DictReader(io.StringIO((await alex.client.get(f"{POSTS}/export")).text)))
    assert [line["note_type"] for line in lines] == ["internal_analysis", "resolution"]
    assert lines[1]["content_posted"] == f"'{FORMULA}"
    answer = await alex.client.get(f"{POSTS}/export?format=json&note_type=resolution")
    assert [row["content_posted"] for row in json.loads(answer.text)] == [FORMULA]
    page = await alex.client.get("/admin/posts/download.json?note_type=resolution&until=2099-12-31")
    assert page.text == answer.text
    assert json.loads((await alex.client.get(f"{POSTS}/export?format=json&ticket_id=1")).text) == []


async def test_posts_outlive_session_and_connection(desk: Desk, alex: Inhabitant, posted: str) -> None:
    """Without its connection a post stays in the history, read-only, and its page says so."""
    async with desk.database.write(alex.scope.account_id) as session:
        await session.delete(await session.get_one(Connection, alex.connection.id))
    rows = (await alex.client.get(POSTS)).json()["items"]
    assert [row["connection_id"] for row in rows] == [None, None]
    assert "Connection removed" in (await alex.client.get("/admin/posts")).text


async def test_the_history_is_the_admins_of_that_account(
    alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant, posted: str
) -> None:
    """Engineers may not read it, and another account's admin finds nothing of it."""
    for path in (POSTS, f"{POSTS}/export", "/admin/posts", "/admin/posts/download.csv"):
        assert (await engineer.client.get(path)).status_code == 403
    assert (await other_account.client.get(POSTS)).json()["total"] == 0
    stolen = await other_account.client.get(f"{POSTS}/export?format=json&posted_by={alex.user.id}")
    assert json.loads(stolen.text) == []


@pytest.mark.parametrize("query", ["status=lost", "since=now", "until=12", "note_type=poem", "page=0"])
async def test_a_filter_nobody_understands_is_refused(alex: Inhabitant, query: str) -> None:
    """A wrong value is named, not ignored."""
    assert (await alex.client.get(f"{POSTS}?{query}")).status_code == 422
