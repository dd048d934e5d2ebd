"""Dates on the wire: UTC, whole seconds."""

import re
from datetime import UTC, datetime

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z?)?")


class BadMoment(ValueError):
    """Not a date the vendor reads; milliseconds are the usual reason."""


def read_moment(text: str) -> datetime:
    """A date, or a date with a time in whole seconds.

    Raises:
        BadMoment: It is written in another way, or no such day exists.
    """
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError as bad:
        raise BadMoment(f"Unsupported format applied to {text[:60]}") from bad


def write_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
