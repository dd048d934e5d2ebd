from dataclasses import replace

from evals.desk import TalkDesk
from tests.tools.conftest import use


async def test_facts_of_a_company_by_its_initials(talk: TalkDesk) -> None:
    """Contacts, devices, sites and how many tickets are open."""
    result = await use(talk, "find_company", company="MCU")
    assert result.data["company"]["name"] == "Meridian Credit Union"
    assert result.data["contact_count"] > 0
    assert any("Lakewood" in site for site in result.data["sites"])
    assert result.data["open_tickets"] >= len(result.tickets)


async def test_a_company_outside_the_persons_sight_does_not_exist(talk: TalkDesk) -> None:
    """Neither its facts nor its name come back, also not as a candidate."""
    scope = replace(talk.scope, company_ids=frozenset({"203"}))
    narrow = TalkDesk(talk.reader, talk.catalog, scope)
    result = await use(narrow, "find_company", company="Acme Corp")
    assert result.data["unclear"]["candidates"] == []
    ambiguous = await use(narrow, "find_company", company="riverside")
    assert "Riverside Marine" not in ambiguous.content


async def test_an_unknown_company_is_named_back(talk: TalkDesk) -> None:
    result = await use(talk, "find_company", company="Zebra Widgets")
    assert "Zebra Widgets" in result.content
