"""Simulators for tests: one that is only read and shared, and one of the test's own."""

from collections.abc import Iterator

import pytest

from tests.simulated import ApiClient, SimulatedPSA, connectwise, simulated_connectwise

__all__ = ["connectwise"]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedPSA]:
    """A simulated ConnectWise PSA that no test changes."""
    with simulated_connectwise(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture
def api(shared: SimulatedPSA) -> ApiClient:
    """Reads the shared simulator."""
    return shared.client


@pytest.fixture
def own(connectwise: SimulatedPSA) -> ApiClient:
    """Reads and writes the test's own simulator."""
    return connectwise.client
