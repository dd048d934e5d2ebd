"""Everything that can go wrong at a model's endpoint, as sentences for the person."""

from typing import Any

import httpx
import orjson

from assistant.model import ModelUnavailable
from assistant.model_faults import KEPT, cut, is_overflow, overflow, redacted


def from_status(response: httpx.Response, body: bytes, secret: str | None) -> ModelUnavailable:
    """What an answer other than 200 means."""
    status, said = response.status_code, _said(body, secret)
    if status in (401, 403):
        return ModelUnavailable(
            "The model's endpoint refused the key.",
            remedy=f"An admin checks DESKHAND_MODEL_API_KEY. {KEPT}",
            retryable=False,
            kind="key",
        )
    if status == 404:
        return ModelUnavailable(
            "The model's endpoint does not know this model or address.",
            remedy=f"An admin checks DESKHAND_MODEL and DESKHAND_MODEL_BASE_URL. {KEPT}",
            retryable=False,
            kind="model",
        )
    if status == 429:
        return ModelUnavailable(
            "The model's endpoint takes no more requests for now.",
            remedy=f"{_wait(response)} {KEPT}",
            retryable=True,
            kind="busy",
        )
    if status >= 500 or status == 408:
        return ModelUnavailable(
            f"The model's endpoint failed ({status}).",
            remedy=f"Try again in a moment. {KEPT}",
            retryable=True,
        )
    if is_overflow(said):
        return overflow()
    return ModelUnavailable(
        f"The model's endpoint refused the request ({status}){f': {said}' if said else '.'}",
        remedy=f"An admin checks the model's settings. {KEPT}",
        retryable=False,
    )


def from_error(error: Any, secret: str | None) -> ModelUnavailable:
    """An error that came inside the stream."""
    said = redacted(_words(error), secret)
    if is_overflow(said):
        return overflow()
    return ModelUnavailable(
        f"The model's endpoint failed{f': {said}' if said else '.'}",
        remedy=f"Try again in a moment. {KEPT}",
        retryable=True,
    )


def from_transport(failed: Exception, *, heard: bool) -> ModelUnavailable:
    """The connection failed. The exception's own words are left out: they may hold addresses."""
    if heard:
        return cut()
    if isinstance(
        failed, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol | httpx.InvalidURL
    ):
        sentence = "The model's endpoint cannot be reached."
    elif isinstance(failed, httpx.TimeoutException):
        sentence = "The model did not answer in time."
    else:
        sentence = "The connection to the model broke before it answered."
    return ModelUnavailable(sentence, remedy=f"Try again in a moment. {KEPT}", retryable=True)


def _wait(response: httpx.Response) -> str:
    after = response.headers.get("retry-after", "")
    return f"Try again in {after} seconds." if after.isdigit() else "Try again in a minute."


def _said(body: bytes, secret: str | None) -> str:
    try:
        return redacted(_words(orjson.loads(body)), secret)
    except orjson.JSONDecodeError:
        return ""


def _words(answer: Any) -> str:
    error = answer.get("error", answer) if isinstance(answer, dict) else answer
    if isinstance(error, dict):
        return " ".join(str(error[key]) for key in ("code", "message") if error.get(key))
    return error if isinstance(error, str) else ""
