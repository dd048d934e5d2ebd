"""Which PSA member a user is. One member per user and one user per member: nobody acts as somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.audit.repository import record
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


@dataclass(frozen=True, slots=True)
class Wish:
    """Who a user is to be at the PSA; without a member: nobody."""

    user_id: str
    member_id: str | None


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
        """Map a user (oneself when None) to a member. Raises as `save`."""
        (saved,) = await self.save(scope, connection_id, [Wish(user_id or scope.user_id, member_id)])
        return saved

    async def save(
        self, scope: Scope, connection_id: str | None, wishes: Sequence[Wish]
    ) -> Sequence[tuple[MemberMapping, User]]:
        """Map several users at once, all or none; two people may swap their members. Answers the rows of
        those who have a member afterwards.

        Raises:
            Forbidden: Mapping somebody else without being an admin, or a member who is somebody else's.
            Invalid: No such member at the PSA, an inactive one, or one for two people.
            Missing: No such user or connection.
        """
        for wish in wishes:
            _guard_target(scope, wish.user_id)
        connection, members = await self._connections.members(scope, connection_id)
        wanted = _members_by_user(members, wishes)
        async with self._database.write(scope.account_id) as session:
            users = [await self._user(session, scope, user_id) for user_id in wanted]
            for user in users:
                await repository.forget_mapping(session, scope.account_id, connection.id, user.id)
            return [
                (await self._add(session, scope, connection.id, user, member), user)
                for user in users
                if (member := wanted[user.id]) is not None
            ]

    async def _user(self, session: AsyncSession, scope: Scope, user_id: str) -> User:
        user = await repository.user(session, scope.account_id, user_id)
        if user is None:
            raise Missing("There is no such user.")
        return user

    async def _add(
        self, session: AsyncSession, scope: Scope, connection_id: str, user: User, member: Member
    ) -> MemberMapping:
        holder = await repository.mapping_of_member(session, scope.account_id, connection_id, member.id)
        if holder is not None:
            raise Forbidden(
                f"{member.name} is mapped to somebody else.", remedy="Ask an admin to free the member first."
            )
        row = self._row(scope.account_id, connection_id, user.id, member)
        row.matched_by = "manual_self" if user.id == scope.user_id else "manual_admin"
        session.add(row)
        self._record(session, scope, row)
        await session.flush()
        return row

    async def clear(self, scope: Scope, connection_id: str | None, user_id: str) -> None:
        """Take a user's mapping away; without one nothing happens.

        Raises:
            Forbidden: It is somebody else's and the person is no admin.
        """
        _guard_target(scope, user_id)
        connection = await self._connections.one(scope, connection_id)
        async with self._database.write(scope.account_id) as session:
            row = await repository.mapping_of_user(session, scope.account_id, connection.id, user_id)
            if row is not None:
                self._record(session, scope, row, "mapping.removed")
                await session.delete(row)

    async def match_by_email(self, scope: Scope, connection_id: str | None = None) -> Matched:
        """Map every user without a mapping to the one active member who has their e-mail address."""
        chosen = await self._connections.one(scope, connection_id)
        self._connections.forget(chosen.id)
        connection, members = await self._connections.members(scope, chosen.id)
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
                row = self._row(scope.account_id, connection.id, user.id, fitting[0])
                session.add(row)
                self._record(session, scope, row)
                taken.add(fitting[0].id)
                mapped.append((user, fitting[0]))
        return Matched(tuple(mapped), tuple(unmatched))

    def _row(self, account_id: str, connection_id: str, user_id: str, member: Member) -> MemberMapping:
        now = self._now()
        return MemberMapping(
            account_id=account_id,
            connection_id=connection_id,
            user_id=user_id,
            external_member_id=member.id,
            external_member_name=member.name,
            matched_by="auto_email",
            created_at=now,
            updated_at=now,
        )

    def _record(
        self, session: AsyncSession, scope: Scope, row: MemberMapping, action: str = "mapping.set"
    ) -> None:
        record(
            session,
            scope,
            action,
            subject_type="user",
            subject_id=row.user_id,
            at=self._now(),
            detail={
                "connection_id": row.connection_id,
                "member_id": row.external_member_id,
                "member_name": row.external_member_name,
                "matched_by": row.matched_by,
            },
        )


def _guard_target(scope: Scope, user_id: str) -> None:
    if user_id != scope.user_id and scope.role < Role.ADMIN:
        raise Forbidden("Only an admin maps other people.")


def _members_by_user(members: Sequence[Member], wishes: Sequence[Wish]) -> dict[str, Member | None]:
    """The member that each user is to be; None takes the mapping away."""
    wanted = {
        wish.user_id: None if wish.member_id is None else _active_member(members, wish.member_id)
        for wish in wishes
    }
    chosen = [member.id for member in wanted.values() if member is not None]
    if len(wanted) < len(wishes) or len(set(chosen)) < len(chosen):
        raise _invalid("Each person and each member may be named once only.")
    return wanted


def _active_member(members: Sequence[Member], member_id: str) -> Member:
    for member in members:
        if member.id == member_id and member.active:
            return member
    raise _invalid(f"The PSA has no active member {member_id!r}.")


def _invalid(detail: str) -> Invalid:
    return Invalid(detail, extras={"fields": [{"field": "member_id", "message": detail}]})
