"""One sentence → the fields of a ticket, for a person to review. Reads only; nothing is created here.

A value is filled in only when the text says it and it leads to one record of the tenant's lists. Everything
else stays null with the reason; what the tenant would default to is offered apart, as suggestions.
"""

from pydantic import BaseModel, ConfigDict, Field

from tools.catalog import Catalog
from tools.linking import Candidate
from tools.mentions.reading import Finding, read
from tools.mentions.summary import issue_of
from tools.suggestions import Suggestion, suggestions_for
from tools.warnings import warnings_of

REQUIRED = ("summary", "company_id", "board_id", "status_id", "priority_id")
FIELD_OF_SLOT = {
    "company": "company_id",
    "board": "board_id",
    "status": "status_id",
    "priority": "priority_id",
    "assignee": "assigned_member_id",
}


class ParseField(BaseModel):
    """How one field came to be: the words (`span` counts characters of the prompt), the reason, the
    candidates."""

    model_config = ConfigDict(frozen=True)
    value: str | None = None
    name: str | None = None
    said: str | None = None
    span: tuple[int, int] | None = None
    score: float = 0.0
    why: str = "not said"
    candidates: tuple[Candidate, ...] = ()


class InitialValues(BaseModel):
    """What a spin-off brings along from its linked ticket; used where the text says nothing."""

    model_config = ConfigDict(extra="ignore")
    company_id: str | None = None
    board_id: str | None = None


class ParseResult(BaseModel):
    """The answer of quick-create. The first nine keys are the contract with callers; the rest explains.
    `prompt_hash` names the wording that a model was asked with; None where only plain code read."""

    summary: str | None = None
    company_id: str | None = None
    board_id: str | None = None
    priority_id: str | None = None
    status_id: str | None = None
    assigned_member_id: str | None = None
    description: str | None = None
    missing_fields: list[str] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    fields: dict[str, ParseField] = Field(default_factory=dict)
    suggestions: dict[str, Suggestion] = Field(default_factory=dict)
    engine: str = "offline"
    prompt_hash: str | None = None


def parse(
    catalog: Catalog, prompt: str, me_member_id: str | None, initial_values: InitialValues | None = None
) -> ParseResult:
    """Parse a sentence. Any text is answered, also an empty or absurd one; ids come from the catalog only.

    Args:
        me_member_id: The person's mapped member; None makes "me" a warning instead of a value.
    """
    lent = _lent(catalog, initial_values or InitialValues())
    board = lent.get("board_id")
    reading = read(catalog, prompt, me_member_id, board.value if board else None)
    summary, description = issue_of(reading)
    said = {
        FIELD_OF_SLOT[slot]: _field(finding)
        for slot, finding in reading.findings.items()
        if _is_decided(finding)
    }
    fields = lent | said
    values = {name: field.value for name, field in fields.items()}
    result = ParseResult(summary=summary, description=description, fields=fields, **_typed(values))
    result.missing_fields = [name for name in REQUIRED if getattr(result, name) is None]
    result.suggestions = suggestions_for(catalog, reading, values)
    result.warnings = warnings_of(catalog, reading, result.missing_fields)
    return result


def _typed(values: dict[str, str | None]) -> dict[str, str | None]:
    return {name: values.get(name) for name in FIELD_OF_SLOT.values()}


def _is_decided(finding: Finding) -> bool:
    return finding.said is not None or finding.link.value is not None


def _field(finding: Finding) -> ParseField:
    link = finding.link
    return ParseField(
        value=link.value,
        name=link.name,
        said=finding.said,
        span=finding.span,
        score=link.score,
        why=link.why,
        candidates=link.candidates,
    )


def _lent(catalog: Catalog, initial: InitialValues) -> dict[str, ParseField]:
    """Company and board of the linked ticket, as far as they are on the lists and in use."""
    company = catalog.company(initial.company_id) if initial.company_id else None
    board = catalog.board(initial.board_id) if initial.board_id else None
    records = {"company_id": company if company and company.active else None, "board_id": board}
    return {
        name: ParseField(value=record.id, name=record.name, score=1.0, why="from the linked ticket")
        for name, record in records.items()
        if record is not None
    }
