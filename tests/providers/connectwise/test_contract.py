"""The ConnectWise provider keeps the contract, against the simulator."""

from pathlib import Path

import pytest

from assistant.database import Database
from providers.base import PSAReader, PSAWriter
from providers.http import Web
from providers.registry import open_reader
from providers.writers import open_writer
from tests.contract.psa import PSAContract
from tests.simulated import SimulatedPSA


class TestConnectWise(PSAContract):
    """Everything the contract promises, opened as the product opens it."""

    @pytest.fixture
    def no_store(self, tmp_path: Path) -> Database:
        """A database that nothing is in: a PSA on the web keeps nothing with us."""
        return Database(f"sqlite+aiosqlite:///{tmp_path / 'never-opened.db'}")

    @pytest.fixture
    def reader(self, no_store: Database, connectwise: SimulatedPSA, web: Web) -> PSAReader:
        return open_reader(connectwise.spec, no_store, web=web)

    @pytest.fixture
    def writer(self, no_store: Database, connectwise: SimulatedPSA, web: Web) -> PSAWriter:
        return open_writer(connectwise.spec, no_store, web=web)
