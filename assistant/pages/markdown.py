"""Markdown of people and models to HTML that is safe to show.

Raw HTML is escaped, images are dropped (a picture from a foreign host would carry data out), links may go to
http, https and mailto only. `ticket:48291` links become chips that open the ticket here.
"""

import re
from urllib.parse import quote, urlsplit

import nh3
from markdown_it import MarkdownIt

_TAGS = set(
    "p br hr strong em s del code pre blockquote ul ol li table thead tbody tr th td "
    "h1 h2 h3 h4 h5 h6 a span".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "class", "title"},
    "td": {"align"},
    "th": {"align"},
    "ol": {"start"},
}
_TICKET = re.compile(r'href="ticket:([^"]{1,100})"')

_renderer = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(
    ["table", "strikethrough"]
)
_renderer.disable("image")


def to_html(text: str) -> str:
    """The text as sanitised HTML. Never raises, whatever the text."""
    html = _renderer.render(text)
    html = _TICKET.sub(lambda m: f'class="chip ticket" href="/tickets/{quote(m[1], safe="")}"', html)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_attribute,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if value == "chip ticket" else None
    if name == "href" and not _harmless(value):
        return None
    return value


def _harmless(url: str) -> bool:
    """Our own pages, and plain links elsewhere; nothing that hides where it goes."""
    if url.startswith("/") and not url.startswith("//"):
        return True
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "mailto"} and "@" not in parts.netloc
