"""The embedded PSA keeps the contract, on SQLite and on Postgres."""

import pytest

from assistant.database import Database
from providers.base import PSAReader, PSAWriter
from providers.connection import ConnectionSpec
from providers.registry import open_reader
from providers.writers import open_writer
from tests.contract.psa import PSAContract


class TestEmbedded(PSAContract):
    """Everything the contract promises."""

    @pytest.fixture
    def reader(self, store: Database, filled: ConnectionSpec) -> PSAReader:
        return open_reader(filled, store)

    @pytest.fixture
    def writer(self, store: Database, filled: ConnectionSpec) -> PSAWriter:
        return open_writer(filled, store)
