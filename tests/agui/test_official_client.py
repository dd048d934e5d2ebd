"""The official AG-UI client from npm against the endpoint, over HTTP."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.model import ModelUnavailable, TextDelta
from assistant.scripted_model import calls, says
from tests.agui.test_agui import proposes_real_status, status_of
from tests.assistant.runs.kit import RunDesk
from tests.conftest import Inhabitant

pytestmark = pytest.mark.node
CLIENT = Path(__file__).parent / "client.mjs"


async def play(node: str, served: str, token: str, *steps: dict[str, Any]) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        node,
        str(CLIENT),
        f"{served}/api/agui",
        token,
        json.dumps(steps),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    seen: dict[str, Any] = json.loads(out)
    return seen


async def test_it_follows_text_and_tools(
    node: str, served: str, token: str, run_desk: RunDesk, alex: Inhabitant
) -> None:
    """The client accepts every event and builds the messages that the person saw."""
    run_desk.plays((TextDelta("Looking."), *calls("count_tickets", id="c1")), says("Grüße, many 😀."))
    seen = await play(node, served, token, {"say": "How many?"}, {"say": "Sure?"})
    assert [step["error"] for step in seen["steps"]] == [None, None]
    roles = [message["role"] for message in seen["messages"]]
    assert roles == ["user", "assistant", "tool", "assistant", "user", "assistant"]
    assert seen["messages"][3]["content"] == "Grüße, many 😀."
    assert (await run_desk.sessions.find(alex.scope))[1] == 1


async def test_it_answers_an_interrupt(
    node: str, served: str, token: str, run_desk: RunDesk, alex: Inhabitant
) -> None:
    """The client sees the interrupt, confirms it with what was shown, and the ticket is changed."""
    ticket_id, status_id = await proposes_real_status(run_desk, alex)
    seen = await play(node, served, token, {"say": "Set it"}, {"answer": "confirm"})
    assert [step["error"] for step in seen["steps"]] == [None, None]
    assert [len(step["pending"]) for step in seen["steps"]] == [1, 0]
    assert await status_of(run_desk, alex, ticket_id) == status_id


async def test_it_moves_on_without_answering(
    node: str, served: str, token: str, run_desk: RunDesk, alex: Inhabitant
) -> None:
    """A cancelled interrupt and a new message in one run: the proposal still waits."""
    await proposes_real_status(run_desk, alex)
    seen = await play(node, served, token, {"say": "Set it"}, {"answer": "cancel", "say": "Something else"})
    assert [step["error"] for step in seen["steps"]] == [None, None]
    session_id = (await run_desk.sessions.find(alex.scope))[0][0].id
    assert len(await run_desk.proposals.open_of_session(alex.scope, session_id)) == 1


async def test_it_hears_of_a_failure(
    node: str, served: str, token: str, run_desk: RunDesk, alex: Inhabitant
) -> None:
    """A model that fails is an error event that the client understands; the next message works."""
    gone = ModelUnavailable("The model's answer broke off.", remedy="Try again.", retryable=True)
    run_desk.plays((TextDelta("Half"), gone), says("Whole."))
    seen = await play(node, served, token, {"say": "Hi"}, {"say": "Again"})
    assert seen["steps"][0]["events"][-1]["type"] == "RUN_ERROR"
    assert seen["steps"][1]["events"][-1]["type"] == "RUN_FINISHED"


async def test_a_refused_token_is_an_error_of_the_request(node: str, served: str, run_desk: RunDesk) -> None:
    """A wrong token gives the client a 401, not a broken stream."""
    seen = await play(node, served, "dh_wrong", {"say": "Hi"})
    assert "401" in seen["steps"][0]["error"]
