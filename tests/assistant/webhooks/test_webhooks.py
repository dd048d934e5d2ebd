"""The door for PSAs that call us: the simulated ConnectWise calls it, and so do strangers."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import orjson
import pytest
from sqlmodel import select

from assistant.connections.tables import Connection
from assistant.desk import Desk
from assistant.settings import Settings
from assistant.webhooks.service import CALLS_PER_MINUTE
from assistant.webhooks.tables import WebhookEvent
from providers.connectwise.callbacks import SIGNATURE_HEADER
from providers.simulators.connectwise.callbacks import KEY_PATH, signature
from tests.conftest import Inhabitant
from tests.simulated import SimulatedPSA, connectwise

__all__ = ["connectwise"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The simulator is on this machine."""
    return settings.model_copy(update={"development": True})


@pytest.fixture
async def called(desk: Desk, alex: Inhabitant, connectwise: SimulatedPSA) -> AsyncIterator[Connection]:
    """Alex's account has the simulated ConnectWise besides its own PSA."""
    spec = connectwise.spec
    row = Connection(
        account_id=alex.scope.account_id,
        provider="connectwise",
        display_name="ConnectWise",
        site_url=spec.site_url,
        tenant_login=spec.tenant_login,
        credentials_encrypted=desk.connections.opening.seal(spec.credentials),
        created_at=alex.connection.created_at,
        updated_at=alex.connection.updated_at,
    )
    async with desk.database.write(alex.scope.account_id) as session:
        session.add(row)
    yield row
    await desk.webhooks.close()


async def address_of(alex: Inhabitant, connection: Connection) -> str:
    answer = await alex.client.get(f"/api/integrations/psa/connections/{connection.id}/webhook")
    parts = urlsplit(answer.json()["url"])
    return f"{parts.path}?{parts.query}"


def body_about(psa: SimulatedPSA, ticket_id: str, message_id: str = "m-1") -> bytes:
    event = {
        "MessageId": message_id,
        "CompanyId": psa.spec.tenant_login,
        "Action": "updated",
        "Type": "ticket",
        "ID": int(ticket_id),
        "Entity": None,
        "Metadata": {"key_url": f"{psa.address}{KEY_PATH}?id=1"},
    }
    return orjson.dumps(event)


def signed(psa: SimulatedPSA, body: bytes) -> dict[str, str]:
    key = httpx.get(f"{psa.address}{KEY_PATH}?id=1", trust_env=False).json()["signing_key"]
    return {SIGNATURE_HEADER: signature(key, body), "content-type": "application/json"}


async def events(desk: Desk, alex: Inhabitant) -> list[WebhookEvent]:
    async with desk.database.read(alex.scope.account_id) as session:
        return list((await session.exec(select(WebhookEvent))).all())


async def test_a_genuine_call_is_a_hint_to_look(
    desk: Desk, alex: Inhabitant, client: httpx.AsyncClient, called: Connection, connectwise: SimulatedPSA
) -> None:
    """It answers 204, is kept, and its ticket is read again from the PSA; nothing of the body is believed."""
    body = body_about(connectwise, "500")
    headers = signed(connectwise, body)
    connectwise.calls()
    answer = await client.post(await address_of(alex, called), content=body, headers=headers)
    assert answer.status_code == 204
    await desk.webhooks.close()
    (event,) = await events(desk, alex)
    assert (event.kind, event.record_id, event.connection_id) == ("ticket", "500", called.id)
    assert event.looked_at is not None
    assert [call for call in connectwise.calls() if call.startswith("GET") and "tickets/500" in call]
    told = (await alex.client.get(f"/api/integrations/psa/connections/{called.id}/webhook")).json()
    assert told["last_call_at"] is not None


async def test_the_same_call_counts_once(
    desk: Desk, alex: Inhabitant, client: httpx.AsyncClient, called: Connection, connectwise: SimulatedPSA
) -> None:
    """A replayed call is answered as before and looked at no more, also when both arrive together."""
    body = body_about(connectwise, "500")
    address, headers = await address_of(alex, called), signed(connectwise, body)
    answers = await asyncio.gather(*[client.post(address, content=body, headers=headers) for _ in range(4)])
    assert {answer.status_code for answer in answers} == {204}
    assert len(await events(desk, alex)) == 1


async def test_calls_about_other_records_cost_the_psa_nothing(
    desk: Desk, alex: Inhabitant, client: httpx.AsyncClient, called: Connection, connectwise: SimulatedPSA
) -> None:
    """A thousand changed companies must not empty the kept lists a thousand times."""
    kept = await desk.connections.catalog(alex.scope, called.id)
    body = body_about(connectwise, "250").replace(b'"ticket"', b'"company"')
    headers = signed(connectwise, body)
    connectwise.calls()
    answer = await client.post(await address_of(alex, called), content=body, headers=headers)
    assert answer.status_code == 204
    await desk.webhooks.close()
    assert [call for call in connectwise.calls() if "/apis/" in call] == []
    assert await desk.connections.catalog(alex.scope, called.id) is kept
    assert [event.kind for event in await events(desk, alex)] == ["company"]


async def test_a_forged_call_leaves_nothing(
    desk: Desk, alex: Inhabitant, client: httpx.AsyncClient, called: Connection, connectwise: SimulatedPSA
) -> None:
    """Unsigned, signed by another key or changed on the way: refused, not kept, not looked at."""
    body = body_about(connectwise, "500")
    address, genuine = await address_of(alex, called), signed(connectwise, body)
    for sent, headers in (
        (body, {}),
        (body, {SIGNATURE_HEADER: signature("another key", body)}),
        (body.replace(b"500", b"501"), genuine),
        (b"", genuine),
        (b"<not json", genuine),
    ):
        assert (await client.post(address, content=sent, headers=headers)).status_code == 403
    assert await events(desk, alex) == []


async def test_a_stranger_learns_nothing(
    desk: Desk,
    alex: Inhabitant,
    client: httpx.AsyncClient,
    called: Connection,
    connectwise: SimulatedPSA,
) -> None:
    """Without the address's own token, for another kind of PSA or a disabled connection: 404, and the PSA is
    not asked for anything."""
    body = body_about(connectwise, "500")
    address, headers = await address_of(alex, called), signed(connectwise, body)
    embedded = address.replace(f"/connectwise/{called.id}", f"/embedded/{alex.connection.id}")
    connectwise.calls()
    for path in (
        address.split("?")[0],
        address[:-4] + "AAAA",
        address.replace(called.id, alex.connection.id),
        embedded,
        address.replace("connectwise", "nosuch"),
    ):
        assert (await client.post(path, content=body, headers=headers)).status_code == 404
    async with desk.database.write(alex.scope.account_id) as session:
        row = await session.get_one(Connection, called.id)
        row.is_active = False
        session.add(row)
    assert (await client.post(address, content=body, headers=headers)).status_code == 404
    assert connectwise.calls() == []


async def test_a_flood_is_held_back(
    desk: Desk, alex: Inhabitant, client: httpx.AsyncClient, called: Connection, connectwise: SimulatedPSA
) -> None:
    """Over the limit the PSA is asked to call again; others are not kept waiting."""
    address = await address_of(alex, called)
    statuses = [(await client.post(address, content=b"x")).status_code for _ in range(CALLS_PER_MINUTE + 1)]
    assert statuses[0] == 403
    last = await client.post(address, content=b"x")
    assert (last.status_code, last.headers["retry-after"]) == (429, "2")


async def test_when_the_key_cannot_be_had_the_psa_calls_again(
    alex: Inhabitant, client: httpx.AsyncClient, called: Connection, connectwise: SimulatedPSA
) -> None:
    """429 is what ConnectWise repeats a call for; a 500 would lose it."""
    body = body_about(connectwise, "500").replace(connectwise.address.encode(), b"http://127.0.0.1:9")
    headers = {SIGNATURE_HEADER: signature("x", body)}
    answer = await client.post(await address_of(alex, called), content=body, headers=headers)
    assert answer.status_code == 429


async def test_the_address_is_the_admins_to_see(
    alex: Inhabitant, engineer: Inhabitant, other_account: Inhabitant, called: Connection
) -> None:
    """It holds a secret: engineers and other accounts do not get it; the embedded PSA has none."""
    path = f"/api/integrations/psa/connections/{called.id}/webhook"
    assert (await engineer.client.get(path)).status_code == 403
    assert (await other_account.client.get(path)).status_code == 404
    own = await alex.client.get(f"/api/integrations/psa/connections/{alex.connection.id}/webhook")
    assert own.json()["url"] is None
