"""Days and times in query strings: ISO 8601 as the description says, never bare numbers of seconds."""

import re
from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator


def _no_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?[\d.]+(e[-+]?\d+)?\s*", value, re.IGNORECASE):
        raise ValueError("Write it as 2026-11-04 or, with a time, as 2026-11-04T08:13:00Z.")
    return value


IsoDay = Annotated[date, BeforeValidator(_no_number)]
IsoMoment = Annotated[AwareDatetime, BeforeValidator(_no_number)]
