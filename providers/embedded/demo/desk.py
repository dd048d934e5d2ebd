"""The MSP's own side of the demo: members, boards with statuses and types, priorities."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """One engineer or dispatcher; `boards` names where most of the person's tickets come from."""

    id: str
    identifier: str
    name: str
    boards: tuple[str, ...]
    active: bool = True


@dataclass(frozen=True)
class Board:
    """One board; statuses are written "Name", "Name*" (the default) or "Name!" (closed)."""

    id: str
    name: str
    statuses: tuple[str, ...]
    types: tuple[str, ...]


MEMBERS: tuple[Member, ...] = (
    Member("17", "akessler", "Alex Kessler", ("Service Desk", "Network Operations")),
    Member("18", "mtorres", "Maria Torres", ("Service Desk",)),
    Member("19", "dokafor", "Daniel Okafor", ("Network Operations", "Monitoring Alerts")),
    Member("20", "dwhitfield", "Daniel Whitfield", ("Service Desk", "Onsite")),
    Member("21", "jmunoz", "José Muñoz", ("Network Operations", "Onsite")),
    Member("22", "sdeluca", "Sofia De Luca", ("Projects", "Service Desk")),
    Member("23", "kpark", "Karen Park", ("Security",)),
    Member("24", "tbrennan", "Tom Brennan", ("Onsite", "Projects")),
    Member("25", "rpatel", "Ravi Patel", ("Security", "Monitoring Alerts")),
    Member("26", "hlindqvist", "Hanna Lindqvist", ("Service Desk", "Monitoring Alerts")),
    Member("27", "gcole", "Gwen Cole", ("Service Desk",)),
    Member("28", "bsato", "Ben Sato", ("Projects", "Network Operations")),
    Member("29", "nreyes", "Nadia Reyes", ("Service Desk", "Security"), active=False),
    Member("30", "alowe", "April Lowe", ("Service Desk", "Onsite")),
)

DISPATCHER_IDS = ("27", "30")

BOARDS: tuple[Board, ...] = (
    Board(
        "1",
        "Service Desk",
        ("New*", "Assigned", "In Progress", "Waiting on Client", "Waiting on Vendor", "Resolved!", "Closed!"),
        ("Email", "Hardware", "Software", "Account and Access", "Printing", "Phone"),
    ),
    Board(
        "2",
        "Network Operations",
        (
            "New*",
            "In Progress",
            "Waiting on Client",
            "Waiting on Carrier",
            "Monitoring",
            "Resolved!",
            "Closed!",
        ),
        ("Connectivity", "Wireless", "Firewall and VPN", "DNS and DHCP", "Voice"),
    ),
    Board(
        "3",
        "Projects",
        ("New*", "Planning", "In Progress", "On Hold", "Waiting on Client", "Completed!", "Canceled!"),
        ("Onboarding", "Migration", "Hardware Refresh", "Office Move"),
    ),
    Board(
        "4",
        "Security",
        ("New*", "Triage", "Contained", "In Progress", "Waiting on Client", "Resolved!", "False Positive!"),
        ("Phishing", "Account Compromise", "Endpoint Alert", "Policy and Audit"),
    ),
    Board(
        "5",
        "Onsite",
        ("New*", "Scheduled", "En Route", "In Progress", "Parts on Order", "Resolved!", "Closed!"),
        ("Installation", "Repair", "Cabling", "Site Visit"),
    ),
    Board(
        "6",
        "Monitoring Alerts",
        ("New*", "Acknowledged", "In Progress", "Resolved!", "Closed!"),
        ("Disk Space", "Backup", "Service Down", "Certificate", "Patching", "Hardware Health"),
    ),
)

PRIORITIES: tuple[tuple[str, str], ...] = (
    ("11", "Critical"),
    ("12", "High"),
    ("13", "Medium"),
    ("14", "Low"),
    ("15", "Planned"),
)
_DEFAULT_PRIORITY = "Medium"


def board_named(name: str) -> Board:
    """The board of that exact name; KeyError if there is none."""
    return {board.name: board for board in BOARDS}[name]


def statuses_of(board: Board, *, closed: bool) -> dict[str, str]:
    """Names and ids of the board's open or closed statuses, in order."""
    return {
        text.rstrip("*!"): _status_id(board, index)
        for index, text in enumerate(board.statuses)
        if text.endswith("!") is closed
    }


def type_id(board: Board, name: str) -> str:
    """The id of the ticket type of that name; ValueError if the board has none."""
    return f"{board.id}5{board.types.index(name):02d}"


def priority_id(name: str) -> str:
    """The id of the priority of that name; KeyError if there is none."""
    return {label: key for key, label in PRIORITIES}[name]


def member_records() -> list[dict[str, object]]:
    """All members, in the snapshot's form."""
    return [
        {
            "id": member.id,
            "identifier": member.identifier,
            "name": member.name,
            "email": _email(member),
            "active": member.active,
        }
        for member in MEMBERS
    ]


def board_records() -> list[dict[str, object]]:
    """All boards, in the snapshot's form."""
    return [
        {
            "id": board.id,
            "name": board.name,
            "statuses": [
                {
                    "id": _status_id(board, index),
                    "name": text.rstrip("*!"),
                    "closed": text.endswith("!"),
                    "default": text.endswith("*"),
                }
                for index, text in enumerate(board.statuses)
            ],
            "types": [{"id": type_id(board, name), "name": name} for name in board.types],
        }
        for board in BOARDS
    ]


def priority_records() -> list[dict[str, object]]:
    """All priorities, most urgent first, in the snapshot's form."""
    return [
        {"id": key, "name": name, "sort": sort, "default": name == _DEFAULT_PRIORITY}
        for sort, (key, name) in enumerate(PRIORITIES, start=1)
    ]


def _status_id(board: Board, index: int) -> str:
    return f"{board.id}{index + 1:02d}"


def _email(member: Member) -> str:
    local = "alex" if member.identifier == "akessler" else member.identifier
    return f"{local}@deskhand.example"
