"""Both kinds of models, for the tests that hold for either."""

from tests.assistant.models.kit import model_at

__all__ = ["model_at"]
