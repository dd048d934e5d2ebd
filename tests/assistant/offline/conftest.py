"""A talk with the offline engine on the demo PSA, through the shipped loop and tools."""

from collections.abc import AsyncIterator

import pytest

from evals.desk import TalkDesk, demo_desk, fresh


@pytest.fixture(scope="session")
async def offline_desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TalkDesk]:
    async with demo_desk(tmp_path_factory.mktemp("offline")) as desk:
        yield desk


@pytest.fixture
async def talk(offline_desk: TalkDesk) -> TalkDesk:
    """A new talk of Alex Kessler; nothing is linked, nothing is open."""
    return fresh(offline_desk)


@pytest.fixture
async def linked(talk: TalkDesk) -> TalkDesk:
    """A talk linked to ticket 48291."""
    talk.session.linked_ticket = await talk.reader.get_ticket("48291")
    return talk
