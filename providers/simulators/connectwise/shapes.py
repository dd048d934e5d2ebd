"""Our records as the vendor's JSON. Numbers are given; nothing here reads a database."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from providers.models import (
    Board,
    Company,
    Configuration,
    Contact,
    Member,
    Note,
    NoteType,
    Priority,
    Status,
    Ticket,
    TicketType,
    TimeEntry,
)
from providers.simulators.connectwise.moments import write_moment

Json = dict[str, Any]
API_MEMBER: Json = {"id": 2_000_000_001, "identifier": "deskhandapi", "name": "Deskhand API"}
"""The member whose keys are used. Like some members of the real service, no list holds it."""
COMPANY = tuple(
    """
    id identifier name status parentCompany types deletedFlag customFields _info
    """.split()
)
CONTACT = tuple(
    """
    id firstName lastName company inactiveFlag communicationItems types customFields _info
    """.split()
)
MEMBER = tuple(
    """
    id identifier firstName lastName licenseClass inactiveFlag officeEmail primaryEmail defaultEmail
    customFields _info
    """.split()
)
BOARD = tuple("id name location department inactiveFlag projectFlag _info".split())
STATUS = tuple(
    """
    id name board sortOrder displayOnBoard inactive closedStatus timeEntryNotAllowed defaultFlag _info
    """.split()
)
TYPE = tuple("id name board category defaultFlag inactiveFlag _info".split())
PRIORITY = tuple("id name color sortOrder defaultFlag level _info".split())
CONFIGURATION = tuple(
    """
    id name type status company serialNumber deviceIdentifier activeFlag customFields _info
    """.split()
)
TICKET = tuple(
    """
    id summary recordType board status company contact contactName type owner priority source severity
    impact externalXRef poNumber requiredDate automaticEmailContactFlag automaticEmailResourceFlag
    automaticEmailCcFlag automaticEmailCc customerUpdatedFlag closedFlag closedDate closedBy resources
    parentTicketId mergedParentTicket hasMergedChildTicketFlag customFields _info
    """.split()
)
NOTE = tuple(
    """
    id ticketId text detailDescriptionFlag internalAnalysisFlag resolutionFlag issueFlag internalFlag
    externalFlag member contact customerUpdatedFlag dateCreated createdBy _info
    """.split()
)
TIME = tuple(
    """
    id company chargeToId chargeToType member timeStart timeEnd actualHours billableOption notes
    internalNotes addToDetailDescriptionFlag addToInternalAnalysisFlag addToResolutionFlag
    emailContactFlag emailResourceFlag emailCcFlag enteredBy dateEntered ticket status _info
    """.split()
)
_TAB_FLAGS = {
    NoteType.DESCRIPTION: "detailDescriptionFlag",
    NoteType.INTERNAL_ANALYSIS: "internalAnalysisFlag",
    NoteType.RESOLUTION: "resolutionFlag",
}


def reference(row: Mapping[str, Any] | None, *names: str) -> Json | None:
    """A pointer to a record: its id, its name and what else the vendor puts there."""
    return None if row is None else {name: row.get(name) for name in ("id", *names, "name")}


def companies(records: Sequence[Company], number: Mapping[str, int]) -> list[Json]:
    """Companies with login-like identifiers that no two share; their parents' names filled in."""
    taken: set[str] = set()
    rows = {record.id: _company(record, number[record.id], taken) for record in records}
    for record in records:
        parent = rows.get(record.parent_id or "")
        rows[record.id]["parentCompany"] = reference(parent, "identifier")
    return list(rows.values())


def _company(record: Company, number: int, taken: set[str]) -> Json:
    plain = re.sub(r"[^A-Za-z0-9]", "", record.name)[:25] or "Company"
    identifier = plain if plain.casefold() not in taken else f"{plain[:20]}{number}"
    taken.add(identifier.casefold())
    return {
        "id": number,
        "identifier": identifier,
        "name": record.name,
        "status": {"id": 1, "name": "Active"} if record.active else {"id": 2, "name": "Inactive"},
        "types": [{"id": 1, "name": "Client"}],
        "deletedFlag": False,
        "_info": {},
    }


def contact(record: Contact, number: int, company: Json) -> Json:
    first, _, last = record.name.partition(" ")
    items = (("Email", record.email), ("Phone", record.phone))
    return {
        "id": number,
        "firstName": first,
        "lastName": last or None,
        "company": reference(company, "identifier"),
        "inactiveFlag": False,
        "communicationItems": [
            {
                "id": number * 2 + place,
                "type": {"id": place + 1, "name": "Email" if kind == "Email" else "Direct"},
                "value": value,
                "communicationType": kind,
                "defaultFlag": True,
            }
            for place, (kind, value) in enumerate(items)
            if value
        ],
        "types": [],
        "_info": {},
    }


def member(record: Member, number: int) -> Json:
    first, _, last = record.name.partition(" ")
    return {
        "id": number,
        "identifier": record.identifier,
        "firstName": first,
        "lastName": last or None,
        "licenseClass": "F",
        "inactiveFlag": not record.active,
        "officeEmail": record.email,
        "primaryEmail": record.email,
        "defaultEmail": "Office",
        "defaultPhone": "Office",
        "agreementInvoicingDisplayOptions": "RemainOnInvoicingScreen",
        "invoiceScreenDefaultTabFormat": "ShowInvoicingTab",
        "invoicingDisplayOptions": "RemainOnInvoicingScreen",
        "_info": {},
    }


def member_reference(row: Mapping[str, Any] | None) -> Json | None:
    """A pointer to a member, whose list has the name in two parts."""
    if row is None:
        return None
    name = " ".join(filter(None, (row.get("firstName"), row.get("lastName"))))
    return {"id": row["id"], "identifier": row["identifier"], "name": name}


def board(record: Board, number: int) -> Json:
    return {
        "id": number,
        "name": record.name,
        "location": {"id": 1, "name": "Main Office"},
        "department": {"id": 1, "name": "Services"},
        "inactiveFlag": False,
        "projectFlag": False,
        "_info": {},
    }


def status(record: Status, number: int, board: Json, place: int) -> Json:
    return {
        "id": number,
        "name": record.name,
        "board": reference(board),
        "sortOrder": place,
        "displayOnBoard": not record.closed,
        "inactive": False,
        "closedStatus": record.closed,
        "timeEntryNotAllowed": False,
        "defaultFlag": record.default,
        "_info": {},
    }


def ticket_type(record: TicketType, number: int, board: Json) -> Json:
    return {
        "id": number,
        "name": record.name,
        "board": reference(board),
        "category": "Reactive",
        "defaultFlag": False,
        "inactiveFlag": False,
        "_info": {},
    }


def priority(record: Priority, number: int) -> Json:
    return {
        "id": number,
        "name": record.name,
        "color": "Gray",
        "sortOrder": record.sort,
        "defaultFlag": record.default,
        "_info": {},
    }


def configuration(record: Configuration, number: int, company: Json) -> Json:
    return {
        "id": number,
        "name": record.name,
        "type": {"id": 1, "name": record.type} if record.type else None,
        "status": {"id": 1, "name": "Active"},
        "company": reference(company, "identifier"),
        "serialNumber": record.serial_number,
        "deviceIdentifier": f"dev-{number}",
        "activeFlag": True,
        "_info": {},
    }


def ticket(record: Ticket, number: int, pointers: Json, extras: Json) -> Json:
    """A ticket. `pointers` are its references, `extras` what only the vendor keeps."""
    return {
        "id": number,
        "summary": record.summary,
        "recordType": "ServiceTicket",
        **pointers,
        "contactName": record.contact.name if record.contact else None,
        "severity": "Medium",
        "impact": "Medium",
        "closedFlag": record.closed,
        "closedDate": write_moment(record.closed_at) if record.closed_at else None,
        "hasMergedChildTicketFlag": False,
        "customFields": [],
        **extras,
        "_info": {
            "lastUpdated": write_moment(record.updated_at),
            "updatedBy": API_MEMBER["identifier"],
            "dateEntered": write_moment(record.entered_at),
            "enteredBy": API_MEMBER["identifier"],
        },
    }


def note(record: Note, number: int, ticket_number: int, author: Json | None, extras: Json) -> Json:
    """A note; one without a member is the API member's own."""
    by = author or API_MEMBER
    created = write_moment(record.created_at)
    flags = {flag: note_type is record.type for note_type, flag in _TAB_FLAGS.items()}
    row = {
        "id": number,
        "ticketId": ticket_number,
        "text": record.text,
        **flags,
        "issueFlag": False,
        "member": by,
        "customerUpdatedFlag": False,
        "dateCreated": created,
        "createdBy": by["identifier"],
        "_info": {"lastUpdated": created, "updatedBy": by["identifier"]},
        **extras,
    }
    inside = row["internalAnalysisFlag"]
    return row | {"internalFlag": inside, "externalFlag": not inside or row["detailDescriptionFlag"]}


def description(record: Ticket, number: int, ticket_number: int, contact: Json | None) -> Json:
    """What the ticket was opened with: its first note on the Discussion tab."""
    first = Note(
        id="0",
        ticket_id=record.id,
        type=NoteType.DESCRIPTION,
        text=record.description or "",
        created_at=record.entered_at,
    )
    by: Json = {"contact": contact, "member": None, "createdBy": contact["name"]} if contact else {}
    return note(first, number, ticket_number, None, by)


def time_entry(record: TimeEntry, number: int, ticket: Json, author: Json | None, extras: Json) -> Json:
    start = record.started_at
    by = author or API_MEMBER
    return {
        "id": number,
        "company": ticket["company"],
        "chargeToId": ticket["id"],
        "chargeToType": "ServiceTicket",
        "member": by,
        "timeStart": write_moment(start),
        "timeEnd": write_moment(start + timedelta(minutes=record.minutes)),
        "actualHours": round(record.minutes / 60, 2),
        "billableOption": {True: "Billable", False: "DoNotBill", None: "NoDefault"}[record.billable],
        "notes": record.note,
        "addToDetailDescriptionFlag": False,
        "addToInternalAnalysisFlag": False,
        "addToResolutionFlag": False,
        "enteredBy": by["identifier"],
        "dateEntered": write_moment(start),
        "ticket": {"id": ticket["id"], "summary": ticket["summary"]},
        "status": "Open",
        "_info": {"lastUpdated": write_moment(start), "updatedBy": by["identifier"]},
        **extras,
    }
