"""The client contacts of the demo: who writes and calls."""

import random
import unicodedata
from dataclasses import dataclass

from providers.embedded.demo.companies import CLIENTS, company_id


@dataclass(frozen=True)
class Contact:
    """One person at a client company."""

    id: str
    company_id: str
    name: str
    email: str
    phone: str

    @property
    def first(self) -> str:
        """How people address the contact: the given name, or the title with a name."""
        words = self.name.split()
        if words[0] not in _TITLES:
            return words[0]
        return f"{words[0]} {words[-1] if words[0] == 'Dr.' else words[1]}"


# Named people: namesakes of members, names that double as months, days or words, names that do not fit ASCII.
_NAMED: tuple[tuple[str, str], ...] = (
    ("ACME", "Pat Donnelly"),
    ("ACME", "Jordan Ellis"),
    ("ACME", "Alex Romano"),
    ("RD", "Maria Torres"),
    ("RD", "Dr. Helen Choi"),
    ("MCU", "Daniel Okafor"),
    ("MCU", "Monica Steele"),
    ("BPC", "Tom Brennan"),
    ("CPL", "Karen Park-Lewis"),
    ("HHG", "Alexandra Kessling"),
    ("UCT", "April Summers"),
    ("SRB", "Mark Day"),
    ("SBS", "Sister Agnes Byrne"),
    ("OHL", "Siobhán O'Neill"),
    ("OHL", "Wendell Hart"),
    ("MS", "Jürgen Müller"),
    ("MS", "Anneliese Voß"),
    ("CL", "Élodie Marchand"),
    ("COI", "Layla Haddad"),
    ("COI", "Omar Haddad"),
    ("KDS", "Noa Ben-Ami"),
    ("KDS", "Rabbi Eli Stern"),
    ("PBR", "Raúl Peña"),
    ("DAB", "Vince D'Angelo"),
    ("FHM", "June Weatherby"),
    ("CTE", "Denise Calloway"),
    ("OFS", "Marisol Vega"),
    ("HSA", "Ingrid Solheim"),
    ("PVH", "Dr. Sam High"),
    ("NR", "Will Close"),
    ("ZI", "Beat Zürcher"),
    ("TLD", "Kenji Tanaka"),
    ("PNW", "Ravi Nakamura"),
    ("HGI", "Sofia Ibarra"),
    ("GPC", "Pastor Ben Holloway"),
)

_FIRST_NAMES = """
Aaron Abigail Adam Aisha Alan Alicia Amber Andre Angela Anthony Beth Bianca Brandon Brenda Brian Caleb
Carla Carmen Cassandra Chad Charlotte Cheryl Chris Cindy Claire Cody Craig Dana Darius Dawn Deborah
Denise Derek Diane Dominic Donna Doug Eduardo Elaine Emily Erica Ethan Faith Felicia Frank Gabriela Gary
Gloria Grant Greg Hannah Heather Hector Holly Ian Imani Irene Isaac Jackie Jamal Janet Jared Jasmine Jeff
Jenna Jerome Jill Joanna Joel Joyce Julian Justin Kara Katie Keith Kelly Kendra Kevin Kim Kyle Lamar
Laura Leah Leon Leslie Linda Logan Lorena Lucas Lydia Malik Marcus Margaret Marisol Martin Megan Mei
Melissa Miguel Mitchell Nancy Natalie Nathan Neil Nicole Nora Olivia Oscar Pam Patrick Paula Peter Phil
Rachel Randy Rebecca Renee Rita Robin Rosa Roy Ruth Ryan Sandra Scott Shauna Shawn Sheila Simon Stacy
Stella Steve Tamika Tanya Teresa Terry Tiffany Todd Tracy Trevor Tyler Valerie Vanessa Vera Victor Vivian
Wade Walter Whitney Yolanda Yusuf Zach
"""

_LAST_NAMES = """
Abbott Alvarez Anders Archer Ashford Baird Banerjee Barlow Beck Bell Bishop Blackwood Boyd Bradshaw Burke
Calloway Cardenas Carver Castellano Chandler Chen Clarke Conway Crane Cruz Dalton Daniels Delgado Dixon
Doyle Drummond Duarte Eastman Edwards Espinoza Everett Farrow Ferris Finch Fitzgerald Fletcher Foster
Frost Gallagher Garrison Gibbs Gonzales Goodwin Grady Haines Halvorsen Hampton Hargrove Hayes Hernandez
Higgins Holloway Hoang Hughes Hutchins Jacobs Jarvis Jensen Kaplan Keller Kemp Kirby Knox Lang Larkin
Larsen Le Lindgren Lopez Lynch Mackey Maddox Marsh McAllister McCoy Mendez Mercer Molina Montoya Morrow
Nash Navarro Ng Nolan Novak Ochoa Ortega Osborne Palmer Parrish Pham Pierce Pruitt Quinn Ramsey Rhodes
Rivas Rowe Salazar Sawyer Schultz Sharp Shelton Singh Slater Snyder Sorensen Stanton Stokes Sutton
Takahashi Tate Thornton Tran Underwood Vance Vaughn Velasquez Wagner Walsh Ware Webb Whitaker Wilder
Winters Wong Yates York Young Zamora Zimmerman
"""

_AREA_CODES = ("206", "253", "360", "425", "503")
_TITLES = ("Dr.", "Rabbi", "Pastor", "Sister")
_FIRST_CONTACT_ID = 3001


def demo_contacts(rng: random.Random) -> list[Contact]:
    """Everyone who may open a ticket; companies get more people the larger they are."""
    first_names, last_names = _FIRST_NAMES.split(), _LAST_NAMES.split()
    contacts: list[Contact] = []
    taken = {name for _, name in _NAMED}
    for client in CLIENTS:
        names = [name for prefix, name in _NAMED if prefix == client.prefix]
        while len(names) < client.size + 1:
            name = f"{rng.choice(first_names)} {rng.choice(last_names)}"
            if name not in taken:
                taken.add(name)
                names.append(name)
        for name in names:
            contacts.append(
                Contact(
                    id=str(_FIRST_CONTACT_ID + len(contacts)),
                    company_id=company_id(client.prefix),
                    name=name,
                    email=f"{_mailbox(name)}@{client.host}.example",
                    phone=f"({rng.choice(_AREA_CODES)}) 555-01{rng.randrange(100):02d}",
                )
            )
    return contacts


def contact_records(contacts: list[Contact]) -> list[dict[str, object]]:
    """The contacts in the snapshot's form."""
    return [
        {
            "id": each.id,
            "company_id": each.company_id,
            "name": each.name,
            "email": each.email,
            "phone": each.phone,
        }
        for each in contacts
    ]


def _mailbox(name: str) -> str:
    words = [word for word in name.split() if word not in _TITLES]
    plain = unicodedata.normalize("NFKD", ".".join(words).replace("ß", "ss"))
    return "".join(
        letter for letter in plain.lower() if letter.isascii() and (letter.isalnum() or letter in ".-")
    )
