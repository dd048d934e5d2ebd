"""A talk on the demo PSA: the real reader, the real catalog, proposals and session in memory."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from evals.desk import CONNECTION, TalkDesk, demo_desk, fresh
from tools.base import ToolContext, ToolResult
from tools.registry import tool_named


@pytest.fixture(scope="session")
async def demo_talks(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TalkDesk]:
    """One demo PSA for all tests of this folder; nothing in here writes to it."""
    folder: Path = tmp_path_factory.mktemp("desk")
    async with demo_desk(folder) as desk:
        yield desk


@pytest.fixture
async def talk(demo_talks: TalkDesk) -> TalkDesk:
    """A new talk of Alex Kessler, member 17."""
    return fresh(demo_talks)


async def use(talk: TalkDesk, tool: str, said: str = "", **arguments: object) -> ToolResult:
    """Call a tool as a run would, with the person's message."""
    context = ToolContext(
        talk.scope, CONNECTION, talk.reader, talk.catalog, talk.box, talk.session, said, talk.now
    )
    found = tool_named(tool)
    return await found.run(context, found.args.model_validate(arguments))
