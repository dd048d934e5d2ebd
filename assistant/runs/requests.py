"""What a person's wish writes before a run begins: the message, what it replaces, the run itself."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.columns import new_id
from assistant.errors import Invalid, Missing, Stale
from assistant.proposals.tables import IdempotencyKey
from assistant.runs import repository, statements
from assistant.runs.tables import Run
from assistant.sessions import repository as sessions
from assistant.sessions.service import UNTITLED, Talk
from assistant.sessions.tables import Message, Session
from assistant.text import title_from
from providers.scope import Scope

NO_SESSION = "There is no such session."


@dataclass(frozen=True, slots=True)
class Ask:
    """A new message, in the place of `replaces` if given; without `text` the last one once more.
    `creates` makes the session when there is none of that id."""

    session_id: str
    text: str | None = None
    replaces: str | None = None
    key: str | None = None
    creates: bool = False

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


@dataclass(frozen=True, slots=True)
class Opened:
    """A run with the talk that it answers, so that nobody need read it again. `is_new` says that the session
    was made for it: nothing of it can be anywhere else yet."""

    run: Run
    talk: Talk
    is_new: bool


async def open_run(session: AsyncSession, scope: Scope, ask: Ask, engine: str, now: datetime) -> Opened:
    """Write the wish down in the caller's transaction.

    Raises:
        Missing: No such session, or no such message in it.
        Stale: The session is being answered already.
        Invalid: There is nothing to answer again, or another message than the last was to be edited.
    """
    messages: Sequence[Message] = ()
    talk = await sessions.owned(session, scope, ask.session_id, lock=True)
    is_new = talk is None and ask.creates
    if talk is not None:
        await _refuse_second(session, scope, ask.session_id)
        messages = await sessions.talk(session, scope, ask.session_id)
    elif is_new:
        talk = _new_session(scope, ask, now)
    else:
        raise Missing(NO_SESSION)
    question = await _question(session, scope, ask, messages, now, is_first=is_new)
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
    await _store(session, talk, question, run, is_new=is_new)
    if ask.key is not None:
        session.add(_remember(scope, ask, run, now))
    kept = [message for message in messages if not message.superseded]
    return Opened(run, Talk(talk, kept if question in kept else [*kept, question]), is_new)


async def _store(session: AsyncSession, talk: Session, question: Message, run: Run, *, is_new: bool) -> None:
    """Write down what is new. A question that is answered once more is there already."""
    connection = await session.connection()
    if is_new:
        await connection.execute(statements.ADD_SESSION, statements.row(talk))
    else:
        session.expunge(talk)
        whose = {"the_session": talk.id, "the_account": talk.account_id}
        change = {"title": talk.title, "updated_at": talk.updated_at}
        await connection.execute(statements.CHANGE_SESSION, whose | change)
    if question not in session:
        await connection.execute(statements.ADD_MESSAGE, statements.row(question))
    await connection.execute(statements.ADD_RUN, statements.row(run))


def _new_session(scope: Scope, ask: Ask, now: datetime) -> Session:
    return Session(
        id=ask.session_id,
        account_id=scope.account_id,
        user_id=scope.user_id,
        title=title_from(ask.text or "") or UNTITLED,
        created_at=now,
        updated_at=now,
    )


async def _refuse_second(session: AsyncSession, scope: Scope, session_id: str) -> None:
    running = await repository.running(session, scope, session_id)
    if running is not None:
        raise Stale(
            "This session is still being answered. Your message was not sent.",
            remedy="Wait for the answer or stop it, then send again.",
            extras={"run_id": running.id},
        )


async def _question(
    session: AsyncSession,
    scope: Scope,
    ask: Ask,
    messages: Sequence[Message],
    now: datetime,
    *,
    is_first: bool,
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
        position=1 if is_first else await sessions.next_position(session, scope.account_id, ask.session_id),
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
