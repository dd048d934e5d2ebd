"""Markdown of people and models to HTML that is safe to show.

Raw HTML is escaped. Pictures never load: a picture from a foreign host would carry data out. A link shows the
host it leads to; in an answer only addresses that were read or that the person wrote are links, all others
are plain text. `ticket:48291` links become chips that open the ticket here.
"""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tools.visible import visible

MayLink = Callable[[str], bool]
_SHOWN_CHARACTERS = 160
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
_TICKET = re.compile(r"ticket:(?://)?(\w[\w.-]{0,60})")
_OWN_PAGE = re.compile(r"/(?:tickets|sessions|proposals|companies)/\w[\w-]{0,60}")
_SCHEMES = re.compile(r"(?:https?|mailto|ticket):|/(?!/)", re.IGNORECASE)

_renderer = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(
    ["table", "strikethrough"]
)
# What is no link to us stays the text it is; what is one is decided on below.
_renderer.validateLink = lambda url: _SCHEMES.match(url.strip()) is not None  # type: ignore[method-assign]


def to_html(text: str, may_link: MayLink | None = None) -> str:
    """The text as sanitised HTML. Never raises, whatever the text.

    Args:
        may_link: Whether an address elsewhere may be a link; None lets all be that can be seen through, for
            texts that people wrote.
    """
    tokens = _renderer.parse(visible(text))
    for token in tokens:
        if token.children:
            token.children = _decided(token.children, may_link or _seen_through)
    html = _renderer.renderer.render(tokens, _renderer.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_attribute,
    )


def _decided(tokens: Sequence[Token], may_link: MayLink) -> list[Token]:
    """The inline tokens with pictures as words and each link either opened up or taken away."""
    made: list[Token] = []
    opening: Token | None = None
    label = ""
    for token in tokens:
        if token.type == "image":
            token = _words(
                f"{token.content} (picture, not shown: {_short(str(token.attrGet('src')))})".strip()
            )
        if token.type == "link_open":
            opening, label = _opened(token, may_link), ""
            address = str(token.attrGet("href"))
            made += [opening] if opening else []
        elif token.type == "link_close":
            made += _shown_address(address, label, is_link=opening is not None)
            made += [token] if opening else []
        else:
            label += token.content
            made.append(token)
    return made


def _opened(token: Token, may_link: MayLink) -> Token | None:
    """The link as it may stand, or None."""
    address = str(token.attrGet("href"))
    if ticket := _TICKET.fullmatch(address):
        token.attrs = {"class": "chip ticket", "href": f"/tickets/{quote(ticket[1], safe='')}"}
        return token
    if _OWN_PAGE.fullmatch(address):
        return token
    return token if _is_elsewhere(address) and may_link(address) else None


def _shown_address(address: str, label: str, *, is_link: bool) -> list[Token]:
    """Where it leads, behind the words, unless they say so themselves."""
    if is_link and (address.startswith("/") or address.startswith("ticket:")):
        return []
    shown = (urlsplit(address).hostname or address) if is_link else address
    if _says(label, shown):
        return []
    return [_words(f" ({_short(shown)})")]


def _says(label: str, shown: str) -> bool:
    """Whether the words hold the address or host as a whole: “notacme.com” does not say “acme.com”."""
    whole = rf"(?<![\w.-]){re.escape(shown)}(?![\w-]|\.\w)"
    return re.search(whole, label, re.IGNORECASE) is not None


def _words(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def _seen_through(address: str) -> bool:
    return True


def _is_elsewhere(address: str) -> bool:
    """A plain link to a host by name; nothing that hides where it goes."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme == "mailto" or (
        parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if value == "chip ticket" else None
    if name == "href" and not (
        _is_elsewhere(value) or (value.startswith("/") and not value.startswith("//"))
    ):
        return None
    return value
