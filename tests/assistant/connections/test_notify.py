"""For which note types a PSA is asked to send mail, as an admin sets it for each connection."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from assistant.audit.tables import AuditEntry
from assistant.connections.tables import Connection
from assistant.desk import Desk
from tests.assistant.connections.kit import BODY, Elsewhere
from tests.conftest import Inhabitant

PATH = "/api/integrations/psa/connections"
CREDENTIALS = {"public_key": "pub-0123", "private_key": "prv-0123456789", "client_id": "client-0123"}
USUAL = {"internal_analysis": False, "resolution": True, "description": True}


@pytest.fixture
async def mailing(desk: Desk, alex: Inhabitant) -> Connection:
    """A connection to a PSA that sends mail for notes. Nothing answers at its address: who asks it, fails."""
    row = Connection(
        **alex.connection.model_dump(exclude={"id", "provider", "display_name", "site_url", "tenant_login"}),
        id="mailing",
        provider="connectwise",
        display_name="ConnectWise",
        site_url="https://na.myconnectwise.net",
        tenant_login="northwind",
    )
    row.credentials_encrypted = desk.connections.opening.seal(CREDENTIALS)
    async with desk.database.write(alex.scope.account_id) as session:
        session.add(row)
    return row


async def _mails(alex: Inhabitant, id: str) -> dict[str, bool]:
    """By note type, what people are told about mail."""
    items: list[dict[str, Any]] = (await alex.client.get(PATH)).json()["items"]
    (can,) = [each["capabilities"] for each in items if each["id"] == id]
    return {each["type"]: each["sends_mail"] for each in can["note_audiences"]}


async def _audited(desk: Desk, alex: Inhabitant, id: str) -> list[dict[str, Any]]:
    async with desk.database.read(alex.scope.account_id) as session:
        rows = await session.exec(
            select(AuditEntry)
            .where(AuditEntry.account_id == alex.scope.account_id, AuditEntry.subject_id == id)
            .order_by(AuditEntry.at)  # type: ignore[arg-type]
        )
        return [{name: (each.detail or {}).get(name) for name in ("changed", "notify")} for each in rows]


@pytest.mark.parametrize(
    "notify", [{"gossip": True}, {"resolution": "no"}, {"resolution": None}, ["resolution"]]
)
async def test_what_is_no_note_type_or_no_yes_or_no_is_refused(
    mailing: Connection, alex: Inhabitant, notify: object
) -> None:
    """422, and mail stays as it was."""
    body = {"display_name": "ConnectWise", "notify": notify}
    assert (await alex.client.put(f"{PATH}/{mailing.id}", json=body)).status_code == 422
    assert await _mails(alex, mailing.id) == USUAL


async def test_a_psa_that_sends_no_mail_does_not_pretend_to(alex: Inhabitant) -> None:
    """Its form has no boxes, ones sent all the same change nothing, and the API says that it sends none."""
    mine, page = f"{PATH}/{alex.connection.id}", f"/admin/connections/{alex.connection.id}"
    name = alex.connection.display_name
    wish = {"display_name": name, "notify": {"resolution": True}}
    changed = await alex.client.put(mine, json=wish)
    made = await alex.client.post(PATH, json=wish | {"provider": "embedded", "display_name": "Sandbox"})
    for refused in (changed, made):
        assert refused.status_code == 422
        assert "sends no mail" in refused.json()["detail"]
    assert 'name="notify_' not in (await alex.client.get(page)).text
    form = {"display_name": name, "mails": "asked", "notify_resolution": "on"}
    assert (await alex.client.post(page, data=form)).status_code == 303
    assert (await alex.client.get(mine)).json()["notify"] == {}
    kinds = {
        each["provider"]: each["can_notify"]
        for each in (await alex.client.get(f"{PATH}/kinds")).json()["items"]
    }
    assert kinds == {"embedded": False, "connectwise": True}
    assert (await alex.client.get(PATH)).json()["total"] == 1


async def test_a_new_connection_may_say_it_from_the_start(
    connected: Desk, elsewhere: Elsewhere, alex: Inhabitant
) -> None:
    """It is stored with the connection and handed to the provider; a kind that sends none refuses before it
    is asked."""
    wish = BODY | {"notify": {"resolution": False}}
    assert (await alex.client.post(PATH, json=wish)).status_code == 422
    assert elsewhere.tests == []
    opening = connected.connections.opening
    opening.providers = {"elsewhere": replace(opening.provider("elsewhere"), can_notify=True)}
    made = await alex.client.post(PATH, json=wish)
    assert (made.status_code, made.json()["notify"]) == (201, {"resolution": False})
    spec = await connected.connections.spec(alex.scope.account_id, made.json()["id"])
    assert dict(spec.notify) == {"resolution": False}


async def test_mail_is_switched_over_the_api(desk: Desk, mailing: Connection, alex: Inhabitant) -> None:
    """Without asking the PSA or for secrets: types not named stay usual, a change without it keeps it, an
    empty one goes back; credentials and health stay, and the audit log has each change."""
    path = f"{PATH}/{mailing.id}"
    put = {"display_name": "ConnectWise", "notify": {"resolution": False}}
    before = (await alex.client.get(path)).json()
    answer = await alex.client.put(path, json=put)
    assert answer.status_code == 200, answer.text
    assert answer.json()["notify"] == {"resolution": False}
    assert await _mails(alex, mailing.id) == USUAL | {"resolution": False}
    await alex.client.put(path, json={"display_name": "Renamed"})
    renamed = (await alex.client.get(path)).json()
    told = {"notify": {"resolution": False}, "display_name": "Renamed"}
    assert {**before, **told} | {
        "updated_at": renamed["updated_at"],
        "credentials": renamed["credentials"],
    } == renamed
    spec = await desk.connections.spec(alex.scope.account_id, mailing.id)
    assert (dict(spec.notify), dict(spec.credentials)) == ({"resolution": False}, CREDENTIALS)
    for _ in range(2):
        await alex.client.put(path, json={"display_name": "Renamed", "notify": {}})
    assert await _mails(alex, mailing.id) == USUAL
    assert await _audited(desk, alex, mailing.id) == [
        {"changed": ["notify"], "notify": {"resolution": False}},
        {"changed": ["display_name"], "notify": None},
        {"changed": ["notify"], "notify": {}},
    ]


async def test_mail_is_switched_on_the_form_without_scripts(
    desk: Desk, mailing: Connection, alex: Inhabitant
) -> None:
    """The boxes show what holds; an unticked one is off; saving them as they are changes nothing; a refused
    form keeps what was ticked."""
    page = f"/admin/connections/{mailing.id}"
    assert await _ticked(alex, page) == ["resolution", "description"]
    form = {"display_name": "ConnectWise", "mails": "asked"}
    as_it_is = form | {"notify_resolution": "on", "notify_description": "on"}
    assert (await alex.client.post(page, data=as_it_is)).status_code == 303
    assert await _audited(desk, alex, mailing.id) == []
    switched = form | {"notify_internal_analysis": "on", "notify_description": "on"}
    refused = await alex.client.post(page, data=switched | {"display_name": " "})
    assert refused.status_code == 422
    assert _boxes(refused.text) == ["internal_analysis", "description"]
    assert (await alex.client.post(page, data=switched)).status_code == 303
    assert await _ticked(alex, page) == ["internal_analysis", "description"]
    assert await _mails(alex, mailing.id) == USUAL | {"internal_analysis": True, "resolution": False}
    assert (await alex.client.post(page, data={"display_name": "Renamed"})).status_code == 303
    assert await _ticked(alex, page) == ["internal_analysis", "description"]


async def _ticked(alex: Inhabitant, page: str) -> list[str]:
    return _boxes((await alex.client.get(page)).text)


def _boxes(html: str) -> list[str]:
    """The note types whose box is there and ticked."""
    inputs = [part.split(">")[0] for part in html.split('<input type="checkbox" name="notify_')[1:]]
    assert len(inputs) == len(USUAL)
    return [each.split('"')[0] for each in inputs if each.endswith(" checked")]
