"""Tells the run's log about every proposal that a tool stores, changes or takes back."""

from collections.abc import Sequence

from assistant.events import Emit
from tools.base import OpenProposal, ProposalBox, ProposalDraft


class AnnouncedProposals:
    """A `ProposalBox` that passes everything on and emits a `proposal` event once it is stored."""

    def __init__(self, kept: ProposalBox, emit: Emit) -> None:
        self._kept = kept
        self._emit = emit

    async def propose(self, draft: ProposalDraft) -> OpenProposal:
        return self._announced(await self._kept.propose(draft), "open")

    async def open(self) -> Sequence[OpenProposal]:
        return await self._kept.open()

    async def edit(self, proposal_id: str, draft: ProposalDraft) -> OpenProposal:
        return self._announced(await self._kept.edit(proposal_id, draft), "open")

    async def dismiss(self, proposal_id: str) -> None:
        known = next((each for each in await self._kept.open() if each.id == proposal_id), None)
        await self._kept.dismiss(proposal_id)
        if known is not None:
            self._announced(known, "dismissed")

    def _announced(self, proposal: OpenProposal, state: str) -> OpenProposal:
        self._emit(
            "proposal",
            {
                "proposal_id": proposal.id,
                "label": proposal.label,
                "kind": proposal.kind,
                "title": proposal.title,
                "state": state,
            },
        )
        return proposal
