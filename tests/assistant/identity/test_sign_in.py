"""Signing in and out."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from assistant.desk import Desk
from assistant.errors import Gone, TooMany
from assistant.identity.passwords import Passwords
from assistant.identity.rate import SignInRate
from assistant.identity.service import SESSION_DAYS, Identity
from assistant.identity.users import UserChange
from assistant.problems import safe_next
from tests.conftest import Inhabitant, SignInAs

PASSWORD = "correct horse battery"


async def choose_password(who: Inhabitant, password: str = PASSWORD) -> None:
    answer = await who.client.put("/api/me/password", json={"password": password})
    assert answer.status_code == 204


async def test_an_unknown_address_and_a_wrong_password_look_alike(
    client: httpx.AsyncClient, alex: Inhabitant
) -> None:
    """Nobody learns from the answer whether an e-mail address has an account."""
    await choose_password(alex)
    unknown = await client.post(
        "/api/sign-in", json={"email": "nobody@deskhand.example", "password": "x" * 12}
    )
    wrong = await client.post("/api/sign-in", json={"email": alex.user.email, "password": "x" * 12})
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["detail"] == wrong.json()["detail"]
    assert "set-cookie" not in wrong.headers


async def test_an_unknown_address_costs_one_hash_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown e-mail address takes the same work as a wrong password, so time tells nothing either."""
    checked: list[str] = []
    passwords = Passwords()

    def verify(_password: str, known_hash: str) -> bool:
        checked.append(known_hash)
        return True

    monkeypatch.setattr(passwords._hash, "verify", verify)
    assert not await passwords.matches("some password", None)
    assert checked == [passwords._decoy]


async def test_a_password_signs_in_with_a_cookie_scripts_cannot_read(
    client: httpx.AsyncClient, alex: Inhabitant
) -> None:
    """The right password opens a session whose cookie is HttpOnly and stays on this site."""
    await choose_password(alex)
    answer = await client.post(
        "/api/sign-in", json={"email": " ALEX@deskhand.example ", "password": PASSWORD}
    )
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    me = await client.get("/api/me")
    assert me.json()["user"]["email"] == alex.user.email
    assert me.json()["csrf_token"] == answer.json()["csrf_token"]


async def test_too_many_attempts_wait(client: httpx.AsyncClient) -> None:
    """After ten wrong passwords the eleventh is not looked at, and Retry-After says until when."""
    body = {"email": "alex@deskhand.example", "password": "wrong password"}
    for _ in range(10):
        assert (await client.post("/api/sign-in", json=body)).status_code == 401
    refused = await client.post("/api/sign-in", json=body)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 15 * 60
    other = await client.post("/api/sign-in", json={**body, "email": "sam@deskhand.example"})
    assert other.status_code == 401


def test_one_network_address_cannot_try_many_people() -> None:
    """Guessing over many e-mail addresses from one place ends as well; other places go on."""
    rate = SignInRate()
    for number in range(50):
        rate.count(f"p{number}@x.example", "203.0.113.7")
    with pytest.raises(TooMany):
        rate.count("p51@x.example", "203.0.113.7")
    rate.count("p51@x.example", "203.0.113.8")


async def test_a_link_works_once(client: httpx.AsyncClient, desk: Desk, alex: Inhabitant) -> None:
    """A one-time link signs in once; the second time it is gone and says what to do."""
    key = await desk.users.new_link(alex.user)
    first = await client.post("/api/sign-in/link", json={"key": key})
    assert first.status_code == 200
    assert first.json()["needs_password"] is True
    second = await client.post("/api/sign-in/link", json={"key": key})
    assert second.status_code == 410
    assert "link" in second.json()["remedy"]


async def test_a_link_is_good_for_a_day(client: httpx.AsyncClient, desk: Desk, alex: Inhabitant) -> None:
    """A link older than a day signs nobody in."""
    key = await desk.users.new_link(alex.user)
    late = Identity(
        desk.database,
        Passwords(),
        SignInRate(),
        clock=lambda: datetime.now(UTC) + timedelta(hours=24, minutes=1),
    )
    with pytest.raises(Gone, match="expired"):
        await late.use_link(key)


async def test_a_used_session_lives_on_and_an_unused_one_ends(desk: Desk, alex: Inhabitant) -> None:
    """Each visit gives the session fourteen more days; fourteen days without one end it."""
    key = alex.client.cookies["deskhand_session"]
    start = datetime.now(UTC)

    def at(days: float) -> Identity:
        return Identity(desk.database, Passwords(), SignInRate(), clock=lambda: start + timedelta(days=days))

    assert await at(SESSION_DAYS - 1).by_cookie(key)
    assert await at(2 * SESSION_DAYS - 2).by_cookie(key)
    assert await at(4 * SESSION_DAYS).by_cookie(key) is None


async def test_signing_out_ends_this_session(alex: Inhabitant) -> None:
    """After signing out the old cookie opens nothing, even if somebody kept it."""
    cookie = alex.client.cookies["deskhand_session"]
    assert (await alex.client.post("/api/sign-out")).status_code == 204
    alex.client.cookies.set("deskhand_session", cookie)
    assert (await alex.client.get("/api/me")).status_code == 401


async def test_a_new_password_signs_out_the_other_browsers(
    desk: Desk, alex: Inhabitant, sign_in_as: SignInAs
) -> None:
    """Whoever changes the password keeps their browser; every other one and every open link is signed out."""
    elsewhere = await sign_in_as(alex.user)
    link = await desk.users.new_link(alex.user)
    await choose_password(alex)
    assert (await alex.client.get("/api/me")).status_code == 200
    assert (await elsewhere.client.get("/api/me")).status_code == 401
    assert (await elsewhere.client.post("/api/sign-in/link", json={"key": link})).status_code == 410


async def test_changing_a_password_needs_the_present_one(alex: Inhabitant) -> None:
    """An unlocked screen is not enough to take an account over."""
    await choose_password(alex)
    refused = await alex.client.put("/api/me/password", json={"password": "another long one"})
    assert refused.status_code == 422
    assert refused.json()["fields"][0]["field"] == "present_password"
    accepted = await alex.client.put(
        "/api/me/password", json={"password": "another long one", "present_password": PASSWORD}
    )
    assert accepted.status_code == 204


async def test_an_inactive_person_is_signed_out_at_once(
    desk: Desk, alex: Inhabitant, engineer: Inhabitant
) -> None:
    """Deactivating somebody ends their sessions and tokens with the next request."""
    made = await engineer.client.post("/api/me/tokens", json={"name": "laptop", "scopes": ["read"]})
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    await desk.users.change(alex.scope, engineer.user.id, UserChange(active=False))
    assert (await engineer.client.get("/api/me")).status_code == 401
    engineer.client.cookies.clear()
    assert (await engineer.client.get("/api/me", headers=bearer)).status_code == 401


async def test_a_page_leads_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    """A browser without a session is sent to sign in, and afterwards to where it wanted to go."""
    answer = await client.get("/tickets?q=dns&page=2", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Ftickets%3Fq%3Ddns%26page%3D2"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:x",
        "",
        None,
        "/a\nb",
        "tickets",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(wanted: str | None) -> None:
    """An address that could lead off this site becomes the start page."""
    assert safe_next(wanted) == "/"


def test_a_page_of_ours_is_kept_after_signing_in() -> None:
    """The page the person wanted is where they arrive, with its query."""
    assert safe_next("/tickets?q=dns&page=2") == "/tickets?q=dns&page=2"
