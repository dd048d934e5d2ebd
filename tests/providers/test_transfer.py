"""Snapshot files: what cannot be read is told with where and why."""

from pathlib import Path

import pytest

from providers.embedded import transfer
from providers.embedded.snapshot import SnapshotError
from providers.embedded.transfer import load_file, save_file


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'{"format": "psa-snapshot/1",\n  "companies": [,]}', "line 2, column 17"),
        (b"", "not valid JSON"),
        (b'{"a": NaN}', "not valid JSON"),
        (b'{"name": "caf\xe9"}', "not UTF-8 text: byte 14"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8 text"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_a_malformed_file_is_told_with_the_place(tmp_path: Path, raw: bytes, said: str) -> None:
    """The sentence names the file and where it goes wrong."""
    path = tmp_path / "psa.json"
    path.write_bytes(raw)
    with pytest.raises(SnapshotError, match=said) as refused:
        load_file(path)
    assert "psa.json" in str(refused.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    """No stack trace for a wrong path."""
    with pytest.raises(SnapshotError, match="No such file"):
        load_file(tmp_path / "none.json")
    with pytest.raises(SnapshotError, match="cannot be read"):
        load_file(tmp_path)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size is checked before the content."""
    monkeypatch.setattr(transfer, "MAX_FILE_BYTES", 10)
    path = tmp_path / "psa.json"
    path.write_text('{"format": "psa-snapshot/1"}')
    with pytest.raises(SnapshotError, match="too large"):
        load_file(path)


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    """Any script, and a byte-order mark does no harm."""
    path = tmp_path / "psa.json"
    save_file(path, {"name": "Résumé 漢字"})
    assert load_file(path) == {"name": "Résumé 漢字"}
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_file(path) == {"name": "Résumé 漢字"}


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The folder is missing: a sentence, and nothing left behind."""
    with pytest.raises(SnapshotError, match="cannot be written"):
        save_file(tmp_path / "none" / "psa.json", {})
