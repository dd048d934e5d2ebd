"""Puts the sessions and runs services together; touches neither disk nor network."""

from collections.abc import Sequence

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.model_choice import ModelChoice
from assistant.runs.service import AfterAnswer, RunService
from assistant.runs.talk import BoxMaker, Sources, TalkMaker
from assistant.sessions.service import SessionService
from assistant.settings import Settings
from assistant.terms import AccountTerms, Models, OperatorTerms
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
    terms: AccountTerms | None = None,
    after_answer: AfterAnswer | None = None,
    tokens: TokenCounter | None = None,
    clock: Clock = utc_now,
) -> RunService:
    """The runs service. Without `terms` those of the settings hold for every account, with `models` in place
    of the settings' ones if given (tests, evals)."""
    tokens = tokens or TokenCounter()
    held = terms or OperatorTerms(settings, models or ModelChoice(settings, tokens))
    talks = TalkMaker(database, sessions, sources, boxes, tools, clock)
    return RunService(database, settings, talks, held, tokens, after_answer=after_answer, clock=clock)
