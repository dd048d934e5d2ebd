"""Checking what a write sends; all faults are told together, as the vendor does."""

from typing import Any

from providers.simulators.connectwise.moments import BadMoment, read_moment, write_moment
from providers.simulators.connectwise.refusals import invalid
from providers.simulators.connectwise.shapes import Json
from providers.simulators.connectwise.tenant import Tenant


class Fields:
    """The fields of one record that is to be written. Wrong ones read as None until `verdict`."""

    def __init__(self, resource: str, body: Json, tenant: Tenant) -> None:
        self._resource = resource
        self._body = body
        self._tenant = tenant
        self._faults: list[tuple[str, str, str]] = []

    def fault(self, field: str, message: str, code: str = "InvalidField") -> None:
        self._faults.append((code, message, field))

    def verdict(self) -> None:
        """Raises Refused with every fault found so far."""
        if self._faults:
            raise invalid(self._resource, *self._faults)

    def has(self, name: str) -> bool:
        return self._body.get(name) is not None

    def text(self, name: str, longest: int | None = None, *, required: bool = False) -> str | None:
        """A text; too long a one is refused, never cut."""
        value = self._kind(name, str, "a text", required)
        if value is not None and longest is not None and len(value) > longest:
            self.fault(name, f"{name} exceeds the maximum length of {longest}.", "MaxLength")
        if required and value is not None and not value.strip():
            self._missing(name)
        return value or None

    def flag(self, name: str) -> bool:
        return bool(self._kind(name, bool, "a boolean", False))

    def number(self, name: str, *, required: bool = False) -> int | None:
        value = self._kind(name, int, "a whole number", required)
        return None if isinstance(value, bool) else value

    def among(self, name: str, allowed: tuple[str, ...]) -> str | None:
        value: str | None = self._kind(name, str, "a text", False)
        if value is not None and value not in allowed:
            self.fault(name, f"{name} must be one of {', '.join(allowed)}.")
        return value

    def moment(self, name: str, *, required: bool = False) -> str | None:
        """A date as it is on the wire; milliseconds are refused."""
        value = self._kind(name, str, "a date", required)
        try:
            return None if value is None else write_moment(read_moment(value))
        except BadMoment:
            self.fault(name, f"Unsupported format applied to {name}")
            return None

    def pointed(self, name: str, kind: str, *, required: bool = False, **where: int) -> Json | None:
        """The record a reference points to, by id, identifier or name."""
        value = self._kind(name, dict, "an object", required)
        if value is None:
            return None
        found = self._tenant.find(kind, value, **where)
        if found is None:
            self.fault(name, f"{name} {str(value)[:80]} does not exist.")
        return found

    def fixed(self, name: str, known: dict[int, str]) -> Json | None:
        """A reference to one of a few records that never change."""
        value = self._kind(name, dict, "an object", False)
        if value is None:
            return None
        for number, words in known.items():
            if value.get("id") == number or value.get("name") == words:
                return {"id": number, "name": words}
        self.fault(name, f"{name} {str(value)[:80]} does not exist.")
        return None

    def objects(self, name: str, most: int) -> list[Json]:
        """An array of objects, kept as it was sent: whoever sends one item drops the others."""
        value = self._kind(name, list, "an array", False) or []
        if len(value) > most or not all(isinstance(each, dict) for each in value):
            self.fault(name, f"{name} is an array of {most} objects at most.")
            return []
        return list(value)

    def member(self, name: str, *, required: bool = False) -> Json | None:
        found = self.pointed(name, "member", required=required)
        if found is not None and found["inactiveFlag"]:
            self.fault(name, f"The member {found['identifier']} is inactive.")
        return found

    def _kind(self, name: str, kind: type, words: str, required: bool) -> Any:
        value = self._body.get(name)
        if value is None:
            if required:
                self._missing(name)
            return None
        if not isinstance(value, kind):
            self.fault(name, f"{name} must be {words}.")
            return None
        return value

    def _missing(self, name: str) -> None:
        self.fault(name, f"{name} is required.", "MissingRequiredField")
