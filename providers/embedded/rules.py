"""What the embedded PSA accepts, checked before a write like a real PSA does, all faults at once."""

import re

from sqlalchemy import Table
from sqlalchemy.engine import RowMapping
from sqlmodel.ext.asyncio.session import AsyncSession

from providers.connection import ConnectionSpec
from providers.embedded.capabilities import MAX_SUMMARY_CHARACTERS, MAX_TEXT_CHARACTERS
from providers.embedded.form import storable
from providers.embedded.queries import one
from providers.embedded.tables import BOARDS, COMPANIES, CONTACTS, MEMBERS, PRIORITIES, STATUSES
from providers.errors import FieldFault, InvalidRequest

_MARKER = re.compile(r"[A-Za-z0-9-]{8,40}")
MAX_MINUTES = 7 * 24 * 60


class Checks:
    """Gathers the faults of one write; `verdict` raises them together."""

    def __init__(self, session: AsyncSession, spec: ConnectionSpec) -> None:
        self._session = session
        self._spec = spec
        self._faults: list[FieldFault] = []

    def fault(self, field: str, message: str) -> None:
        self._faults.append(FieldFault(field, message))

    def verdict(self) -> None:
        """Raises InvalidRequest with every fault found so far."""
        if self._faults:
            words = " ".join(fault.message for fault in self._faults)
            raise InvalidRequest(f"{words} Nothing was written.", tuple(self._faults))

    def marker(self, marker: str) -> None:
        if not _MARKER.fullmatch(marker):
            self.fault("marker", "A marker is 8 to 40 letters, digits or hyphens.")

    def summary(self, text: str) -> None:
        if not text.strip() or len(text) > MAX_SUMMARY_CHARACTERS:
            self.fault("summary", f"The summary needs 1 to {MAX_SUMMARY_CHARACTERS} characters.")
        self._storable("summary", text)

    def text(self, field: str, text: str) -> None:
        if not text.strip() or len(text) > MAX_TEXT_CHARACTERS:
            self.fault(field, f"The {field} needs 1 to {MAX_TEXT_CHARACTERS:,} characters.")
        self._storable(field, text)

    def minutes(self, minutes: int) -> None:
        if not 1 <= minutes <= MAX_MINUTES:
            self.fault("minutes", f"The time needs 1 to {MAX_MINUTES:,} minutes.")

    async def company(self, company_id: str) -> None:
        row = await self._known(COMPANIES, "company_id", "company", company_id)
        if row and not row["active"]:
            self.fault("company_id", f"The company {row['name']} is inactive.")

    async def contact(self, contact_id: str, company_id: str) -> None:
        row = await self._known(CONTACTS, "contact_id", "contact", contact_id)
        if row and row["company_id"] != company_id:
            self.fault("contact_id", f"The contact {row['name']} belongs to another company.")

    async def member(self, field: str, member_id: str) -> RowMapping | None:
        row = await self._known(MEMBERS, field, "member", member_id)
        if row and not row["active"]:
            self.fault(field, f"The member {row['name']} is inactive.")
        return row

    async def priority(self, priority_id: str) -> RowMapping | None:
        return await self._known(PRIORITIES, "priority_id", "priority", priority_id)

    async def board_status(self, board_id: str, status_id: str) -> RowMapping | None:
        """The status of that board; the same id on another board is another status."""
        board = await self._known(BOARDS, "board_id", "board", board_id)
        if board is None:
            return None
        status = await one(self._session, self._spec, STATUSES, status_id, board_id=board_id)
        if status is None:
            self.fault("status_id", f"The board {board['name']} has no status {status_id[:100]!r}.")
        return status

    async def _known(self, table: Table, field: str, noun: str, id: str) -> RowMapping | None:
        row = await one(self._session, self._spec, table, id)
        if row is None:
            self.fault(field, f"There is no {noun} {id[:100]!r}.")
        return row

    def _storable(self, field: str, text: str) -> None:
        if not storable(text):
            self.fault(field, f"The {field} holds a character that cannot be stored.")
