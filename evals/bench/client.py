"""The client of the streaming benchmark: reads stamps out of raw bytes, so that it costs next to nothing."""

import asyncio
import os
import re
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import orjson

_STAMP = re.compile(rb"@(\d{12}) ")
_TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_SECONDS = 120.0
RAMP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Target:
    """A service and how to ask it; `pid` is whose processor time counts."""

    name: str
    host: str
    port: int
    path: str
    headers: dict[str, str]
    pid: int


@dataclass(slots=True)
class Heard:
    """One answer: seconds until its first token and its end, and how late each token was."""

    first_seconds: float = 0.0
    seconds: float = 0.0
    late_seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Load:
    """One round with many chats at once."""

    whole: int
    chats: int
    wall_seconds: float
    cpu_seconds_per_1000: float
    late_seconds: list[float]

    def figures(self) -> dict[str, float]:
        """What a report shows; lateness in milliseconds."""
        return {
            "finished": self.whole,
            "wall_seconds": round(self.wall_seconds, 2),
            "cpu_seconds_per_1000_tokens": round(self.cpu_seconds_per_1000, 4),
            "late_ms_p50": round(_share(self.late_seconds, 0.5) * 1e3, 1),
            "late_ms_p99": round(_share(self.late_seconds, 0.99) * 1e3, 1),
        }


async def ask(target: Target, model: str) -> Heard:
    """Send one message in a new chat and read to the end. A refusal gives no tokens."""
    reader, writer = await asyncio.open_connection(target.host, target.port)
    began = time.monotonic()
    writer.write(_request(target, model))
    heard, rest = Heard(), b""
    try:
        while not rest.endswith(b"0\r\n\r\n"):
            data = await asyncio.wait_for(reader.read(65536), PATIENCE_SECONDS)
            if not data:
                break
            now = time.monotonic()
            rest = _read(heard, rest + data, began, now)
    finally:
        writer.close()
    heard.seconds = time.monotonic() - began
    return heard


async def load(target: Target, chats: int, model: str, tokens: int) -> Load:
    """So many chats at once, begun over RAMP_SECONDS."""
    cpu, began = _cpu_seconds(target.pid), time.monotonic()

    async def chat(number: int) -> Heard:
        await asyncio.sleep(number * RAMP_SECONDS / chats)
        return await ask(target, model)

    heard = await asyncio.gather(*map(chat, range(chats)))
    late = [seconds for each in heard for seconds in each.late_seconds]
    return Load(
        whole=sum(len(each.late_seconds) == tokens for each in heard),
        chats=chats,
        wall_seconds=time.monotonic() - began,
        cpu_seconds_per_1000=(_cpu_seconds(target.pid) - cpu) / max(1, len(late)) * 1000,
        late_seconds=late,
    )


def _read(heard: Heard, data: bytes, began: float, now: float) -> bytes:
    """Take the stamps out of the data; what may be half a stamp, or the end, is given back."""
    last = 0
    for stamp in _STAMP.finditer(data):
        heard.first_seconds = heard.first_seconds or now - began
        heard.late_seconds.append(now - int(stamp[1]) / 1e6)
        last = stamp.end()
    return data[max(last, len(data) - 20) :]


def _request(target: Target, model: str) -> bytes:
    id = str(uuid.uuid4())
    body = orjson.dumps(
        {
            "threadId": id,
            "runId": id,
            "state": {},
            "messages": [{"id": id, "role": "user", "content": "What is open for the printers?"}],
            "tools": [],
            "context": [],
            "forwardedProps": {"model": model},
        }
    )
    headers = {
        "host": f"{target.host}:{target.port}",
        "content-type": "application/json",
        "content-length": str(len(body)),
        **target.headers,
    }
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _share(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0.0
