"""Where the tools of one run leave what they want. From here nothing can be confirmed or written."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from assistant.proposals.drafts import Drafts, label
from assistant.proposals.tables import Proposal
from providers.scope import Scope
from tools.base import OpenProposal, ProposalDraft, ProposalKind


class SessionBox:
    """Fulfils `tools.base.ProposalBox` for one person, session and connection.

    `provenance` says what made a proposal: run, message, tool call, prompt hash, model.
    """

    def __init__(
        self, drafts: Drafts, scope: Scope, session_id: str, connection_id: str, provenance: Mapping[str, Any]
    ) -> None:
        self._drafts = drafts
        self._scope = scope
        self._session_id = session_id
        self._connection_id = connection_id
        self._provenance = provenance

    async def propose(self, draft: ProposalDraft) -> OpenProposal:
        stored = await self._drafts.propose(
            self._scope, self._session_id, self._connection_id, draft, self._provenance
        )
        return as_open(stored)

    async def open(self) -> Sequence[OpenProposal]:
        return [as_open(each) for each in await self._drafts.open_of_session(self._scope, self._session_id)]

    async def edit(self, proposal_id: str, draft: ProposalDraft) -> OpenProposal:
        return as_open(await self._drafts.replace(self._scope, proposal_id, draft, self._provenance))

    async def dismiss(self, proposal_id: str) -> None:
        await self._drafts.dismiss(self._scope, proposal_id)


def as_open(proposal: Proposal) -> OpenProposal:
    return OpenProposal(
        id=proposal.id,
        label=label(proposal),
        kind=cast(ProposalKind, proposal.kind),
        title=proposal.title,
        args=dict(proposal.args),
        missing_fields=tuple(proposal.missing_fields),
        fields=dict(proposal.fields),
        target_ticket_id=proposal.target_ticket_id,
        args_version=proposal.args_version,
        suggestions=dict(proposal.suggestions),
    )
