"""Signing in and out, and finding out who a cookie or a token stands for."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from assistant.clock import Clock, utc_now
from assistant.connections.repository import member_ids_of
from assistant.database import EVERY_ACCOUNT, Database
from assistant.errors import Gone, Invalid, NotSignedIn
from assistant.identity import repository
from assistant.identity.keys import hashed, new_key
from assistant.identity.passwords import MAX_CHARACTERS, MIN_CHARACTERS, Passwords
from assistant.identity.people import Person
from assistant.identity.rate import SignInRate
from assistant.identity.tables import SignIn, User
from providers.scope import Role, Scope

SESSION_DAYS = 14
SLIDE_AFTER = timedelta(days=1)
NOTE_USE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser that has just signed in; `key` goes into its cookie and is kept nowhere else."""

    key: str
    csrf_token: str
    user_id: str
    user_name: str
    needs_password: bool


class Identity:
    """Who somebody is. Nothing here decides what they may do; the doors do."""

    def __init__(
        self, database: Database, passwords: Passwords, rate: SignInRate, *, clock: Clock = utc_now
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._rate = rate
        self._now = clock

    async def sign_in(self, email: str, password: str, address: str) -> SignedIn:
        """Sign a person in by password. An unknown address, a wrong password and an inactive user look alike.

        Raises:
            NotSignedIn: Wrong; nothing changed but the count of attempts.
            TooMany: Too many attempts by this e-mail or from this network address.
        """
        email = email.strip().lower()
        self._rate.count(email, address)
        async with self._database.read(EVERY_ACCOUNT) as session:
            user = await repository.user_by_email(session, email)
        fits = await self._passwords.matches(password, user.password_hash if user else None)
        if user is None or not user.active or not fits:
            raise NotSignedIn(
                "This e-mail address and password do not fit together.",
                remedy="Check both, or ask an admin of your account for a sign-in link.",
            )
        self._rate.forget(email)
        async with self._database.write(user.account_id) as session:
            return await self._open(session, user)

    async def use_link(self, key: str) -> SignedIn:
        """Sign a person in by a one-time link, which is spent by it.

        Raises:
            Gone: No such link, or it was used, or it is older than a day.
        """
        async with self._database.write(EVERY_ACCOUNT) as session:
            found = await repository.link(session, hashed(key))
            now = self._now()
            if found is None or found[0].used_at or found[0].expires_at <= now or not found[1].active:
                raise Gone(
                    "This sign-in link was used before or has expired.",
                    remedy="Ask an admin for a new link, or run: deskhand users link EMAIL",
                )
            link, user = found
            link.used_at = now
            session.add(link)
            return await self._open(session, user)

    async def by_cookie(self, key: str) -> Person | None:
        """The person behind a session cookie; None when it is unknown or expired, or the user inactive.
        A session that is used lives on for another fourteen days."""
        async with self._database.read(EVERY_ACCOUNT) as session:
            found = await repository.sign_in(session, hashed(key))
            now = self._now()
            if found is None or found[0].expires_at <= now or not found[1].active:
                return None
            sign_in, user = found
            members = await member_ids_of(session, user.account_id, user.id)
        if sign_in.expires_at - now < timedelta(days=SESSION_DAYS) - SLIDE_AFTER:
            await self._slide(sign_in)
        return Person(
            scope=_scope(user, members),
            via="session",
            csrf_token=sign_in.csrf_token,
            sign_in_id=sign_in.id,
        )

    async def by_token(self, token: str) -> Person | None:
        """The person behind an API token; None when it is unknown or expired, or the user inactive."""
        async with self._database.read(EVERY_ACCOUNT) as session:
            found = await repository.token(session, hashed(token))
            now = self._now()
            if found is None or (found[0].expires_at and found[0].expires_at <= now) or not found[1].active:
                return None
        known, user, members = found
        if known.last_used_at is None or now - known.last_used_at > NOTE_USE_AFTER:
            async with self._database.write(user.account_id) as session:
                known.last_used_at = now
                await session.merge(known)
        return Person(scope=_scope(user, members), via="token", token_scopes=frozenset(known.scopes.split()))

    async def scope_of(self, user: User) -> Scope:
        """The scope of a user for commands on this machine, where whoever runs them is trusted."""
        async with self._database.read(user.account_id) as session:
            return _scope(user, await member_ids_of(session, user.account_id, user.id))

    async def sign_out(self, person: Person) -> None:
        """End this browser's session. A token is not touched by it; revoke that instead."""
        async with self._database.write(person.scope.account_id) as session:
            row = await session.get(SignIn, person.sign_in_id) if person.sign_in_id else None
            if row is not None and row.account_id == person.scope.account_id:
                await session.delete(row)

    async def change_password(self, person: Person, new: str, present: str | None) -> None:
        """Set the person's password and sign out all their other browsers.

        Raises:
            Invalid: Too short or too long, or the present password is not right; nothing changed.
        """
        check_password(new)
        scope = person.scope
        async with self._database.read(scope.account_id) as session:
            user = await repository.user(session, scope.account_id, scope.user_id)
        if user is None:
            raise NotSignedIn("You are not signed in.")
        if user.password_hash and not await self._passwords.matches(present or "", user.password_hash):
            raise _field_fault("present_password", "This is not your present password.")
        new_hash = await self._passwords.hash(new)
        async with self._database.write(scope.account_id) as session:
            user.password_hash = new_hash
            await session.merge(user)
            await repository.sign_out_everywhere(
                session, scope.account_id, scope.user_id, except_id=person.sign_in_id
            )

    async def _open(self, session: AsyncSession, user: User) -> SignedIn:
        key, now = new_key(), self._now()
        row = SignIn(
            account_id=user.account_id,
            user_id=user.id,
            secret_hash=hashed(key),
            csrf_token=new_key(),
            created_at=now,
            expires_at=now + timedelta(days=SESSION_DAYS),
        )
        await repository.forget_expired(session, user.account_id, user.id, now)
        session.add(row)
        return SignedIn(key, row.csrf_token, user.id, user.name, needs_password=user.password_hash is None)

    async def _slide(self, sign_in: SignIn) -> None:
        async with self._database.write(sign_in.account_id) as session:
            row = await session.get(SignIn, sign_in.id)
            if row is not None:
                row.expires_at = self._now() + timedelta(days=SESSION_DAYS)
                session.add(row)


async def scope_by_id(database: Database, account_id: str, user_id: str) -> Scope | None:
    """The scope that a user has now; None when they are gone or inactive. For work that goes on after the
    request that they made."""
    async with database.read(account_id) as session:
        user = await session.get(User, user_id)
        if user is None or user.account_id != account_id or not user.active:
            return None
        return _scope(user, await member_ids_of(session, account_id, user_id))


def check_password(password: str) -> None:
    """Refuse a password that is too short to be safe or too long to be meant."""
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        raise _field_fault("password", f"Use {MIN_CHARACTERS} to {MAX_CHARACTERS} characters.")


def _field_fault(field: str, message: str) -> Invalid:
    return Invalid(message, extras={"fields": [{"field": field, "message": message}]})


def _scope(user: User, members: dict[str, str]) -> Scope:
    return Scope(
        account_id=user.account_id,
        user_id=user.id,
        user_name=user.name,
        role=Role.named(user.role),
        member_ids=members,
    )
