"""A desk whose model is the mock server, over real HTTP."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.desk import Desk, build_desk
from assistant.settings import Settings
from tests.mock_openai import MockOpenAI, Script, mock_openai

MODEL = "mock-model"


def in_one_piece(answer: object, *, tokens: tuple[int, int] = (310, 42)) -> Script:
    """An answer that is not streamed: `answer` as JSON text in the message."""
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": json.dumps(answer)},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]},
    }
    return Script((json.dumps(body).encode(),), content_type="application/json")


@pytest.fixture
async def mock() -> AsyncIterator[MockOpenAI]:
    """The endpoint; a test puts its answers into `mock.scripts`."""
    async with mock_openai() as served:
        yield served


@pytest.fixture
async def desk(settings: Settings, mock: MockOpenAI) -> AsyncIterator[Desk]:
    """All services, with a model that the settings name."""
    named = settings.model_copy(
        update={"model": MODEL, "model_base_url": mock.base_url, "assist_seconds": 3.0}
    )
    built = build_desk(named)
    yield built
    await built.close()


@pytest.fixture
def cassettes() -> Path:
    return Path(__file__).parents[2] / "cassettes"
