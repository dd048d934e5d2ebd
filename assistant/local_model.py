"""A model of one's own: a GGUF file on this machine, served on loopback by llama.cpp (extra `local`).

The person names the file and its SHA-256; nothing is downloaded. It runs in a process of its own, behind a
key made for that one process, and is asked like any other endpoint.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr

from assistant.errors import DeskError
from assistant.settings import OFFLINE, Settings

CONTEXT_TOKENS = 8_192
ANSWER_TOKENS = 1_024
LOAD_SECONDS = 300.0
LEAVE_SECONDS = 5.0
LOG_FILE = "local_model.log"
_PROJECT = Path(__file__).resolve().parents[1]
_PASSED_ON = ("PATH", "HOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")


class LocalModelFailed(DeskError):
    """The local model cannot be served. Nothing was started, or what was started has ended."""

    title = "The local model cannot be used"
    remedy = "Correct the setting, or unset DESKHAND_LOCAL_GGUF to go on without it."


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes of what the model reads and writes; small machines want small ones."""

    context_tokens: int = CONTEXT_TOKENS
    answer_tokens: int = ANSWER_TOKENS


@asynccontextmanager
async def served(settings: Settings, limits: Limits | None = None) -> AsyncIterator[Settings]:
    """Serve the GGUF file that the settings name for as long as the block lasts.

    Yields the settings with the model, its endpoint and its key in them; without a file, as they were.

    Raises:
        LocalModelFailed: No such file, another hash, the extra is missing, or the file cannot be loaded.
    """
    if settings.local_gguf is None:
        yield settings
        return
    limits = limits or Limits()
    file = await asyncio.to_thread(_checked, settings)
    key = secrets.token_urlsafe(24)
    async with _process(file, key, limits, settings.data_dir / LOG_FILE) as address:
        yield settings.model_copy(
            update={
                "model": file.stem,
                "model_base_url": f"{address}/v1",
                "model_api_key": SecretStr(key),
                "max_context_tokens": min(
                    settings.max_context_tokens, limits.context_tokens - limits.answer_tokens
                ),
            }
        )


def _checked(settings: Settings) -> Path:
    """The file, when it is there and is the one that the person meant."""
    file, wanted = settings.local_gguf, (settings.local_gguf_sha256 or "").strip().lower()
    assert file is not None
    if settings.models != (OFFLINE,) or settings.model_base_url is not None:
        raise LocalModelFailed("DESKHAND_LOCAL_GGUF and DESKHAND_MODEL name two models; set one of them.")
    if not wanted:
        raise LocalModelFailed("DESKHAND_LOCAL_GGUF needs DESKHAND_LOCAL_GGUF_SHA256, the file's hash.")
    if find_spec("xllamacpp") is None:
        raise LocalModelFailed(
            "The package xllamacpp is not installed.",
            remedy="Install the extra: uv pip install --python .venv/bin/python '.[local]'.",
        )
    try:
        with file.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise LocalModelFailed(f"{file.name} cannot be read: {error.strerror}.") from error
    if not secrets.compare_digest(found.encode(), wanted.encode()):
        raise LocalModelFailed(f"{file.name} has another SHA-256 than DESKHAND_LOCAL_GGUF_SHA256 says.")
    return file.resolve()


@asynccontextmanager
async def _process(file: Path, key: str, limits: Limits, log_file: Path) -> AsyncIterator[str]:
    """The serving process; the address it answers at."""
    order = {
        "path": str(file),
        "key": key,
        "context_tokens": limits.context_tokens,
        "answer_tokens": limits.answer_tokens,
        "threads": max(1, (os.cpu_count() or 2) - 1),
    }
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "assistant.local_server",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env=_environment(),
        )
        try:
            yield await _address(process, json.dumps(order), file.name, log_file)
        finally:
            await _end(process)


async def _address(process: asyncio.subprocess.Process, order: str, name: str, log_file: Path) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    failed = LocalModelFailed(f"{name} could not be loaded.", remedy=f"The reason is in {log_file.name}.")
    try:
        process.stdin.write(order.encode() + b"\n")
        await process.stdin.drain()
        async with asyncio.timeout(LOAD_SECONDS):
            line = (await process.stdout.readline()).decode().strip()
    except (TimeoutError, ConnectionError) as gone:
        raise failed from gone
    if not line.startswith("http://127.0.0.1:"):
        raise failed
    return line


async def _end(process: asyncio.subprocess.Process) -> None:
    """Close its input, which ends it; a process that does not listen is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(LEAVE_SECONDS):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _environment() -> dict[str, str]:
    """What native code needs, and none of the service's secrets. Waiting threads let others work."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    paths = filter(None, (str(_PROJECT), os.environ.get("PYTHONPATH")))
    return kept | {"OMP_WAIT_POLICY": "passive", "PYTHONPATH": os.pathsep.join(paths)}
