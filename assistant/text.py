"""What people and models write, made safe to store: no control, half or invisible characters."""

from assistant.errors import Invalid
from tools.visible import visible

TITLE_CHARACTERS = 60


def clean(text: str) -> str:
    """The text with line feeds as line ends and without what nobody sees (`tools.visible`)."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(text: str | None) -> str | None:
    """`clean`, where there may be nothing."""
    return None if text is None else clean(text)


def checked_message(text: str, max_characters: int) -> str:
    """A message as it is stored.

    Raises:
        Invalid: It is empty or too long; nothing was stored.
    """
    kept = clean(text).strip()
    if not kept:
        raise Invalid("The message is empty.", extras={"fields": [{"field": "text", "message": "is empty"}]})
    if len(kept) > max_characters:
        raise Invalid(
            f"The message has {len(kept):,} characters; at most {max_characters:,} are taken.",
            remedy="Shorten it, or send it in parts.",
            extras={"fields": [{"field": "text", "message": f"is longer than {max_characters} characters"}]},
        )
    return kept


def title_from(text: str) -> str:
    """A title of at most 60 characters from a message: its first line, cut at a word."""
    line = " ".join(next((part for part in clean(text).splitlines() if part.strip()), "").split())
    if len(line) <= TITLE_CHARACTERS:
        return line
    cut = line[: TITLE_CHARACTERS - 1]
    return cut.rsplit(" ", 1)[0].rstrip(" ,;:.-") + "…" if " " in cut[20:] else cut + "…"
