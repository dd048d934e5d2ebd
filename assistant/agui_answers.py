"""Answers to interrupts: a person's yes or no to a proposal, sent as `resume` of an AG-UI request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ag_ui.core import ResumeEntry
from pydantic import AliasChoices, BaseModel, Field, ValidationError

from assistant.errors import DeskError, Forbidden, Invalid
from assistant.events import Payload
from assistant.identity.people import Person
from assistant.proposals.outcome import Outcome
from assistant.proposals.tables import Proposal
from providers.errors import ProviderError
from providers.scope import Scope


class Decisions(Protocol):
    """Deciding on proposals, as the person."""

    async def get(self, scope: Scope, proposal_id: str) -> Proposal: ...

    async def open_of_session(self, scope: Scope, session_id: str) -> Sequence[Proposal]: ...

    async def dismiss(self, scope: Scope, proposal_id: str) -> object: ...

    async def confirm(self, person: Person, proposal_id: str, *, args_version: int, digest: str) -> Outcome:
        """Confirm and write, once."""
        ...


class Verdict(BaseModel):
    """The payload of a resume entry."""

    decision: Literal["confirm", "reject"]
    args_version: int | None = Field(
        default=None, validation_alias=AliasChoices("argsVersion", "args_version"), ge=1, le=2**31 - 1
    )
    digest: str | None = Field(default=None, max_length=100)


@dataclass(frozen=True, slots=True)
class Answer:
    """One checked entry. Without a verdict the person left the proposal waiting."""

    proposal: Proposal
    verdict: Verdict | None


async def checked_answers(
    person: Person, session_id: str, entries: Sequence[ResumeEntry], decisions: Decisions
) -> list[Answer]:
    """The entries as answers; all are checked before the first one counts.

    Raises:
        Missing: A proposal does not exist or is not of this thread.
        Forbidden: A confirmation came through a token without the scope `confirm`.
        Invalid: A payload is not an answer, or a confirmation lacks what was shown. Nothing was decided.
    """
    answers = []
    for entry in entries:
        proposal = await decisions.get(person.scope, entry.interrupt_id)
        if proposal.session_id != session_id:
            raise Invalid("This interrupt belongs to another thread.")
        verdict = None if entry.status == "cancelled" else _verdict(entry)
        if verdict is not None and verdict.decision == "confirm":
            _check_may_confirm(person, verdict)
        answers.append(Answer(proposal, verdict))
    return answers


async def decide(person: Person, answer: Answer, decisions: Decisions) -> tuple[str, Payload]:
    """Carry out one answer; a refusal is told, not raised, so that the other answers count too."""
    proposal, verdict = answer.proposal, answer.verdict
    name = f"P{proposal.number}" if proposal.number is not None else proposal.title
    told: Payload = {"proposal_id": proposal.id, "ok": True}
    if verdict is None:
        return f"{name} still waits.", told | {"decision": "none"}
    told["decision"] = verdict.decision
    try:
        if verdict.decision == "reject":
            await decisions.dismiss(person.scope, proposal.id)
            return f"{name} was dismissed; nothing was written.", told
        outcome = await decisions.confirm(
            person, proposal.id, args_version=verdict.args_version or 0, digest=verdict.digest or ""
        )
    except DeskError as refused:
        return f"{refused.detail} {refused.remedy}", told | {"ok": False}
    except ProviderError as refused:
        return str(refused), told | {"ok": False}
    return outcome.sentence, told | {"state": outcome.state, "ticket_id": outcome.ticket_id}


def _verdict(entry: ResumeEntry) -> Verdict:
    try:
        return Verdict.model_validate(entry.payload)
    except ValidationError:
        raise Invalid(
            "The answer to an interrupt is an object with decision confirm or reject.",
            extras={"fields": [{"field": "resume.payload", "message": "is no answer"}]},
        ) from None


def _check_may_confirm(person: Person, verdict: Verdict) -> None:
    if not person.may_confirm:
        raise Forbidden(
            "This API token lacks the scope confirm. Nothing was confirmed.",
            remedy="Confirm it on the page, or make a token with that scope.",
        )
    if verdict.args_version is None or not verdict.digest:
        raise Invalid(
            "A confirmation repeats the argsVersion and the digest that were shown.",
            extras={"fields": [{"field": "resume.payload", "message": "lacks argsVersion or digest"}]},
        )
