"""Puts the sessions and runs services together; touches neither disk nor network."""

from collections.abc import Sequence

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.model_choice import ModelChoice
from assistant.runs.service import RunService
from assistant.runs.talk import BoxMaker, Models, Sources, TalkMaker
from assistant.sessions.service import SessionService
from assistant.settings import Settings
from assistant.tokens import TokenCounter
from assistant.toolbox import AnyTool


def build_runs(
    settings: Settings,
    database: Database,
    sessions: SessionService,
    sources: Sources,
    boxes: BoxMaker,
    tools: Sequence[AnyTool],
    *,
    models: Models | None = None,
    clock: Clock = utc_now,
) -> RunService:
    """The runs service. `models` replaces the choice that the settings name (tests, evals)."""
    tokens = TokenCounter()
    chosen = models or ModelChoice(settings, tokens)
    talks = TalkMaker(database, sessions, sources, boxes, tools, chosen, clock)
    return RunService(database, settings, talks, chosen, tokens, clock=clock)
