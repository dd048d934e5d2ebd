"""How connections fare, what an account may ask of them, and what a lost secret does."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI

from assistant.connections.health import Health, watched
from assistant.connections.limits import PerMinute
from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import TooMany
from providers.errors import AuthenticationFailed, InvalidRequest, NotFound, ProviderError, Unavailable
from tests.assistant.connections.kit import BODY, LOGIN, SECRET, Elsewhere, with_elsewhere
from tests.assistant.proposals.kit import Moments
from tests.conftest import Inhabitant

PATH = "/api/integrations/psa/connections"
DOWN = Unavailable("Elsewhere is down.", applied="no")


async def _stored(desk: Desk, row: Connection) -> Connection:
    async with desk.database.read(row.account_id) as session:
        found = await session.get(Connection, row.id)
    assert found is not None
    return found


async def test_real_calls_tell_how_a_connection_fares(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """A read that fails is seen on the admin's card with the PSA's words; the next one that works ends it."""
    made = (await alex.client.post(PATH, json=BODY)).json()
    elsewhere.failing = DOWN
    with pytest.raises(Unavailable):
        await connected.connections.catalog(alex.scope, made["id"])
    card = (await alex.client.get("/admin")).text
    assert "Does not answer" in card
    assert "Elsewhere is down." in card
    elsewhere.failing = None
    await connected.connections.catalog(alex.scope, made["id"])
    assert "Does not answer" not in (await alex.client.get("/admin")).text


async def test_a_hundred_reads_are_written_down_once(desk: Desk, alex: Inhabitant) -> None:
    """Success is noted every five minutes, a lasting failure likewise, a change between them at once."""
    clock = Moments()
    health, row = Health(desk.database, clock), alex.connection
    await health.report(row, None)
    before = await _stored(desk, row)
    for _ in range(100):
        await health.report(before, None)
    assert (await _stored(desk, row)).last_success_at == before.last_success_at
    clock.pass_(minutes=6)
    await health.report(before, None)
    later = await _stored(desk, row)
    assert later.last_success_at == clock.now
    clock.pass_(seconds=30)
    await health.report(later, DOWN)
    failing = await _stored(desk, row)
    assert (failing.failing_since, failing.last_error) == (clock.now, "Elsewhere is down.")
    clock.pass_(minutes=6)
    await health.report(failing, DOWN)
    still = await _stored(desk, row)
    assert (still.failing_since, still.last_failed_at) == (failing.failing_since, clock.now)


@pytest.mark.parametrize("error", [NotFound("No such ticket."), InvalidRequest("No such board.")])
async def test_a_wrong_question_is_no_failure_of_the_connection(
    desk: Desk, alex: Inhabitant, error: ProviderError
) -> None:
    """A ticket that is not there, or a value refused, says nothing against the PSA."""
    await Health(desk.database).report(alex.connection, error)
    assert (await _stored(desk, alex.connection)).failing_since is None


async def test_a_watched_reader_reports_and_passes_on(desk: Desk, alex: Inhabitant) -> None:
    """Answers and errors come through unchanged; what asks nobody is not reported."""
    reported: list[ProviderError | None] = []

    async def report(error: ProviderError | None) -> None:
        reported.append(error)

    reader = watched(desk.connections.opening.reader(alex.connection)[0], report)
    assert reader.capabilities.vendor
    assert reported == []
    assert (await reader.get_ticket("48291")).id == "48291"
    with pytest.raises(NotFound):
        await reader.get_ticket("none")
    assert [type(each) for each in reported] == [type(None), NotFound]


async def test_a_lost_secret_is_told_and_breaks_no_page(
    desk: Desk, app: FastAPI, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """With another service secret the card says what to do, every page stands, no login is sent with empty
    keys, and entering the keys again heals it."""
    app.state.desk = with_elsewhere(desk, elsewhere, secrets=("first",))
    made = (await alex.client.post(PATH, json=BODY)).json()
    await desk.administration.switch(alex.scope, alex.connection.id, on=False)
    app.state.desk = lost = with_elsewhere(desk, elsewhere, secrets=("second",))
    asked = len(elsewhere.tests)
    for path in ("/", "/tickets", "/queue", "/settings", "/admin/members", "/tickets/new"):
        answer = await alex.client.get(path, headers={"accept": "text/html"})
        assert answer.status_code in (200, 502, 503), path
        assert "Something broke" not in answer.text
    card = (await alex.client.get("/admin")).text
    assert "Credentials cannot be read" in card
    assert "DESKHAND_SECRET_KEY" in card
    with pytest.raises(AuthenticationFailed, match="cannot be read"):
        await lost.connections.catalog(alex.scope, made["id"])
    tried = (await alex.client.post(f"{PATH}/{made['id']}/test")).json()
    assert (tried["ok"], tried["kind"]) == (False, "login")
    assert len(elsewhere.tests) == asked
    assert elsewhere.calls == asked
    again = await alex.client.put(
        f"{PATH}/{made['id']}", json={"display_name": "Northwind PSA", "credentials": LOGIN}
    )
    assert again.status_code == 200
    assert "Credentials cannot be read" not in (await alex.client.get("/admin")).text
    await lost.connections.catalog(alex.scope, made["id"])


async def test_an_account_has_a_limit_a_minute(
    desk: Desk, app: FastAPI, elsewhere: Elsewhere, alex: Inhabitant, other_account: Inhabitant
) -> None:
    """Searches and look-ups over the limit are 429 with Retry-After, and the PSA is not asked; other accounts
    and our own PSA are not counted."""
    limited = with_elsewhere(desk, elsewhere, per_minute=PerMinute(search=2, look_up=1, post=1))
    app.state.desk = limited
    made = (await alex.client.post(PATH, json=BODY)).json()
    search = f"/api/integrations/psa/tickets/search?connection_id={made['id']}"
    assert [(await alex.client.get(search)).status_code for _ in range(3)] == [200, 200, 429]
    refused = await alex.client.get(search)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"
    ticket = f"/api/integrations/psa/tickets/1?connection_id={made['id']}"
    assert [(await alex.client.get(ticket)).status_code for _ in range(2)] == [404, 429]
    await limited.connections.count(alex.scope, made["id"], "post")
    with pytest.raises(TooMany, match="1 writes"):
        await limited.connections.count(alex.scope, made["id"], "post")
    for _ in range(4):
        assert (await alex.client.get("/api/integrations/psa/tickets/search")).status_code == 200
    theirs = await limited.administration.create(
        other_account.scope, "elsewhere", "N", {"site_url": "n.example", "tenant_login": "n", **LOGIN}
    )
    limited.connections.count_on(theirs, "search")


async def test_pages_are_counted_too(
    desk: Desk, app: FastAPI, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """The ticket list says in its place that the account must wait; it does not break."""
    app.state.desk = with_elsewhere(desk, elsewhere, per_minute=PerMinute(search=1))
    await alex.client.post(PATH, json=BODY)
    await desk.administration.switch(alex.scope, alex.connection.id, on=False)
    await alex.client.get("/tickets")
    second = await alex.client.get("/tickets")
    assert second.status_code == 200
    assert "in the last minute" in second.text


async def test_the_form_works_without_scripts_and_keeps_no_secret(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """A refused form comes back with what was entered but the secret; the same form sent twice connects
    once; the edit page shows the tail only."""
    form = {
        "provider": "elsewhere",
        "display_name": "Northwind PSA",
        "site_url": "psa.northwind.example",
        "tenant_login": "northwind",
        "key": "k1",
        **LOGIN,
    }
    elsewhere.failing = AuthenticationFailed("Elsewhere refused the keys.")
    refused = await alex.client.post("/admin/connections", data=form)
    assert refused.status_code == 422
    assert "Elsewhere refused the keys." in refused.text
    assert "psa.northwind.example" in refused.text
    assert SECRET not in refused.text
    elsewhere.failing = None
    answers = [await alex.client.post("/admin/connections", data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    rows = await connected.connections.all(alex.scope.account_id)
    assert [row.display_name for row in rows] == ["Deskhand PSA", "Northwind PSA"]
    page = f"/admin/connections/{rows[1].id}"
    shown = (await alex.client.get(page)).text
    assert "••••4e8a" in shown
    assert SECRET not in shown
    changed = {**form, "display_name": "<b>Northwind</b>", "private_key": ""}
    assert (await alex.client.post(page, data=changed)).status_code == 303
    assert "<b>Northwind</b>" not in (await alex.client.get("/admin")).text
    assert (await alex.client.post(f"{page}/switch", data={"to": "off"})).status_code == 303
    assert re.search("Disabled", (await alex.client.get("/admin")).text)


async def test_a_form_without_its_token_does_nothing(connected: Desk, alex: Inhabitant) -> None:
    """A page of somebody else's cannot add, switch or remove a connection."""
    del alex.client.headers["X-CSRF-Token"]
    page = f"/admin/connections/{alex.connection.id}"
    for path, data in (
        ("/admin/connections", {"provider": "embedded", "display_name": "X"}),
        (f"{page}/switch", {"to": "off"}),
        (f"{page}/remove", {"typed": "Deskhand PSA"}),
    ):
        assert (await alex.client.post(path, data=data)).status_code == 403
    (row,) = await connected.connections.all(alex.scope.account_id)
    assert row.is_active


async def test_failing_since_outlives_a_restart(desk: Desk, alex: Inhabitant) -> None:
    """Another process reads the same health: it is in the database, not in memory."""
    row = alex.connection
    await Health(desk.database).report(row, DOWN)
    stored = await _stored(desk, row)
    assert stored.failing_since is not None
    other = Moments()
    other.now = stored.failing_since + timedelta(minutes=1)
    await Health(desk.database, other).report(stored, None)
    assert (await _stored(desk, row)).failing_since is None
