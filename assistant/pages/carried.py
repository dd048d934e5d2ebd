"""What a form held whose session had ended: it is carried over the sign-in, shown, and sent only by a press.

Without scripts nothing else keeps it. Forms of other sites are never carried.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request

from assistant.problems import safe_next

PREFIX = "carried."
TO = "carried_to"
MOST_FIELDS = 60
MOST_CHARACTERS = 450_000
_NOT_CARRIED = {"csrf_token", "password", "present_password", "email", "next", TO}


@dataclass(frozen=True, slots=True)
class Carried:
    """The fields of the form, and where it was going."""

    to: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """What a person typed, longest first: the proof that nothing is lost."""
        words = {value.strip() for _, value in self.fields if " " in value.strip()}
        return sorted(words, key=len, reverse=True)[:3]


def of_refused(request: Request) -> Carried | None:
    """The form of a request that was refused for want of a session."""
    form = getattr(request, "_form", None)
    if form is None or request.method != "POST" or not _is_own(request):
        return None
    return _carried(_target(request), dict(form.items()))


async def keep_form(request: Request) -> None:
    """Reads the form before anybody asks who sent it, for endpoints that read it themselves."""
    if request.method == "POST":
        await request.form()


def of_sign_in(form: Mapping[str, Any]) -> Carried | None:
    """What the sign-in form carries along."""
    to = form.get(TO)
    if not isinstance(to, str) or not to:
        return None
    fields = {name.removeprefix(PREFIX): value for name, value in form.items() if name.startswith(PREFIX)}
    return _carried(to, fields)


def _carried(to: str, fields: Mapping[str, Any]) -> Carried | None:
    kept = tuple(
        (name, value)
        for name, value in fields.items()
        if isinstance(value, str) and name not in _NOT_CARRIED and not name.startswith(PREFIX)
    )
    fits = len(kept) <= MOST_FIELDS and sum(len(value) for _, value in kept) <= MOST_CHARACTERS
    return Carried(safe_next(to), kept) if kept and fits and safe_next(to) != "/" else None


def _target(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _is_own(request: Request) -> bool:
    """Whether a page of ours sent it, as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")
