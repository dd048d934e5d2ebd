"""`Idempotency-Key`: one request, one answer, one write, whatever is sent how often."""

import asyncio

import pytest

from assistant.desk import Desk
from assistant.errors import Invalid, Stale
from assistant.proposals.idempotency import Answered, Idempotency
from tests.assistant.proposals.kit import Moments
from tests.conftest import Inhabitant


class Counted:
    """Work that counts how often it was done."""

    def __init__(self) -> None:
        self.references: list[str] = []
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.may_end.set()
        self.error: Exception | None = None

    async def __call__(self, reference: str) -> Answered:
        self.references.append(reference)
        self.begun.set()
        await self.may_end.wait()
        if self.error is not None:
            raise self.error
        return Answered(201, {"n": len(self.references)})


async def test_the_second_time_gives_the_first_answer(desk: Desk, alex: Inhabitant) -> None:
    """The work is done once; the repeated answer says that it is one."""
    store, work = Idempotency(desk.database), Counted()

    first = await store.once(alex.scope, "k", "hash", work)
    second = await store.once(alex.scope, "k", "hash", work)

    assert (first.replayed, second) == (False, Answered(201, {"n": 1}, replayed=True))
    assert len(work.references) == 1


async def test_another_body_under_the_same_key_is_refused(desk: Desk, alex: Inhabitant) -> None:
    """A key stands for one request."""
    store = Idempotency(desk.database)
    await store.once(alex.scope, "k", "hash", Counted())

    with pytest.raises(Invalid):
        await store.once(alex.scope, "k", "other", Counted())


async def test_while_the_first_is_answered_the_second_waits_outside(desk: Desk, alex: Inhabitant) -> None:
    """Two at the same moment: one works, the other is told to come back."""
    store, work = Idempotency(desk.database), Counted()
    work.may_end.clear()
    first = asyncio.create_task(store.once(alex.scope, "k", "hash", work))
    await work.begun.wait()

    with pytest.raises(Stale):
        await store.once(alex.scope, "k", "hash", work)
    work.may_end.set()

    assert (await first).status == 201


async def test_a_refusal_frees_the_key(desk: Desk, alex: Inhabitant) -> None:
    """What was refused may be tried again with the same key, under the same reference."""
    store, work = Idempotency(desk.database), Counted()
    work.error = Invalid("no")
    with pytest.raises(Invalid):
        await store.once(alex.scope, "k", "hash", work)
    work.error = None

    assert (await store.once(alex.scope, "k", "hash", work)).status == 201
    assert len(set(work.references)) == 1


async def test_a_try_that_was_cut_off_is_taken_over_under_the_same_reference(
    desk: Desk, alex: Inhabitant
) -> None:
    """A crash leaves the key without an answer; after some minutes the next try writes under the same id."""
    clock, work = Moments(), Counted()
    store = Idempotency(desk.database, clock=clock)
    work.error = RuntimeError("killed")
    with pytest.raises(RuntimeError):
        await store.once(alex.scope, "k", "hash", work)
    work.error = None
    with pytest.raises(Stale):
        await store.once(alex.scope, "k", "hash", work)
    clock.pass_(minutes=3)

    assert (await store.once(alex.scope, "k", "hash", work)).status == 201
    assert len(set(work.references)) == 1


async def test_keys_belong_to_their_person(desk: Desk, alex: Inhabitant, engineer: Inhabitant) -> None:
    """The same key of two people is two keys, with references of their own."""
    store, work = Idempotency(desk.database), Counted()

    await store.once(alex.scope, "k", "hash", work)
    second = await store.once(engineer.scope, "k", "hash", work)

    assert second.replayed is False
    assert len(set(work.references)) == 2
