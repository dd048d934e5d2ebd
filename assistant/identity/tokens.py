"""API tokens of a person: shown once when made, by their last characters afterwards."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from assistant.clock import Clock, utc_now
from assistant.database import Database
from assistant.errors import Forbidden, Invalid, Missing
from assistant.identity import repository
from assistant.identity.keys import hashed, new_token
from assistant.identity.people import TokenScope
from assistant.identity.tables import ApiToken
from providers.scope import Role, Scope

TAIL_CHARACTERS = 4
MAX_TOKENS = 50


class Tokens:
    """Makes, lists and revokes tokens. A token never may more than its owner's role."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._now = clock

    async def list(self, scope: Scope, *, page: int, page_size: int) -> tuple[Sequence[ApiToken], int]:
        async with self._database.read(scope.account_id) as session:
            return await repository.tokens(
                session, scope.account_id, scope.user_id, page=page, page_size=page_size
            )

    async def create(
        self, scope: Scope, name: str, scopes: Iterable[TokenScope], *, days: int | None
    ) -> tuple[ApiToken, str]:
        """Make a token; the second value is the token itself, which cannot be had again.

        Raises:
            Forbidden: The scope `admin` for somebody who is none.
            Invalid: The name is taken, or the person holds as many tokens as allowed.
        """
        wanted = set(scopes)
        if TokenScope.ADMIN in wanted and scope.role < Role.ADMIN:
            raise Forbidden("Only an admin may hold a token with the scope admin.")
        token, now = new_token(), self._now()
        row = ApiToken(
            account_id=scope.account_id,
            user_id=scope.user_id,
            name=name,
            secret_hash=hashed(token),
            tail=token[-TAIL_CHARACTERS:],
            scopes=" ".join(each.value for each in TokenScope if each in wanted),
            created_at=now,
            expires_at=now + timedelta(days=days) if days else None,
        )
        async with self._database.write(scope.account_id) as session:
            _, held = await repository.tokens(session, scope.account_id, scope.user_id, page=1, page_size=1)
            if held >= MAX_TOKENS:
                raise Invalid(f"You hold {MAX_TOKENS} tokens already.", remedy="Revoke one you do not use.")
            if await repository.token_named(session, scope.account_id, scope.user_id, name):
                detail = "You have a token of this name already."
                raise Invalid(detail, extras={"fields": [{"field": "name", "message": detail}]})
            session.add(row)
        return row, token

    async def revoke(self, scope: Scope, token_id: str) -> None:
        """From the next request on the token is unknown."""
        async with self._database.write(scope.account_id) as session:
            row = await repository.token_by_id(session, scope.account_id, scope.user_id, token_id)
            if row is None:
                raise Missing("You have no such token.")
            await session.delete(row)
