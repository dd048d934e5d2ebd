"""The session cookie: its name and how it is set."""

from datetime import timedelta

from starlette.responses import Response

from assistant.identity.service import SESSION_DAYS

SESSION_COOKIE = "deskhand_session"


def set_session_cookie(response: Response, key: str, *, secure: bool) -> None:
    response.set_cookie(
        SESSION_COOKIE,
        key,
        max_age=int(timedelta(days=SESSION_DAYS).total_seconds()),
        httponly=True,
        samesite="lax",
        secure=secure,
        path="/",
    )


def clear_session_cookie(response: Response, *, secure: bool) -> None:
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=secure, path="/")
