"""The new-ticket dialog: one draft, filled by hand, by a sentence, or by what the session lends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from assistant.columns import new_id
from assistant.pages.card_fields import WHY, CardField, Choice
from assistant.pages.companies import resolve
from providers.models import Capabilities
from tools.catalog import Catalog

REQUIRED = ("summary", "company_id", "board_id", "status_id", "priority_id")
FIELDS = (*REQUIRED, "assigned_member_id", "description")
LABELS = dict(
    zip(
        FIELDS,
        ("Summary", "Company", "Board", "Status", "Priority", "Assigned to", "Description"),
        strict=True,
    )
)
KEPT = ("prompt", "tab", "session", "spin_off", "connection")
NOT_SAID: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form holds. `company` is what stands in the company's field, which may be words yet."""

    values: Mapping[str, str] = field(default_factory=dict)
    company: str = ""
    prompt: str = ""
    tab: str = "full"
    session: str = ""
    spin_off: str = ""
    connection: str = ""
    key: str = field(default_factory=new_id)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def having(self, changed: Mapping[str, str]) -> "Draft":
        return replace(self, values={**self.values, **changed})

    @property
    def payload(self) -> dict[str, str | None]:
        """The arguments of the new ticket; what is empty is not known."""
        return {name: self[name].strip() or None for name in FIELDS}


@dataclass(frozen=True, slots=True)
class Read:
    """What a sentence was read as: per field its words, candidates and suggestions."""

    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    suggestions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    engine: str = ""
    prompt: str = ""


def from_form(form: Mapping[str, Any], catalog: Catalog | None) -> tuple[Draft, Read]:
    """The draft as it was sent, its company looked up, and the candidates of an unclear one."""
    text = {name: value for name, value in form.items() if isinstance(value, str)}
    values = {name: text.get(name, "") for name in FIELDS}
    words = text.get("company", "")
    read = Read()
    if catalog is not None and (words or values["company_id"]):
        link = resolve(catalog, words, values["company_id"])
        values["company_id"] = link.value or ""
        words = link.name if link.value and link.name else words
        if not link.value:
            read = Read(fields={"company_id": link.model_dump()})
    if (
        catalog is not None
        and values["status_id"]
        and not catalog.status(values["status_id"], values["board_id"] or None)
    ):
        values["status_id"] = ""
    kept = {name: text.get(name, "") for name in KEPT}
    key = text.get("key", "")
    draft = Draft(values=values, company=words, **kept)
    return (replace(draft, key=key) if key else draft), read


def with_chosen(draft: Draft, use: str, catalog: Catalog) -> Draft:
    """The draft after a candidate or a suggestion ("board_id=3") was taken."""
    name, _, value = use.partition("=")
    if name not in FIELDS:
        return draft
    changed = draft.having({name: value})
    company = catalog.company(value) if name == "company_id" else None
    return replace(changed, company=company.name) if company else changed


def with_parsed(draft: Draft, parsed: Mapping[str, Any], catalog: Catalog) -> tuple[Draft, Read]:
    """The draft with what the sentence said. What it did not mention stays as the person left it; what it
    mentioned without leading to one record is emptied, so that nothing else stands in its place."""
    fields: Mapping[str, Mapping[str, Any]] = parsed.get("fields") or {}
    unclear = {name: "" for name, origin in fields.items() if origin.get("said") and not parsed.get(name)}
    said = {name: str(parsed[name]) for name in FIELDS if parsed.get(name)}
    changed = draft.having(unclear | said)
    if "company_id" in unclear | said:
        company = catalog.company(said.get("company_id", ""))
        changed = replace(changed, company=company.name if company else "")
    read = Read(
        fields=fields,
        suggestions=parsed.get("suggestions") or {},
        warnings=parsed.get("warnings") or (),
        engine=str(parsed.get("engine") or ""),
        prompt=draft.prompt,
    )
    return changed, read


def form_values(
    draft: Draft,
    read: Read,
    catalog: Catalog,
    can: Capabilities,
    mapped: frozenset[str],
    *,
    marked: bool,
    faults: Mapping[str, str] = NOT_SAID,
    problem: str | None = None,
) -> dict[str, Any]:
    """The template values of the form. `marked` shows what is missing in amber."""
    fields = {name: _field(draft, read, name, marked) for name in FIELDS}
    missing = [LABELS[name].lower() for name in REQUIRED if not draft[name].strip()]
    return {
        "draft": draft,
        "read": read,
        "fields": fields,
        "faults": faults,
        "problem": problem,
        "missing": missing if marked else [],
        "segments": segments(read),
        "boards": catalog.boards,
        "priorities": catalog.priorities,
        "members": _members(catalog, mapped),
        "max_summary": can.max_summary_characters,
        "consequence": can.create_sentence,
        "sends_mail": can.create_sends_mail,
        "vendor": can.vendor,
    }


def _field(draft: Draft, read: Read, name: str, marked: bool) -> CardField:
    origin = read.fields.get(name) or {}
    suggested = read.suggestions.get(name) or {}
    value = draft[name]
    required = name in REQUIRED
    taken = not value or str(origin.get("value") or "") == value
    return CardField(
        name=name,
        label=LABELS[name],
        control="company" if name == "company_id" else "select",
        value=value,
        shown=draft.company if name == "company_id" else value,
        required=required,
        missing=marked and required and not value.strip(),
        said=str(origin.get("said") or "") or None if taken and value else None,
        why=None if value else WHY.get(str(origin.get("why"))),
        candidates=[Choice(str(each["value"]), str(each["name"])) for each in origin.get("candidates") or ()],
        suggestion=Choice(str(suggested["value"]), str(suggested.get("name") or suggested["value"]))
        if suggested.get("value") and not value
        else None,
        suggestion_why=str(suggested.get("why") or ""),
    )


def segments(read: Read) -> list[tuple[str, str]]:
    """The sentence in pieces: the words, and the field they were read as, or "" for the rest."""
    spans = sorted(
        (span[0], span[1], LABELS[name])
        for name, origin in read.fields.items()
        if name in LABELS and name != "description" and (span := origin.get("span"))
    )
    pieces, at = [], 0
    for start, end, name in spans:
        if (
            start < at
            or end > len(read.prompt)
            or (name == "Summary" and end - start > len(read.prompt) // 2)
        ):
            continue
        pieces += [(read.prompt[at:start], ""), (read.prompt[start:end], name)]
        at = end
    return [*pieces, (read.prompt[at:], "")]


def _members(catalog: Catalog, mapped: frozenset[str]) -> list[Choice]:
    people = sorted(catalog.active_members, key=lambda each: (each.id not in mapped, each.name.casefold()))
    return [
        Choice(each.id, f"{each.name} (on Deskhand)" if each.id in mapped else each.name) for each in people
    ]
