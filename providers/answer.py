"""What came back of one call over the web."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from providers.errors import UnexpectedResponse


@dataclass(frozen=True, slots=True)
class Answer:
    """What a PSA answered: header names in lower case, the body unpacked, the PSA's own id of the request."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    request_id: str | None = None
    vendor: str = "The PSA"

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            UnexpectedResponse: It is none. If the call was a write, it may have been carried out.
        """
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as fault:
            known_as = f" (its request {self.request_id})" if self.request_id else ""
            raise UnexpectedResponse(
                f"{self.vendor} answered {self.status} with something that is not JSON{known_as}. "
                f"If this was a change, look in {self.vendor} before trying again. If it stays, ask an admin "
                "to check the site address."
            ) from fault
