"""One answer, asked of either kind of model over real HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import httpx
import pytest

from assistant.assembler import ToolCallAssembler
from assistant.litellm_model import Deployment, LiteLLM, LiteLLMModel
from assistant.model import Chunk, Message, Model, TextDelta, ToolCallDelta, ToolSpec
from assistant.openai_model import OpenAICompatibleModel, open_client
from assistant.tokens import TokenCounter

KEY = "sk-very-secret-key"
ASK = [Message("system", "Be brief."), Message("user", "Hello")]
TOOLS = [
    ToolSpec("find", "Find tickets", {"type": "object", "properties": {"x": {"type": "integer"}}}),
    ToolSpec("show", "Show a ticket", {"type": "object", "properties": {"y": {"type": "integer"}}}),
]
MakeModel = Callable[[str], Model]


@pytest.fixture(params=["endpoint", "litellm"])
async def model_at(request: pytest.FixtureRequest) -> AsyncIterator[MakeModel]:
    """Makes a model of either kind for a base address."""
    if request.param == "litellm":
        yield litellm_at
        return
    async with open_client() as client:
        yield lambda base_url: endpoint_at(base_url, client)


def endpoint_at(base_url: str, client: httpx.AsyncClient) -> Model:
    return OpenAICompatibleModel("mock", base_url, KEY, client, TokenCounter())


def litellm_at(base_url: str, name: str = "openai/mock") -> Model:
    return LiteLLMModel(name, LiteLLM([Deployment(name, KEY, base_url)]), TokenCounter())


async def reply(model: Model, tools: list[ToolSpec] = TOOLS) -> list[Chunk]:
    async with aclosing(model.reply(ASK, tools)) as chunks:  # type: ignore[type-var]
        return [chunk async for chunk in chunks]


def text_of(chunks: list[Chunk]) -> str:
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta))


def calls_of(chunks: list[Chunk]) -> list[tuple[str, str, bool]]:
    """Name, arguments and whether they were broken, as the loop puts them together."""
    assembler = ToolCallAssembler(set())
    for chunk in chunks:
        if isinstance(chunk, ToolCallDelta):
            assembler.add(chunk)
    return [(each.call.name, each.call.arguments, each.fault is not None) for each in assembler.finish()]
