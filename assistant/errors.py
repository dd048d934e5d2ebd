"""The drawn tree of our own errors, and the one handler that turns any error into a problem document.

Sorted by who acts next. Each has a `remedy`: what to do now. Problem documents are RFC 9457 with
`type, title, detail, status, remedy` and the error's own extras; never a stack trace.
"""

from collections.abc import Mapping
from typing import Any


class DeskError(Exception):
    """Base: something a caller can act on. `extras` are further members of the problem document."""

    status = 500
    title = "Something went wrong"
    remedy = "Try again. If it happens again, give the request id to your admin."

    def __init__(
        self, detail: str, *, remedy: str | None = None, extras: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy or type(self).remedy
        self.extras = dict(extras or {})


class NotSignedIn(DeskError):
    status = 401
    title = "Sign in first"
    remedy = "Sign in, or send an API token as a bearer token."


class Forbidden(DeskError):
    status = 403
    title = "Not allowed"
    remedy = "Ask an admin of your account for the right to do this."


class Missing(DeskError):
    status = 404
    title = "Not found"
    remedy = "Check the id. It may have been deleted, or it belongs to somebody else."


class Stale(DeskError):
    """What was on the caller's screen is no longer true; `extras` says what changed."""

    status = 409
    title = "This changed in the meantime"
    remedy = "Look at the difference and confirm again."


class Gone(DeskError):
    status = 410
    title = "Expired"
    remedy = "Ask for it again."


class Invalid(DeskError):
    """Values a person or program sent; `extras["fields"]` lists them."""

    status = 422
    title = "Please correct the request"
    remedy = "Correct the named fields and send it again."


class TooLarge(DeskError):
    status = 413
    title = "Too large"
    remedy = "Send less at once."


class TooMany(DeskError):
    status = 429
    title = "Too many requests"
    remedy = "Wait as long as Retry-After says."


class Busy(DeskError):
    status = 503
    title = "Busy"
    remedy = "Try again as Retry-After says; nothing was lost."


class PsaRefused(DeskError):
    """The PSA answered and said no."""

    status = 502
    title = "The PSA refused this"
    remedy = "Read the PSA's words, change the values, and try again."


class PsaUnavailable(DeskError):
    """The PSA did not answer. `extras["applied"]` is "no" or "unknown"."""

    status = 503
    title = "The PSA did not answer"
    remedy = "Nothing of yours was lost. Try again in a moment."
