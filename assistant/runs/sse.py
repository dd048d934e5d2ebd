"""A run's events as server-sent events: LF line ends, `id:` is the seq, comments keep silent lines open."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated

import orjson
from fastapi import Header, Query

from assistant.events import Event

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
HEARTBEAT = b": still here\n\n"
MAX_SEQ = 2**31 - 1


def resume_after(
    last_event_id: Annotated[
        str | None, Header(max_length=32, description="Sent by browsers that reconnect.")
    ] = None,
    after: Annotated[int, Query(ge=0, le=MAX_SEQ, description="Send only events after this one.")] = 0,
) -> int:
    """Where a reader wants to go on: after the last event it saw."""
    seen = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdigit() else 0
    return min(max(seen, after), MAX_SEQ)


def frame(event: Event) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.seq, event.type.encode(), orjson.dumps(event.payload))


async def frames(groups: AsyncIterator[Sequence[Event]]) -> AsyncIterator[bytes]:
    """One piece of bytes for each group of events; a heartbeat for an empty one."""
    async for events in groups:
        yield b"".join(map(frame, events)) or HEARTBEAT
