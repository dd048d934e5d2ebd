"""Counting tokens: exact once the encoding is loaded, length / 4 until then. Never touches the network."""

import hashlib
import os
import tempfile
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

ENCODING = "o200k_base"
ENCODING_URL = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
EXACT_CHARACTERS = 20_000
CHARACTERS_PER_TOKEN = 4


class Encoding(Protocol):
    def encode_ordinary(self, text: str) -> list[int]: ...


class TokenCounter:
    """Counts the tokens of a text; beyond EXACT_CHARACTERS the rest is counted in proportion."""

    def __init__(self) -> None:
        self._encoding: Encoding | None = None

    @property
    def is_exact(self) -> bool:
        return self._encoding is not None

    def count(self, text: str) -> int:
        if self._encoding is None:
            return -(-len(text) // CHARACTERS_PER_TOKEN)
        sample = text[:EXACT_CHARACTERS]
        counted = len(self._encoding.encode_ordinary(sample))
        return counted if len(sample) == len(text) else counted * len(text) // len(sample)

    def warm(self) -> threading.Thread | None:
        """Load the encoding in the background; None when its file is not on this machine."""
        folder = _folder_with_encoding()
        if folder is None:
            return None
        thread = threading.Thread(target=self._load, args=(folder,), name="load-encoding", daemon=True)
        thread.start()
        return thread

    def _load(self, folder: Path) -> None:
        # tiktoken takes its folder from the environment alone; the file is there, so it asks nobody.
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(folder))
        import tiktoken

        self._encoding = tiktoken.get_encoding(ENCODING)


def _folder_with_encoding() -> Path | None:
    name = hashlib.sha1(ENCODING_URL.encode(), usedforsecurity=False).hexdigest()
    return next((folder for folder in _folders() if (folder / name).is_file()), None)


def _folders() -> list[Path]:
    """Where tiktoken looks, and where the LiteLLM wheel carries the same files."""
    named = os.environ.get("TIKTOKEN_CACHE_DIR") or os.environ.get("DATA_GYM_CACHE_DIR")
    if named:
        return [Path(named)]
    folders = [Path(tempfile.gettempdir()) / "data-gym-cache"]
    litellm = find_spec("litellm")
    if litellm is not None and litellm.origin:
        folders.append(Path(litellm.origin).parent / "litellm_core_utils" / "tokenizers")
    return folders
