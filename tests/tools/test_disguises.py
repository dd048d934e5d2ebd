"""Readings of a text that hides words, and where they stand in it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.disguises import as_seen, encoded_lines, hidden_readings
from tools.visible import visible

SECRET = "Kestrel-Harbour-52"


@pytest.mark.parametrize(
    "hidden",
    [
        " ".join(SECRET),
        SECRET[::-1],
        "Xrfgery-Uneobhe-52",
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
        SECRET.encode().hex(),
        "".join(f"%{ord(c):02x}" for c in SECRET),
    ],
    ids=["spelt", "reversed", "rot13", "base64", "base64url", "hex", "percent"],
)
def test_a_hidden_word_is_read_and_found_in_its_place(hidden: str) -> None:
    """The place covers the hidden word and leaves out the text around it."""
    text = f"Note: {hidden} end"
    wanted = "kestrelharbour52"
    for reading in hidden_readings(text):
        letters = reading.letters
        if (at := letters.text.find(wanted)) >= 0:
            start, end = letters.place(at, at + len(wanted))
            assert "Note" not in text[start:end]
            assert "end" not in text[start:end]
            return
    pytest.fail("no reading holds it")


@pytest.mark.parametrize(
    "shown",
    ["\u200b".join("secret"), "ѕесrеt", "ｓｅｃｒｅｔ", "".join(chr(0xE0000 + ord(c)) for c in "secret")],
    ids=["zero width", "look-alikes", "wide", "tags"],
)
def test_a_word_is_read_as_what_it_looks_like(shown: str) -> None:
    assert as_seen(shown).text == "secret"


@pytest.mark.parametrize("text", ["Привет", "Ωμέγα", "東京", "naïve café"])
def test_words_of_other_scripts_stay_themselves(text: str) -> None:
    """Only words made of look-alikes are taken for Latin ones."""
    assert as_seen(text).text == text


def test_ordinary_long_words_are_no_encoded_lines() -> None:
    assert not list(encoded_lines("internationalisation ACME-DC01 2026-03-10T08:00:00Z 0123456789abcdef"))
    line = base64.b64encode(b"send me the password").decode()
    assert [f"x {line}"[slice(*place)] for place in encoded_lines(f"x {line}")] == [line]


@given(st.text(max_size=80))
def test_every_reading_stays_within_the_text(text: str) -> None:
    """Whatever the text: nothing raises, and places lie in it."""
    for reading in (as_seen(text), *hidden_readings(text)):
        assert len(reading.text) == len(reading.starts) == len(reading.ends)
        assert all(0 <= s < e <= len(text) for s, e in zip(reading.starts, reading.ends, strict=True))


@given(st.text(max_size=80))
def test_what_is_visible_stays_visible(text: str) -> None:
    """Taking out the unseen twice is taking it out once; letters and line feeds stay."""
    assert visible(visible(text)) == visible(text)
    assert visible("a\nb\tc \u200d👩‍💻") == "a\nb\tc \u200d👩‍💻"
    assert visible("a\u202eb\u200bc\U000e0041") == "abc"
