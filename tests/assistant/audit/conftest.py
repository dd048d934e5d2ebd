"""The desk that writes, and the app in front of it."""

from tests.assistant.proposals.fixtures import app, writing

__all__ = ["app", "writing"]
