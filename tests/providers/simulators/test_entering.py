"""The way in: code bases, login, versions, and who may reach the simulator at all."""

import httpx
import pytest

from tests.simulated import LOGIN, ApiClient, SimulatedPSA


def get(psa: SimulatedPSA, path: str, **headers: str) -> httpx.Response:
    return httpx.get(psa.address + path, headers=headers, trust_env=False)


def test_the_codebase_is_told_to_anybody(shared: SimulatedPSA) -> None:
    """companyinfo needs no login, and ends the code base with a slash."""
    told = get(shared, f"/login/companyinfo/{LOGIN.company}").json()
    assert told["Codebase"] == "v2026_1/"
    assert told["IsCloud"] is True
    unknown = get(shared, "/login/companyinfo/nobody")
    assert (unknown.status_code, unknown.text) == (404, "null")


def test_both_code_bases_work_and_others_do_not(shared: SimulatedPSA) -> None:
    """The release's own path and the routed one."""
    for codebase, status in (("v2026_1", 200), ("v4_6_release", 200), ("v2025_1", 404)):
        assert shared.client.get(f"{shared.address}/{codebase}/apis/3.0/system/info").status_code == status


def test_a_wrong_login_is_a_404_in_the_cloud(connectwise: SimulatedPSA) -> None:
    """And a 401 elsewhere; callers must not take the first for a missing record."""
    for password in ("wrong", "", LOGIN.public_key):
        auth = (f"{LOGIN.company}+{LOGIN.public_key}", password)
        assert connectwise.client.get("system/info", auth=auth).status_code == 404
    connectwise.plan("on_premise")
    refused = connectwise.client.get("system/info", auth=("nobody", "nothing"))
    assert refused.status_code == 401
    assert refused.json()["message"] == "UserNotAuthenticated"


@pytest.mark.parametrize("header", ["", "Basic", "Basic %%%", "Bearer x", "Basic /w=="])
def test_broken_login_headers_are_wrong_logins(shared: SimulatedPSA, header: str) -> None:
    """Never a 500."""
    answer = get(shared, "/v4_6_release/apis/3.0/system/info", authorization=header, clientid="x")
    assert answer.status_code == 404


def test_a_missing_client_id_is_answered_in_text(api: ApiClient) -> None:
    """The one error that is no JSON; a wrong client id is a 401."""
    missing = api.get("system/info", headers={"clientId": ""})
    assert missing.status_code == 401
    assert missing.headers["content-type"].startswith("text/plain")
    assert api.get("system/info", headers={"clientId": "other"}).status_code == 401


def test_the_version_is_told_and_a_broken_wish_refused(api: ApiClient) -> None:
    """Every answer names the server's version and the call."""
    wanted = {"accept": "application/vnd.connectwise.com+json; version=2025.1"}
    answer = api.get("system/info", headers=wanted)
    assert answer.headers["api-current-version"] == "2026.1"
    assert answer.headers["x-cw-request-id"]
    broken = {"accept": "application/vnd.connectwise.com+json; version=newest"}
    assert api.get("system/info", headers=broken).status_code == 400


def test_other_names_of_this_machine_are_refused(shared: SimulatedPSA) -> None:
    """A web page that points its own name here cannot set faults or read the tenant."""
    for path in ("/_faults", f"/login/companyinfo/{LOGIN.company}"):
        for headers in (
            {"host": "attacker.example"},
            {"origin": "https://attacker.example"},
            {"host": "[::1"},
        ):
            assert get(shared, path, **headers).status_code == 403
        assert get(shared, path, origin=shared.address).status_code == 200


def test_calls_are_remembered_for_tests(connectwise: SimulatedPSA) -> None:
    """With their query, in order, and once."""
    connectwise.client.get("service/boards", params={"fields": "id,name"})
    assert connectwise.calls() == ["GET /v4_6_release/apis/3.0/service/boards?fields=id,name"]
    assert connectwise.calls() == []
