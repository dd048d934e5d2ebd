"""Counting tokens without the network."""

import hashlib
from pathlib import Path

import pytest

from assistant import tokens
from assistant.tokens import TokenCounter


def test_until_the_encoding_is_loaded_four_characters_are_a_token() -> None:
    """A fresh counter answers at once."""
    assert TokenCounter().count("x" * 401) == 101
    assert TokenCounter().count("") == 0


def test_without_the_file_nothing_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No encoding on this machine: counting stays approximate and nobody is called."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    counter = TokenCounter()
    assert counter.warm() is None
    assert not counter.is_exact


def test_an_encoding_in_the_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """tiktoken's own cache name in the named folder is what is looked for."""
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    name = hashlib.sha1(tokens.ENCODING_URL.encode(), usedforsecurity=False).hexdigest()
    assert name == "fb374d419588a4632f3f557e76b4b70aebbca790"
    (tmp_path / name).touch()
    assert tokens._folder_with_encoding() == tmp_path


def test_a_long_text_is_counted_in_proportion() -> None:
    """A megabyte costs no more than its first part."""

    class Words:
        def encode_ordinary(self, text: str) -> list[int]:
            assert len(text) <= tokens.EXACT_CHARACTERS
            return [0] * (len(text) // 5)

    counter = TokenCounter()
    counter._encoding = Words()
    assert counter.count("word " * 200_000) == 200_000
