"""Secrets at rest: sealed, opened, sealed anew with another secret."""

import pytest
from sqlmodel import col, select, update

from assistant.connections.tables import Connection
from assistant.database import EVERY_ACCOUNT
from assistant.desk import Desk
from assistant.errors import DeskError
from assistant.resealing import reseal_all
from assistant.vault import Vault, masked
from tests.conftest import Inhabitant

VALUES = {"private_key": "prv-0123456789", "public_key": "é — pub"}
OLD, NEW = Vault(["old secret"]), Vault(["new secret", "old secret"])


def test_what_is_sealed_cannot_be_read_and_opens_again() -> None:
    """The sealed text holds nothing of the values, differs each time, and opens to the same values."""
    first, second = OLD.seal(VALUES), OLD.seal(VALUES)
    assert "0123456789" not in first
    assert first != second
    assert OLD.open(first) == OLD.open(second) == VALUES


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAA", "\x00é"])
def test_what_was_not_sealed_here_does_not_open(sealed: str) -> None:
    """Another secret, damage, or no sealed text: an error that says what to do, without the content."""
    damaged = OLD.seal(VALUES)[:-4] + "AAAA"
    for text in (sealed, damaged, Vault(["other"]).seal(VALUES)):
        with pytest.raises(DeskError) as refused:
            OLD.open(text)
        assert "DESKHAND_SECRET_KEY" in refused.value.remedy
        assert "0123456789" not in str(refused.value)


def test_a_former_secret_opens_and_the_first_one_seals() -> None:
    """After resealing the former secret is not needed any more, and no longer opens it."""
    resealed = NEW.reseal(OLD.seal(VALUES))
    assert Vault(["new secret"]).open(resealed) == VALUES
    with pytest.raises(DeskError):
        OLD.open(resealed)


@pytest.mark.parametrize(
    ("secret", "shown"), [("prv-0123456789", "••••6789"), ("short", "••••"), ("", "••••")]
)
def test_a_mask_shows_the_tail_of_long_secrets_only(secret: str, shown: str) -> None:
    """Four characters of a long secret; of a short one nothing."""
    assert masked(secret) == shown


async def _give(desk: Desk, person: Inhabitant, sealed: str) -> None:
    async with desk.database.write(EVERY_ACCOUNT) as session:
        await session.exec(
            update(Connection)
            .where(col(Connection.id) == person.connection.id)
            .values(credentials_encrypted=sealed)
        )


async def _sealed(desk: Desk) -> list[str]:
    async with desk.database.read(EVERY_ACCOUNT) as session:
        found = await session.exec(
            select(Connection.credentials_encrypted).where(col(Connection.credentials_encrypted).is_not(None))
        )
        return [str(each) for each in found.all()]


async def test_all_accounts_are_sealed_anew(desk: Desk, alex: Inhabitant, other_account: Inhabitant) -> None:
    """Every account's secrets open with the new secret alone, and the count is told."""
    for person in (alex, other_account):
        await _give(desk, person, OLD.seal(VALUES))
    counts = await reseal_all(desk.database, NEW)
    assert counts["connections"] == 2
    assert [Vault(["new secret"]).open(each) for each in await _sealed(desk)] == [VALUES, VALUES]


async def test_one_that_cannot_be_opened_leaves_all_as_they_were(
    desk: Desk, alex: Inhabitant, other_account: Inhabitant
) -> None:
    """The refusal names the place of the lost one, and no row was sealed anew."""
    await _give(desk, alex, OLD.seal(VALUES))
    await _give(desk, other_account, Vault(["lost secret"]).seal(VALUES))
    before = await _sealed(desk)
    with pytest.raises(DeskError) as refused:
        await reseal_all(desk.database, NEW)
    assert other_account.connection.id in refused.value.detail
    assert "Nothing was changed" in refused.value.detail
    assert await _sealed(desk) == before
