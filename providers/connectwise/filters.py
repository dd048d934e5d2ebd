"""A `TicketFilter` as ConnectWise is asked for it, and as every row is checked again here.

The words are looked for in the summary and in the company's name: the API cannot search notes together with
the rest. What ConnectWise gives back beyond what was asked (its text search knows wildcards that nobody has
described) is dropped before anybody sees it.
"""

import unicodedata
from collections.abc import Sequence

from providers.connectwise import conditions
from providers.connectwise.conditions import Condition
from providers.models import Ticket, TicketFilter

BY_PRIORITY = "priority/sort asc,dateEntered desc,id desc"
NEWEST_FIRST = "dateEntered desc,id desc"
MAX_WORDS = 12
MAX_WORD_CHARACTERS = 100


def order(wanted: TicketFilter) -> str:
    """The `orderBy` of a filter; the id makes pages stable among equals."""
    return NEWEST_FIRST if wanted.newest_first else BY_PRIORITY


def words(text: str) -> list[str]:
    """The words that are looked for: what stands between spaces and signs, each once, in any case."""
    spaced = "".join(
        character if conditions.searchable(character) else " "
        for character in unicodedata.normalize("NFC", text)
    )
    trimmed = (word.strip("-.@") for word in spaced.split())
    return list(dict.fromkeys(word.lower() for word in trimmed if word))


def condition_of(wanted: TicketFilter, login: str | None = None) -> Condition | None:
    """The whole filter as one condition; None when no ticket can fit it. `login` is the identifier of the
    member it asks for: who shares the work is known by identifiers only."""
    lists = (
        ("company/id", wanted.company_ids),
        ("board/id", wanted.board_ids),
        ("status/id", wanted.status_ids),
        ("priority/id", wanted.priority_ids),
    )
    parts: list[Condition] = []
    for field, ids in lists:
        numbers = [int(each) for each in dict.fromkeys(ids) if conditions.is_id(each)]
        if ids and not numbers:
            return None
        if numbers:
            parts.append(conditions.among(field, numbers))
    for more in (_assigned(wanted.assigned, login), _texts(wanted.text)):
        if more is None:
            return None
        parts += more
    return conditions.all_of([*parts, *_state(wanted), *_dates(wanted)] or [conditions.every("id")])


def fits(ticket: Ticket, wanted: TicketFilter, *, shares: bool = False) -> bool:
    """The filter once more, in our own code. `shares`: the member it asks for works on the ticket, though
    another owns it."""
    return (
        _listed(ticket.company.id, wanted.company_ids)
        and _listed(ticket.board.id, wanted.board_ids)
        and _listed(ticket.status.id, wanted.status_ids)
        and _listed(ticket.priority.id, wanted.priority_ids)
        and (shares or _is_assigned(ticket, wanted.assigned))
        and (wanted.state == "any" or ticket.closed == (wanted.state == "closed"))
        and (wanted.entered_after is None or ticket.entered_at >= wanted.entered_after)
        and (wanted.entered_before is None or ticket.entered_at < wanted.entered_before)
        and (wanted.updated_after is None or ticket.updated_at >= wanted.updated_after)
        and _speaks_of(ticket, wanted.text)
    )


def _listed(id: str, ids: Sequence[str]) -> bool:
    return not ids or id in ids


def _is_assigned(ticket: Ticket, assigned: str) -> bool:
    owner = ticket.assigned_member.id if ticket.assigned_member else "unassigned"
    return assigned in ("any", owner)


def shares(resources: str | None, login: str | None) -> bool:
    """Whether that member is among a ticket's resources, a list of identifiers."""
    listed = {each.strip().casefold() for each in (resources or "").split(",")}
    return bool(login) and str(login).casefold() in listed


def _assigned(assigned: str, login: str | None) -> list[Condition] | None:
    if assigned == "any":
        return []
    if assigned == "unassigned":
        return [conditions.empty("owner/id")]
    if not conditions.is_id(assigned):
        return None
    owned = conditions.number("owner/id", int(assigned))
    if not login or not all(map(conditions.searchable, login)):
        return [owned]
    return [conditions.any_of((owned, conditions.contains("resources", login)))]


def _texts(text: str) -> list[Condition] | None:
    """One condition, none for a blank text; None when nothing of the text can be looked for."""
    if not text.strip():
        return []
    sought = words(text)
    if not sought or any(len(word) > MAX_WORD_CHARACTERS for word in sought):
        return None
    spoken = conditions.all_of(
        conditions.any_of((conditions.contains("summary", word), conditions.contains("company/name", word)))
        for word in sought[:MAX_WORDS]
    )
    if conditions.is_id(text.strip()):
        return [conditions.any_of((spoken, conditions.number("id", int(text))))]
    return [spoken]


def _state(wanted: TicketFilter) -> list[Condition]:
    return [] if wanted.state == "any" else [conditions.flag("closedFlag", wanted.state == "closed")]


def _dates(wanted: TicketFilter) -> list[Condition]:
    bounds = []
    if wanted.entered_after is not None:
        bounds.append(conditions.moment("dateEntered", ">=", wanted.entered_after))
    if wanted.entered_before is not None:
        bounds.append(conditions.moment("dateEntered", "<", wanted.entered_before))
    if wanted.updated_after is not None:
        bounds.append(conditions.moment("lastUpdated", ">=", wanted.updated_after))
    return bounds


def _speaks_of(ticket: Ticket, text: str) -> bool:
    if not text.strip() or ticket.id == text.strip():
        return True
    said = _bare(f"{ticket.summary}\n{ticket.company.name}")
    return all(_bare(word) in said for word in words(text))


def _bare(text: str) -> str:
    """Without case and accents: the PSA's database may find `Café` by `cafe`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
