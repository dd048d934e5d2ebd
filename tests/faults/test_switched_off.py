"""A simulated ConnectWise that is really switched off: a note confirmed meanwhile waits, through a restart of
ours as well, and stands on the ticket once when it is back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from assistant.clock import utc_now
from assistant.connections.service import Connections
from assistant.connections.tables import Connection
from assistant.proposals.assembly import build_proposals
from assistant.proposals.service import Proposals
from assistant.proposals.tables import Proposal
from assistant.vault import Vault
from providers.http import Web
from tests.faults.line import Line
from tests.faults.test_waiting import LONG
from tests.faults.world import TEXT, World
from tests.simulated import LOGIN, SimulatedPSA, connectwise
from tools.base import ProposalDraft

__all__ = ["connectwise"]
TICKET = "500"


@dataclass(slots=True)
class Vendor:
    """The simulator behind a line, and the desk's connection to it."""

    world: World
    psa: SimulatedPSA
    line: Line
    vault: Vault

    def service(self, web: Web) -> Proposals:
        """Ours, as after a start."""
        connections = Connections(self.world.database, vault=lambda: self.vault, web=web)
        return build_proposals(
            self.world.database,
            connections,
            web=web,
            pacing=LONG,
            clock=lambda: utc_now() + timedelta(seconds=self.world.ahead),
            answer_within_seconds=8.0,
        )

    def notes(self) -> list[str]:
        """What the vendor has, asked past the line."""
        rows = self.psa.client.get(f"service/tickets/{TICKET}/notes").json()
        return [row["text"] for row in rows if TEXT in (row.get("text") or "")]


@pytest.fixture
def line(connectwise: SimulatedPSA) -> Iterator[Line]:
    parts = urlsplit(connectwise.address)
    made = Line((parts.hostname or "", parts.port or 0))
    yield made
    made.cut()


@pytest.fixture
async def vendor(small_world: World, connectwise: SimulatedPSA, line: Line) -> Vendor:
    vault = Vault(("a secret of this test's own, long enough",))
    row = Connection(
        account_id=small_world.account_id,
        provider="connectwise",
        display_name="ConnectWise",
        site_url=line.address,
        tenant_login=LOGIN.company,
        credentials_encrypted=vault.seal(dict(LOGIN.credentials)),
        created_at=utc_now(),
        updated_at=utc_now(),
    )
    async with small_world.database.write(small_world.account_id) as session:
        session.add(row)
    small_world.connection_id = row.id
    return Vendor(small_world, connectwise, line, vault)


async def proposed(vendor: Vendor, proposals: Proposals) -> Proposal:
    draft = ProposalDraft(
        kind="post_note",
        title="Note",
        args={"ticket_id": TICKET, "note_type": "internal_analysis", "text": TEXT},
        target_ticket_id=TICKET,
    )
    world = vendor.world
    box = proposals.box(
        world.person.scope, session_id=world.session_id, connection_id=world.connection_id, provenance={}
    )
    return await proposals.get(world.person.scope, (await box.propose(draft)).id)


async def test_off_and_on_with_a_restart_in_between(vendor: Vendor) -> None:
    """Off: it waits and says that ConnectWise could not be reached. Another process of ours finds it back:
    posted once, and not again by later sweeps."""
    web = Web(development=True)
    proposals = vendor.service(web)
    proposal = await proposed(vendor, proposals)
    vendor.line.cut()
    outcome = await proposals.confirm(
        vendor.world.person, proposal.id, args_version=proposal.args_version, digest=proposal.digest
    )
    assert (outcome.state, vendor.notes()) == ("retry", [])
    assert "ConnectWise PSA could not be reached" in outcome.sentence
    await proposals.sweep_once()
    await proposals.close()
    await web.close()

    vendor.line.mend()
    web = Web(development=True)
    proposals = vendor.service(web)
    for _ in range(4):
        vendor.world.ahead += 601
        await proposals.sweep_once()
    await proposals.close()
    await web.close()
    assert (await vendor.world.entry()).state == "done"
    assert len(vendor.notes()) == 1


async def test_off_and_the_person_tries_when_it_is_back(vendor: Vendor) -> None:
    """Try now while it is off waits on; when it is on, the note is there at once."""
    web = Web(development=True)
    proposals = vendor.service(web)
    proposal = await proposed(vendor, proposals)
    vendor.line.cut()
    await proposals.confirm(
        vendor.world.person, proposal.id, args_version=proposal.args_version, digest=proposal.digest
    )
    away = await proposals.try_now(vendor.world.person, proposal.id)
    vendor.line.mend()
    back = await proposals.try_now(vendor.world.person, proposal.id)
    await proposals.close()
    await web.close()
    assert (away.state, back.state, len(vendor.notes())) == ("retry", "done", 1)
