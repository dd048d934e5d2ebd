"""The pages of callbacks, suggestions and of who one is at each PSA."""

import re

from assistant.desk import Desk
from tests.assistant.webhooks.test_familiar import twins
from tests.conftest import Inhabitant
from tests.snapshots import SMALL

__all__ = ["twins"]
HTML = {"accept": "text/html"}


async def test_a_psa_without_callbacks_says_so(alex: Inhabitant, engineer: Inhabitant) -> None:
    """There is no address to copy; engineers do not see the page at all."""
    path = f"/admin/connections/{alex.connection.id}/callbacks"
    assert "makes no callbacks" in (await alex.client.get(path, headers=HTML)).text
    assert (await engineer.client.get(path, headers=HTML)).status_code == 403


async def test_the_start_page_offers_familiar_tickets(
    desk: Desk, alex: Inhabitant, twins: tuple[object, object]
) -> None:
    """Without scripts: one button opens a session on the ticket, the other puts the suggestion away."""
    await desk.watch.look_over(alex.connection)
    (row, *_) = [each for each in await desk.familiar.shown(alex.scope) if "Outlook" in each.summary]
    home = (await alex.client.get("/", headers=HTML)).text
    assert f'action="/familiar/{row.id}/open"' in home
    assert "Looks like" in home
    opened = await alex.client.post(f"/familiar/{row.id}/open", headers=HTML)
    assert opened.status_code == 303
    assert re.fullmatch(r"/sessions/[0-9a-f]{32}", opened.headers["location"])
    assert row.id not in (await alex.client.get("/", headers=HTML)).text
    again = await alex.client.post(f"/familiar/{row.id}/hide", headers=HTML)
    assert (again.status_code, again.headers["location"]) == (303, "/")


async def test_everybody_says_who_they_are_at_each_psa(desk: Desk, alex: Inhabitant) -> None:
    """With two PSAs the settings hold a choice for each, and one is changed without the other."""
    second = await desk.connections.add_embedded(alex.scope.account_id, "Second PSA", SMALL)
    page = (await alex.client.get("/settings", headers=HTML)).text
    assert page.count('action="/settings/mapping"') == 2
    form = {"connection_id": second.id, "member_id": "17", "csrf_token": alex.client.headers["X-CSRF-Token"]}
    assert (await alex.client.post("/settings/mapping", data=form, headers=HTML)).status_code == 303
    me = (await alex.client.get("/api/me")).json()["member_ids"]
    assert me == {alex.connection.id: "17", second.id: "17"}
