"""Adding, changing, trying and removing connections, as an admin does it."""

import asyncio
import json

import pytest
import structlog
from fastapi import FastAPI
from sqlmodel import select

from assistant.audit.tables import AuditEntry
from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.errors import PsaUnavailable
from providers.errors import (
    AuthenticationFailed,
    InvalidRequest,
    PermissionDenied,
    ProviderError,
    RateLimited,
    Unavailable,
    UnexpectedResponse,
)
from tests.assistant.connections.kit import BODY, LOGIN, SECRET, Elsewhere, with_elsewhere
from tests.conftest import Inhabitant

PATH = "/api/integrations/psa/connections"


async def _rows(desk: Desk, person: Inhabitant) -> list[Connection]:
    return [each for each in await desk.connections.all(person.scope.account_id) if each.site_url]


async def _audited(desk: Desk, person: Inhabitant) -> list[AuditEntry]:
    async with desk.database.read(person.scope.account_id) as session:
        rows = await session.exec(
            select(AuditEntry).where(
                AuditEntry.account_id == person.scope.account_id, AuditEntry.subject_type == "connection"
            )
        )
        return list(rows.all())


FAILURES = [
    (AuthenticationFailed("The keys were refused."), 422, "login"),
    (PermissionDenied("The API member may not read companies."), 422, "permission"),
    (InvalidRequest("10.0.0.8 may not be called: it is a private address."), 422, "address"),
    (UnexpectedResponse("A page came back, not the PSA."), 422, "unexpected"),
    (Unavailable("The PSA did not answer.", applied="no"), 503, "unreachable"),
    (RateLimited("Too many calls.", retry_after_seconds=7), 503, "rate_limited"),
]


@pytest.mark.parametrize(("failure", "status", "kind"), FAILURES, ids=[kind for _, _, kind in FAILURES])
async def test_keys_that_fail_are_never_stored(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant, failure: ProviderError, status: int, kind: str
) -> None:
    """What the PSA refuses leaves no trace; the answer names the kind of failure, the PSA's words, and what
    to do."""
    elsewhere.failing = failure
    answer = await alex.client.post(PATH, json=BODY)
    assert answer.status_code == status
    assert answer.json()["kind"] == kind
    assert str(failure) in answer.json()["detail"]
    assert "Nothing was saved." in answer.json()["detail"]
    assert await _rows(connected, alex) == []
    assert await _audited(connected, alex) == []


async def test_a_psa_that_hangs_while_it_is_tried_is_given_up(
    desk: Desk, alex: Inhabitant, app: FastAPI
) -> None:
    """After the time for a trial the admin is told, and nothing was stored."""
    slow = with_elsewhere(desk, Elsewhere(hangs=True), trial_seconds=0.05)
    with pytest.raises(PsaUnavailable) as refused:
        await slow.administration.create(
            alex.scope, "elsewhere", "N", {"site_url": "x.example", "tenant_login": "n", **LOGIN}
        )
    assert "did not answer within" in refused.value.detail
    assert await _rows(slow, alex) == []


async def test_a_connection_is_made_after_the_psa_answered(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """It is tried with exactly what was entered, stored sealed, and shown with the secret's tail only."""
    answer = await alex.client.post(PATH, json=BODY)
    assert answer.status_code == 201
    made = answer.json()
    assert made["site_url"] == "https://psa.northwind.example"
    assert made["credentials"] == {"public_key": "pub-key-11", "private_key": "••••4e8a"}
    assert made["last_success_at"]
    assert made["failing_since"] is None
    (tried,) = elsewhere.tests
    assert (tried.site_url, tried.tenant_login, dict(tried.credentials)) == (
        made["site_url"],
        "northwind",
        LOGIN,
    )
    (row,) = await _rows(connected, alex)
    assert SECRET not in (row.credentials_encrypted or "")
    spec = await connected.connections.spec(alex.scope.account_id, row.id)
    assert dict(spec.credentials) == LOGIN


async def test_an_account_may_have_several_connections(connected: Desk, alex: Inhabitant) -> None:
    """The first one stays the default; others of the same kind, and of another, stand beside it."""
    await alex.client.post(PATH, json=BODY)
    await alex.client.post(PATH, json=BODY | {"display_name": "Second"})
    empty = await alex.client.post(PATH, json={"provider": "embedded", "display_name": "Sandbox"})
    assert empty.status_code == 201
    listed = (await alex.client.get(PATH)).json()
    assert listed["total"] == 4
    assert (await connected.connections.default(alex.scope)).id == alex.connection.id
    _, reader = await connected.connections.reader(alex.scope, empty.json()["id"])
    assert not await reader.companies()


async def test_sending_the_form_twice_connects_once(connected: Desk, alex: Inhabitant) -> None:
    """Two equal requests at the same moment: one connection, the other is told that the name is taken."""
    answers = await asyncio.gather(*(alex.client.post(PATH, json=BODY) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert len(await _rows(connected, alex)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", " "),
        ("display_name", "x" * 101),
        ("site_url", "ftp://psa.example"),
        ("site_url", "https://user:pass@psa.example"),
        ("site_url", "https://"),
        ("site_url", "http://[::1"),
        ("tenant_login", ""),
        ("tenant_login", "n" * 101),
        ("credentials", {"public_key": "p", "private_key": ""}),
        ("credentials", {"public_key": "p", "private_key": f"{SECRET}\r\nX-Evil: 1"}),
        ("credentials", {"public_key": "p", "private_key": SECRET * 50}),
        ("credentials", {**LOGIN, "other": "x"}),
        ("provider", "unheard-of"),
    ],
)
async def test_values_that_cannot_be_right_are_refused_before_the_psa_is_asked(
    elsewhere: Elsewhere, connected: Desk, alex: Inhabitant, field: str, value: object
) -> None:
    """Empty, huge and hostile values name their field, are not repeated, and never leave the machine."""
    answer = await alex.client.post(PATH, json=BODY | {field: value})
    assert answer.status_code in (404, 422)
    assert SECRET not in answer.text
    assert elsewhere.tests == []
    assert await _rows(connected, alex) == []


async def test_an_empty_secret_keeps_the_stored_one(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """Renaming asks nobody; a new public key is tried together with the stored secret."""
    made = (await alex.client.post(PATH, json=BODY)).json()
    path = f"{PATH}/{made['id']}"
    renamed = await alex.client.put(path, json={"display_name": "Renamed"})
    assert renamed.json()["display_name"] == "Renamed"
    assert len(elsewhere.tests) == 1
    elsewhere.login = {**LOGIN, "public_key": "pub-key-22"}
    changed = await alex.client.put(
        path, json={"display_name": "Renamed", "credentials": {"public_key": "pub-key-22"}}
    )
    assert changed.json()["credentials"]["public_key"] == "pub-key-22"
    assert dict(elsewhere.tests[-1].credentials) == elsewhere.login
    spec = await connected.connections.spec(alex.scope.account_id, made["id"])
    assert dict(spec.credentials) == elsewhere.login


async def test_a_stored_secret_is_never_sent_to_another_address(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """Who changes address or tenant enters the secret anew; nobody lures it out by a new address."""
    made = (await alex.client.post(PATH, json=BODY)).json()
    for change in ({"site_url": "https://evil.northwind.example"}, {"tenant_login": "other"}):
        answer = await alex.client.put(f"{PATH}/{made['id']}", json={"display_name": "N", **change})
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["fields"]] == ["private_key"]
    assert len(elsewhere.tests) == 1


async def test_a_change_the_psa_refuses_leaves_the_connection_as_it_was(
    connected: Desk, alex: Inhabitant
) -> None:
    """New keys that fail are not stored; the old ones go on working."""
    made = (await alex.client.post(PATH, json=BODY)).json()
    wrong = {"display_name": "Northwind PSA", "credentials": {"private_key": "wrong-private-key"}}
    answer = await alex.client.put(f"{PATH}/{made['id']}", json=wrong)
    assert answer.status_code == 422
    assert "wrong-private-key" not in answer.text
    spec = await connected.connections.spec(alex.scope.account_id, made["id"])
    assert dict(spec.credentials) == LOGIN


async def test_testing_tells_how_it_is_and_writes_it_down(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """A failure is told with its kind and since when; a later success ends it and keeps the last words."""
    made = (await alex.client.post(PATH, json=BODY)).json()
    path = f"{PATH}/{made['id']}"
    elsewhere.failing = Unavailable("Elsewhere is down.", applied="no")
    tried = (await alex.client.post(f"{path}/test")).json()
    assert (tried["ok"], tried["kind"]) == (False, "unreachable")
    failing = (await alex.client.get(path)).json()
    assert failing["last_error"] == "Elsewhere is down."
    assert failing["failing_since"]
    elsewhere.failing = None
    assert (await alex.client.post(f"{path}/test")).json()["ok"]
    well = (await alex.client.get(path)).json()
    assert (well["failing_since"], well["last_error"]) == (None, "Elsewhere is down.")


async def test_a_disabled_connection_is_kept_and_comes_back(connected: Desk, alex: Inhabitant) -> None:
    """Disabling loses nothing and is no reading; enabling brings the same credentials back."""
    made = (await alex.client.post(PATH, json=BODY)).json()
    path = f"{PATH}/{made['id']}"
    off = await alex.client.put(path, json={"display_name": "Northwind PSA", "is_active": False})
    assert off.json()["is_active"] is False
    search = f"/api/integrations/psa/tickets/search?connection_id={made['id']}"
    assert (await alex.client.get(search)).status_code == 404
    on = await alex.client.put(path, json={"display_name": "Northwind PSA", "is_active": True})
    assert on.json()["is_active"] is True
    assert (await alex.client.get(search)).status_code == 200


async def test_only_admins_look_after_connections(
    connected: Desk, alex: Inhabitant, engineer: Inhabitant, viewer: Inhabitant
) -> None:
    """Engineers and viewers read the list; every other door is closed to them, and pages too."""
    made = (await alex.client.post(PATH, json=BODY)).json()
    path = f"{PATH}/{made['id']}"
    for person in (engineer, viewer):
        listed = await person.client.get(PATH)
        assert listed.status_code == 200
        assert "4e8a" not in listed.text
        for answer in (
            await person.client.post(PATH, json=BODY | {"display_name": "Mine"}),
            await person.client.get(path),
            await person.client.put(path, json={"display_name": "Mine"}),
            await person.client.post(f"{path}/test"),
            await person.client.delete(path),
            await person.client.get("/admin"),
            await person.client.get(f"/admin/connections/{made['id']}/backup"),
        ):
            assert answer.status_code == 403
    assert len(await _rows(connected, alex)) == 1


async def test_another_accounts_connection_is_not_there(
    connected: Desk, alex: Inhabitant, other_account: Inhabitant
) -> None:
    """Reading, changing, trying, switching and removing it all answer 404, and it stays as it is."""
    foreign = f"{PATH}/{other_account.connection.id}"
    page = f"/admin/connections/{other_account.connection.id}"
    for answer in (
        await alex.client.get(foreign),
        await alex.client.put(foreign, json={"display_name": "Taken"}),
        await alex.client.post(f"{foreign}/test"),
        await alex.client.delete(foreign),
        await alex.client.get(page),
        await alex.client.get(f"{page}/remove"),
        await alex.client.get(f"{page}/backup"),
        await alex.client.post(f"{page}/switch", data={"to": "off"}),
        await alex.client.post(f"{page}/remove", data={"typed": "Other PSA"}),
    ):
        assert answer.status_code == 404
    kept = await connected.administration.get(other_account.scope, other_account.connection.id)
    assert (kept.display_name, kept.is_active) == ("Other PSA", True)


async def test_what_was_done_is_audited_without_secrets(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """Create, change, disable and delete leave entries; the secret is in no entry, export, page or log."""
    with structlog.testing.capture_logs() as logs:
        made = (await alex.client.post(PATH, json=BODY)).json()
        path = f"{PATH}/{made['id']}"
        await alex.client.put(path, json={"display_name": "Renamed", "is_active": False})
        elsewhere.failing = AuthenticationFailed("Refused.")
        await alex.client.post(f"{path}/test")
        seen = [
            (await alex.client.get(each)).text
            for each in (path, PATH, "/admin", f"/admin/connections/{made['id']}", "/admin/audit")
        ]
        await alex.client.delete(path)
    entries = await _audited(connected, alex)
    assert [each.action for each in sorted(entries, key=lambda each: each.at)] == [
        "connection.created",
        "connection.changed",
        "connection.disabled",
        "connection.deleted",
    ]
    exported = (await alex.client.get("/api/audit/export?format=json")).text
    for text in (*seen, exported, json.dumps(logs, default=str), repr(elsewhere.tests)):
        assert SECRET not in text


@pytest.mark.parametrize(
    "address",
    [
        "https://10.0.0.8",
        "https://127.0.0.1",
        "https://169.254.169.254",
        "https://[::1]",
        "https://localhost",
        "https://na.myconnectwise.net.evil.example",
        "http://na.myconnectwise.net",
        "https://na.myconnectwise.net:8443",
    ],
)
async def test_an_address_that_must_not_be_called_is_refused(
    desk: Desk, alex: Inhabitant, address: str
) -> None:
    """The real way out, with settings as shipped: nothing is called, nothing stored, and it is said why."""
    answer = await alex.client.post(
        PATH,
        json={
            "provider": "connectwise",
            "display_name": "CW",
            "site_url": address,
            "company_id": "northwind",
            "credentials": {"public_key": "pub-0123", "private_key": SECRET, "client_id": "client-0123"},
        },
    )
    assert answer.status_code == 422
    assert answer.json()["kind"] == "address"
    assert "Nothing was saved." in answer.json()["detail"]
    assert SECRET not in answer.text
    assert await _rows(desk, alex) == []
