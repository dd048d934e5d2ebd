"""The few calls that act at once need the person's own words, in the languages people write."""

import pytest

from tools.asked import asks_to_drop, asks_to_unlink


@pytest.mark.parametrize(
    "said",
    ["drop P1", "never mind that one", "bin it", "I don't need it", "verwirf P2", "P1 löschen", "oublie ça",
     "elimina P1", "отмени", "取消", "削除して"],
)  # fmt: skip
def test_words_that_ask_to_drop_a_draft(said: str) -> None:
    assert asks_to_drop(said)


@pytest.mark.parametrize(
    "said", ["unlink it", "that was the wrong ticket", "trenn das", "détache-le", "отвяжи"]
)
def test_words_that_ask_to_unlink(said: str) -> None:
    assert asks_to_unlink(said)


@pytest.mark.parametrize(
    "said",
    ["What is going on in ticket 5001?", "Set it to high", "ich bin bei Acme", "Show the linked one",
     "und was jetzt?", ""],
)  # fmt: skip
def test_words_that_ask_for_something_else(said: str) -> None:
    assert not asks_to_drop(said)
    assert not asks_to_unlink(said)
