"""What people wrote by hand in the PSA, before it is read as Markdown: a signature is no list."""

import re

_SIGNATURE = re.compile(r"^\s{0,3}[-–—*]{1,2}\s?[^\W\d_][^\n]{0,60}$")
_LIST_ITEM = re.compile(r"^\s{0,3}[-*+]\s")
_RULE = re.compile(r"^\s{0,3}(-{2,}|={2,})\s*$")


def as_written(text: str) -> str:
    """The text so that Markdown leaves alone what mail programs and people mean otherwise: a last line
    "- Alexandra", and a line of dashes right under a sentence, which is no heading."""
    lines = text.splitlines()
    last = max((place for place, line in enumerate(lines) if line.strip()), default=-1)
    shown = [_escaped(line) if _is_cut(lines, place) else line for place, line in enumerate(lines)]
    if last > 0 and _is_signature(lines, last):
        shown[last] = _escaped(lines[last])
        if lines[last - 1].strip():
            shown[last - 1] = f"{shown[last - 1]}  "
    return "\n".join(shown)


def _is_signature(lines: list[str], last: int) -> bool:
    before = [line for line in lines[:last] if line.strip()]
    return bool(_SIGNATURE.match(lines[last])) and not _LIST_ITEM.match(before[-1])


def _is_cut(lines: list[str], place: int) -> bool:
    return place > 0 and bool(_RULE.match(lines[place])) and bool(lines[place - 1].strip())


def _escaped(line: str) -> str:
    indent = len(line) - len(line.lstrip())
    return f"{line[:indent]}\\{line[indent:]}"
