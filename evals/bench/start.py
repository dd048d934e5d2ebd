"""P5: from the start of the process to the first token of an answer, and memory, beside a lean service.

    python -m evals.bench.start [--rounds 7] [--core 1] [--json FILE]

Both services start anew in turn (A B A B) with their files in the cache; medians. The lean one is
`evals.bench.lean`: FastAPI with SQLModel loaded. Ours serves the demo with the offline engine.
"""

import argparse
import asyncio
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

import httpx
import orjson

from assistant.desk import build_desk
from assistant.identity.people import TokenScope
from assistant.settings import Settings
from assistant.startup import OWNER_EMAIL, prepare

SECONDS_GOAL = 2.0
MEMORY_GOAL = 1.6
_PATIENCE_SECONDS = 60.0


@dataclass
class Service:
    """How to start one service and ask it."""

    name: str
    command: Sequence[str]
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    processor_seconds: list[float] = field(default_factory=list)
    mebibytes: list[float] = field(default_factory=list)


def measure(service: Service, core: int | None) -> None:
    """Start it once, ask it once, note seconds, processor seconds and memory, end it."""
    port = free_port()
    command = [part.replace("PORT", str(port)) for part in service.command]
    pinned = ["taskset", "-c", str(core), *command] if core is not None else command
    began = time.perf_counter()
    process = subprocess.Popen(
        pinned, env=os.environ | service.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _first_token(f"http://127.0.0.1:{port}{service.path}", service.headers, process)
        service.seconds.append(time.perf_counter() - began)
        service.processor_seconds.append(_processor_seconds(process.pid))
        service.mebibytes.append(_resident_mebibytes(process.pid))
    finally:
        process.terminate()
        process.wait(20)


def _first_token(url: str, headers: dict[str, str], process: subprocess.Popen[bytes]) -> None:
    deadline = time.perf_counter() + _PATIENCE_SECONDS
    body = {
        "threadId": "bench",
        "runId": "bench",
        "messages": [{"id": "1", "role": "user", "content": "help"}],
    }
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{url}: the service ended with {process.returncode}.")
        try:
            with httpx.stream("POST", url, json=body, headers=headers, timeout=_PATIENCE_SECONDS) as answer:
                answer.raise_for_status()
                if any("TEXT_MESSAGE_CONTENT" in line for line in answer.iter_lines()):
                    return
        except httpx.ConnectError:
            time.sleep(0.005)
    raise SystemExit(f"{url}: no token in {_PATIENCE_SECONDS:.0f} seconds.")


def _processor_seconds(pid: int) -> float:
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mebibytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def bench_token(data_dir: Path) -> str:
    """Fill a data folder and make a token for its owner."""
    desk = build_desk(Settings(data_dir=data_dir))
    try:
        await prepare(desk)
        owner = await desk.users.by_email(OWNER_EMAIL)
        scope = await desk.identity.scope_of(owner)
        return (await desk.tokens.create(scope, "bench", [TokenScope.READ, TokenScope.CHAT], days=1))[1]
    finally:
        await desk.close()


def services(data_dir: Path) -> tuple[Service, Service]:
    """The lean service and ours."""
    token = asyncio.run(bench_token(data_dir))
    lean = Service(
        "lean",
        [sys.executable, "-m", "uvicorn", "evals.bench.lean:app", "--port", "PORT", "--log-level", "error"],
        "/agui",
    )
    ours = Service(
        "deskhand",
        [sys.executable, "-m", "assistant.cli", "serve", "--port", "PORT"],
        "/api/agui",
        headers={"authorization": f"Bearer {token}"},
        environment={"DESKHAND_DATA_DIR": str(data_dir)},
    )
    return lean, ours


def report(lean: Service, ours: Service) -> dict[str, object]:
    """Medians, ratios and whether the goals are met."""
    seconds = median(ours.seconds) / median(lean.seconds)
    processor = median(ours.processor_seconds) / median(lean.processor_seconds)
    memory = median(ours.mebibytes) / median(lean.mebibytes)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("fastapi", "uvicorn", "sqlmodel", "httpx")},
        "rounds": len(ours.seconds),
        "seconds": {each.name: round(median(each.seconds), 3) for each in (lean, ours)},
        "processor_seconds": {each.name: round(median(each.processor_seconds), 3) for each in (lean, ours)},
        "mebibytes": {each.name: round(median(each.mebibytes), 1) for each in (lean, ours)},
        "ratio_seconds": round(seconds, 2),
        "ratio_processor_seconds": round(processor, 2),
        "ratio_memory": round(memory, 2),
        "met": {"seconds": seconds <= SECONDS_GOAL, "memory": memory <= MEMORY_GOAL},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="P5: start to first token, and memory.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--core", type=int, help="pin both services to this core")
    parser.add_argument("--json", type=Path, help="write the result here as well")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pair = services(Path(folder))
        for service in (*pair, *pair * given.rounds):
            measure(service, given.core)
        for service in pair:
            for figures in (service.seconds, service.processor_seconds, service.mebibytes):
                figures.pop(0)
        result = orjson.dumps(report(*pair), option=orjson.OPT_INDENT_2)
    if given.json:
        given.json.write_bytes(result + b"\n")
    sys.stdout.write(result.decode() + "\n")


if __name__ == "__main__":
    main()
