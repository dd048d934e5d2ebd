"""Made-up company names in any number, and misspellings of them, for the benches of linking and parsing."""

from random import Random

from providers.models import Board, Company, Member, Priority, Status
from tools.catalog import Catalog

_SYLLABLES = (
    "ka ro vi len sto mar tek dal fen gri hol jun bra nor os pel qui ras sun tor wes zan bel cor dex"
    " lum mi pra sol "
    "tam ul ver win yar"
).split()
_SECOND = (
    "Northern Global Prime Central Pacific Atlantic Royal Modern Solar Hydro Nova Terra Apex Delta"
    " Sigma Zenith Orion "
    "Family Coastal Valley Summit Harbor Lake River Mountain Prairie"
).split()
_TRADES = (
    "Energy Foods Steel Logistics Pharma Capital Systems Motors Marine Textiles Mining Paper Media"
    " Health Robotics Retail "
    "Insurance Chemicals Optics Dental Legal Roofing Bakery Clinic Hotels Brewing Plumbing Architects"
).split()
_FORMS = ("Inc", "Ltd", "AB", "GmbH", "Corp", "SA", "plc", "AS", "Oy", "LLC")


def company_names(count: int, random: Random) -> list[str]:
    """That many different names, sorted."""
    names: set[str] = set()
    while len(names) < count:
        first = "".join(random.choices(_SYLLABLES, k=random.choice((2, 3, 3, 4)))).capitalize()
        second = [random.choice(_SECOND)] if random.random() < 0.5 else []
        names.add(" ".join([first, *second, random.choice(_TRADES), random.choice(_FORMS)]))
    return sorted(names)


def misspelt(name: str, random: Random) -> str:
    """The name with one slip (a letter left out, doubled or swapped for a vowel), mostly without its legal
    form."""
    typed = name.rsplit(" ", 1)[0] if random.random() < 0.6 else name
    place = random.randrange(1, len(typed) - 1)
    slip = random.choice(("", typed[place] * 2, random.choice("aeiou")))
    return typed[:place] + slip + typed[place + 1 :]


def catalog_of(names: list[str]) -> Catalog:
    """A tenant with these companies, a handful of members, boards and priorities."""
    return Catalog(
        connection_id="bench",
        companies=tuple(Company(id=str(number), name=name) for number, name in enumerate(names)),
        members=tuple(
            Member(
                id=f"m{n}",
                identifier=name.split()[0].lower(),
                name=name,
                email=f"{name.split()[0].lower()}@msp.example",
            )
            for n, name in enumerate(
                ("Ada Berg", "Ben Cole", "Cora Diaz", "Dan Eriks", "Eva Frost", "Finn Gale")
            )
        ),
        boards=tuple(
            Board(
                id=f"b{n}", name=name, statuses=(Status(id=f"s{n}", name="New", closed=False, default=True),)
            )
            for n, name in enumerate(("Service Desk", "Network Operations", "Projects"))
        ),
        priorities=tuple(
            Priority(id=f"p{n}", name=name, sort=n)
            for n, name in enumerate(("Critical", "High", "Medium", "Low"))
        ),
    )
