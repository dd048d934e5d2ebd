"""Moments for the demo: working hours on the Pacific coast, never at or after the given end."""

import random
from datetime import datetime, timedelta

_OPENING_HOUR_UTC = 15
_NIGHT_HOURS_UTC = range(2, _OPENING_HOUR_UTC)


def stamp(moment: datetime) -> str:
    """The moment as the snapshot writes it, as in 2026-03-01T09:00:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def weekday_moment(
    rng: random.Random, midnight: datetime, days_back: int, *, around_the_clock: bool
) -> datetime:
    """A moment on the day so many days before `midnight`, or for people's tickets on the workday before.

    Args:
        midnight: Start of today; days_back of 1 is yesterday.
        around_the_clock: True for machines; people write in office hours and seldom at weekends.
    """
    second = rng.randrange(86_400) if around_the_clock else round(rng.triangular(15.2, 23.9, 17.5) * 3600)
    keeps_weekend = rng.random() < 0.1
    days_earlier = rng.randint(1, 4)
    day = midnight - timedelta(days=days_back)
    if day.weekday() >= 5 and not around_the_clock and not keeps_weekend:
        day -= timedelta(days=day.weekday() - 5 + days_earlier)
    return day + timedelta(seconds=second)


def workday_before(midnight: datetime, days_back: int) -> datetime:
    """The start of the day so many days before `midnight`, or of the Friday before when that is a weekend."""
    day = midnight - timedelta(days=days_back)
    return day - timedelta(days=max(0, day.weekday() - 4))


def spread_moments(
    rng: random.Random, start: datetime, length: timedelta, count: int, latest: datetime
) -> list[datetime]:
    """So many moments after `start` within `length`, in order, out of the night, none after `latest`."""
    length = min(max(length, timedelta(minutes=25)), latest - start)
    offsets = [length * rng.uniform(0.03, 1) for _ in range(count)]
    return sorted(min(_in_working_hours(start + offset), latest) for offset in offsets)


def _in_working_hours(moment: datetime) -> datetime:
    if moment.hour not in _NIGHT_HOURS_UTC:
        return moment
    return moment.replace(hour=_OPENING_HOUR_UTC + moment.hour % 3)
