"""Everything that can go wrong at a model's endpoint, as sentences for the person."""

from typing import Any

import httpx
import orjson

from assistant.model import ModelUnavailable

KEPT = "Your message is kept."
_OVERFLOW = (
    "context_length",
    "context length",
    "context size",
    "context window",
    "maximum context",
    "too many tokens",
)
_SHOWN_CHARACTERS = 300


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


def cut() -> ModelUnavailable:
    return ModelUnavailable(
        "The model's answer broke off.",
        remedy=f"What came is kept; regenerate to try again. {KEPT}",
        retryable=True,
    )


def empty() -> ModelUnavailable:
    return ModelUnavailable("The model answered with nothing.", remedy=f"Try again. {KEPT}", retryable=True)


def filtered() -> ModelUnavailable:
    return ModelUnavailable(
        "The model's provider withheld this answer (content filter).",
        remedy=f"Put it in other words. {KEPT}",
        retryable=False,
    )


def garbled() -> ModelUnavailable:
    return ModelUnavailable(
        "The model's endpoint sent something that is no answer.",
        remedy=f"Try again; if it stays so, an admin checks DESKHAND_MODEL_BASE_URL. {KEPT}",
        retryable=True,
    )


def overflow() -> ModelUnavailable:
    return ModelUnavailable(
        "This talk is longer than the model can read.",
        remedy=f"Start a new session, or an admin lowers DESKHAND_MAX_CONTEXT_TOKENS. {KEPT}",
        retryable=False,
    )


def is_overflow(said: str) -> bool:
    """Whether these words of an endpoint mean that the talk is too long for the model."""
    return any(words in said.lower() for words in _OVERFLOW)


def redacted(said: str, secret: str | None) -> str:
    """An endpoint's words without the key, on one line, shortened."""
    shown = said.replace(secret, "[key]") if secret else said
    return " ".join(shown.split())[:_SHOWN_CHARACTERS]


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
