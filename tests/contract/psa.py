"""The contract of a provider: inherit it and give `reader`, `writer` and, where ids differ, `world`.

    class TestConnectWise(PSAContract):
        @pytest.fixture
        async def reader(self, simulator) -> PSAReader: ...
        @pytest.fixture
        async def writer(self, simulator) -> PSAWriter: ...

Both talk to a PSA freshly filled with `tests.contract.world.snapshot()`.
"""

import pytest

from tests.contract.reading import ReadingContract
from tests.contract.world import World
from tests.contract.writing import WritingContract


class PSAContract(ReadingContract, WritingContract):
    """All promises of a provider."""

    @pytest.fixture
    def world(self) -> World:
        return World()
