"""Companies of the PSA by words of their names."""

from providers.models import Company
from tools.catalog import Catalog
from tools.words import fold


def companies_named(catalog: Catalog, words: str) -> list[Company]:
    """Those whose name or alias holds all the words; active ones and those that begin with them first."""
    wanted = fold(words).split()

    def rank(company: Company) -> tuple[bool, bool, str]:
        name = fold(company.name)
        return (not company.active, not name.startswith(" ".join(wanted)), name)

    found = [
        each
        for each in catalog.companies
        if all(word in fold(" ".join((each.name, *each.aliases))) for word in wanted)
    ]
    return sorted(found, key=rank)
