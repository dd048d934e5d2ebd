"""The small MSP that the contract suite speaks of. A vendor's simulator is filled with the same one."""

from dataclasses import dataclass
from typing import Any

OPEN_TICKETS = 30


@dataclass(frozen=True)
class World:
    """Ids in the PSA under test. A vendor whose simulator gives other ids says so by other values."""

    acme: str = "1"
    riverside: str = "2"
    gone_company: str = "3"
    acme_contact: str = "1"
    riverside_contact: str = "2"
    alex: str = "17"
    sam: str = "18"
    gone_member: str = "19"
    desk: str = "1"
    projects: str = "2"
    new: str = "11"
    working: str = "12"
    closed: str = "13"
    projects_new: str = "21"
    high: str = "1"
    low: str = "3"
    laptop: str = "7001"
    noted: str = "500"
    shut: str = "501"
    bare: str = "502"
    unknown: str = "999999"


def snapshot() -> dict[str, Any]:
    """The MSP as `psa-snapshot/1`."""
    return {
        "format": "psa-snapshot/1",
        "companies": [
            {"id": 1, "name": "Acme Corp", "aliases": ["ACME"], "tags": ["gold"]},
            {"id": 2, "name": "Riverside Dental Café", "parent_id": 1},
            {"id": 3, "name": "Gone Ltd", "active": False},
        ],
        "contacts": [
            {"id": 1, "company_id": 1, "name": "Pat Donnelly", "email": "pat@acme.example"},
            {"id": 2, "company_id": 2, "name": "Maria Torres", "phone": "555-0101"},
        ],
        "members": [
            {"id": 17, "identifier": "akessler", "name": "Alex Kessler", "email": "alex@deskhand.example"},
            {"id": 18, "identifier": "sroe", "name": "Sam Roe", "email": "sam@deskhand.example"},
            {
                "id": 19,
                "identifier": "gone",
                "name": "Gil Gone",
                "email": "gil@deskhand.example",
                "active": False,
            },
        ],
        "boards": [
            {
                "id": 1,
                "name": "Service Desk",
                "statuses": [
                    {"id": 11, "name": "New", "closed": False, "default": True},
                    {"id": 12, "name": "In Progress", "closed": False},
                    {"id": 13, "name": "Closed", "closed": True},
                ],
                "types": [{"id": 1, "name": "Incident"}],
            },
            {"id": 2, "name": "Projects", "statuses": [{"id": 21, "name": "New", "closed": False}]},
        ],
        "priorities": [
            {"id": 3, "name": "Low", "sort": 30},
            {"id": 1, "name": "High", "sort": 10},
            {"id": 2, "name": "Medium", "sort": 20, "default": True},
        ],
        "configurations": [
            {"id": 7001, "company_id": 1, "name": "ACME-LT-01", "type": "Laptop", "serial_number": "SN1"},
            {"id": 7002, "company_id": 2, "name": "RD-SRV-01"},
        ],
        "tickets": [*_special_tickets(), *(_ticket(number) for number in range(1, OPEN_TICKETS - 1))],
        "documents": [
            {"id": 1, "title": "How we name things", "body": "Short and plain."},
            {"id": 2, "company_id": 1, "title": "Acme network", "body": "One firewall."},
            {"id": 3, "company_id": 2, "title": "Riverside scanners", "body": "Two scanners."},
        ],
    }


def _special_tickets() -> list[dict[str, Any]]:
    return [
        {
            "id": 500,
            "summary": "Outlook keeps asking for a password",
            "description": "Since the update.\nSecond line.",
            "company_id": 1,
            "contact_id": 1,
            "board_id": 1,
            "status_id": 12,
            "priority_id": 1,
            "type_id": 1,
            "assigned_member_id": 17,
            "entered_at": "2026-10-01T08:00:00Z",
            "configuration_ids": [7001],
            "notes": [
                {
                    "id": 2,
                    "type": "resolution",
                    "text": "Fixed the zeitgeist.",
                    "created_at": "2026-10-03T08:00:00Z",
                },
                {
                    "id": 1,
                    "type": "internal_analysis",
                    "text": "Cleared the credential manager.",
                    "member_id": 17,
                    "created_at": "2026-10-02T08:00:00Z",
                },
            ],
            "time_entries": [{"id": 1, "member_id": 17, "started_at": "2026-10-02T08:00:00Z", "minutes": 25}],
            "resource_ids": [18],
        },
        {
            "id": 501,
            "summary": "Old printer replaced",
            "company_id": 2,
            "board_id": 1,
            "status_id": 13,
            "priority_id": 3,
            "entered_at": "2026-09-01T08:00:00Z",
            "closed_at": "2026-09-02T08:00:00Z",
        },
        {
            "id": 502,
            "summary": "Réseau très lent",
            "company_id": 2,
            "board_id": 2,
            "status_id": 21,
            "priority_id": 2,
            "entered_at": "2026-10-05T08:00:00Z",
        },
    ]


def _ticket(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "summary": f"Routine check {number}",
        "company_id": 1 + number % 2,
        "board_id": 1,
        "status_id": 11,
        "priority_id": 1 + number % 3,
        "entered_at": f"2026-08-{1 + number % 28:02d}T08:00:00Z",
    }
