"""The ConnectWise provider over the simulator, or over a server that plays single answers."""

from collections.abc import AsyncIterator

import pytest

from providers.base import PSAReader, PSAWriter
from providers.connectwise.reader import ConnectWiseReader
from providers.connectwise.writer import ConnectWiseWriter
from providers.http import Web
from tests.providers.connectwise.stub import Stub, swift
from tests.simulated import SimulatedPSA, connectwise

__all__ = ["connectwise"]


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    """The way out, to this machine only; waits between retries take no time."""
    web = swift()
    yield web
    await web.close()


@pytest.fixture
def reader(connectwise: SimulatedPSA, web: Web) -> PSAReader:
    """Reads the simulator."""
    return ConnectWiseReader(connectwise.spec, web)


@pytest.fixture
def writer(connectwise: SimulatedPSA, web: Web) -> PSAWriter:
    """Writes to the simulator."""
    return ConnectWiseWriter(connectwise.spec, web)


@pytest.fixture
async def stub() -> AsyncIterator[Stub]:
    """A server that answers what the test lays out for it."""
    stub = Stub()
    async with stub.served():
        yield stub
