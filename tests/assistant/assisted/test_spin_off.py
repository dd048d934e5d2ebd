"""Second issues that a model behind the endpoint names, from the message to the stored suggestion."""

import httpx
import pytest
from sqlmodel import col, select

from assistant.desk import Desk
from assistant.prompting import prompt_hash
from assistant.sessions.tables import Message
from tests.assistant.assisted.conftest import MODEL
from tests.assistant.models.test_both_models import call
from tests.conftest import Inhabitant
from tests.mock_openai import DONE, MockOpenAI, Script, answer, delta, finish, usage

SAID = "Outlook syncs again. By the way, the label printer in shipping prints blank labels."
NAMED = '{"label": "Label printer prints blank labels", "turns": [1]}'
INVENTED = '{"label": "Firewall firmware is outdated", "turns": [1]}'
TITLE = Script((b'{"choices": []}',), content_type="application/json")


def calling(arguments: str) -> Script:
    pieces = (call(0, "a", "suggest_spin_off", arguments[:20]), call(0, None, None, arguments[20:]))
    return Script((delta(content="Noted."), *pieces, finish("tool_calls"), usage(900, 40), DONE))


async def suggested(desk: Desk, alex: Inhabitant) -> tuple[str, list[dict[str, object]]]:
    """Say it in a new session over HTTP; the session and its open suggestions."""
    client: httpx.AsyncClient = alex.client
    session_id = (await client.post("/api/sessions", json={})).json()["id"]
    sent = await client.post(f"/api/sessions/{session_id}/messages", json={"text": SAID})
    assert sent.status_code in (200, 202), sent.text
    async for _ in desk.runs.subscribe(alex.scope, sent.json()["id"]):
        pass
    stored = await desk.proposals.open_of_session(alex.scope, session_id)
    return session_id, [each.args for each in stored if each.kind == "spin_off"]


async def test_a_call_becomes_a_suggestion(desk: Desk, alex: Inhabitant, mock: MockOpenAI) -> None:
    """The words are the person's, so the suggestion waits for them; answer and wording are on record."""
    mock.scripts[:] = [calling(NAMED), Script((answer("It waits for you."),)), TITLE]
    session_id, waiting = await suggested(desk, alex)
    assert [(each["label"], each["turns"]) for each in waiting] == [
        ("Label printer prints blank labels", [1])
    ]
    results = [each for each in mock.requests[1]["messages"] if each["role"] == "tool"]
    assert len(results) == 1
    async with desk.database.read(alex.scope.account_id) as session:
        query = select(Message).where(Message.session_id == session_id).order_by(col(Message.position))
        last = (await session.exec(query)).all()[-1]
    assert (last.engine, last.prompt_hash) == (MODEL, prompt_hash())


async def test_an_invented_issue_is_refused(desk: Desk, alex: Inhabitant, mock: MockOpenAI) -> None:
    """What nobody said is no second issue; the model is told why and can correct itself."""
    mock.scripts[:] = [calling(INVENTED), Script((answer("Sorry."),)), TITLE]
    _, waiting = await suggested(desk, alex)
    assert waiting == []
    assert "do not say" in str(mock.requests[1]["messages"][-1]["content"])


@pytest.mark.parametrize("size", [1, 5, 200])
async def test_a_block_in_the_text_does_as_well(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI, size: int
) -> None:
    """A model without tools writes its block in pieces: the suggestion waits, the text holds none of it."""
    block = '[ACTIONS][{"type": "create_spin_off_ticket", "label": "Label printer prints blank"}][/ACTIONS]'
    text = f"Noted. {block}"
    pieces = [delta(content=text[at : at + size]) for at in range(0, len(text), size)]
    mock.scripts[:] = [Script((*pieces, finish(), DONE)), TITLE]
    session_id, waiting = await suggested(desk, alex)
    assert [each["label"] for each in waiting] == ["Label printer prints blank"]
    talk = (await alex.client.get(f"/api/sessions/{session_id}/messages")).text
    assert "ACTIONS" not in talk
