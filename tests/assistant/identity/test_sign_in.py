"""Signing in and out."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.desk import Desk
from assistant.identity.passwords import Passwords
from assistant.identity.rate import SignInRate
from assistant.identity.service import SESSION_DAYS, Identity
from assistant.identity.users import UserChange
from tests.conftest import Inhabitant, SignInAs

PASSWORD = "correct horse battery"


async def test_an_unknown_address_and_a_wrong_password_look_alike(client: httpx.AsyncClient, alex: Inhabitant) -> None:
    """Nobody learns from the answer whether an e-mail address has an account."""
    await alex.client.put("/api/me/password", json={"password": PASSWORD})
    unknown = await client.post("/api/sign-in", json={"email": "nobody@deskhand.example", "password": "x" * 12})
    wrong = await client.post("/api/sign-in", json={"email": alex.user.email, "password": "x" * 12})
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["detail"] == wrong.json()["detail"]
    assert "set-cookie" not in wrong.headers
