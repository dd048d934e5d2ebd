"""The header `Idempotency-Key` as a dependency: `once: Once`, then `await once.answer(scope, work)`."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.columns import new_id
from assistant.desk import DeskDep
from assistant.proposals.idempotency import Answered, Idempotency
from providers.scope import Scope

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Sent again with the same body, it gives the first answer and writes nothing twice.",
    ),
]
Work = Callable[[str], Awaitable[tuple[int, BaseModel]]]


class OnceOnly:
    """One request and the key it came with, if any."""

    def __init__(self, store: Idempotency, key: str | None, request_hash: str) -> None:
        self._store = store
        self._key = key
        self._request_hash = request_hash

    async def answer(self, scope: Scope, work: Work) -> JSONResponse:
        """The answer of `work` (status and body), or the one that was given to this key before.

        `work` takes an id for what it creates; the same key gives the same id.
        """

        async def answered(reference: str) -> Answered:
            status, body = await work(reference)
            return Answered(status, body.model_dump(mode="json"))

        if self._key is None:
            given = await answered(new_id())
        else:
            given = await self._store.once(scope, self._key, self._request_hash, answered)
        headers = {"Idempotency-Replayed": "true"} if given.replayed else {}
        return JSONResponse(given.body, given.status, headers)


async def _once(request: Request, desk: DeskDep, key: Key = None) -> OnceOnly:
    content = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    return OnceOnly(desk.idempotency, key, hashlib.sha256(content).hexdigest())


Once = Annotated[OnceOnly, Depends(_once)]
