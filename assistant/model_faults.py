"""What can go wrong with any model, as sentences for the person; needs no vendor's library."""

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
