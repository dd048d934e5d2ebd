"""A few customers and a ticket for tests of notes and leaks."""

from datetime import UTC, datetime

from providers.models import Company, Ref, Ticket
from tools.catalog import Catalog

CATALOG = Catalog(
    "c1",
    companies=(
        Company(id="1", name="Acme Corp", aliases=("Acme",)),
        Company(id="2", name="Riverside Dental"),
        Company(id="3", name="Riverside Marine LLC"),
        Company(id="4", name="Harbor Hotels Group"),
        Company(id="5", name="Harbor Hotels – Portland", parent_id="4"),
        Company(id="6", name="Harbor Hotels – Salem", parent_id="4"),
        Company(id="7", name="Meridian Credit Union", aliases=("MCU",)),
        Company(id="8", name="Network Realty"),
        Company(id="9", name="Café Lumière"),
    ),
)


def ticket(company_id: str = "1") -> Ticket:
    company = CATALOG.company(company_id)
    assert company is not None
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Ticket(
        id="48291",
        summary="DNS not resolving",
        company=Ref(id=company.id, name=company.name),
        board=Ref(id="1", name="Service Desk"),
        status=Ref(id="1", name="New"),
        closed=False,
        priority=Ref(id="2", name="High"),
        priority_sort=2,
        entered_at=moment,
        updated_at=moment,
    )
