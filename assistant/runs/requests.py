"""What a person's wish writes before a run begins: the message, what it replaces, the run itself."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.columns import new_id
from assistant.errors import Invalid, Missing, Stale
from assistant.proposals.tables import IdempotencyKey
from assistant.runs import repository
from assistant.runs.tables import Run
from assistant.sessions import repository as sessions
from assistant.sessions.service import UNTITLED
from assistant.sessions.tables import Message
from assistant.text import title_from
from providers.scope import Scope

NO_SESSION = "There is no such session."


@dataclass(frozen=True, slots=True)
class Ask:
    """A new message, in the place of `replaces` if given; without `text` the last one once more."""

    session_id: str
    text: str | None = None
    replaces: str | None = None
    key: str | None = None

    @property
    def fingerprint(self) -> str:
        said = "\0".join((self.session_id, self.replaces or "", self.text or ""))
        return hashlib.sha256(said.encode()).hexdigest()


async def earlier_run(session: AsyncSession, scope: Scope, ask: Ask) -> Run | None:
    """The run that the same `Idempotency-Key` began before.

    Raises:
        Invalid: The key was used for something else; nothing was changed.
    """
    if ask.key is None:
        return None
    await sessions.owned(session, scope, ask.session_id, lock=True)
    known = await repository.remembered(session, scope, ask.key)
    if known is None:
        return None
    if known.request_hash != ask.fingerprint:
        raise Invalid(
            "This Idempotency-Key was used for another request.", remedy="Send a new key with a new request."
        )
    return await repository.owned(session, scope, known.answer["run_id"])


async def open_run(session: AsyncSession, scope: Scope, ask: Ask, engine: str, now: datetime) -> Run:
    """Write the wish down in the caller's transaction.

    Raises:
        Missing: No such session, or no such message in it.
        Stale: The session is being answered already.
        Invalid: There is nothing to answer again, or another message than the last was to be edited.
    """
    talk = await sessions.owned(session, scope, ask.session_id, lock=True)
    if talk is None:
        raise Missing(NO_SESSION)
    await _refuse_second(session, scope, ask.session_id)
    messages = await sessions.talk(session, scope, ask.session_id)
    question = await _question(session, scope, ask, messages, now)
    if talk.title == UNTITLED:
        talk.title = title_from(question.text) or UNTITLED
    talk.updated_at = now
    run = Run(
        account_id=scope.account_id,
        session_id=talk.id,
        user_id=scope.user_id,
        user_message_id=question.id,
        answer_message_id=new_id(),
        engine=engine,
        started_at=now,
    )
    session.add_all([talk, question, run])
    if ask.key is not None:
        session.add(_remember(scope, ask, run, now))
    return run


async def _refuse_second(session: AsyncSession, scope: Scope, session_id: str) -> None:
    running = await repository.running(session, scope, session_id)
    if running is not None:
        raise Stale(
            "This session is still being answered. Your message was not sent.",
            remedy="Wait for the answer or stop it, then send again.",
            extras={"run_id": running.id},
        )


async def _question(
    session: AsyncSession, scope: Scope, ask: Ask, messages: Sequence[Message], now: datetime
) -> Message:
    """The message to be answered; what it replaces is marked as superseded."""
    last = next((message for message in reversed(messages) if message.role == "user"), None)
    if ask.replaces is not None:
        _check_is_last(ask.replaces, last, messages)
    if ask.text is None and last is None:
        raise Invalid("There is no message to answer again.", remedy="Send a message first.")
    if last is not None and (ask.text is None or ask.replaces is not None):
        begin = last.position + (1 if ask.text is None else 0)
        _supersede(session, [message for message in messages if message.position >= begin])
    if ask.text is None:
        assert last is not None
        return last
    return Message(
        account_id=scope.account_id,
        session_id=ask.session_id,
        position=await sessions.next_position(session, scope.account_id, ask.session_id),
        role="user",
        text=ask.text,
        created_at=now,
    )


def _check_is_last(message_id: str, last: Message | None, messages: Sequence[Message]) -> None:
    if all(message.id != message_id for message in messages):
        raise Missing("There is no such message in this session.")
    if last is None or last.id != message_id:
        raise Invalid("Only your last message can be edited.", remedy="Send a new message instead.")


def _supersede(session: AsyncSession, messages: Sequence[Message]) -> None:
    for message in messages:
        message.superseded = True
        session.add(message)


def _remember(scope: Scope, ask: Ask, run: Run, now: datetime) -> IdempotencyKey:
    return IdempotencyKey(
        account_id=scope.account_id,
        user_id=scope.user_id,
        key=ask.key or "",
        request_hash=ask.fingerprint,
        status=202,
        answer={"run_id": run.id},
        created_at=now,
    )
