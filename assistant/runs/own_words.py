"""Keeps a card honest about where its values come from, whatever tool made it and whatever it had read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tools.base import OpenProposal, ProposalBox, ProposalDraft

_ADDRESS = re.compile(r"(?:https?|ftp|file)://([^\s/<>\"')\]]+)|!\[", re.IGNORECASE)
_TEXTS = ("text", "description", "summary")


class OwnWords:
    """A `ProposalBox` that lets a draft quote the person only where they spoke.

    `messages` are the person's own. What a model filled in from something it read keeps its value, loses the
    quotation, and is warned about; so are addresses and pictures that the person did not write.
    """

    def __init__(self, kept: ProposalBox, messages: Sequence[str]) -> None:
        self._kept = kept
        self._said = _plain("\n".join(messages))

    async def propose(self, draft: ProposalDraft) -> OpenProposal:
        return await self._kept.propose(self._honest(draft))

    async def open(self) -> Sequence[OpenProposal]:
        return await self._kept.open()

    async def edit(self, proposal_id: str, draft: ProposalDraft) -> OpenProposal:
        return await self._kept.edit(proposal_id, self._honest(draft))

    async def dismiss(self, proposal_id: str) -> None:
        await self._kept.dismiss(proposal_id)

    def _honest(self, draft: ProposalDraft) -> ProposalDraft:
        foreign = {name: field for name, field in draft.fields.items() if self._is_foreign(field)}
        fields = {
            name: {**field, "said": None, "span": None} if name in foreign else field
            for name, field in draft.fields.items()
        }
        filled = [name for name, field in foreign.items() if field.get("value")]
        warnings = [*draft.warnings, *_not_said(filled), *self._addresses(draft.args)]
        return replace(draft, fields=fields, warnings=tuple(dict.fromkeys(warnings)))

    def _is_foreign(self, field: Any) -> bool:
        return (
            isinstance(field, Mapping) and bool(field.get("said")) and _plain(field["said"]) not in self._said
        )

    def _addresses(self, args: Mapping[str, Any]) -> list[str]:
        text = "\n".join(str(args.get(name) or "") for name in _TEXTS)
        hosts = [match[1] or "a picture" for match in _ADDRESS.finditer(text) if not self._wrote(match)]
        return [f"The text leads to {host}, which you did not write." for host in dict.fromkeys(hosts)]

    def _wrote(self, match: re.Match[str]) -> bool:
        return _plain(match[1] or match[0]) in self._said


def _not_said(names: Sequence[str]) -> list[str]:
    told = ", ".join(name.removesuffix("_id").replace("_", " ") for name in names)
    return [f"Not in your words: {told}. Check it."] if told else []


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
