import pytest

from providers.base import PSAReader
from providers.errors import Unavailable
from tests.tools.parse_world import CATALOG
from tools.catalog import Catalog


class _Lists:
    """The five lists of a reader, one of them out of reach when told so."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken

    async def companies(self) -> object:
        return CATALOG.companies

    async def contacts(self) -> object:
        if self.broken:
            raise Unavailable("The PSA did not answer.", "no")
        return CATALOG.contacts

    async def members(self) -> object:
        return CATALOG.members

    async def boards(self) -> object:
        return CATALOG.boards

    async def priorities(self) -> object:
        return tuple(reversed(CATALOG.priorities))


def reader(*, broken: bool = False) -> PSAReader:
    return _Lists(broken=broken)  # type: ignore[return-value]


@pytest.mark.anyio
async def test_a_catalog_is_whole_or_not_there() -> None:
    """When one list cannot be read, the reader's error comes through and there is no catalog."""
    with pytest.raises(Unavailable):
        await Catalog.load(reader(broken=True), "test")


@pytest.mark.anyio
async def test_equal_lists_have_one_fingerprint() -> None:
    """Priorities are most urgent first, however the PSA sends them."""
    loaded = await Catalog.load(reader(), "other")
    assert [priority.id for priority in loaded.priorities] == ["p1", "p2", "p3", "p4"]
    assert loaded.fingerprint == CATALOG.fingerprint


def test_lookups_of_unknown_ids_answer_none() -> None:
    """No look-up raises for an id that does not exist."""
    assert CATALOG.company("x") is None
    assert CATALOG.member("x") is None
    assert CATALOG.status("x") is None
    assert CATALOG.statuses("x") == ()
    assert CATALOG.contacts_of("x") == ()
    assert [company.id for company in CATALOG.children_of("c5")] == ["c6"]
