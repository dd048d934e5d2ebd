"""A small tenant for the tests of linking and parsing."""

from providers.models import Board, Company, Contact, Member, Priority, Status
from tools.catalog import Catalog

BOARDS = (
    Board(
        id="1",
        name="Service Desk",
        statuses=(
            Status(id="11", name="New", closed=False, default=True),
            Status(id="12", name="In Progress", closed=False),
            Status(id="13", name="Closed", closed=True),
        ),
    ),
    Board(
        id="2",
        name="Network Operations",
        statuses=(
            Status(id="21", name="New", closed=False, default=True),
            Status(id="22", name="In Progress", closed=False),
            Status(id="23", name="Monitoring", closed=False),
        ),
    ),
)
CATALOG = Catalog(
    connection_id="test",
    companies=(
        Company(id="c1", name="Acme Corp", aliases=("Acme Corporation",)),
        Company(id="c2", name="Riverside Dental"),
        Company(id="c3", name="Riverside Marine"),
        Company(id="c4", name="Meridian Credit Union Ltd"),
        Company(id="c5", name="Harbor Hotels"),
        Company(id="c6", name="Harbor Hotels – Portland", parent_id="c5"),
        Company(id="c7", name="First Priority Staffing"),
        Company(id="c8", name="Pinnacle Printing", active=False),
        Company(id="c9", name="Café Lumière"),
        Company(id="c10", name="東京ラーメン"),
    ),
    contacts=(
        Contact(id="k1", company_id="c2", name="Maria Torres"),
        Contact(id="k2", company_id="c1", name="Gwen Stacy", email="gwen@acme.example"),
    ),
    members=(
        Member(id="m1", identifier="akessler", name="Alex Kessler", email="alex@msp.example"),
        Member(id="m2", identifier="mtorres", name="Maria Torres", email="maria@msp.example"),
        Member(id="m3", identifier="dokafor", name="Daniel Okafor", email="do@msp.example"),
        Member(id="m4", identifier="dwhit", name="Daniel Whitfield", email="dw@msp.example"),
        Member(id="m5", identifier="nreyes", name="Nadia Reyes", email="nr@msp.example", active=False),
    ),
    boards=BOARDS,
    priorities=(
        Priority(id="p1", name="Critical", sort=1),
        Priority(id="p2", name="High", sort=2),
        Priority(id="p3", name="Medium", sort=3, default=True),
        Priority(id="p4", name="Low", sort=4),
    ),
)
