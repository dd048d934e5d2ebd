"""How a page's form answers: with scripts in place, without them by a redirect."""

import hashlib
import json
from collections.abc import Sequence
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from assistant.identity.people import Person
from assistant.proposals.outcome import Outcome

Link = tuple[str, str]


def wants_fragment(request: Request) -> bool:
    """True when a script asked for a part of a page."""
    return "x-fragment" in request.headers


def layout(request: Request) -> str:
    """The template to extend: a dialog's inside for scripts, a page of its own otherwise."""
    return "dialog.html" if wants_fragment(request) else "page.html"


def done(
    request: Request,
    fallback: str,
    message: str,
    *,
    go: str | None = None,
    link: str | None = None,
    links: Sequence[Link] = (),
) -> Response:
    """The form did its work.

    Args:
        fallback: Where a browser without scripts goes.
        message: One sentence; shown as a toast, or carried to the next page.
        go: Where a script navigates; None means that the page stays and reloads its parts.
        link: What the message's "Open" leads to.
        links: Further links of the message, each its words and its address: the ticket in the PSA.
    """
    shown = [("Open", link)] if link else []
    shown += links
    if not wants_fragment(request):
        answer = RedirectResponse(fallback, status_code=303)
        carried = "\n".join([message, *(f"{words}\t{href}" for words, href in links)])
        answer.set_cookie("said", quote(carried), max_age=30, httponly=True, samesite="lax")
        return answer
    headers = {"X-Done": "1", "X-Done-Message": quote(message)}
    if go:
        headers["X-Done-Location"] = go
    if shown:
        headers["X-Done-Links"] = quote(json.dumps(shown))
    return Response(status_code=204, headers=headers)


def said_of(outcome: Outcome) -> str:
    """What became of a write; a changed status with both sides."""
    change = outcome.steps.get("status", {})
    if outcome.kind == "update_status" and outcome.state == "done" and change.get("previous_status"):
        return f"#{outcome.ticket_id}: {change['previous_status']} → {change.get('new_status')}."
    return outcome.sentence


def write_id(person: Person, key: str) -> str:
    """The id of the write that a form makes: pressing its button twice writes once."""
    whose = f"{person.scope.account_id}\0{person.scope.user_id}\0{key}"
    return hashlib.sha256(whose.encode()).hexdigest()[:32]
