"""A write that waits, over HTTP: said in the card, taken back or tried at once, by its person only."""

import pytest

from assistant.desk import Desk
from assistant.proposals.pacing import Pacing
from tests.assistant.proposals.kit import WriteDesk, build_write_desk, first_ticket, note, propose
from tests.conftest import Inhabitant

SLOW = Pacing(looks=(0.0, 0.0, 0.0), settle=0.0, first_retry=600.0, longest_retry=600.0)


@pytest.fixture
async def writing(desk: Desk) -> WriteDesk:
    return build_write_desk(desk, faults="unavailable_before:1", pacing=SLOW)


async def waiting(writing: WriteDesk, alex: Inhabitant, session_id: str) -> str:
    """The id of a confirmed note whose PSA is away."""
    ticket = await first_ticket(writing, alex)
    proposal = await propose(writing, alex, note(ticket), session_id)
    body = {"args_version": proposal.args_version, "digest": proposal.digest}
    answer = await alex.client.post(f"/api/proposals/{proposal.id}/confirm", json=body)
    assert answer.json()["write"]["state"] == "retry", answer.text
    return proposal.id


async def test_a_waiting_card_says_so_and_is_taken_back(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """`may_withdraw` with the sentence; afterwards the same card is open with its text, once per key."""
    proposal_id = await waiting(writing, alex, session_id)
    seen = (await alex.client.get(f"/api/proposals/{proposal_id}")).json()
    assert seen["write"]["may_withdraw"] is True
    assert "Nothing was written yet" in seen["write"]["sentence"]
    path, headers = f"/api/proposals/{proposal_id}/withdraw", {"Idempotency-Key": "back-1"}
    first = await alex.client.post(path, headers=headers)
    second = await alex.client.post(path, headers=headers)
    assert (first.status_code, first.json()["state"], first.json()["can_confirm"]) == (200, "open", True)
    assert second.json() == first.json()
    assert (await alex.client.post(path)).status_code == 409


async def test_try_now_posts_it(writing: WriteDesk, alex: Inhabitant, session_id: str) -> None:
    proposal_id = await waiting(writing, alex, session_id)
    answer = await alex.client.post(f"/api/proposals/{proposal_id}/try-now")
    assert (answer.status_code, answer.json()["write"]["state"]) == (200, "done")
    assert (await alex.client.post(f"/api/proposals/{proposal_id}/try-now")).status_code == 409


@pytest.mark.parametrize("press", ["withdraw", "try-now"])
async def test_others_find_nothing(
    writing: WriteDesk,
    alex: Inhabitant,
    engineer: Inhabitant,
    viewer: Inhabitant,
    other_account: Inhabitant,
    session_id: str,
    press: str,
) -> None:
    """A colleague and another account: 404. A viewer: 403. It still waits."""
    path = f"/api/proposals/{await waiting(writing, alex, session_id)}/{press}"
    answers = [(await each.client.post(path)).status_code for each in (engineer, other_account, viewer)]
    assert answers == [404, 404, 403]
    assert len(await writing.proposals.waiting(alex.scope)) == 1


async def test_the_pages_show_what_is_not_posted_yet(
    writing: WriteDesk, alex: Inhabitant, session_id: str
) -> None:
    """Lane, home and the ticket's notes name it, with both buttons; without scripts they work as forms."""
    proposal_id = await waiting(writing, alex, session_id)
    proposal = await writing.proposals.get(alex.scope, proposal_id)
    for path in (f"/sessions/{session_id}/lane", "/", f"/tickets/{proposal.target_ticket_id}"):
        html = (await alex.client.get(path)).text
        assert "Nothing was written yet" in html, path
        assert f"/proposals/{proposal_id}/withdraw" in html, path
        assert f"/proposals/{proposal_id}/try" in html, path
    form = {"csrf_token": alex.person.csrf_token or "", "next": "/"}
    answer = await alex.client.post(f"/proposals/{proposal_id}/withdraw", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await writing.proposals.get(alex.scope, proposal_id)).state == "open"
