"""A text from which parts are taken one after another, so that no word is read twice."""

import re

GONE = "\x00"


class Masked:
    """`left` is what was not taken yet, at the places it had; `text` is the whole as typed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.left = text

    def take(self, start: int, end: int) -> str:
        """Take a span; returns it as typed."""
        self.left = self.left[:start] + GONE * (end - start) + self.left[end:]
        return self.text[start:end]

    def pull(self, pattern: re.Pattern[str], group: int | str = 0) -> re.Match[str] | None:
        """Take the first match (the given group of it) of what is left."""
        found = pattern.search(self.left)
        if found:
            self.take(*found.span(group))
        return found

    def pull_all(self, pattern: re.Pattern[str]) -> list[str]:
        """Take every match."""
        found = list(pattern.finditer(self.left))
        for match in found:
            self.take(*match.span())
        return [match.group(0) for match in found]

    @property
    def rest(self) -> str:
        """What is left, in one line."""
        return " ".join(self.left.replace(GONE, " ").split())
