"""How often something may happen in a stretch of time."""

import time

import pytest

from assistant.windows import MovingWindow


def test_the_limit_counts_any_stretch_of_time_not_calendar_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limit the wait is told and nothing is counted; a place is free once the oldest is past."""
    start = time.time()
    now = [start]
    monkeypatch.setattr(time, "time", lambda: now[0])
    window = MovingWindow(2, 60)
    assert window.take("a") is None
    now[0] = start + 50
    assert window.take("a") is None
    assert window.take("a") == 10
    now[0] = start + 60.5
    assert window.take("a") is None
    assert window.take("a") == 50


def test_keys_are_counted_apart_and_can_start_afresh() -> None:
    """One key's limit is no other's, and a cleared key has all its places again."""
    window = MovingWindow(1, 60)
    assert window.take("a") is None
    assert window.take("b") is None
    assert window.take("a") in (59, 60)
    window.clear("a")
    assert window.take("a") is None
