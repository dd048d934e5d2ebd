"""Templates: the Jinja2 environment, its filters, and what every page is given."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from assistant.pages.addresses import Addresses

if TYPE_CHECKING:
    from jinja2 import Environment

_HERE = Path(__file__).parent
_STEPS = (
    (60, "s", 1),
    (3600, "min", 60),
    (86_400, "h", 3600),
    (86_400 * 14, "d", 86_400),
    (86_400 * 60, "wk", 604_800),
    (86_400 * 700, "mo", 2_629_800),
)


@cache
def environment() -> "Environment":
    """The one environment; undefined names are errors, everything is escaped."""
    # Imported here, as Markdown below: the service answers its first request before anybody opens a page.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(ago=ago, markdown=_markdown, answer=_answer, size=_size)
    made.globals.update(static=static_url)
    return made


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a page or a part of one. What a form said on its way here is shown once, on a whole page."""
    answer = HTMLResponse(render(request, template, **values), status_code=status)
    if "said" in request.cookies and "x-fragment" not in request.headers:
        answer.delete_cookie("said")
    return answer


def render(request: Request, template: str, **values: Any) -> str:
    """The HTML of a template with what every page needs: nonce, signed-in person, path."""
    given = {
        "request": request,
        "nonce": request.state.csp_nonce,
        "person": getattr(request.state, "person", None),
        "path": request.url.path,
        "theme": request.cookies.get("theme", "system"),
        "said": unquote(request.cookies.get("said", "")),
        "now": datetime.now(UTC),
    }
    return environment().get_template(template).render(given | values)


def fragment(template: str, **values: Any) -> str:
    """HTML of a part that needs nothing of the request (the stream's blocks)."""
    return environment().get_template(template).render(now=datetime.now(UTC), **values)


@cache
def static_url(name: str) -> str:
    """The address of a static file, with its age, so that browsers may keep it."""
    return f"/static/{name}?v={int((_HERE / 'static' / name).stat().st_mtime)}"


def ago(moment: datetime | None, now: datetime | None = None) -> Markup:
    """A relative time ("3 h") whose exact time shows on hover."""
    if moment is None:
        return Markup("")
    exact = moment.astimezone(UTC)
    seconds = max(0.0, ((now or datetime.now(UTC)) - exact).total_seconds())
    words = next(
        (f"{max(1, int(seconds // unit))} {name}" for limit, name, unit in _STEPS if seconds < limit),
        f"{exact:%d %b %Y}",
    )
    return Markup('<time datetime="{}" title="{} UTC">{}</time>').format(
        exact.isoformat(), f"{exact:%Y-%m-%d %H:%M}", "now" if seconds < 45 else words
    )


def _markdown(text: str) -> Markup:
    from assistant.pages.markdown import to_html

    return Markup(to_html(text))  # noqa: S704 - sanitised by nh3


def _answer(text: str, addresses: Addresses) -> Markup:
    from assistant.pages.markdown import to_html

    return Markup(to_html(text, addresses.may_link))  # noqa: S704 - sanitised by nh3


def _size(count: int) -> str:
    return f"{count:,}"
