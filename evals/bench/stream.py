"""P1 to P3: what Deskhand adds to a model's stream, beside a plain relay; saving to the database is on.

    python -m evals.bench.stream [--rounds 40] [--chats 50 --chats 200] [--tokens 200] [--json FILE]

A model of our own stamps its tokens with the time at which they were due (`evals.bench.model`). Model and
client share one core, the services take turns on another, so that the figures are per core. Times are
medians; the services alternate within each round. Ratios count, milliseconds depend on the machine.
"""

import argparse
import asyncio
import os
import platform
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from evals.bench.client import Heard, Load, Target, ask, load
from evals.bench.start import bench_token, free_port

SERVICE_CORE, CLIENT_CORE = "1", "0"
START_SECONDS = 60.0
REST_SECONDS = 0.03
FIRST, TURN, LONG = "tokens=2", "tokens=2,tool", "tokens=200"


@asynccontextmanager
async def process(
    core: str, command: Sequence[str], environment: dict[str, str]
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process pinned to a core for as long as the block lasts."""
    pinned = ["taskset", "-c", core, sys.executable, *command]
    quiet = asyncio.subprocess.DEVNULL
    started = await asyncio.create_subprocess_exec(
        *pinned, env=os.environ | environment, stdout=quiet, stderr=quiet
    )
    try:
        yield started
    finally:
        started.terminate()
        await started.wait()


async def listening(port: int) -> None:
    """Wait until something listens there.

    Raises:
        SystemExit: Nothing did in START_SECONDS.
    """
    for _ in range(int(START_SECONDS / 0.1)):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return writer.close()
    raise SystemExit("A service did not start.")


@asynccontextmanager
async def services(data_dir: Path) -> AsyncIterator[list[Target]]:
    """The relay and ours, with the model behind both."""
    model_port, relay_port, our_port = free_port(), free_port(), free_port()
    base_url = f"http://127.0.0.1:{model_port}/v1"
    token = await bench_token(data_dir)
    relay = ["-m", "uvicorn", "evals.bench.relay:app", "--port", str(relay_port), "--log-level", "error"]
    ours = ["-m", "assistant.cli", "serve", "--port", str(our_port)]
    ours_environment = {
        "DESKHAND_DATA_DIR": str(data_dir),
        "DESKHAND_MODEL": FIRST,
        "DESKHAND_MODEL_BASE_URL": base_url,
        "DESKHAND_ALLOW_MODEL_OVERRIDE": "true",
        "DESKHAND_MAX_LIVE_RUNS": "1000",
    }
    async with (
        process(CLIENT_CORE, ["-m", "evals.bench.model", str(model_port)], {}),
        process(SERVICE_CORE, relay, {"MODEL_URL": base_url}) as relay_process,
        process(SERVICE_CORE, ours, ours_environment) as our_process,
    ):
        for port in (model_port, relay_port, our_port):
            await listening(port)
        yield [
            Target("relay", "127.0.0.1", relay_port, "/agui", {}, relay_process.pid),
            Target(
                "deskhand",
                "127.0.0.1",
                our_port,
                "/api/agui",
                {"authorization": f"Bearer {token}"},
                our_process.pid,
            ),
        ]


async def latencies(targets: Sequence[Target], rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds to the first token and to the end of a turn with a tool, microseconds for each token of a
    long answer that comes at once. Medians."""
    found: dict[str, dict[str, list[float]]] = {
        target.name: {"first_token_ms": [], "tool_turn_ms": [], "token_us": []} for target in targets
    }
    for number in range(-5, rounds):
        for target in targets:
            first, turn, long = [await _rested(target, model) for model in (FIRST, TURN, LONG)]
            if not (first.late_seconds and turn.late_seconds and long.late_seconds):
                raise SystemExit(f"{target.name} gave no answer.")
            if number >= 0:
                kept = found[target.name]
                kept["first_token_ms"].append(first.first_seconds * 1e3)
                kept["tool_turn_ms"].append(turn.seconds * 1e3)
                kept["token_us"].append((long.seconds - first.seconds) / 198 * 1e6)
    return {
        name: {label: round(median(values), 2) for label, values in figures.items()}
        for name, figures in found.items()
    }


async def _rested(target: Target, model: str) -> Heard:
    """Ask once what was begun after the answer before is done, such as wording a session's title."""
    await asyncio.sleep(REST_SECONDS)
    return await ask(target, model)


async def loads(
    targets: Sequence[Target], chats: int, tokens: int, gap_ms: int, rounds: int
) -> dict[str, dict[str, Any]]:
    """The median round of each service with so many chats at once."""
    found: dict[str, list[Load]] = {target.name: [] for target in targets}
    for _ in range(rounds):
        for target in targets:
            found[target.name].append(await load(target, chats, f"tokens={tokens},gap={gap_ms}", tokens))
    return {
        name: sorted(each, key=lambda load: load.cpu_seconds_per_1000)[len(each) // 2].figures()
        for name, each in found.items()
    }


def ratios(figures: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Ours divided by the relay's, where both are numbers other than zero."""
    relay, ours = figures["relay"], figures["deskhand"]
    return {label: round(ours[label] / relay[label], 2) for label in relay if relay[label]}


async def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Everything, as one report."""
    with tempfile.TemporaryDirectory() as folder:
        async with services(Path(folder)) as targets:
            single = await latencies(targets, given.rounds)
            many = {
                chats: await loads(targets, chats, given.tokens, given.gap, given.load_rounds)
                for chats in given.chats or [50, 200]
            }
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "versions": {
            name: version(name) for name in ("fastapi", "uvicorn", "httpx", "aiohttp", "sqlalchemy")
        },
        "one_chat": single | {"ratio": ratios(single)},
        "many_chats": {str(chats): each | {"ratio": ratios(each)} for chats, each in many.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="P1 to P3: streaming beside a plain relay.")
    parser.add_argument("--rounds", type=int, default=40, help="turns of one chat")
    parser.add_argument("--chats", type=int, action="append", help="chats at once; may be given again")
    parser.add_argument("--load-rounds", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=200)
    parser.add_argument("--gap", type=int, default=20, help="milliseconds between tokens")
    parser.add_argument("--json", type=Path, help="write the result here as well")
    given = parser.parse_args()
    os.sched_setaffinity(0, {int(CLIENT_CORE)})
    result = orjson.dumps(asyncio.run(measure(given)), option=orjson.OPT_INDENT_2)
    if given.json:
        given.json.write_bytes(result + b"\n")
    sys.stdout.write(result.decode() + "\n")


if __name__ == "__main__":
    main()
