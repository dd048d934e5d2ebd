"""What ConnectWise answers instead of what was asked, as our errors, with its own words kept."""

import html
import re
from collections.abc import Mapping
from typing import Any

import orjson

from providers.errors import (
    AuthenticationFailed,
    Conflict,
    FieldFault,
    InvalidRequest,
    NotFound,
    PermissionDenied,
    ProviderError,
    Unavailable,
    UnexpectedResponse,
)
from providers.http import Answer

MAX_WORDS = 500
NOTHING_WRITTEN = "Nothing was written."
FIELDS: Mapping[str, str] = {
    "summary": "summary",
    "company": "company_id",
    "board": "board_id",
    "status": "status_id",
    "priority": "priority_id",
    "contact": "contact_id",
    "owner": "assigned_member_id",
    "member": "member_id",
    "initialdescription": "description",
    "text": "text",
    "externalxref": "marker",
    "notes": "note",
    "timestart": "started_at",
    "timeend": "minutes",
    "actualhours": "minutes",
}
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_LOGIN = "usernotauthenticated"


def refusal(answer: Answer, *, writing: bool) -> ProviderError:
    """The error for an answer that is no success.

    A server's error leaves open whether a write was made: ConnectWise says 500 also after the row is there.
    """
    words, faults = _said(answer.body)
    known_as = f" (its request {answer.request_id})" if answer.request_id else ""
    told = f" It said: {words}" if words else ""
    nothing = f" {NOTHING_WRITTEN}" if writing else ""
    if answer.status == 401 or _LOGIN in words.casefold():
        return AuthenticationFailed(
            "ConnectWise refused the login. Check the company id, both keys and the client id of the "
            f"connection.{told}{nothing}"
        )
    match answer.status:
        case 403:
            return PermissionDenied(
                "The security role of the ConnectWise API member does not allow this. Ask an admin to extend "
                f"it.{told}{nothing}"
            )
        case 404:
            return NotFound(
                f"ConnectWise has no such record, or its API member may not see it.{told}{nothing}"
            )
        case 409:
            return Conflict(f"ConnectWise refused this because of the record's present state.{told}{nothing}")
        case status if 400 <= status < 500:
            said = told or f" It gave status {status}."
            return InvalidRequest(f"ConnectWise refused this.{said}{nothing}", faults)
        case status if status >= 500 and writing:
            return Unavailable(
                f"ConnectWise failed with status {status}{known_as} while this was being written. "
                f"It may or may not be there.{told}",
                "unknown",
            )
        case status if status >= 500:
            return Unavailable(
                f"ConnectWise failed with status {status}{known_as}. Try again in a moment.{told}", "no"
            )
    return unexpected(f"status {answer.status}", writing=writing)


def unexpected(what: str, *, writing: bool) -> UnexpectedResponse:
    """An answer that no description of ConnectWise allows."""
    after = "Look at the ticket in ConnectWise before trying again." if writing else "Try again later."
    error = UnexpectedResponse(f"ConnectWise answered something that cannot be understood: {what}. {after}")
    if not writing:
        error.applied = "no"
    return error


def _said(body: bytes) -> tuple[str, tuple[FieldFault, ...]]:
    """The PSA's own words, and the fields it names."""
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        page = body.decode("utf-8", "replace")
        title = _TITLE.search(page)
        return _sentence(_plain(title[1] if title else page)), ()
    if not isinstance(told, dict):
        return (_plain(told) if isinstance(told, str) else ""), ()
    errors = [each for each in told.get("errors") or () if isinstance(each, dict)] if _lists(told) else []
    faults = tuple(_fault(each) for each in errors)
    spoken = [_text(told.get("message")), *(fault.message for fault in faults)]
    return _plain(" ".join(dict.fromkeys(_sentence(each) for each in spoken if each))), faults


def _lists(told: Mapping[str, Any]) -> bool:
    return isinstance(told.get("errors"), list)


def _fault(error: Mapping[str, Any]) -> FieldFault:
    named = _text(error.get("field")).split("/")[0]
    message = _plain(_text(error.get("message")) or _text(error.get("code")) or "Refused.")
    return FieldFault(FIELDS.get(named.casefold(), named or "request"), message)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) or not text else f"{text}."


def _plain(text: str) -> str:
    """Without markup and control characters, on one line, not too long."""
    bare = html.unescape(_TAGS.sub(" ", text))
    line = " ".join("".join(each if each.isprintable() else " " for each in bare).split())
    return line if len(line) <= MAX_WORDS else f"{line[: MAX_WORDS - 1]}…"
