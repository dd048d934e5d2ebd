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


async def test_a_set_is_saved_whole_or_not_at_all(alex: Inhabitant, engineer: Inhabitant) -> None:
    """Two people swap their members in one go; one wrong line and nobody's mapping changes."""
    both = [
        {"user_id": alex.user.id, "member_id": "17"},
        {"user_id": engineer.user.id, "member_id": "18"},
    ]
    swapped = [
        {"user_id": alex.user.id, "member_id": "18"},
        {"user_id": engineer.user.id, "member_id": "17"},
    ]
    assert (await alex.client.put(MAPPINGS, json=both)).status_code == 200
    wrong = [*swapped[:1], {"user_id": engineer.user.id, "member_id": "no such"}]
    assert (await alex.client.put(MAPPINGS, json=wrong)).status_code == 422
    assert await _members(alex) == {alex.user.id: "17", engineer.user.id: "18"}
    assert (await alex.client.put(MAPPINGS, json=swapped)).status_code == 200
    assert await _members(alex) == {alex.user.id: "18", engineer.user.id: "17"}
    freed = await alex.client.put(MAPPINGS, json=[{"user_id": engineer.user.id, "member_id": None}])
    assert freed.json() == []
    assert await _members(alex) == {alex.user.id: "18"}


async def test_a_set_cannot_break_one_member_per_person(alex: Inhabitant, engineer: Inhabitant) -> None:
    """The same member or person twice is refused, and so is a member who belongs to somebody left out."""
    twice = [{"user_id": each, "member_id": "18"} for each in (alex.user.id, engineer.user.id)]
    assert (await alex.client.put(MAPPINGS, json=twice)).status_code == 422
    again = [{"user_id": engineer.user.id, "member_id": each} for each in ("18", "19")]
    assert (await alex.client.put(MAPPINGS, json=again)).status_code == 422
    taken = [{"user_id": engineer.user.id, "member_id": "17"}]
    assert (await alex.client.put(MAPPINGS, json=taken)).status_code == 403
    assert (await engineer.client.put(MAPPINGS, json=taken)).status_code == 403
    assert await _members(alex) == {alex.user.id: "17"}


async def test_who_leaves_is_nobody_at_the_psa(alex: Inhabitant, engineer: Inhabitant) -> None:
    """Switching a person off frees their member for others; the log keeps that they had it."""
    await engineer.client.post(MAPPINGS, json={"member_id": "18"})
    await alex.client.patch(f"/api/users/{engineer.user.id}", json={"active": False})
    assert await _members(alex) == {alex.user.id: "17"}
    kept = (await alex.client.get("/api/audit?action=mapping.set")).json()["items"]
    assert kept[0]["subject_id"] == engineer.user.id
    assert kept[0]["detail"]["member_id"] == "18"


async def _members(admin: Inhabitant) -> dict[str, str]:
    rows = (await admin.client.get(MAPPINGS)).json()["items"]
    return {row["user_id"]: row["external_member_id"] for row in rows}
