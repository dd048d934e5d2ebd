"""What is LiteLLM's alone: when it is loaded, what its answers cost, which key goes where."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.litellm_model import Deployment, LiteLLM, LiteLLMModel
from assistant.model import ModelUnavailable, Usage
from assistant.model_choice import ModelChoice
from assistant.settings import Settings
from assistant.tokens import TokenCounter
from tests.assistant.models.kit import KEY, litellm_at, reply, text_of
from tests.mock_openai import DONE, Script, answer, delta, finish, mock_openai

pytestmark = pytest.mark.timeout(240)
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("model", ["offline", "a-model-of-the-endpoint"])
def test_the_service_starts_without_litellm(tmp_path: Path, model: str) -> None:
    """Neither the offline engine nor an endpoint of one's own pays for a library it does not use."""
    program = """
import asyncio, sys
from assistant.app import create_app
from assistant.settings import Settings
async def main():
    app = create_app(Settings())
    async with app.router.lifespan_context(app):
        await asyncio.sleep(1.5)
    print("litellm" in sys.modules)
asyncio.run(main())
"""
    settings = {
        "DESKHAND_DATA_DIR": str(tmp_path),
        "DESKHAND_MODEL": model,
        "DESKHAND_MODEL_BASE_URL": "http://127.0.0.1:9/v1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "False", done.stderr


def test_only_one_module_imports_it() -> None:
    """The library stands behind one door."""
    packages = ("assistant", "evals", "prompts", "providers", "tools")
    doors = [
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "import litellm" in path.read_text() or "from litellm" in path.read_text()
    ]
    assert doors == ["assistant/litellm_model.py"]


async def test_warming_reaches_nobody_and_the_first_answer_comes() -> None:
    """The warm-up is answered inside the library; the endpoint sees the person's message only."""
    async with mock_openai(Script((answer("Hello."),))) as mock:
        library = LiteLLM([Deployment("openai/mock", KEY, mock.base_url)])
        library.warm().join()
        assert mock.requests == []
        assert text_of(await reply(LiteLLMModel("openai/mock", library, TokenCounter()))) == "Hello."


async def test_a_known_price_is_charged() -> None:
    """The cost of an answer comes from the price list that is part of the library."""
    async with mock_openai(Script((answer("Hello."),))) as mock:
        chunks = await reply(litellm_at(mock.base_url, "openai/gpt-4o"))
    (spent,) = [chunk for chunk in chunks if isinstance(chunk, Usage)]
    assert spent.cost_usd is not None
    assert 0 < spent.cost_usd < 0.001


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("openai/gpt-4o", "refused the key"),
        ("anthropic/claude-x", "refused the key"),
        ("nobody/x", "not know"),
    ],
)
async def test_without_a_key_or_a_vendor_it_says_so(
    monkeypatch: pytest.MonkeyPatch, name: str, sentence: str
) -> None:
    """A missing key is the admin's sentence, and no attempt is made without it."""
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ModelUnavailable, match=sentence) as refused:
        await reply(LiteLLMModel(name, LiteLLM([Deployment(name)]), TokenCounter()))
    assert not refused.value.retryable


async def test_a_key_is_for_the_first_models_vendor() -> None:
    """No vendor is ever shown another vendor's key."""
    settings = Settings().model_copy(
        update={"model": "openai/a, anthropic/b, openai/c, offline", "model_api_key": SecretStr(KEY)}
    )
    library = ModelChoice(settings, TokenCounter())._load()
    assert {name: each.api_key for name, each in library.deployments.items()} == {
        "openai/a": KEY,
        "anthropic/b": None,
        "openai/c": KEY,
    }


@pytest.mark.parametrize(
    ("piece", "sentence"),
    [(b": wait\n\n", "did not answer in time"), (delta(content="Half an"), "broke off")],
)
async def test_a_silent_vendor_times_out(
    monkeypatch: pytest.MonkeyPatch, piece: bytes, sentence: str
) -> None:
    """A vendor that falls silent, before or after the first word, does not hold the run for ever."""
    monkeypatch.setattr("assistant.litellm_model.SILENCE_SECONDS", 0.3)
    async with mock_openai(Script((piece,), pause_seconds=3)) as mock:
        with pytest.raises(ModelUnavailable, match=sentence):
            await reply(litellm_at(mock.base_url))


@pytest.mark.parametrize(
    "script",
    [Script((b"data: {not json\n\n",)), Script((b"<html>",), content_type="text/html")],
)
async def test_garbage_is_a_named_failure(script: Script) -> None:
    """What is no answer is told as such and may be tried again."""
    async with mock_openai(script) as mock:
        with pytest.raises(ModelUnavailable) as refused:
            await reply(litellm_at(mock.base_url))
    assert refused.value.retryable


async def test_it_never_learns_what_is_ours_alone() -> None:
    """Only the wire format's fields leave the house."""
    async with mock_openai(Script((delta(content="x"), finish(), DONE))) as mock:
        await reply(litellm_at(mock.base_url))
    assert set(mock.requests[0]["messages"][0]) == {"role", "content"}
    assert f"authorization: bearer {KEY}" in mock.heads[0].lower()
