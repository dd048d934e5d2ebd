"""What the person wants, as steps: each is one tool call, or one sentence that needs no tool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from tools.base import OpenProposal
from tools.catalog import Catalog

Way = Literal["list", "count", "count_open", "company", "show", "plain"]


@dataclass(frozen=True, slots=True)
class Step:
    """One tool call. `way` is how its answer is worded."""

    tool: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    way: Way = "plain"


@dataclass(frozen=True, slots=True)
class Sentence:
    """An answer without a tool."""

    text: str


Intent = Step | Sentence


@dataclass(frozen=True, slots=True)
class Situation:
    """What the talk has come to: everything a clause may refer back to.

    Attributes:
        topic: The summary of the linked ticket.
        shown: Ticket numbers of the latest list, in its order.
        focus: The ticket spoken of last, if one.
        last_step: The latest reading call, for "only the high ones".
        question: The latest question back ("Which company …"), with its choices.
        draft_first: True when the talk last touched an open draft rather than a ticket.
        statements: Turns of the person that told of the trouble, oldest first.
        mapped: False while nobody said which PSA member the person is.
    """

    catalog: Catalog
    now: datetime
    linked: str | None = None
    topic: str = ""
    proposals: Sequence[OpenProposal] = ()
    shown: Sequence[str] = ()
    focus: str | None = None
    last_step: Step | None = None
    question: "Question | None" = None
    draft_first: bool = False
    statements: Sequence[str] = ()
    mapped: bool = True

    @property
    def drafts(self) -> list[OpenProposal]:
        """Open drafts of new tickets, oldest first."""
        return [p for p in self.proposals if p.kind == "create_ticket"]

    @property
    def ticket(self) -> str | None:
        """The ticket that "it" means."""
        return self.focus or self.linked


@dataclass(frozen=True, slots=True)
class Question:
    """A question the last answer asked: which of the choices does `said` mean, in that step."""

    said: str
    choices: Sequence[str]
    step: Step
