"""The people of an account: adding, changing, letting them in for the first time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from assistant.clock import Clock, utc_now
from assistant.connections.repository import forget_mappings
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import Forbidden, Invalid, Missing
from assistant.identity import repository
from assistant.identity.keys import hashed, new_key
from assistant.identity.tables import Account, SignInLink, User
from providers.scope import Role, Scope

LINK_HOURS = 24
LINK_PATH = "/sign-in/link/"


@dataclass(frozen=True, slots=True)
class UserChange:
    """What an admin changes about a user; None leaves it."""

    name: str | None = None
    role: Role | None = None
    active: bool | None = None


class Users:
    """People and their roles. Nobody hands out or takes away a role above their own."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._now = clock

    async def first_account(self) -> Account | None:
        """The oldest account; None before the first start."""
        async with self._database.read(EVERY_ACCOUNT) as session:
            return await repository.first_account(session)

    async def account(self, account_id: str) -> Account:
        async with self._database.read(account_id) as session:
            found = await repository.account(session, account_id)
        if found is None:
            raise Missing("There is no such account.")
        return found

    async def found_account(self, name: str, *, owner_email: str, owner_name: str) -> tuple[Account, User]:
        """Make an account and its owner."""
        account = Account(name=name, created_at=self._now())
        owner = self._new_user(account.id, owner_email, owner_name, Role.OWNER)
        async with self._database.write(EVERY_ACCOUNT) as session:
            session.add(account)
            await session.flush()
            session.add(owner)
        return account, owner

    async def owner(self, account_id: str) -> User:
        """The account's first active owner."""
        async with self._database.read(account_id) as session:
            found = await repository.first_owner(session, account_id)
        if found is None:
            raise Missing("This account has no active owner.")
        return found

    async def by_email(self, email: str) -> User:
        """
        Raises:
            Missing: Nobody has that address.
        """
        async with self._database.read(EVERY_ACCOUNT) as session:
            user = await repository.user_by_email(session, email.strip().lower())
        if user is None:
            raise Missing(f"Nobody here has the address {email}.", remedy="Add the person first.")
        return user

    async def list(self, scope: Scope, *, page: int, page_size: int) -> tuple[Sequence[User], int]:
        async with self._database.read(scope.account_id) as session:
            return await repository.users(session, scope.account_id, page=page, page_size=page_size)

    async def one(self, scope: Scope, user_id: str) -> User:
        async with self._database.read(scope.account_id) as session:
            user = await repository.user(session, scope.account_id, user_id)
        if user is None:
            raise Missing("There is no such user.")
        return user

    async def add(self, account_id: str, email: str, name: str, role: Role) -> User:
        """
        Raises:
            Invalid: Somebody has that address already; nothing changed.
        """
        user = self._new_user(account_id, email, name, role)
        try:
            async with self._database.write(account_id) as session:
                session.add(user)
                await session.flush()
        except IntegrityError as error:
            detail = "Somebody has this e-mail address already."
            raise Invalid(detail, extras={"fields": [{"field": "email", "message": detail}]}) from error
        return user

    async def change(self, scope: Scope, user_id: str, change: UserChange) -> User:
        """Change a user. Somebody made inactive is signed out at once, their tokens stop working, and nobody
        is them at a PSA any more; what they did stays in the logs.

        Raises:
            Forbidden: It is about a role above one's own, oneself, or the account's last owner.
        """
        async with self._database.write(scope.account_id) as session:
            user = await repository.user(session, scope.account_id, user_id)
            if user is None:
                raise Missing("There is no such user.")
            _guard(scope, user, change)
            loses_owner = user.role == "owner" and (
                change.active is False or change.role not in (None, Role.OWNER)
            )
            if loses_owner and await repository.count_active(session, scope.account_id, "owner") < 2:
                raise Forbidden("An account keeps at least one owner.", remedy="Make another owner first.")
            if change.name is not None:
                user.name = change.name
            if change.role is not None:
                user.role = change.role.name.lower()
            if change.active is not None:
                user.active = change.active
            if not user.active:
                await repository.sign_out_everywhere(session, scope.account_id, user_id)
                await forget_mappings(session, scope.account_id, user_id)
            session.add(user)
        return user

    async def new_link(self, user: User) -> str:
        """A key for a one-time sign-in link, good for a day. Links made before stay good until used."""
        key, now = new_key(), self._now()
        row = SignInLink(
            account_id=user.account_id,
            user_id=user.id,
            secret_hash=hashed(key),
            expires_at=now + timedelta(hours=LINK_HOURS),
        )
        async with self._database.write(user.account_id) as session:
            session.add(row)
        return key

    def _new_user(self, account_id: str, email: str, name: str, role: Role) -> User:
        return User(
            account_id=account_id,
            email=email.strip().lower(),
            name=name.strip(),
            role=role.name.lower(),
            created_at=self._now(),
        )


def guard_role(scope: Scope, role: Role) -> None:
    """Refuse to hand out a role above one's own."""
    if role > scope.role:
        raise Forbidden(f"Your role may not make somebody {role.name.lower()}.")


def _guard(scope: Scope, user: User, change: UserChange) -> None:
    if Role.named(user.role) > scope.role:
        raise Forbidden("This person's role is above yours.")
    if change.role is not None:
        guard_role(scope, change.role)
    if user.id == scope.user_id and (change.role is not None or change.active is False):
        raise Forbidden("Nobody changes their own role or locks themselves out.", remedy="Ask another admin.")
