"""What the reviewer of a parse should know, one short sentence each."""

from collections.abc import Collection, Sequence

from tools.catalog import Catalog
from tools.linking import Candidate, Link
from tools.mentions.reading import SLOTS, Reading

NOUNS = {
    "company": "company",
    "board": "board",
    "status": "status",
    "priority": "priority",
    "assignee": "member",
}
_FIELD_NAMES = {
    "summary": "issue",
    "company_id": "company",
    "board_id": "board",
    "status_id": "status",
    "priority_id": "priority",
}
_TO_MAP = (
    "Your login is not mapped to a member of this PSA, so “me” stays empty. "
    "Map it under Settings, or ask an admin."
)


def warnings_of(catalog: Catalog, reading: Reading, missing_fields: Sequence[str]) -> list[str]:
    """Doubts first, then one sentence about what the text does not name."""
    if not reading.sentence.words:
        return ["The text has no words to read. Say what is wrong and for which company."]
    found = [
        text
        for slot, finding in reading.findings.items()
        if (text := doubt(slot, finding.said, finding.link))
    ]
    if reading.sentence.cut:
        found.append("The text is very long; names were looked for in its beginning and end only.")
    said = {field for field, name in _FIELD_NAMES.items() if name in SLOTS and reading.findings[name].said}
    return [*found, *not_named(missing_fields, said)]


def not_named(missing_fields: Sequence[str], said: Collection[str]) -> list[str]:
    """The sentence about missing fields of which the text says nothing; none when there are none."""
    unnamed = [name for field, name in _FIELD_NAMES.items() if field in missing_fields and field not in said]
    return [f"No {_list_of(unnamed, 'or')} was named."] if unnamed else []


def doubt(slot: str, said: str | None, link: Link) -> str | None:
    """Why words that were said gave no value; None when they did, or when nothing needs to be told."""
    noun = NOUNS[slot]
    if link.value is not None or said is None:
        return None
    if link.why == "ambiguous":
        return f"“{said}” may be {_names(link.candidates)}. Choose one."
    if link.why == "inactive":
        return f"{link.name} is an inactive {noun} and was not filled in."
    if link.why == "not mapped":
        return _TO_MAP
    if link.why == "other board":
        return f"“{said}” is no status of the named board. It belongs to {_names(link.candidates)}."
    if link.why == "unknown":
        like = f" Similar: {_names(link.candidates)}." if link.candidates else ""
        return f"There is no {noun} “{said}” on the list.{like}"
    return None


def _names(candidates: Sequence[Candidate]) -> str:
    return _list_of([candidate.name for candidate in candidates], "or") or "several records"


def _list_of(names: Sequence[str], joint: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {joint} {names[-1]}" if names else ""
