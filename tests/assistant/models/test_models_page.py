"""The admin page of models and cost, as a browser without scripts uses it."""

import pytest

from assistant.desk import Desk
from tests.assistant.models.test_account_models import OURS, OWN, PATH, asked, desk, keys_seen, mock
from tests.conftest import Inhabitant
from tests.mock_openai import MockOpenAI, failure

__all__ = ["desk", "mock"]
pytestmark = pytest.mark.timeout(120)
PAGE = "/admin/models"
FORM = {"name_1": OWN, "key_1": OURS, "name_2": "offline", "monthly_budget_usd": "12.50"}


async def test_a_form_is_all_it_takes(alex: Inhabitant, mock: MockOpenAI) -> None:
    """A plain POST saves models, key and budget; the page then shows them, the key by its end."""
    saved = await alex.client.post(PAGE, data=FORM)
    assert saved.status_code == 303
    shown = (await alex.client.get(PAGE)).text
    assert keys_seen(mock) == [OURS]
    assert OURS not in shown
    assert "Your key ••••1111" in shown
    assert "of $12.50" in shown


async def test_a_refused_key_is_told_and_what_was_typed_stays(alex: Inhabitant, mock: MockOpenAI) -> None:
    """The page says which kind of failure it was; the key has to be typed again, the rest has not."""
    mock.scripts[:] = [failure(401, "bad")]
    refused = await alex.client.post(PAGE, data=FORM)
    assert refused.status_code == 422
    assert "refused the key" in refused.text
    assert f'value="{OWN}"' in refused.text
    assert 'value="12.50"' in refused.text
    assert OURS not in refused.text
    assert (await alex.client.get(PATH)).json()["is_default"]


@pytest.mark.parametrize("field", ["monthly_budget_usd", "max_steps", "key_1", "name_1"])
async def test_nonsense_is_named(alex: Inhabitant, field: str) -> None:
    """A field that cannot be read is named; its content is not repeated."""
    refused = await alex.client.post(PAGE, data={**FORM, field: "x y"})
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.text


async def test_it_adds_up_by_day_session_and_person(desk: Desk, alex: Inhabitant) -> None:
    """Each table has the account's sum under it; a session's title and a person's name stand in front."""
    run = await asked(desk, alex.scope, "Which printers of Acme are offline?")
    assert run.state == "answered"
    for by, name in (("day", run.started_at.date().isoformat()), ("session", "printers"), ("person", "Alex")):
        shown = (await alex.client.get(PAGE, params={"by": by})).text
        assert name in shown.split('id="used"')[1], by
        assert "The account" in shown


async def test_the_transcript_tells_what_an_answer_used(desk: Desk, alex: Inhabitant) -> None:
    """Beside the engine's name: tokens and dollars."""
    run = await asked(desk, alex.scope)
    shown = (await alex.client.get(f"/sessions/{run.session_id}")).text
    assert "15 tokens · $0.0001" in shown


async def test_only_admins_open_it(engineer: Inhabitant) -> None:
    """What the account spends is its admins' to see."""
    assert (await engineer.client.get(PAGE)).status_code == 403
