"""The AG-UI endpoint: any AG-UI client may talk to Deskhand. A projection of the run's log, nothing else.

Of what a client sends, only the newest message of the person and the answers to interrupts count; its
history, tools, state and context are not trusted.
"""

import hashlib
import re
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from ag_ui.core import RunAgentInput, TextPart, UserMessage
from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from assistant.agui_answers import Answer, Decisions, checked_answers, decide
from assistant.agui_frames import DECISION, Projection, can_be_confirmed
from assistant.desk import DeskDep
from assistant.errors import Invalid
from assistant.events import Event
from assistant.identity.doors import Engineer
from assistant.identity.people import Person
from assistant.proposals.tables import Proposal
from assistant.runs import sse
from assistant.runs.service import RunService
from assistant.runs.tables import Run
from providers.scope import Scope

MAX_ID_CHARACTERS = 200
router = APIRouter(tags=["agui"])
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "AG-UI 1.0 events.", "content": {sse.MEDIA_TYPE: {}}}
}
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=128)]


@router.post("/agui", response_class=StreamingResponse, responses=_STREAM)
async def agui(
    asked: RunAgentInput, person: Engineer, desk: DeskDep, idempotency_key: IdempotencyKey = None
) -> StreamingResponse:
    """Send a message (or answers to interrupts) and follow the run. Leaving does not stop it."""
    _check_ids(asked)
    decisions: Decisions = desk.proposals
    session_id = session_id_of(person.scope, asked.thread_id)
    answers = await checked_answers(person, session_id, asked.resume or (), decisions)
    run: Run | None = None
    if not answers or (asked.messages and asked.messages[-1].role == "user"):
        run = await desk.runs.start(
            person.scope,
            session_id,
            newest_text(asked),
            key=idempotency_key,
            model=_model_name(asked),
            creates=True,
        )
    shown = Projection(asked.thread_id, asked.run_id)
    conversation = _Conversation(person, session_id, shown, desk.runs, decisions, _asks(asked))
    return StreamingResponse(
        conversation.frames(run, answers), media_type=sse.MEDIA_TYPE, headers=sse.HEADERS
    )


class _Conversation:
    """One request's stream: decisions first, then the run, then one terminal event."""

    def __init__(
        self,
        person: Person,
        session_id: str,
        shown: Projection,
        runs: RunService,
        decisions: Decisions,
        asks_for_interrupts: bool,
    ) -> None:
        self._person = person
        self._session_id = session_id
        self._shown = shown
        self._runs = runs
        self._decisions = decisions
        self._asks = asks_for_interrupts

    async def frames(self, run: Run | None, answers: Sequence[Answer]) -> AsyncIterator[bytes]:
        yield self._shown.started(run.id if run else None)
        for answer in answers:
            sentence, told = await decide(self._person, answer, self._decisions)
            if not told["ok"]:
                self._shown.proposed[answer.proposal.id] = None
            yield self._shown.say(sentence) + self._shown.custom(DECISION, told)
        if run is None:
            yield self._shown.finished("answered", None, await self._waiting())
            return
        async for events in self._runs.watch(self._person.scope, run.id):
            if piece := await self._group(events):
                yield piece

    async def _group(self, events: Sequence[Event]) -> bytes:
        """The frames of a group; nothing for events that the protocol does not show."""
        if not events:
            return sse.HEARTBEAT
        pieces = []
        for event in events:
            if event.is_last:
                waiting = await self._waiting()
                pieces.append(
                    self._shown.finished(event.payload["state"], event.payload["sentence"], waiting)
                )
            else:
                pieces.append(self._shown.event(event))
        return b"".join(pieces)

    async def _waiting(self) -> list[Proposal]:
        """The proposals of this request that a yes would confirm, for clients that ask for interrupts."""
        if not (self._asks and self._shown.proposed):
            return []
        waiting = await self._decisions.open_of_session(self._person.scope, self._session_id)
        return [each for each in waiting if each.id in self._shown.proposed and can_be_confirmed(each)]


def newest_text(asked: RunAgentInput) -> str:
    """The text of the newest message of the person; parts that are no text are left out.

    Raises:
        Invalid: There is no such message.
    """
    for message in reversed(asked.messages):
        if isinstance(message, UserMessage):
            if isinstance(message.content, str):
                return message.content
            return "\n".join(part.text for part in message.content if isinstance(part, TextPart))
    raise Invalid("There is no message of the person.", remedy="Send one with the role user.")


def session_id_of(scope: Scope, thread_id: str) -> str:
    """A session's own id or a UUID stands for itself; any other id is the person's own name for one."""
    if re.fullmatch(r"[0-9a-f]{32}", thread_id):
        return thread_id
    try:
        return uuid.UUID(thread_id).hex
    except ValueError:
        named = "\0".join((scope.account_id, scope.user_id, thread_id))
        return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:32]


def _check_ids(asked: RunAgentInput) -> None:
    for field, value in (("threadId", asked.thread_id), ("runId", asked.run_id)):
        if not 0 < len(value) <= MAX_ID_CHARACTERS or not value.isprintable():
            raise Invalid(
                f"The {field} is empty, too long or not printable.",
                extras={"fields": [{"field": field, "message": "is no id"}]},
            )


def _asks(asked: RunAgentInput) -> bool:
    """Interrupts are for clients that answer them: they say `forwardedProps.interrupts: true`."""
    return isinstance(asked.forwarded_props, dict) and asked.forwarded_props.get("interrupts") is True


def _model_name(asked: RunAgentInput) -> str | None:
    named = asked.forwarded_props.get("model") if isinstance(asked.forwarded_props, dict) else None
    is_name = isinstance(named, str) and 0 < len(named) <= MAX_ID_CHARACTERS and named.isprintable()
    return named if is_name else None
