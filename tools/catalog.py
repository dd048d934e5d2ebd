"""The tenant's lists in memory, with the indexes that names are looked up in.

A catalog is a picture of one moment: load a new one to see changes. Indexes are built when first asked for.
"""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from providers.base import PSAReader
from providers.models import Board, Company, Contact, Member, Priority, Status
from tools.company_index import CompanyIndex
from tools.desk_index import DeskIndex
from tools.people_index import PeopleIndex

_MANY = 2_000
LISTS = ("companies", "contacts", "members", "boards", "priorities")


@dataclass(frozen=True, eq=False)
class Catalog:
    """One tenant's companies, contacts, members, boards with statuses, and priorities.

    Inactive companies and members are in the lists (a name that is typed must be recognised); whoever fills
    in a value checks `active`. Priorities are ordered most urgent first.
    """

    connection_id: str
    companies: tuple[Company, ...] = ()
    contacts: tuple[Contact, ...] = ()
    members: tuple[Member, ...] = ()
    boards: tuple[Board, ...] = ()
    priorities: tuple[Priority, ...] = ()

    @classmethod
    async def load(cls, reader: PSAReader, connection_id: str) -> "Catalog":
        """Read all lists. Raises what the reader raises; there is no half-filled catalog."""
        return await cls.of(connection_id, {name: tuple(await getattr(reader, name)()) for name in LISTS})

    @classmethod
    async def of(cls, connection_id: str, lists: Mapping[str, tuple[Any, ...]]) -> "Catalog":
        """A catalog of lists that were read before, by their names in `LISTS`. The company index of long
        ones is built beside the event loop."""
        in_order = {**lists, "priorities": tuple(sorted(lists["priorities"], key=lambda each: each.sort))}
        catalog = cls(connection_id=connection_id, **in_order)
        if len(catalog.companies) > _MANY:
            await asyncio.to_thread(catalog.company_index.build)
        return catalog

    def company(self, company_id: str) -> Company | None:
        return self._companies_by_id.get(company_id)

    def company_number(self, company_id: str) -> int:
        """The company's place in `companies`. Raises KeyError for an unknown id."""
        return self._company_numbers[company_id]

    def contact(self, contact_id: str) -> Contact | None:
        return self._contacts_by_id.get(contact_id)

    def member(self, member_id: str) -> Member | None:
        return self._members_by_id.get(member_id)

    def board(self, board_id: str) -> Board | None:
        return self._boards_by_id.get(board_id)

    def priority(self, priority_id: str) -> Priority | None:
        return self._priorities_by_id.get(priority_id)

    def statuses(self, board_id: str) -> tuple[Status, ...]:
        """The statuses of a board in the PSA's order; empty for an unknown board."""
        board = self.board(board_id)
        return board.statuses if board else ()

    def status(self, status_id: str, board_id: str | None = None) -> tuple[Board, Status] | None:
        """A status with its board; of that board only, when one is given."""
        boards = self.boards if board_id is None else tuple(filter(None, [self.board(board_id)]))
        return next(((b, s) for b in boards for s in b.statuses if s.id == status_id), None)

    def contacts_of(self, company_id: str) -> tuple[Contact, ...]:
        return tuple(self._contacts_by_company.get(company_id, ()))

    def children_of(self, company_id: str) -> tuple[Company, ...]:
        """The sites below a company."""
        return tuple(self._children.get(company_id, ()))

    @cached_property
    def active_members(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.active)

    @cached_property
    def company_index(self) -> CompanyIndex:
        """Names, aliases and initials of all companies; about a second per 50,000 companies, once."""
        return CompanyIndex(self.companies)

    @cached_property
    def people_index(self) -> PeopleIndex:
        """Names of members and contacts."""
        return PeopleIndex(self.members, self.contacts)

    @cached_property
    def desk_index(self) -> DeskIndex:
        """Names of boards, statuses and priorities."""
        return DeskIndex(self.boards, self.priorities)

    @cached_property
    def fingerprint(self) -> str:
        """A short digest of all lists: equal lists, equal fingerprint."""
        digest = hashlib.sha256()
        for records in (self.companies, self.contacts, self.members, self.boards, self.priorities):
            for record in records:
                digest.update(record.model_dump_json().encode())
        return digest.hexdigest()[:16]

    @cached_property
    def _companies_by_id(self) -> dict[str, Company]:
        return {company.id: company for company in self.companies}

    @cached_property
    def _company_numbers(self) -> dict[str, int]:
        return {company.id: number for number, company in enumerate(self.companies)}

    @cached_property
    def _contacts_by_id(self) -> dict[str, Contact]:
        return {contact.id: contact for contact in self.contacts}

    @cached_property
    def _members_by_id(self) -> dict[str, Member]:
        return {member.id: member for member in self.members}

    @cached_property
    def _boards_by_id(self) -> dict[str, Board]:
        return {board.id: board for board in self.boards}

    @cached_property
    def _priorities_by_id(self) -> dict[str, Priority]:
        return {priority.id: priority for priority in self.priorities}

    @cached_property
    def _contacts_by_company(self) -> dict[str, list[Contact]]:
        grouped: dict[str, list[Contact]] = defaultdict(list)
        for contact in self.contacts:
            grouped[contact.company_id].append(contact)
        return grouped

    @cached_property
    def _children(self) -> dict[str, list[Company]]:
        grouped: dict[str, list[Company]] = defaultdict(list)
        for company in self.companies:
            if company.parent_id:
                grouped[company.parent_id].append(company)
        return grouped
