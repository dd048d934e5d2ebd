"""What a provider may raise, sorted by who acts next. Messages are sentences for the engineer."""

from dataclasses import dataclass
from typing import Literal

Applied = Literal["no", "unknown"]


class ProviderError(Exception):
    """Anything a PSA answered or failed to answer. `str()` is fit to be shown."""

    applied: Applied = "no"


class AuthenticationFailed(ProviderError):
    """The PSA refused the credentials; an admin renews them. Nothing was written."""


class PermissionDenied(ProviderError):
    """The credentials are good but may not do this; an admin changes the PSA's security role."""


class NotFound(ProviderError):
    """The record does not exist, or the person may not see it: the two are not told apart."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field the PSA refused, in its own words."""

    field: str
    message: str


class InvalidRequest(ProviderError):
    """The PSA refused the values; the engineer corrects them. Nothing was written."""

    def __init__(self, message: str, fields: tuple[FieldFault, ...] = ()) -> None:
        super().__init__(message)
        self.fields = fields


class Conflict(ProviderError):
    """The record changed or is in a state that forbids this. Nothing was written; look again."""


class RateLimited(ProviderError):
    """Too many calls. Nothing was written; try again after `retry_after_seconds`."""

    def __init__(self, message: str, retry_after_seconds: float) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(ProviderError):
    """The PSA did not answer. `applied` is "no" when surely nothing was written (no byte left us),
    "unknown" when a write may or may not exist: look for its marker before writing again."""

    def __init__(self, message: str, applied: Applied) -> None:
        super().__init__(message)
        self.applied = applied


class UnexpectedResponse(ProviderError):
    """The PSA answered something no description of it allows. A write may or may not exist."""

    applied: Applied = "unknown"
