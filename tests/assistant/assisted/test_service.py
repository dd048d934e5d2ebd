"""Quick-create and note previews with a model behind the endpoint, from the request to the wire and back."""

import pytest

from assistant.account_models.schemas import AccountModelBody
from assistant.assisted.service import Assistance
from assistant.budgets import Budgets
from assistant.desk import Desk
from assistant.model_choice import ModelChoice
from assistant.sessions.tables import Message
from assistant.settings import Settings
from assistant.terms import OperatorTerms
from assistant.tokens import TokenCounter
from assistant.usage.spending import Spending
from tests.assistant.assisted.conftest import MODEL, in_one_piece
from tests.conftest import Inhabitant
from tests.mock_openai import MockOpenAI, Script, failure

PSA = "/api/integrations/psa"
SENTENCE = "Create a ticket for Acme Corp, Outlook not syncing, high priority, assign to me"
TALK = (
    "Users can't resolve internal names since 9am",
    "restarted the DNS service on ACME-DC01, no change",
    "fixed the NTP source and replication works again",
)


async def session_on_a_ticket(desk: Desk, alex: Inhabitant) -> str:
    session = await desk.sessions.create(alex.scope)
    async with desk.database.write(alex.scope.account_id) as transaction:
        transaction.add_all(
            Message(
                account_id=alex.scope.account_id,
                session_id=session.id,
                position=position,
                role="user",
                text=text,
                created_at=session.created_at,
            )
            for position, text in enumerate(TALK, 1)
        )
    await desk.sessions.link(alex.scope, session.id, "48291")
    return session.id


async def test_the_endpoint_parses_with_the_model(alex: Inhabitant, mock: MockOpenAI) -> None:
    """One call, not streamed, with the schema; the answer names the model and holds what was said."""
    mock.scripts[:] = [
        in_one_piece({"company": "Acme Corp", "summary": "Outlook not syncing", "priority": "high"})
    ]
    answer = (await alex.client.post(f"{PSA}/tickets/ai-parse", json={"prompt": SENTENCE})).json()
    assert (answer["engine"], answer["summary"]) == (MODEL, "Outlook not syncing")
    assert answer["fields"]["company_id"]["name"] == "Acme Corp"
    assert answer["assigned_member_id"] == alex.scope.member_id(alex.connection.id)
    [request] = mock.requests
    assert request["response_format"]["json_schema"]["name"] == "ticket_words"
    assert "tools" not in request
    assert "stream" not in request


async def test_a_lying_endpoint_changes_nothing(alex: Inhabitant, mock: MockOpenAI) -> None:
    """An invented company, board and fact do not reach the form."""
    lies = {"company": "Riverside Dental", "board": "Network Operations", "summary": "Server room burnt down"}
    mock.scripts[:] = [in_one_piece(lies)]
    answer = (await alex.client.post(f"{PSA}/tickets/ai-parse", json={"prompt": SENTENCE})).json()
    assert answer["summary"] == "Outlook not syncing"
    assert answer["fields"]["company_id"]["name"] == "Acme Corp"
    assert answer["board_id"] is None
    assert sum("the sentence does not say so" in warning for warning in answer["warnings"]) == 2


@pytest.mark.parametrize(
    "script",
    [
        failure(401, "no"),
        failure(400, "response_format is not supported"),
        Script((b"<html>",), content_type="text/html"),
        Script((b'{"choices": []}',), content_type="application/json"),
        in_one_piece("I'm sorry, I can't help with that."),
        Script((b" ",), content_type="application/json", pause_seconds=9),
    ],
    ids=["key refused", "no schema", "html", "empty", "refusal", "silent"],
)
async def test_a_failing_endpoint_is_a_warning(alex: Inhabitant, mock: MockOpenAI, script: Script) -> None:
    """Whatever the endpoint does, the request is answered with what plain code read."""
    mock.scripts[:] = [script]
    answer = await alex.client.post(f"{PSA}/tickets/ai-parse", json={"prompt": SENTENCE})
    assert answer.status_code == 200
    assert (answer.json()["engine"], answer.json()["summary"]) == ("offline", "Outlook not syncing")
    assert answer.json()["warnings"][-1].endswith("The offline engine read this text.")


async def test_a_preview_words_the_note_once(desk: Desk, alex: Inhabitant, mock: MockOpenAI) -> None:
    """The draft is the model's as far as the session says it; looking again asks nobody."""
    lines = [
        {"part": "step", "text": "We restarted the DNS service on ACME-DC01, no change", "turns": [2]},
        {"part": "fix", "text": "Replication works again", "turns": [3]},
        {"part": "step", "text": "We replaced the firewall", "turns": [2]},
    ]
    mock.scripts[:] = [in_one_piece({"sentences": lines})]
    path = f"/api/sessions/{await session_on_a_ticket(desk, alex)}/psa-post/preview"
    seen = (await alex.client.get(path)).json()
    again = (await alex.client.get(path)).json()
    assert "We restarted the DNS service on ACME-DC01, no change." in seen["content"]
    assert "Fixed the NTP source" in seen["content"]
    assert "firewall" not in seen["content"]
    assert "We replaced the firewall" in seen["left_out"][0]
    assert seen["engine"] == MODEL
    assert seen["prompt_hash"]
    assert again["content"] == seen["content"]
    assert len(mock.requests) == 1


async def test_a_preview_without_the_endpoint_is_the_offline_draft(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI
) -> None:
    """A note can be drafted while the model is down; the page says so."""
    mock.scripts[:] = [failure(401, "no")]
    path = f"/api/sessions/{await session_on_a_ticket(desk, alex)}/psa-post/preview"
    seen = (await alex.client.get(path)).json()
    assert "Restarted the DNS service on ACME-DC01" in seen["content"]
    assert (seen["engine"], seen["prompt_hash"]) == ("offline", None)
    assert "This is the offline draft." in seen["left_out"][-1]


async def test_no_model_is_asked_once_the_budget_is_spent(
    desk: Desk, alex: Inhabitant, mock: MockOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over the month's budget plain code reads alone, without a call."""
    wish = AccountModelBody(monthly_budget_usd=1.0)
    await desk.account_models.save(alex.scope, wish)

    async def spent(account_id: str) -> float:
        return 2.0

    monkeypatch.setattr(desk.budgets, "spent_usd", spent)
    catalog = await desk.connections.catalog(alex.scope, alex.connection.id)
    result = await desk.assistance.parse(alex.scope, catalog, SENTENCE)
    assert result.engine == "offline"
    assert mock.requests == []


async def test_a_model_without_an_endpoint_leaves_plain_code(
    settings: Settings, alex: Inhabitant, desk: Desk
) -> None:
    """Settings that name a model nobody can reach do not stop quick-create."""
    unreachable = settings.model_copy(update={"model": "nowhere"})
    models = ModelChoice(unreachable, TokenCounter())
    catalog = await desk.connections.catalog(alex.scope, alex.connection.id)
    spending, terms = Spending(desk.database), OperatorTerms(unreachable, models)
    assistance = Assistance(terms, Budgets(desk.database), spending, 1.0)
    assert (await assistance.parse(alex.scope, catalog, SENTENCE)).engine == "offline"
