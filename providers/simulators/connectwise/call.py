"""One call to the simulated API and its answer, without the web around them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import orjson

from providers.simulators.connectwise.refusals import Refused, bad_request

SEARCH = "/search"
_READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Call:
    """What came in. `path` is below `apis/3.0/`; `base` is the address up to and with `apis/3.0`; `by` is the
    identifier of the member who calls, empty for the API member."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    base: str
    by: str = ""

    @property
    def reads(self) -> bool:
        return self.method in _READS or self.path.endswith(SEARCH)

    def instead(self, method: str) -> "Call":
        """The same call with another verb."""
        return replace(self, method=method)

    def asked(self, name: str) -> str | None:
        """The last value of a query parameter; names count without regard to case."""
        found = [value for key, value in self.query if key.lower() == name.lower()]
        return found[-1] if found else None

    def address(self, **changed: str) -> str:
        """This call's address with some query values changed, all others kept."""
        kept = [(key, value) for key, value in self.query if key not in changed]
        return f"{self.base}/{self.path}?{urlencode([*kept, *changed.items()])}"

    def json(self) -> Any:
        """The body.

        Raises:
            Refused: Not sent as JSON (415), or no JSON.
        """
        if "json" not in self.headers.get("content-type", "").lower():
            raise Refused(
                415, {"code": "ConnectWiseApi", "message": "Unsupported media type.", "errors": None}
            )
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as bad:
            raise bad_request("The body is not valid JSON.") from bad

    def record(self) -> dict[str, Any]:
        """The body, which must be an object."""
        body = self.json()
        if not isinstance(body, dict):
            raise bad_request("The body is not an object.")
        return body


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out. Null members are dropped from JSON; a text is sent as it is."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def without_nulls(value: Any) -> Any:
    """The value with all null members of its objects dropped, at every depth."""
    if isinstance(value, Mapping):
        return {key: without_nulls(each) for key, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [without_nulls(each) for each in value]
    return value
