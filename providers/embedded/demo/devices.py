"""The devices (configurations) the demo MSP looks after."""

import random
from dataclasses import dataclass

from providers.embedded.demo.companies import CLIENTS, Client, company_id


@dataclass(frozen=True)
class Device:
    """One configuration; `kind` is the word scenarios use to ask for a fitting device."""

    id: str
    company_id: str
    name: str
    kind: str
    type: str
    serial_number: str


_TYPES = {
    "workstation": "Workstation",
    "laptop": "Laptop",
    "server": "Server",
    "printer": "Printer",
    "firewall": "Firewall",
    "switch": "Switch",
    "wifi": "Access Point",
    "nas": "NAS",
    "ups": "UPS",
    "phone": "Phone System",
    "pos": "Point of Sale",
}

# What stands where, by the smallest size of company that has it.
_BY_SIZE: tuple[tuple[int, str, str], ...] = (
    (1, "firewall", "FW01"),
    (1, "printer", "PRN01"),
    (2, "server", "DC01"),
    (2, "wifi", "AP01"),
    (2, "laptop", "LT-07"),
    (3, "server", "FS01"),
    (3, "switch", "SW01"),
    (3, "nas", "NAS01"),
    (3, "printer", "PRN02"),
    (4, "server", "APP01"),
    (4, "ups", "UPS01"),
    (4, "wifi", "AP02"),
    (4, "laptop", "LT-12"),
    (5, "server", "SQL01"),
    (5, "phone", "PBX01"),
    (6, "server", "RDS01"),
    (6, "server", "DC02"),
    (6, "switch", "SW02"),
)

# Where a workstation stands, by trade; the first word of each is the most telling one.
_ROOMS = {
    "dental": ("FRONT", "OP", "XRAY", "BILLING"),
    "healthcare": ("TRIAGE", "EXAM", "NURSE", "BILLING"),
    "veterinary": ("FRONT", "EXAM", "LAB"),
    "law": ("PARA", "RECEPTION", "ATTY"),
    "manufacturing": ("SHOP", "QC", "ENG", "SHIP"),
    "logistics": ("DISPATCH", "DOCK", "ACCT"),
    "hospitality": ("FRONT", "SALES", "KITCHEN"),
    "restaurant": ("OFFICE", "KITCHEN"),
    "school": ("OFFICE", "LAB", "LIBRARY"),
    "church": ("OFFICE", "BOOTH"),
    "finance": ("TELLER", "LOAN", "ACCT"),
    "construction": ("OFFICE", "EST"),
    "retail": ("OFFICE", "STOCK"),
}
_COUNTERS = {"restaurant": "POS", "retail": "REG", "entertainment": "BOX", "hospitality": "BAR"}
_FIRST_DEVICE_ID = 5001


def demo_devices(rng: random.Random) -> list[Device]:
    """All devices, company by company."""
    stock = [(client, kind, name) for client in CLIENTS for kind, name in _park(client)]
    return [
        Device(
            id=str(number),
            company_id=company_id(client.prefix),
            name=f"{client.prefix}-{name}",
            kind=kind,
            type=_TYPES[kind],
            serial_number=_serial(rng),
        )
        for number, (client, kind, name) in enumerate(stock, start=_FIRST_DEVICE_ID)
    ]


def device_records(devices: list[Device]) -> list[dict[str, object]]:
    """The devices in the snapshot's form."""
    return [
        {
            "id": each.id,
            "company_id": each.company_id,
            "name": each.name,
            "type": each.type,
            "serial_number": each.serial_number,
        }
        for each in devices
    ]


def _park(client: Client) -> list[tuple[str, str]]:
    park = [(kind, name) for size, kind, name in _BY_SIZE if client.size >= size]
    rooms = _ROOMS.get(client.industry, ("OFFICE", "WS"))
    park += [
        ("workstation", f"{rooms[number % len(rooms)]}-{number // len(rooms) + 1:02d}")
        for number in range(client.size + 1)
    ]
    if client.prefix == "RD":
        park.append(("workstation", "FRONT-03"))
    if client.industry in _COUNTERS:
        park += [("pos", f"{_COUNTERS[client.industry]}-01"), ("pos", f"{_COUNTERS[client.industry]}-02")]
    return park


def _serial(rng: random.Random) -> str:
    return "".join(rng.choices("ABCDEFGHJKLMNPRSTUVWXYZ23456789", k=rng.choice((7, 8, 10))))
