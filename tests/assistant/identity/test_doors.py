"""What roles, tokens and CSRF tokens allow."""

import httpx
import pytest

from assistant.desk import Desk
from assistant.identity.tables import User
from tests.conftest import Inhabitant, SignInAs


async def make_token(who: Inhabitant, *scopes: str) -> dict[str, str]:
    answer = await who.client.post("/api/me/tokens", json={"name": "-".join(scopes), "scopes": scopes})
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def test_nobody_reads_without_signing_in(client: httpx.AsyncClient) -> None:
    """Without cookie or token the API answers 401 as a problem document that says what to do."""
    answer = await client.get("/api/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["remedy"]


async def test_a_write_from_another_page_is_refused(alex: Inhabitant) -> None:
    """A request that carries the cookie but not the CSRF token changes nothing."""
    del alex.client.headers["X-CSRF-Token"]
    assert (await alex.client.post("/api/sign-out")).status_code == 403
    wrong = await alex.client.post("/api/sign-out", headers={"X-CSRF-Token": "nonsense"})
    assert wrong.status_code == 403
    assert (await alex.client.get("/api/me")).status_code == 200


async def test_a_request_marked_cross_site_is_refused(alex: Inhabitant) -> None:
    """What the browser itself says comes from another site is refused before anything is read."""
    answer = await alex.client.post("/api/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await alex.client.get("/api/me")).status_code == 200


async def test_a_bad_token_is_not_made_good_by_a_cookie(alex: Inhabitant) -> None:
    """Whoever sends a token is judged by the token alone."""
    answer = await alex.client.get("/api/me", headers={"Authorization": "Bearer dh_" + "x" * 40})
    assert answer.status_code == 401


async def test_a_token_does_what_it_was_made_for_and_no_more(
    alex: Inhabitant, client: httpx.AsyncClient
) -> None:
    """A token to read reads; it neither writes nor administers, whatever its owner may do."""
    read = await make_token(alex, "read")
    assert (await client.get("/api/me", headers=read)).json()["token_scopes"] == ["read"]
    assert (await client.get("/api/users", headers=read)).status_code == 403
    mapped = await client.post(
        "/api/integrations/psa/member-mappings", headers=read, json={"member_id": "17"}
    )
    assert mapped.status_code == 403
    admin = await make_token(alex, "admin")
    assert (await client.get("/api/users", headers=admin)).status_code == 200
    assert (await client.get("/api/me", headers=admin)).status_code == 403


async def test_a_token_cannot_make_a_token(alex: Inhabitant, client: httpx.AsyncClient) -> None:
    """A stolen token cannot give itself a successor or change the password."""
    every = await make_token(alex, "read", "chat", "confirm", "admin")
    more = await client.post("/api/me/tokens", headers=every, json={"name": "next", "scopes": ["admin"]})
    assert more.status_code == 403
    assert (
        await client.put("/api/me/password", headers=every, json={"password": "x" * 12})
    ).status_code == 403


async def test_a_token_is_shown_once(alex: Inhabitant) -> None:
    """Later lists show the last characters only."""
    made = (await alex.client.post("/api/me/tokens", json={"name": "ci", "scopes": ["read"]})).json()
    assert made["token"].startswith("dh_")
    assert len(made["token"]) == 43
    listed = (await alex.client.get("/api/me/tokens")).json()
    assert listed["items"][0]["masked"] == "dh_…" + made["token"][-4:]
    assert made["token"] not in str(listed)


async def test_a_revoked_token_is_unknown(alex: Inhabitant, client: httpx.AsyncClient) -> None:
    """Revoking works with the next request."""
    bearer = await make_token(alex, "read")
    token_id = (await alex.client.get("/api/me/tokens")).json()["items"][0]["id"]
    assert (await client.get("/api/me", headers=bearer)).status_code == 200
    assert (await alex.client.delete(f"/api/me/tokens/{token_id}")).status_code == 204
    assert (await client.get("/api/me", headers=bearer)).status_code == 401


async def test_a_token_name_is_taken_once(alex: Inhabitant) -> None:
    """Two tokens of one name could not be told apart, so the second is refused."""
    body = {"name": "laptop", "scopes": ["read"]}
    assert (await alex.client.post("/api/me/tokens", json=body)).status_code == 201
    assert (await alex.client.post("/api/me/tokens", json=body)).status_code == 422


@pytest.mark.parametrize("path", ["/api/users", "/api/users/x/link"])
async def test_people_are_the_admins_business(engineer: Inhabitant, path: str) -> None:
    """An engineer can neither list people nor add them."""
    assert (await engineer.client.post(path, json={"email": "a@b.example", "name": "A"})).status_code == 403


async def test_a_viewer_only_looks(viewer: Inhabitant) -> None:
    """Somebody with the lowest role reads lists and changes nothing of the PSA."""
    assert (await viewer.client.get("/api/integrations/psa/members")).status_code == 200
    mapped = await viewer.client.post("/api/integrations/psa/member-mappings", json={"member_id": "18"})
    assert mapped.status_code == 403


async def test_an_unknown_role_is_an_error_not_a_fallback(desk: Desk, engineer: Inhabitant) -> None:
    """A role nobody defined lets nobody in, not even as the least."""
    async with desk.database.write(engineer.scope.account_id) as session:
        user = await session.get(User, engineer.user.id)
        assert user is not None
        user.role = "wizard"
        session.add(user)
    answer = await engineer.client.get("/api/me")
    assert answer.status_code == 500
    assert "wizard" not in answer.text


async def test_nobody_makes_somebody_more_than_themselves(
    desk: Desk, alex: Inhabitant, engineer: Inhabitant, sign_in_as: SignInAs
) -> None:
    """An admin cannot make an owner, change one, or take themselves the rights."""
    await alex.client.patch(f"/api/users/{engineer.user.id}", json={"role": "admin"})
    admin = await sign_in_as(engineer.user)
    body = {"email": "new@deskhand.example", "name": "New", "role": "owner"}
    assert (await admin.client.post("/api/users", json=body)).status_code == 403
    assert (await admin.client.patch(f"/api/users/{alex.user.id}", json={"active": False})).status_code == 403
    assert (await admin.client.post(f"/api/users/{alex.user.id}/link")).status_code == 403
    assert (
        await admin.client.patch(f"/api/users/{engineer.user.id}", json={"role": "viewer"})
    ).status_code == 403


async def test_an_account_keeps_an_owner(alex: Inhabitant) -> None:
    """The last owner cannot be made anything less."""
    answer = await alex.client.patch(f"/api/users/{alex.user.id}", json={"role": "viewer"})
    assert answer.status_code == 403


async def test_an_admin_adds_somebody_who_enters_by_link(alex: Inhabitant, client: httpx.AsyncClient) -> None:
    """The answer to adding a person holds the link that lets them in, once."""
    body = {"email": "Maria@deskhand.example", "name": "Maria"}
    made = (await alex.client.post("/api/users", json=body)).json()
    assert made["user"]["email"] == "maria@deskhand.example"
    key = made["link"].rsplit("/", 1)[1]
    assert (await client.post("/api/sign-in/link", json={"key": key})).json()["name"] == "Maria"
    again = await alex.client.post("/api/users", json=body)
    assert again.status_code == 422
    assert again.json()["fields"][0]["field"] == "email"


async def test_another_accounts_people_do_not_exist(alex: Inhabitant, other_account: Inhabitant) -> None:
    """Ids of another account answer as if they had never been."""
    for answer in (
        await alex.client.patch(f"/api/users/{other_account.user.id}", json={"name": "Mine now"}),
        await alex.client.post(f"/api/users/{other_account.user.id}/link"),
    ):
        assert answer.status_code == 404
    listed = (await alex.client.get("/api/users?page_size=100")).json()["items"]
    assert other_account.user.id not in [user["id"] for user in listed]
