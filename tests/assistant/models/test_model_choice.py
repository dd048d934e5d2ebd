"""Which model answers."""

import subprocess
import sys

import pytest

from assistant.errors import DeskError
from assistant.model import ModelUnavailable
from assistant.model_choice import ModelChoice
from assistant.patient_model import PatientModel
from assistant.scripted_model import ScriptedModel, says
from assistant.settings import Settings
from assistant.tokens import TokenCounter
from tools.catalog import Catalog

ENDPOINT = "http://127.0.0.1:9/v1"
NOTHING = Catalog(connection_id="c")


def choice(**settings: object) -> ModelChoice:
    return ModelChoice(Settings().model_copy(update=settings), TokenCounter())


async def test_without_settings_the_offline_engine_answers() -> None:
    """The shipped settings need no key and no endpoint."""
    made = choice()
    made.warm()
    assert made.engine() == made.choose(NOTHING, None).name == "offline engine"


async def test_a_named_model_needs_an_endpoint() -> None:
    """A model without an address is the admin's sentence, not a crash."""
    with pytest.raises(DeskError) as refused:
        choice(model="gpt").choose(NOTHING, None)
    assert "DESKHAND_MODEL_BASE_URL" in refused.value.remedy


async def test_a_callers_wish_counts_only_where_it_is_allowed() -> None:
    """Whoever sends forwardedProps.model cannot choose what the account pays for."""
    for settings, name in (
        ({"model": "gpt", "model_base_url": ENDPOINT}, "gpt"),
        ({"model": "gpt", "model_base_url": ENDPOINT, "allow_model_override": True}, "wish"),
        ({"allow_model_override": True}, "offline engine"),
    ):
        made = choice(**settings)
        assert made.engine("wish") == made.choose(NOTHING, None, "wish").name == name
        await made.close()


async def test_several_models_are_a_fallback_order() -> None:
    """The first name is the one that is shown until another answers; the offline engine may be the last."""
    made = choice(model="anthropic/a, offline")
    assert made.engine() == "anthropic/a"
    assert made.choose(NOTHING, None).name == "anthropic/a"
    assert made.engine("offline") == made.choose(NOTHING, None, "offline").name == "offline engine"


async def test_a_run_stays_with_the_model_that_answered() -> None:
    """After a fall-back the next step asks the same model, and its name stands beside the answer."""
    gone = ModelUnavailable("It is down.", remedy="Wait.", retryable=False)
    first, second = ScriptedModel([(gone,)], name="first"), ScriptedModel([says("Hello.")], name="second")
    model = PatientModel([first, second])
    for _ in range(2):
        assert [chunk async for chunk in model.reply([], [])] == list(says("Hello."))
    assert model.name == "second"
    assert len(first.heard) == 1


def test_offline_needs_no_client_library() -> None:
    """Serving with the offline engine imports no client, vendor, template or cipher before it is needed."""
    late = "aiohttp cryptography httpx jinja2 limits litellm markdown_it asyncpg providers.connectwise"
    code = f"import sys, assistant.commands.serve; print(set({late.split()}) & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"
