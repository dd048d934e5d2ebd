"""A case of quick-create: a sentence, and what is right about it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

SLOTS = ("company_id", "board_id", "priority_id", "status_id", "assigned_member_id")


class Case(BaseModel):
    """One sentence with what is right about it.

    summary_words: Words the summary must hold, case aside.
    warning: True when a warning is owed.
    also_right: Per slot, other values that are right too (null among them).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str = ""
    guards: str = ""
    prompt: str
    me: str | None = None
    company_id: str | None = None
    board_id: str | None = None
    priority_id: str | None = None
    status_id: str | None = None
    assigned_member_id: str | None = None
    summary_words: tuple[str, ...] = ()
    warning: bool = False
    also_right: dict[str, tuple[str | None, ...]] = Field(default_factory=dict)

    @field_validator("id", "me", *SLOTS, mode="before")
    @classmethod
    def _ids_are_strings(cls, value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("also_right", mode="before")
    @classmethod
    def _lists_of_strings(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            slot: [None if v is None else str(v) for v in _listed(values)] for slot, values in value.items()
        }

    def right(self, slot: str) -> set[str | None]:
        """All right values of a slot."""
        return {getattr(self, slot), *self.also_right.get(slot, ())}


def _listed(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list | tuple) else [values]
