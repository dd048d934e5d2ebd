"""What the tenant would default to, offered beside the values and never filled in."""

from pydantic import BaseModel, ConfigDict

from tools.catalog import Catalog
from tools.mentions.cues import URGENCY_WORDS
from tools.mentions.reading import Reading


class Suggestion(BaseModel):
    """A value the text does not say, with the reason it is offered."""

    model_config = ConfigDict(frozen=True)
    value: str
    name: str
    why: str


def suggestions_for(
    catalog: Catalog, reading: Reading, values: dict[str, str | None]
) -> dict[str, Suggestion]:
    """Offers for the fields that have no value."""
    found: dict[str, Suggestion | None] = {
        "company_id": _company(catalog, reading),
        "board_id": _board(catalog, values.get("status_id")),
        "status_id": _status(catalog, values.get("board_id")),
        "priority_id": _priority(catalog, reading),
    }
    return {name: offer for name, offer in found.items() if offer is not None and values.get(name) is None}


def _company(catalog: Catalog, reading: Reading) -> Suggestion | None:
    """The company of the one contact that is named, or the parent when only its family name was said."""
    ids = {contact.company_id for i in reading.contact_ids if (contact := catalog.contact(i)) is not None}
    company = catalog.company(ids.pop()) if len(ids) == 1 else None
    if company is not None and company.active:
        return Suggestion(value=company.id, name=company.name, why="A contact of this company is named.")
    candidates = [catalog.company(c.value) for c in reading.findings["company"].link.candidates]
    parents = [
        c
        for c in candidates
        if c and c.active and all(o is None or o is c or o.parent_id == c.id for o in candidates)
    ]
    if len(parents) == 1 and len(candidates) > 1:
        return Suggestion(
            value=parents[0].id, name=parents[0].name, why="The parent of the others with this name."
        )
    return None


def _board(catalog: Catalog, status_id: str | None) -> Suggestion | None:
    found = catalog.status(status_id) if status_id else None
    if found is not None:
        return Suggestion(
            value=found[0].id, name=found[0].name, why=f"The board with the status {found[1].name}."
        )
    if len(catalog.boards) == 1:
        return Suggestion(value=catalog.boards[0].id, name=catalog.boards[0].name, why="The only board.")
    return None


def _status(catalog: Catalog, board_id: str | None) -> Suggestion | None:
    status = next((s for s in catalog.statuses(board_id) if s.default), None) if board_id else None
    return (
        Suggestion(value=status.id, name=status.name, why="The board's default status.") if status else None
    )


def _priority(catalog: Catalog, reading: Reading) -> Suggestion | None:
    ranked = catalog.priorities
    said = reading.urgency_word
    if said is not None and ranked:
        rank = round(URGENCY_WORDS[said] * (len(ranked) - 1) / 3)
        return Suggestion(
            value=ranked[rank].id,
            name=ranked[rank].name,
            why=f"“{said}” was said; no priority has that name.",
        )
    default = next((priority for priority in ranked if priority.default), None)
    return Suggestion(value=default.id, name=default.name, why="The default priority.") if default else None
