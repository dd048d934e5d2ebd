"""Which PSA member a user is. One member per user and one user per member: nobody acts as somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.clock import Clock, utc_now
from assistant.connections import repository
from assistant.connections.service import Connections
from assistant.connections.tables import MemberMapping
from assistant.database import Database
from assistant.errors import Forbidden, Invalid, Missing
from assistant.identity.tables import User
from providers.models import Member
from providers.scope import Role, Scope


@dataclass(frozen=True, slots=True)
class Matched:
    """What matching by e-mail found: who was mapped now, and who has nobody of their address at the PSA."""

    mapped: tuple[tuple[User, Member], ...]
    unmatched: tuple[User, ...]


class Mappings:
    """Reads and sets who is who."""

    def __init__(self, database: Database, connections: Connections, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._connections = connections
        self._now = clock

    async def list(self, scope: Scope, connection_id: str | None) -> Sequence[tuple[MemberMapping, User]]:
        connection = await self._connections.one(scope, connection_id)
        async with self._database.read(scope.account_id) as session:
            return await repository.mappings(session, scope.account_id, connection.id)

    async def set(
        self, scope: Scope, connection_id: str | None, user_id: str | None, member_id: str
    ) -> tuple[MemberMapping, User]:
        """Map a user (oneself when None) to a member.

        Raises:
            Forbidden: Mapping somebody else without being an admin, or a member who is somebody else's.
            Invalid: No such member at the PSA, or an inactive one.
        """
        target = _target(scope, user_id)
        connection, members = await self._connections.members(scope, connection_id)
        member = _active_member(members, member_id)
        async with self._database.write(scope.account_id) as session:
            user = await repository.user(session, scope.account_id, target)
            if user is None:
                raise Missing("There is no such user.")
            holder = await repository.mapping_of_member(session, scope.account_id, connection.id, member.id)
            if holder is not None and holder.user_id != target:
                raise Forbidden(
                    "That PSA member is mapped to somebody else.",
                    remedy="Ask an admin to free the member first.",
                )
            row = await repository.mapping_of_user(session, scope.account_id, connection.id, target)
            row = row or self._row(scope.account_id, connection.id, target)
            row.external_member_id, row.external_member_name = member.id, member.name
            row.matched_by = "manual_self" if target == scope.user_id else "manual_admin"
            row.updated_at = self._now()
            session.add(row)
        return row, user

    async def clear(self, scope: Scope, connection_id: str | None, user_id: str) -> None:
        """Take a user's mapping away; without one nothing happens."""
        target = _target(scope, user_id)
        connection = await self._connections.one(scope, connection_id)
        async with self._database.write(scope.account_id) as session:
            await repository.forget_mapping(session, scope.account_id, connection.id, target)

    async def match_by_email(self, scope: Scope, connection_id: str | None = None) -> Matched:
        """Map every user without a mapping to the one active member who has their e-mail address."""
        connection, members = await self._connections.members(scope, connection_id)
        by_email: dict[str, list[Member]] = {}
        for member in members:
            if member.active and member.email:
                by_email.setdefault(member.email.strip().lower(), []).append(member)
        mapped: list[tuple[User, Member]] = []
        unmatched: list[User] = []
        async with self._database.write(scope.account_id) as session:
            rows = await repository.mappings(session, scope.account_id, connection.id)
            taken = {row.external_member_id for row, _ in rows}
            done = {row.user_id for row, _ in rows}
            for user in await repository.active_users(session, scope.account_id):
                if user.id in done:
                    continue
                fitting = [each for each in by_email.get(user.email, []) if each.id not in taken]
                if len(fitting) != 1:
                    unmatched.append(user)
                    continue
                row = self._row(scope.account_id, connection.id, user.id)
                row.external_member_id, row.external_member_name = fitting[0].id, fitting[0].name
                session.add(row)
                mapped.append((user, fitting[0]))
        return Matched(tuple(mapped), tuple(unmatched))

    def _row(self, account_id: str, connection_id: str, user_id: str) -> MemberMapping:
        now = self._now()
        return MemberMapping(
            account_id=account_id,
            connection_id=connection_id,
            user_id=user_id,
            external_member_id="",
            external_member_name="",
            matched_by="auto_email",
            created_at=now,
            updated_at=now,
        )


def _target(scope: Scope, user_id: str | None) -> str:
    if user_id not in (None, scope.user_id) and scope.role < Role.ADMIN:
        raise Forbidden("Only an admin maps other people.")
    return user_id or scope.user_id


def _active_member(members: Sequence[Member], member_id: str) -> Member:
    for member in members:
        if member.id == member_id and member.active:
            return member
    detail = f"The PSA has no active member {member_id!r}."
    raise Invalid(detail, extras={"fields": [{"field": "member_id", "message": detail}]})
