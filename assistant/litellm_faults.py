"""What LiteLLM's errors mean to the person. They are known by their names, so that this loads nothing."""

import re

from assistant.model import ModelUnavailable
from assistant.model_faults import KEPT, cut, filtered, is_overflow, overflow, redacted

_KEYS = ("api key", "api_key", "credentials")
_LOOKS_SECRET = re.compile(r"\b(?:sk|pk|rk|key|AIza|AKIA|gsk|xai|Bearer)[-_ ]?[A-Za-z0-9_\-*]{8,}")
_CHECK_KEY = (
    "An admin checks the key under Admin, Models, or DESKHAND_MODEL_API_KEY or the variable that this "
    f"vendor reads. {KEPT}"
)
_AGAIN = f"Try again in a moment. {KEPT}"


def from_litellm(failed: Exception, *, heard: bool, secret: str | None) -> ModelUnavailable:
    """The sentence for one error. `heard` says that part of the answer came before it."""
    if isinstance(failed, ModelUnavailable):
        return failed
    kinds = {kind.__name__ for kind in type(failed).__mro__}
    said = _said(failed, secret)
    if "ContentPolicyViolationError" in kinds:
        return filtered()
    if heard:
        return cut()
    if "ContextWindowExceededError" in kinds or is_overflow(said):
        return overflow()
    return _before_the_first_word(failed, kinds, said)


def _before_the_first_word(failed: Exception, kinds: set[str], said: str) -> ModelUnavailable:
    status = getattr(failed, "status_code", None)
    if status in (401, 403) or any(words in said.lower() for words in _KEYS):
        return ModelUnavailable(
            "The model's vendor refused the key.", remedy=_CHECK_KEY, retryable=False, kind="key"
        )
    if kinds & {"NotFoundError", "LiteLLMUnknownProvider"} or "healthy deployments" in said.lower():
        return ModelUnavailable(
            "The vendor does not know this model.",
            remedy=f"An admin checks its name under Admin, Models, or in DESKHAND_MODEL. {KEPT}",
            retryable=False,
            kind="model",
        )
    if status == 429:
        return ModelUnavailable(
            "The model's vendor takes no more requests for now.",
            remedy=f"{_wait(failed)} {KEPT}",
            retryable=True,
            kind="busy",
        )
    if kinds & {"APITimeoutError", "Timeout"} or "timeout" in said.lower():
        return ModelUnavailable(
            "The model did not answer in time.", remedy=_AGAIN, retryable=True, kind="slow"
        )
    if any(words in said.lower() for words in ("connection error", "cannot connect", "refused to connect")):
        return ModelUnavailable(
            "The model's vendor cannot be reached.", remedy=_AGAIN, retryable=True, kind="unreachable"
        )
    if "APIConnectionError" in kinds:
        return ModelUnavailable(
            "The model's vendor sent something that is no answer.", remedy=_AGAIN, retryable=True
        )
    if isinstance(status, int) and 400 <= status < 500 and status != 408:
        return ModelUnavailable(
            f"The model's vendor refused the request ({status}): {said}",
            remedy=f"An admin checks the model's settings. {KEPT}",
            retryable=False,
        )
    of_status = f" ({status})" if isinstance(status, int) else ""
    return ModelUnavailable(f"The model's vendor failed{of_status}.", remedy=_AGAIN, retryable=True)


def _said(failed: Exception, secret: str | None) -> str:
    first = str(getattr(failed, "message", "") or failed).partition("\n\nLiteLLM:")[0]
    return _LOOKS_SECRET.sub("[key]", redacted(re.sub(r"\blitellm\.", "", first), secret))


def _wait(failed: Exception) -> str:
    headers = getattr(getattr(failed, "response", None), "headers", None) or {}
    after = str(headers.get("retry-after", ""))
    return f"Try again in {after} seconds." if after.isdigit() else "Try again in a minute."
