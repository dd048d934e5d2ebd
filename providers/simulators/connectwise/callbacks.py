"""Callbacks: whoever registered an address on this machine hears of changed tickets, signed."""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections import deque
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import orjson

from providers.simulators.connectwise.call import Answer, Call, without_nulls
from providers.simulators.connectwise.faults import Faults
from providers.simulators.connectwise.fields import Fields
from providers.simulators.connectwise.lists import list_answer, one_answer
from providers.simulators.connectwise.login import Login
from providers.simulators.connectwise.reading import Routes, whole
from providers.simulators.connectwise.refusals import bad_request
from providers.simulators.connectwise.shapes import Json
from providers.simulators.connectwise.tenant import Tenant

CALLBACK = tuple(
    """
    id description url objectId type level memberId inactiveFlag isSelfSuppressedFlag
    """.split()
)
KEY_PATH = "/v4_6_release/system/callbackkey/index.rails"
DELIVERY_SECONDS = 5.0
RETRY_PAUSES = (2.0, 4.0)
RETRIED = (404, 409, 419, 429)
MAX_CALLBACKS = 100
_HERE = ("localhost", "127.0.0.1", "::1")


class Callbacks:
    """The calls under `system/callbacks`, and the sending. `delivered` remembers the last attempts."""

    def __init__(self, tenant: Tenant, faults: Faults, login: Login) -> None:
        self._tenant = tenant
        self._faults = faults
        self._login = login
        self._key = secrets.token_urlsafe(24)
        self._registered = 0
        self._sending: set[asyncio.Task[None]] = set()
        self.delivered: deque[Json] = deque(maxlen=200)
        tenant.kinds["callback"] = {}

    def routes(self) -> Routes:
        return {
            "system/callbacks": {"GET": self.registered, "POST": self.register},
            "system/callbacks/{}": {"GET": self.one, "DELETE": self.remove},
        }

    async def registered(self, call: Call) -> Answer:
        return list_answer(call, self._tenant.rows("callback"), CALLBACK)

    async def one(self, call: Call, number: str) -> Answer:
        return one_answer(call, self._tenant.row("callback", whole(number)))

    async def remove(self, call: Call, number: str) -> Answer:
        row = self._tenant.row("callback", whole(number))
        del self._tenant.kinds["callback"][row["id"]]
        return Answer(204)

    async def register(self, call: Call) -> Answer:
        fields = Fields("callbackEntry", call.record(), self._tenant)
        row = {
            "description": fields.text("description", 100),
            "url": fields.text("url", 1000, required=True),
            "objectId": fields.number("objectId", required=True),
            "type": fields.text("type", required=True),
            "level": fields.text("level", required=True),
            "inactiveFlag": fields.flag("inactiveFlag"),
            "isSelfSuppressedFlag": fields.flag("isSelfSuppressedFlag"),
        }
        if row["url"] and not _is_here(str(row["url"])):
            fields.fault("url", "The simulator calls addresses of this machine only.")
        fields.verdict()
        kept = self._tenant.kinds["callback"]
        if len(kept) >= MAX_CALLBACKS:
            raise bad_request(f"The simulator keeps {MAX_CALLBACKS} callbacks.")
        self._registered += 1
        number = self._registered
        kept[number] = {"id": number, **row}
        return one_answer(call, kept[number], 201)

    def signing_key(self) -> Answer:
        """What `Metadata.key_url` gives."""
        return Answer(body={"signing_key": self._key})

    def announce(self, call: Call, action: str, ticket: Json) -> None:
        """Send the change to all who asked for it, without waiting for them."""
        for callback in self._tenant.rows("callback"):
            if not _wants(callback, ticket) or (callback["isSelfSuppressedFlag"] and not call.by):
                continue
            if self._faults.take_callback("callback_lost"):
                continue
            for _ in range(2 if self._faults.take_callback("callback_twice") else 1):
                task = asyncio.create_task(self._send(callback, *self._event(call, action, ticket), action))
                self._sending.add(task)
                task.add_done_callback(self._sending.discard)

    async def close(self) -> None:
        """Stop what is still being sent."""
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)

    def _event(self, call: Call, action: str, ticket: Json) -> tuple[int, bytes, dict[str, str]]:
        """The record's number, the body, and its headers, spoiled as the faults ask for."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(call.base))
        foreign = self._faults.take_callback("callback_foreign_key")
        key_url = f"{'https://keys.attacker.example' if foreign else origin}{KEY_PATH}?id=1"
        event = {
            "MessageId": str(uuid4()),
            "FromUrl": urlsplit(call.base).netloc,
            "CompanyId": self._login.company,
            "MemberId": call.by or "deskhandapi",
            "Action": action,
            "Type": "ticket",
            "ID": ticket["id"],
            "ProductInstanceId": None,
            "PartnerId": None,
            "Entity": orjson.dumps(without_nulls(ticket)).decode(),
            "Metadata": {"key_url": key_url},
            "CallbackObjectRecId": 1,
        }
        garbled = self._faults.take_callback("callback_garbled")
        body = b"<not json" if garbled else orjson.dumps(event)
        headers = {"content-type": "application/json"}
        key = "another key" if self._faults.take_callback("callback_forged") else self._key
        if not self._faults.take_callback("callback_unsigned"):
            headers["x-content-signature"] = signature(key, body)
        return int(ticket["id"]), body, headers

    async def _send(
        self, callback: Json, number: int, body: bytes, headers: dict[str, str], action: str
    ) -> None:
        url = _with_record(callback["url"], number, action)
        async with httpx.AsyncClient(timeout=DELIVERY_SECONDS, trust_env=False) as client:
            for seconds in (*RETRY_PAUSES, None):
                status = await self._attempt(client, url, body, headers)
                if status not in RETRIED or seconds is None:
                    return
                await pause(seconds)

    async def _attempt(
        self, client: httpx.AsyncClient, url: str, body: bytes, headers: dict[str, str]
    ) -> int | None:
        status: int | None = None
        try:
            status = (await client.post(url, content=body, headers=headers)).status_code
        except httpx.HTTPError as failed:
            self.delivered.append({"url": url, "status": None, "error": type(failed).__name__})
        else:
            self.delivered.append({"url": url, "status": status})
        return status


async def pause(seconds: float) -> None:
    """Wait before the next attempt."""
    await asyncio.sleep(seconds)


def signature(signing_key: str, body: bytes) -> str:
    """The vendor's signature over the raw bytes of a body."""
    key = hashlib.sha256(signing_key.encode()).digest()
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def _wants(callback: Json, ticket: Json) -> bool:
    if callback["inactiveFlag"] or callback["type"].lower() != "ticket":
        return False
    level = callback["level"].lower()
    if level == "owner":
        return True
    pointer: Any = ticket.get(level)
    return isinstance(pointer, dict) and pointer["id"] == callback["objectId"]


def _with_record(url: str, number: int, action: str) -> str:
    """The registered address with the record's id and the action at its end."""
    if url.endswith("="):
        return f"{url}{number}&action={action}"
    return f"{url}{'&' if '?' in url else '?'}id={number}&action={action}"


def _is_here(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and parts.hostname in _HERE and parts.port != 0
    except ValueError:
        return False
