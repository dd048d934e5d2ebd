"""Applying a person's words to an open draft of a ticket: which value each word means, and what follows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from providers.models import Board, Company, Member, Priority, Ref
from tools import said
from tools.answers import Unclear
from tools.base import JSON, OpenProposal, ToolContext

REQUIRED = ("summary", "company_id", "board_id", "status_id", "priority_id")
_OTHER = re.compile(r"^(?:the\s+)?other(?:\s+(?:one|board|company|status|priority))?$", re.IGNORECASE)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(slots=True)
class Revision:
    """A draft while it is being changed. `told` are the changes in words, from → to."""

    ctx: ToolContext
    args: dict[str, Any]
    fields: dict[str, Any]
    told: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, ctx: ToolContext, draft: OpenProposal) -> "Revision":
        return cls(
            ctx, dict(draft.args), {k: dict(v) for k, v in draft.fields.items() if isinstance(v, Mapping)}
        )

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in REQUIRED if not self.args.get(name))

    def text(self, slot: str, value: str) -> None:
        """Summary or description, as typed."""
        self._put(slot, value, value, value)

    def choose(self, slot: str, words: str) -> None:
        """Give a slot the record the words mean.

        Raises:
            Unclear: They mean none or several. Nothing of the draft is changed then.
        """
        chosen = self._among_candidates(slot, words) or self._resolved(slot, words)
        self._put(slot, chosen.id if chosen else None, chosen.name if chosen else None, words)

    def clear(self, slot: str) -> None:
        self._put(slot, None, None, "")

    def follow_board(self, board_before: str | None) -> None:
        """Another board has other statuses: keep the one of the same name, else leave it to be chosen."""
        board, status = self.args.get("board_id"), self.args.get("status_id")
        if board == board_before or not status:
            return
        found = self.ctx.catalog.status(status, board_before)
        name = found[1].name if found else ""
        same = next((s for s in self.ctx.catalog.statuses(board or "") if s.name == name), None)
        self._put("status_id", same.id if same else None, same.name if same else None, name)
        if same is None:
            self.warnings.append(f'The new board has no status "{name}", so the status is open again.')

    def _put(self, slot: str, value: str | None, name: str | None, words: str) -> None:
        before = self.name(slot)
        self.args[slot] = value
        self.fields[slot] = {
            "value": value,
            "name": name,
            "said": words or None,
            "why": "edited in the talk",
            "candidates": [],
        }
        self.told.append(f"{_WORDS[slot]} {before or 'empty'} → {name or 'empty'}")

    def name(self, slot: str) -> str | None:
        """What a person calls the slot's present value; None while it is empty."""
        value = self.args.get(slot)
        if not value or slot in ("summary", "description"):
            return value
        return (self.fields.get(slot) or {}).get("name") or self._catalog_name(slot, str(value))

    def _catalog_name(self, slot: str, value: str) -> str:
        catalog = self.ctx.catalog
        if slot == "status_id":
            pair = catalog.status(value, self.args.get("board_id"))
            return pair[1].name if pair else value
        find: Mapping[str, Callable[[str], Company | Board | Priority | Member | None]] = {
            "company_id": catalog.company,
            "board_id": catalog.board,
            "priority_id": catalog.priority,
            "assigned_member_id": catalog.member,
        }
        found = find[slot](value)
        return found.name if found else value

    def _among_candidates(self, slot: str, words: str) -> Ref | None:
        """ "the other one", "the second": a choice among the candidates the parse offered."""
        offered = [
            Ref(id=c["value"], name=c["name"]) for c in (self.fields.get(slot) or {}).get("candidates") or ()
        ]
        plain = words.casefold().strip()
        if _OTHER.match(plain):
            rest = [r for r in offered or self._whole_list(slot) if r.id != self.args.get(slot)]
            if len(rest) != 1 or not (offered or self.args.get(slot)):
                raise Unclear(slot, words, rest[:10])
            return rest[0]
        position = next((i for i, word in enumerate(_ORDINALS) if re.search(rf"\b{word}\b", plain)), None)
        if position is not None and position < len(offered):
            return offered[position]
        exact = [r for r in offered if r.name.casefold() == plain]
        return exact[0] if exact else None

    def _whole_list(self, slot: str) -> list[Ref]:
        if slot == "board_id":
            return [Ref(id=b.id, name=b.name) for b in self.ctx.catalog.boards]
        if slot == "status_id":
            return [
                Ref(id=s.id, name=s.name) for s in self.ctx.catalog.statuses(self.args.get("board_id") or "")
            ]
        return []

    def _resolved(self, slot: str, words: str) -> Ref | None:
        catalog = self.ctx.catalog
        if slot == "company_id":
            company = catalog.company(said.company(self.ctx, words))
            if company and not company.active:
                raise Unclear(slot, words, hint=f"{company.name} is inactive, so no ticket goes there.")
            return Ref(id=company.id, name=company.name) if company else None
        if slot == "board_id":
            board = catalog.board(said.board(self.ctx, words))
            return Ref(id=board.id, name=board.name) if board else None
        if slot == "priority_id":
            priority = said.priority(self.ctx, words)
            return Ref(id=priority.id, name=priority.name)
        if slot == "status_id":
            return self._status(words)
        return said.owner(self.ctx, words)

    def _status(self, words: str) -> Ref:
        board = self.args.get("board_id")
        if not board:
            raise Unclear(
                "status_id",
                words,
                self._whole_list("board_id"),
                "A status belongs to a board, so choose the board first.",
            )
        status = said.status(self.ctx, words, board)
        return Ref(id=status.id, name=status.name)


_WORDS: JSON = {
    "summary": "summary",
    "description": "description",
    "company_id": "company",
    "board_id": "board",
    "status_id": "status",
    "priority_id": "priority",
    "assigned_member_id": "assignee",
}
