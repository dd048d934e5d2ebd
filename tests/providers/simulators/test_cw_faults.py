"""The fault plan: each fault strikes as said, where said, as often as said."""

import httpx
import pytest

from providers.simulators.connectwise import Faults, sending
from tests.simulated import SimulatedPSA

NOTE = {"text": "Restarted.", "internalAnalysisFlag": True}
NOTES = "service/tickets/502/notes"


@pytest.mark.parametrize(
    "plan",
    [
        "nonsense",
        "rate_limit:many",
        "rate_limit:-1",
        "rate_limit:1001",
        "rate_limit@somewhere:1",
        "upgrade@read:1",
        "rate_limit:",
        ":1",
        "slow;1",
        "rate_limit:²",
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_whole(plan: str) -> None:
    """The message names the fault, and nothing of the plan is kept."""
    faults = Faults()
    with pytest.raises(ValueError, match=r"fault|count|strikes"):
        faults.add(f"slow:1,{plan}")
    assert faults.left() == ""


def test_plans_add_up_and_can_be_read_back_and_cleared(connectwise: SimulatedPSA) -> None:
    """At run time, by the control path; an unknown plan is a 400 with the names."""
    connectwise.plan("rate_limit@/notes:2, cut")
    connectwise.plan("info_forbidden,upgrade:3")
    assert connectwise.faults_left() == "rate_limit@/notes:2,cut:1,upgrade:3,info_forbidden"
    unknown = httpx.post(f"{connectwise.address}/_faults", content="nonsense", trust_env=False)
    assert unknown.status_code == 400
    assert "timeout_after_write" in unknown.text
    connectwise.clear()
    assert connectwise.faults_left() == ""


def test_throttling_says_when_to_come_back(connectwise: SimulatedPSA) -> None:
    """With a body that has `error` instead of `code`; nothing is done."""
    connectwise.plan("rate_limit@write:1")
    assert connectwise.client.get(NOTES).status_code == 200
    throttled = connectwise.client.post(NOTES, json=NOTE)
    assert throttled.status_code == 429
    assert throttled.headers["retry-after"] == "1"
    assert throttled.json()["error"] == "ConnectWiseAPI"
    assert connectwise.client.get(NOTES).json() == []


def test_a_500_after_the_write_leaves_the_note(connectwise: SimulatedPSA) -> None:
    """Whoever repeats it has it twice."""
    connectwise.plan("error_after_write:1")
    assert connectwise.client.get("system/info").status_code == 200
    assert connectwise.client.post(NOTES, json=NOTE).status_code == 500
    assert connectwise.client.post(NOTES, json=NOTE).status_code == 201
    assert len(connectwise.client.get(NOTES).json()) == 2


def test_a_time_out_after_the_write_leaves_the_note(connectwise: SimulatedPSA) -> None:
    """The answer never comes, and the server goes on."""
    connectwise.plan("timeout_after_write")
    with pytest.raises(httpx.ReadTimeout):
        connectwise.client.post(NOTES, json=NOTE, timeout=0.3)
    assert [each["text"] for each in connectwise.client.get(NOTES).json()] == ["Restarted."]


def test_an_answer_breaks_off(connectwise: SimulatedPSA) -> None:
    """In the middle of its body, after the write."""
    connectwise.plan("cut@write")
    with pytest.raises(httpx.RemoteProtocolError):
        connectwise.client.post(NOTES, json=NOTE)
    assert len(connectwise.client.get(NOTES).json()) == 1


def test_a_false_200_changes_nothing(connectwise: SimulatedPSA) -> None:
    """A PATCH of the whole status answers 200 with the old one, once."""
    change = [{"op": "replace", "path": "status", "value": {"id": 13}}]
    connectwise.plan("false_ok:1")
    for status in ("In Progress", "Closed"):
        answer = connectwise.client.patch("service/tickets/500", json=change)
        assert (answer.status_code, answer.json()["status"]["name"]) == (200, status)


@pytest.mark.parametrize(("fault", "status"), [("html_error", 502), ("unavailable", 503)])
def test_the_proxy_answers_in_html(connectwise: SimulatedPSA, fault: str, status: int) -> None:
    """Nothing is done, and the body is no JSON."""
    connectwise.plan(f"{fault}:1")
    answer = connectwise.client.post(NOTES, json=NOTE)
    assert (answer.status_code, answer.text[:6]) == (status, "<html>")
    assert connectwise.client.get(NOTES).json() == []


def test_an_upgrade_closes_the_old_path(connectwise: SimulatedPSA) -> None:
    """companyinfo names the new one; the routed path goes on working."""
    old = f"{connectwise.address}/v2026_1/apis/3.0/system/info"
    connectwise.plan("upgrade:2")
    codes = [connectwise.client.get(old).status_code for _ in range(3)]
    assert codes == [200, 200, 404]
    told = httpx.get(f"{connectwise.address}/login/companyinfo/deskhand", trust_env=False).json()
    assert told["Codebase"] == "v2026_2/"
    assert connectwise.client.get(old.replace("2026_1", "2026_2")).status_code == 200
    assert connectwise.client.get("system/info").status_code == 200


def test_a_note_appears_late(connectwise: SimulatedPSA) -> None:
    """It is written, and missing from the first looks."""
    connectwise.plan("drop_note:2")
    assert connectwise.client.post(NOTES, json=NOTE).status_code == 201
    assert [len(connectwise.client.get(NOTES).json()) for _ in range(3)] == [0, 0, 1]


def test_states_last_until_they_are_taken_back(connectwise: SimulatedPSA) -> None:
    """system/info alone is forbidden; allNotes is missing as on old servers."""
    connectwise.plan("info_forbidden,no_all_notes")
    for _ in range(2):
        assert connectwise.client.get("system/info").status_code == 403
        assert connectwise.client.get("service/tickets/500/allNotes").status_code == 404
    assert connectwise.client.get("service/boards").status_code == 200
    connectwise.plan("info_forbidden:0")
    assert connectwise.client.get("system/info").status_code == 200


def test_slow_answers_come(connectwise: SimulatedPSA, monkeypatch: pytest.MonkeyPatch) -> None:
    """Later than a short patience, and then at once again."""
    monkeypatch.setattr("providers.simulators.connectwise.app.SLOW_SECONDS", 0.4)
    connectwise.plan("slow@/boards:1")
    with pytest.raises(httpx.ReadTimeout):
        connectwise.client.get("service/boards", timeout=0.1)
    assert connectwise.client.get("service/boards").status_code == 200


def test_a_caller_that_never_leaves_is_let_go(
    connectwise: SimulatedPSA, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while the connection ends without an answer."""
    monkeypatch.setattr(sending, "NEVER_SECONDS", 0.1)
    connectwise.plan("timeout_after_write")
    answer = connectwise.client.post(NOTES, json=NOTE)
    assert answer.status_code == 500
