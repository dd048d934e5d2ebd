"""A very small PSA. Its ids are ones that the demo uses for other records."""

from typing import Any

SMALL: dict[str, Any] = {
    "format": "psa-snapshot/1",
    "companies": [{"id": "1", "name": "Other Client"}, {"id": "2", "name": "Second Client"}],
    "contacts": [{"id": "1", "company_id": "1", "name": "Pat Other", "email": "pat@other-client.example"}],
    "members": [
        {"id": "17", "identifier": "oberg", "name": "Olga Berg", "email": "olga@other.example"},
        {"id": "18", "identifier": "gone", "name": "Gil Gone", "email": "gil@other.example", "active": False},
    ],
    "boards": [
        {
            "id": "1",
            "name": "Other Board",
            "statuses": [
                {"id": "1", "name": "New", "closed": False, "default": True},
                {"id": "2", "name": "Closed", "closed": True},
            ],
        }
    ],
    "priorities": [
        {"id": "1", "name": "High", "sort": 1},
        {"id": "2", "name": "Medium", "sort": 2, "default": True},
    ],
    "tickets": [
        {
            "id": "1",
            "summary": "Secret of the other account",
            "company_id": "1",
            "board_id": "1",
            "status_id": "1",
            "priority_id": "1",
            "entered_at": "2026-11-01T08:00:00Z",
        }
    ],
}
