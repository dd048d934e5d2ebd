"""Ids on the wire are whole numbers; the embedded PSA's are strings, some unique within their parent only."""

from collections.abc import Iterable

MAX_NUMBER = 2**31 - 1
Key = tuple[str, ...]
_OWN = "\0own "


class Numbers:
    """Both directions between one kind of record and its numbers.

    A key is the record's id, after its parent's where ids repeat between parents. An id that is a number
    stays itself unless another record has that number; all others get the next free one, in their order.
    """

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._numbers: dict[Key, int] = {}
        self._keys: dict[int, Key] = {}
        self._last = 0
        self._lowest = 1
        others = [key for key in keys if not self._keep(key)]
        for key in others:
            self._give(key)

    def of(self, *key: str) -> int:
        """The record's number; a new record gets one."""
        known = self._numbers.get(key)
        if known is None and not self._keep(key):
            self._give(key)
        return known or self._numbers[key]

    def key(self, number: int) -> Key | None:
        """The record that has this number, or None."""
        return self._keys.get(number)

    def next(self) -> int:
        """A number above all others, for a record that the embedded PSA does not hold."""
        return self._give((f"{_OWN}{self._last + 1}",))

    def lowest(self) -> int:
        """The lowest free number, for such a record that came before the others."""
        while self._lowest in self._keys:
            self._lowest += 1
        self._note((f"{_OWN}{self._lowest}",), self._lowest)
        return self._lowest

    def _keep(self, key: Key) -> bool:
        text = key[-1]
        if not (text.isascii() and text.isdigit()) or text.startswith("0") or len(text) > 10:
            return False
        number = int(text)
        if number > MAX_NUMBER or number in self._keys:
            return False
        self._note(key, number)
        return True

    def _give(self, key: Key) -> int:
        number = self._last + 1
        while number in self._keys:
            number += 1
        self._note(key, number)
        return number

    def _note(self, key: Key, number: int) -> None:
        self._numbers[key], self._keys[number] = number, key
        self._last = max(self._last, number) if number < MAX_NUMBER else self._last
