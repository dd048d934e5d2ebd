"""Text patterns as the vendor's database matches them, in time that no pattern can make explode."""

from collections.abc import Sequence

_MANY = None
Part = frozenset[str] | str | None


def matches(text: str, pattern: str, *, inside: bool = False, like: bool = True) -> bool:
    """Whether the whole text fits; with `inside` any part of it. Case does not count.

    `*` stands for any text. With `like` so does `%`, `_` is any one character, and `[ab]` one of these.
    """
    parts = _parts(pattern.casefold(), like)
    if inside:
        parts = [_MANY, *parts, _MANY]
    return _fits(text.casefold(), parts)


def _parts(pattern: str, like: bool) -> list[Part]:
    parts: list[Part] = []
    place = 0
    while place < len(pattern):
        character = pattern[place]
        closing = pattern.find("]", place + 2) if like and character == "[" else -1
        if closing > 0:
            parts.append(frozenset(pattern[place + 1 : closing]))
            place = closing
        elif character == "*" or (like and character == "%"):
            parts.append(_MANY)
        elif like and character == "_":
            parts.append("")
        else:
            parts.append(character)
        place += 1
    return parts


def _fits(text: str, parts: Sequence[Part]) -> bool:
    """The classic walk with one step back to the last `*`."""
    place = part = 0
    star, resume = -1, 0
    while place < len(text):
        if part < len(parts) and parts[part] is _MANY:
            star, resume = part, place
            part += 1
        elif part < len(parts) and _one(text[place], parts[part]):
            place, part = place + 1, part + 1
        elif star >= 0:
            resume += 1
            place, part = resume, star + 1
        else:
            return False
    return all(rest is _MANY for rest in parts[part:])


def _one(character: str, part: Part) -> bool:
    return part == "" or part == character or (isinstance(part, frozenset) and character in part)
