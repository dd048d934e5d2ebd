"""A believable MSP for demos and tests: clients, people, devices and some 120 days of tickets."""

import datetime
import random

from providers.embedded.demo.companies import company_records
from providers.embedded.demo.desk import board_records, member_records, priority_records
from providers.embedded.demo.devices import demo_devices, device_records
from providers.embedded.demo.documents import document_records
from providers.embedded.demo.people import contact_records, demo_contacts
from providers.embedded.demo.tickets import TicketWriter

__all__ = ["demo_snapshot"]

_SEED = 48291


def demo_snapshot(today: datetime.date) -> dict[str, object]:
    """The demo MSP as a `psa-snapshot/1` object, ready for JSON.

    Args:
        today: Every timestamp lies before the start of this day in UTC; equal days give equal snapshots.
    """
    rng = random.Random(_SEED)  # noqa: S311 - repeatable demo data, no secret
    contacts = demo_contacts(rng)
    devices = demo_devices(rng)
    midnight = datetime.datetime.combine(today, datetime.time(), tzinfo=datetime.UTC)
    return {
        "format": "psa-snapshot/1",
        "companies": company_records(),
        "contacts": contact_records(contacts),
        "members": member_records(),
        "boards": board_records(),
        "priorities": priority_records(),
        "configurations": device_records(devices),
        "tickets": TicketWriter(rng, midnight, contacts, devices).records(),
        "documents": document_records(),
    }
