from dataclasses import replace

import pytest
from pydantic import ValidationError

from evals.desk import TalkDesk
from tests.tools.conftest import use
from tools.base import ToolFailed
from tools.registry import tool_named


async def test_a_name_that_two_companies_share_is_asked_about_and_not_guessed(talk: TalkDesk) -> None:
    """Near twins give candidates instead of tickets."""
    result = await use(talk, "find_tickets", company="riverside")
    names = [c["name"] for c in result.data["unclear"]["candidates"]]
    assert names == ["Riverside Dental", "Riverside Marine"]
    assert not result.tickets


async def test_an_id_that_is_on_no_list_is_refused(talk: TalkDesk) -> None:
    """A model's invented id gets through nowhere."""
    result = await use(talk, "find_tickets", company="99999")
    assert result.data["unclear"]["slot"] == "company_id"


async def test_unknown_arguments_are_refused() -> None:
    """A model's invented argument is an error, not silently dropped."""
    with pytest.raises(ValidationError):
        tool_named("find_tickets").args.model_validate({"customer": "Acme"})


async def test_a_ticket_that_does_not_exist_fails_with_its_number(talk: TalkDesk) -> None:
    with pytest.raises(ToolFailed, match="#99999999"):
        await use(talk, "show_ticket", ticket="#99999999")


async def test_filters_are_taken_as_said(talk: TalkDesk) -> None:
    """Company, priority and owner by name; every ticket found fits all of them."""
    result = await use(talk, "find_tickets", company="Acme", priority="high", assigned="me")
    assert result.tickets
    assert {t.company.name for t in result.tickets} == {"Acme Corp"}
    assert {t.priority.name for t in result.tickets} == {"High"}
    assert {t.assigned_member.name for t in result.tickets if t.assigned_member} == {"Alex Kessler"}


async def test_high_or_above_means_the_more_urgent_ones_too(talk: TalkDesk) -> None:
    result = await use(talk, "find_tickets", priority="high or above", state="any")
    assert {t.priority.name for t in result.tickets} <= {"Critical", "High"}


async def test_a_status_is_found_on_every_board_that_has_it(talk: TalkDesk) -> None:
    result = await use(talk, "find_tickets", status="waiting on client")
    assert {t.status.name for t in result.tickets} == {"Waiting on Client"}
    assert len({t.board.name for t in result.tickets}) > 1


async def test_a_closed_status_finds_closed_tickets(talk: TalkDesk) -> None:
    """Asking for "resolved" ones does not look among the open ones."""
    result = await use(talk, "find_tickets", status="resolved", company="Acme")
    assert result.tickets
    assert all(t.closed for t in result.tickets)


async def test_oldest_first_is_the_far_end_of_the_whole_list(talk: TalkDesk) -> None:
    oldest = (await use(talk, "find_tickets", sort="oldest")).tickets
    second = (await use(talk, "find_tickets", sort="oldest", page=2)).tickets
    newest = (await use(talk, "find_tickets", sort="newest")).tickets
    entered = [t.entered_at for t in (*oldest, *second)]
    assert entered == sorted(entered)
    assert entered[0] < newest[-1].entered_at
    assert not {t.id for t in oldest} & {t.id for t in second}


async def test_words_that_no_ticket_holds_together_find_the_nearest(talk: TalkDesk) -> None:
    """It says that they hold only some of the words."""
    result = await use(talk, "find_tickets", text="printer zeppelin offline")
    assert result.data["relaxed"]
    assert result.tickets


async def test_similar_tickets_of_the_same_company_come_first(talk: TalkDesk) -> None:
    result = await use(talk, "similar_tickets", ticket="48291")
    own = int(result.data["same_company"])
    assert "48291" not in [t.id for t in result.tickets]
    assert all(t.company.name == "Acme Corp" for t in result.tickets[:own])
    assert all(t.company.name != "Acme Corp" for t in result.tickets[own:])


async def test_without_a_mapped_member_my_queue_says_who_can_help(talk: TalkDesk) -> None:
    """ "Not mapped" is not "no tickets"."""
    unmapped = TalkDesk(talk.reader, talk.catalog, replace(talk.scope, member_ids={}))
    result = await use(unmapped, "my_queue")
    assert "not mapped" in result.content
    assert not result.tickets
