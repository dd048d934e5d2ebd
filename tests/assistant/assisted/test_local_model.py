"""A GGUF file of the person's own: checked, served on loopback, asked like any endpoint."""

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from assistant import local_model
from assistant.assisted.asking import Asker
from assistant.assisted.parser import AssistedParser
from assistant.local_model import Limits, LocalModelFailed, served
from assistant.model import Finish, Message, TextDelta
from assistant.openai_model import OpenAICompatibleModel, open_client
from assistant.patient_model import PatientModel
from assistant.settings import Settings
from assistant.tokens import TokenCounter
from tests.gguf import write_tiny_gguf
from tests.tools.parse_world import CATALOG

has_llama = pytest.mark.skipif(
    find_spec("xllamacpp") is None,
    reason="LOCAL MODEL TESTS DID NOT RUN: xllamacpp (extra 'local') is not installed",
)
SMALL = Limits(context_tokens=2_048, answer_tokens=48)
SENTENCE = "Outlook not syncing at Acme Corp"


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    file = tmp_path / "tiny.gguf"
    write_tiny_gguf(file)
    return file


def naming(file: Path, sha256: str | None = None, **others: object) -> Settings:
    wanted = hashlib.sha256(file.read_bytes()).hexdigest() if sha256 is None else sha256
    return Settings(data_dir=file.parent).model_copy(
        update={"local_gguf": file, "local_gguf_sha256": wanted, **others}
    )


async def test_without_a_file_nothing_is_started(tmp_path: Path) -> None:
    """The settings come back as they were."""
    settings = Settings(data_dir=tmp_path)
    async with served(settings) as same:
        assert same is settings


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"local_gguf_sha256": "0" * 64}, "another SHA-256"),
        ({"local_gguf_sha256": None}, "needs DESKHAND_LOCAL_GGUF_SHA256"),
        ({"local_gguf": Path("nowhere.gguf")}, "cannot be read"),
        ({"model": "gpt"}, "two models"),
    ],
)
async def test_a_file_that_is_not_the_one_meant_is_not_served(
    gguf: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], words: str
) -> None:
    """A missing file, a missing or another hash, two models at once: refused before anything is loaded."""
    monkeypatch.setattr(local_model, "find_spec", lambda name: name)
    with pytest.raises(LocalModelFailed, match=words):
        async with served(naming(gguf).model_copy(update=changes)):
            pass


async def test_a_missing_package_is_named(gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the remedy says how to install it; nothing is downloaded."""
    monkeypatch.setattr(local_model, "find_spec", lambda name: None)
    with pytest.raises(LocalModelFailed, match="xllamacpp is not installed") as refused:
        async with served(naming(gguf)):
            pass
    assert ".[local]" in refused.value.remedy


@has_llama
async def test_a_file_that_is_no_model_is_refused_and_told_where_to_look(gguf: Path) -> None:
    """Native code that falls over takes only its own process with it."""
    os.truncate(gguf, 5_000)
    with pytest.raises(LocalModelFailed, match="could not be loaded") as refused:
        async with served(naming(gguf)):
            pass
    assert "local_model.log" in refused.value.remedy


@has_llama
async def test_the_file_answers_on_loopback_behind_a_key_and_ends_with_the_block(gguf: Path) -> None:
    """Text comes back through the same model class as from any endpoint; without the key nobody gets one."""
    async with served(naming(gguf), SMALL) as settings, open_client() as client:
        assert settings.model_base_url is not None
        assert settings.model_base_url.startswith("http://127.0.0.1:")
        assert (settings.model, settings.max_context_tokens) == ("tiny", 2_000)
        chunks = [c async for c in model_of(settings, client).reply([Message("user", "Hello")], [])]
        assert any(isinstance(c, TextDelta) for c in chunks)
        assert isinstance(chunks[-1], Finish)
        async with httpx.AsyncClient() as stranger:
            refused = await stranger.post(f"{settings.model_base_url}/chat/completions", json={})
        assert refused.status_code == 401
    async with httpx.AsyncClient() as late:
        with pytest.raises(httpx.ConnectError):
            await late.get(f"{settings.model_base_url}/models")


@has_llama
async def test_random_weights_make_nothing_up(gguf: Path) -> None:
    """A model that knows nothing leaves what plain code read."""
    async with served(naming(gguf), SMALL) as settings, open_client() as client:
        parser = AssistedParser(model_of(settings, client), Asker(30))
        result = await parser.parse(CATALOG, SENTENCE, "m1")
    assert (result.company_id, result.summary) == ("c1", "Outlook not syncing")
    assert (result.priority_id, result.assigned_member_id) == (None, None)


def model_of(settings: Settings, client: httpx.AsyncClient) -> PatientModel:
    assert settings.model_base_url is not None
    assert settings.model_api_key is not None
    key = settings.model_api_key.get_secret_value()
    return PatientModel(
        [OpenAICompatibleModel(settings.model, settings.model_base_url, key, client, TokenCounter())]
    )
