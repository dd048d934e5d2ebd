"""The client companies of the demo MSP: small and medium businesses around Puget Sound and beyond."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """One client company.

    Attributes:
        prefix: Opening of its device names, as in "ACME-DC01".
        host: Its mail domain without the closing ".example".
        size: 1 (a handful of people) to 6; steers how many contacts, devices and tickets it has.
        tier: Service level: gold, silver or bronze.
        parent: Prefix of the company it belongs to, or "".
    """

    name: str
    prefix: str
    host: str
    industry: str
    tier: str
    size: int = 2
    aliases: tuple[str, ...] = ()
    parent: str = ""
    active: bool = True


FIRST_COMPANY_ID = 201

CLIENTS: tuple[Client, ...] = (
    Client("Acme Corp", "ACME", "acme", "manufacturing", "gold", 6, ("Acme", "Acme Corporation")),
    Client("Acme Supply Co.", "ASC", "acmesupply", "wholesale", "silver", 3, ("ASC",)),
    Client(
        "Riverside Dental", "RD", "riversidedental", "dental", "gold", 5, ("Riverside Dental Group", "RDG")
    ),
    Client("Riverside Marine", "RM", "riversidemarine", "marine", "silver", 3),
    Client("Meridian Credit Union", "MCU", "meridiancu", "finance", "gold", 6, ("MCU", "Meridian CU")),
    Client("North Shore Clinic", "NSC", "northshoreclinic", "healthcare", "silver", 3, ("NSC",)),
    Client("Northshore Clinics Group", "NCG", "northshoregroup", "healthcare", "gold", 4, ("NCG",)),
    Client(
        "Harbor Hotels Group",
        "HHG",
        "harborhotels",
        "hospitality",
        "gold",
        4,
        ("HHG", "Harbor Hotels", "Harbor"),
    ),
    Client(
        "Harbor Hotels – Portland", "HHPDX", "harborhotels", "hospitality", "gold", 3, ("Harbor PDX",), "HHG"
    ),
    Client(
        "Harbor Hotels – Tacoma", "HHTAC", "harborhotels", "hospitality", "gold", 2, ("Harbor Tacoma",), "HHG"
    ),
    Client("Harbor Hotels – Seaside", "HHSEA", "harborhotels", "hospitality", "gold", 2, (), "HHG"),
    Client("Café Lumière", "CL", "cafelumiere", "restaurant", "bronze", 1, ("Cafe Lumiere", "Lumiere")),
    Client("D'Angelo's Bakery", "DAB", "dangelosbakery", "restaurant", "bronze", 1, ("D'Angelo's",)),
    Client("B&R Plumbing", "BR", "brplumbing", "construction", "bronze", 2, ("B and R", "BRP")),
    Client(
        "Müller & Söhne GmbH",
        "MS",
        "mueller-soehne",
        "manufacturing",
        "silver",
        3,
        ("Mueller & Soehne", "M&S"),
    ),
    Client("O'Neill-Hart LLP", "OHL", "oneillhart", "law", "gold", 4, ("OHL", "O'Neill Hart")),
    Client("First Priority Staffing", "FPS", "firstpriority", "staffing", "silver", 3, ("FPS",)),
    Client("Low Country Seafood", "LCS", "lowcountryseafood", "restaurant", "silver", 2, ("LCS",)),
    Client("The Cable Guys", "TCG", "thecableguys", "construction", "bronze", 2, ("Cable Guys",)),
    Client("Friday Harbor Marina", "FHM", "fridayharbor", "marine", "silver", 3, ("FHM",)),
    Client(
        "Critical Path Logistics", "CPL", "criticalpath", "logistics", "gold", 5, ("CPL", "Critical Path")
    ),
    Client("Network Realty", "NR", "networkrealty", "real estate", "silver", 2, ("Network Realty Partners",)),
    Client("Server Hospitality Group", "SHG", "serverhospitality", "restaurant", "silver", 3, ("SHG",)),
    Client("Blue Screen Cinemas", "BSC", "bluescreencinemas", "entertainment", "silver", 3, ("Blue Screen",)),
    Client("Urgent Care of Tacoma", "UCT", "urgentcaretacoma", "healthcare", "gold", 4, ("UCT", "Tacoma UC")),
    Client(
        "Closed Loop Recycling", "CLR", "closedloop", "manufacturing", "bronze", 2, ("CLR", "Closed Loop")
    ),
    Client("24/7 Towing", "TOW", "247towing", "logistics", "bronze", 2, ("24-7 Towing", "Twenty Four Seven")),
    Client("Pemberton & Vale, P.C.", "PV", "pembertonvale", "law", "gold", 3, ("P&V", "Pemberton")),
    Client("Vale Accounting, P.C.", "VA", "valeaccounting", "accounting", "silver", 2, ("Vale CPA",)),
    Client(
        "Summit Ridge Builders LLC",
        "SRB",
        "summitridge",
        "construction",
        "silver",
        3,
        ("Summit Ridge", "SRB"),
    ),
    Client("Summit Orthopedics", "SO", "summitortho", "healthcare", "gold", 4, ("Summit Ortho",)),
    Client(
        "Saint Brendan Parish School", "SBS", "stbrendan", "school", "silver", 3, ("St. Brendan's", "SBPS")
    ),
    Client("Kadima Day School", "KDS", "kadima", "school", "silver", 3, ("KDS", "Kadima")),
    Client("Grace Point Church", "GPC", "gracepoint", "church", "bronze", 2, ("GracePoint",)),
    Client("Grace Harbor Lutheran Church", "GHL", "graceharbor", "church", "bronze", 1, ("Grace Harbor",)),
    Client(
        "Cedar & Olive Imports LLC", "COI", "cedarolive", "wholesale", "silver", 2, ("C&O", "Cedar and Olive")
    ),
    Client("Puget Veterinary Hospital", "PVH", "pugetvet", "veterinary", "silver", 3, ("PVH", "Puget Vet")),
    Client("Tidewater Legal Aid", "TLA", "tidewaterlegal", "nonprofit", "bronze", 2, ("TLA",)),
    Client("Open Door Shelter", "ODS", "opendoorshelter", "nonprofit", "bronze", 2, ("Open Door",)),
    Client("Evergreen Food Bank", "EFB", "evergreenfood", "nonprofit", "bronze", 2, ("EFB",)),
    Client("Evergreen Family Dentistry", "EFD", "evergreendentistry", "dental", "silver", 2, ("EFD",)),
    Client(
        "Bright Smiles Orthodontics PLLC", "BSO", "brightsmiles", "dental", "silver", 2, ("Bright Smiles",)
    ),
    Client(
        "Kowalczyk Machine Works, Inc.",
        "KMW",
        "kowalczyk",
        "manufacturing",
        "silver",
        3,
        ("KMW", "Kowalczyk"),
    ),
    Client("Bellweather Precision Castings Inc.", "BPC", "bellweather", "manufacturing", "gold", 4, ("BPC",)),
    Client("Orca Freight Systems Ltd", "OFS", "orcafreight", "logistics", "silver", 3, ("OFS", "Orca")),
    Client("Orca Bay Kayaks", "OBK", "orcabaykayaks", "retail", "bronze", 1),
    Client("Tanaka Landscape Design", "TLD", "tanakalandscape", "construction", "bronze", 1, ("Tanaka",)),
    Client("Hollis, Grant & Ibarra LLP", "HGI", "hollisgrant", "law", "silver", 3, ("HGI", "Hollis Grant")),
    Client(
        "Grant Street Pharmacy", "GSP", "grantstreetrx", "healthcare", "silver", 2, ("Grant St Pharmacy",)
    ),
    Client(
        "Maple & Main Insurance Agency",
        "MMI",
        "maplemain",
        "insurance",
        "silver",
        2,
        ("Maple and Main", "MMI"),
    ),
    Client(
        "Cascade Title & Escrow Co.",
        "CTE",
        "cascadetitle",
        "real estate",
        "gold",
        3,
        ("CTE", "Cascade Title"),
    ),
    Client("Cascade Brewing Supply", "CBS", "cascadebrewing", "wholesale", "bronze", 2, ("CBS",)),
    Client(
        "Monday Morning Coffee Roasters",
        "MMC",
        "mondaymorning",
        "restaurant",
        "bronze",
        2,
        ("Monday Morning",),
    ),
    Client(
        "High Street Architects", "HSA", "highstreetarch", "architecture", "silver", 3, ("HSA", "High Street")
    ),
    Client("Medium Well Steakhouse", "MWS", "mediumwell", "restaurant", "bronze", 1),
    Client("Print Shop on Ninth", "PSN", "printshopninth", "printing", "bronze", 2, ("Ninth Street Print",)),
    Client("New Horizons Physical Therapy", "NHP", "newhorizonspt", "healthcare", "silver", 2, ("NHPT",)),
    Client("Emergency Plumbing Partners", "EPP", "emergencyplumbing", "construction", "bronze", 1, ("EPP",)),
    Client(
        "Three Sisters Winery", "TSW", "threesisterswine", "agriculture", "bronze", 2, ("3 Sisters", "TSW")
    ),
    Client(
        "Phillips-Nakamura Wealth Advisors",
        "PNW",
        "pnwealth",
        "finance",
        "gold",
        3,
        ("PNW", "Phillips Nakamura"),
    ),
    Client(
        "Olympic Peninsula Timber Co.",
        "OPT",
        "optimber",
        "manufacturing",
        "silver",
        2,
        ("OPT", "Olympic Timber"),
    ),
    Client(
        "Skagit Valley Growers Co-op",
        "SVG",
        "skagitgrowers",
        "agriculture",
        "silver",
        3,
        ("SVG", "The Co-op"),
    ),
    Client("Lakeview Montessori", "LVM", "lakeviewmontessori", "school", "bronze", 2, ("Lakeview",)),
    Client("Lakeview Animal Clinic", "LAC", "lakeviewanimal", "veterinary", "bronze", 2, ("LAC",)),
    Client("Zürcher Instruments Ltd", "ZI", "zurcher", "manufacturing", "silver", 2, ("Zurcher", "Zuercher")),
    Client(
        "Peña Brothers Roofing", "PBR", "penaroofing", "construction", "bronze", 2, ("Pena Brothers", "PBR")
    ),
    Client("Assigned Risk Underwriters", "ARU", "assignedrisk", "insurance", "silver", 2, ("ARU",)),
    Client("Today's Child Preschool", "TCP", "todayschild", "school", "bronze", 1, ("Todays Child",)),
    Client(
        "Stillwater Hospice Foundation", "SHF", "stillwaterhospice", "nonprofit", "silver", 2, ("Stillwater",)
    ),
    Client("Sound Transit Couriers", "STC", "soundcouriers", "logistics", "bronze", 2, ("Sound Couriers",)),
    Client("Ticket Booth Theatre Company", "TBT", "ticketbooth", "entertainment", "bronze", 1, ("TBT",)),
    Client("Windows & Doors Direct", "WDD", "windowsdoors", "construction", "bronze", 2, ("WDD",)),
    Client(
        "Harborview Yacht Sales",
        "HYS",
        "harborviewyachts",
        "marine",
        "bronze",
        2,
        ("formerly Bluewater Yachts",),
    ),
    Client(
        "Critical Path Logistics – Kent Depot",
        "CPLK",
        "criticalpath",
        "logistics",
        "gold",
        2,
        ("Kent",),
        "CPL",
    ),
    Client(
        "Meridian Credit Union – Lakewood",
        "MCUL",
        "meridiancu",
        "finance",
        "gold",
        2,
        ("MCU Lakewood",),
        "MCU",
    ),
    Client("Northshore Clinics – Bothell", "NCGB", "northshoregroup", "healthcare", "gold", 2, (), "NCG"),
    Client("Rainier Outdoor Outfitters, Inc.", "ROO", "rainieroutdoor", "retail", "silver", 2, ("ROO",)),
    Client(
        "Pinnacle Printing Inc.", "PPI", "pinnacleprinting", "printing", "bronze", 1, ("Pinnacle",), "", False
    ),
    Client("Old Town Travel Agency", "OTT", "oldtowntravel", "travel", "bronze", 1, (), "", False),
    Client("Bayside Dental Lab LLC", "BDL", "baysidelab", "dental", "bronze", 1, ("Bayside",), "", False),
)

_IDS = {client.prefix: str(FIRST_COMPANY_ID + index) for index, client in enumerate(CLIENTS)}


def company_id(prefix: str) -> str:
    """The id of the company whose device names open with `prefix`; KeyError if there is none."""
    return _IDS[prefix]


def company_records() -> list[dict[str, object]]:
    """All companies, in the snapshot's form."""
    return [
        {
            "id": _IDS[client.prefix],
            "name": client.name,
            "aliases": list(client.aliases),
            "parent_id": _IDS[client.parent] if client.parent else None,
            "active": client.active,
            "tags": [client.industry, client.tier],
        }
        for client in CLIENTS
    ]
