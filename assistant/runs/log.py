"""The log of a live run in memory: what the loop emits becomes numbered events that any reader may follow.

Nothing here waits: appending is a list append, readers pull at their own pace and a slow one holds up nobody.
"""

import asyncio
from collections.abc import Callable, Sequence

from assistant.events import Event, EventType, Payload

PAUSE_SECONDS = 0.05


class RunLog:
    """Events from 1 on without gaps. Text deltas are joined to at most one event in PAUSE_SECONDS; the first
    goes out at once. `keep` receives every event to be stored."""

    def __init__(self, keep: Callable[[Event], None]) -> None:
        self.events: list[Event] = []
        self._keep = keep
        self._loop = asyncio.get_running_loop()
        self._text: list[str] = []
        self._timer: asyncio.TimerHandle | None = None
        self._next_flush = 0.0
        self._readers: set[asyncio.Future[None]] = set()

    @property
    def is_finished(self) -> bool:
        return bool(self.events) and self.events[-1].is_last

    def written(self) -> str:
        """The answer so far."""
        self._flush()
        return "".join(event.payload["delta"] for event in self.events if event.type == "text")

    def emit(self, type: EventType, payload: Payload) -> None:
        if type == "text":
            self._text.append(payload["delta"])
            self._schedule()
            return
        self._flush()
        event = Event(len(self.events) + 1, type, payload)
        self._keep(event)
        self._publish(event)

    def last_event(self, payload: Payload) -> Event:
        """The terminal event, not yet published, so that it can be stored first."""
        self._flush()
        return Event(len(self.events) + 1, "run_finished", payload)

    def finish(self, last: Event) -> None:
        """Publish the terminal event; nothing may be emitted after it."""
        self._publish(last)

    def after(self, seq: int) -> Sequence[Event]:
        return self.events[max(0, seq) :]

    async def wait(self, seq: int, seconds: float) -> None:
        """Return when there are events after `seq`, or when the time is over."""
        if len(self.events) > seq or self.is_finished:
            return
        grown = self._loop.create_future()
        self._readers.add(grown)
        timer = self._loop.call_later(seconds, _wake, grown)
        try:
            await grown
        finally:
            timer.cancel()
            self._readers.discard(grown)

    def _schedule(self) -> None:
        if self._timer is None:
            wait = self._next_flush - self._loop.time()
            if wait <= 0:
                self._flush()
            else:
                self._timer = self._loop.call_later(wait, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._text:
            return
        delta = "".join(self._text)
        self._text.clear()
        self._next_flush = self._loop.time() + PAUSE_SECONDS
        event = Event(len(self.events) + 1, "text", {"delta": delta})
        self._keep(event)
        self._publish(event)

    def _publish(self, event: Event) -> None:
        self.events.append(event)
        for reader in self._readers:
            _wake(reader)


def _wake(reader: asyncio.Future[None]) -> None:
    if not reader.done():
        reader.set_result(None)
