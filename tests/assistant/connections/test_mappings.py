"""Who is who at the PSA."""

from assistant.desk import Desk
from providers.scope import Role
from tests.conftest import Inhabitant, SignInAs

MAPPINGS = "/api/integrations/psa/member-mappings"


async def test_the_first_owner_is_known_to_the_psa(alex: Inhabitant) -> None:
    """After the first start Alex is the demo's member 17, matched by e-mail."""
    assert alex.scope.member_id(alex.connection.id) == "17"
    rows = (await alex.client.get(MAPPINGS)).json()["items"]
    assert [(row["external_member_id"], row["matched_by"]) for row in rows] == [("17", "auto_email")]


async def test_a_member_is_one_persons_only(alex: Inhabitant, engineer: Inhabitant) -> None:
    """Nobody can take a member that is somebody else's, so nobody acts in another's name."""
    answer = await engineer.client.post(MAPPINGS, json={"member_id": "17"})
    assert answer.status_code == 403
    assert (await engineer.client.get("/api/me")).json()["member_ids"] == {}


async def test_people_map_themselves_and_admins_map_others(alex: Inhabitant, engineer: Inhabitant) -> None:
    """An engineer says who they are; only an admin says it for others, and it is marked as such."""
    own = await engineer.client.post(MAPPINGS, json={"member_id": "18"})
    assert own.json()["matched_by"] == "manual_self"
    other = await engineer.client.post(MAPPINGS, json={"member_id": "19", "user_id": alex.user.id})
    assert other.status_code == 403
    by_admin = await alex.client.post(MAPPINGS, json={"member_id": "19", "user_id": engineer.user.id})
    assert by_admin.json()["matched_by"] == "manual_admin"
    me = (await engineer.client.get("/api/me")).json()
    assert me["member_ids"] == {engineer.connection.id: "19"}


async def test_a_member_who_left_or_never_was_cannot_be_mapped(other_account: Inhabitant) -> None:
    """Inactive and invented members are refused by name; the old mapping stays."""
    await other_account.client.post(MAPPINGS, json={"member_id": "17"})
    for member_id in ("18", "999"):
        answer = await other_account.client.post(MAPPINGS, json={"member_id": member_id})
        assert answer.status_code == 422
        assert member_id in answer.json()["detail"]
    rows = (await other_account.client.get(MAPPINGS)).json()["items"]
    assert [row["external_member_id"] for row in rows] == ["17"]


async def test_matching_by_email_maps_whom_it_can_and_names_the_rest(
    desk: Desk, alex: Inhabitant, sign_in_as: SignInAs
) -> None:
    """Who shares an active member's address is mapped, others are listed; once more changes nothing."""
    members = (await alex.client.get("/api/integrations/psa/members?page_size=100")).json()["items"]
    free = next(member for member in members if member["active"] and member["id"] != "17")
    account = alex.scope.account_id
    await desk.users.add(account, free["email"], "Known There", Role.ENGINEER)
    await desk.users.add(account, "stranger@deskhand.example", "Stranger", Role.ENGINEER)
    first = (await alex.client.post(f"{MAPPINGS}/auto-match")).json()
    assert [each["external_member_id"] for each in first["mapped"]] == [free["id"]]
    assert first["unmatched"] == ["stranger@deskhand.example"]
    assert (await alex.client.post(f"{MAPPINGS}/auto-match")).json()["mapped"] == []


async def test_a_mapping_can_be_taken_away(alex: Inhabitant, engineer: Inhabitant) -> None:
    """A freed member can be somebody else's; an engineer frees nobody but themselves."""
    assert (await engineer.client.delete(f"{MAPPINGS}?user_id={alex.user.id}")).status_code == 403
    assert (await alex.client.delete(f"{MAPPINGS}?user_id={alex.user.id}")).status_code == 204
    assert (await engineer.client.post(MAPPINGS, json={"member_id": "17"})).status_code == 200


async def test_another_accounts_connection_does_not_exist(
    alex: Inhabitant, other_account: Inhabitant
) -> None:
    """Members, mappings and matching of a foreign connection answer 404, and nothing is written there."""
    foreign = f"connection_id={other_account.connection.id}"
    for answer in (
        await alex.client.get(f"/api/integrations/psa/members?{foreign}"),
        await alex.client.get(f"{MAPPINGS}?{foreign}"),
        await alex.client.post(f"{MAPPINGS}/auto-match?{foreign}"),
        await alex.client.post(
            MAPPINGS, json={"member_id": "17", "connection_id": other_account.connection.id}
        ),
        await alex.client.post(MAPPINGS, json={"member_id": "18", "user_id": other_account.user.id}),
    ):
        assert answer.status_code == 404
    assert (await other_account.client.get(MAPPINGS)).json()["items"] == []
