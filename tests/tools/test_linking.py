import pytest

from tests.tools.parse_world import CATALOG
from tools.linking import (
    link_board,
    link_company,
    link_contact,
    link_member,
    link_priority,
    link_status,
)


def test_near_twins_give_no_value_but_both_candidates() -> None:
    """ "Riverside" is two companies: the person chooses, not the code."""
    link = link_company(CATALOG, "Riverside")
    assert (link.value, link.why) == (None, "ambiguous")
    assert {candidate.name for candidate in link.candidates} == {"Riverside Dental", "Riverside Marine"}


def test_an_inactive_company_is_recognised_and_not_filled_in() -> None:
    """Its name is known, so that a warning can say why the value stays empty."""
    link = link_company(CATALOG, "Pinnacle Printing")
    assert (link.value, link.name, link.why) == (None, "Pinnacle Printing", "inactive")


@pytest.mark.parametrize("text", ["", "   ", "?!", "Zephyr Aerospace", "x"])
def test_a_name_that_is_on_no_list_gives_nothing(text: str) -> None:
    """No guess is better than a wrong company."""
    assert link_company(CATALOG, text).value is None


@pytest.mark.parametrize(
    ("text", "company_id"),
    [
        ("ACME CORP", "c1"),
        ("acme corporation", "c1"),
        ("Acme", "c1"),
        ("Meridian Credit Union", "c4"),
        ("meridain credit unoin", "c4"),
        ("MCU", "c4"),
        ("cafe lumiere", "c9"),
        ("Harbor Hotels", "c5"),
        ("Harbor Hotels Portland", "c6"),
        ("東京ラーメン", "c10"),
    ],
)
def test_a_company_is_found_however_it_is_written(text: str, company_id: str) -> None:
    """Alias, legal form, typos, accents, initials, parent and site, any script."""
    assert link_company(CATALOG, text).value == company_id


def test_two_members_with_one_first_name_are_candidates() -> None:
    """Neither Daniel is picked; a last letter tells them apart."""
    link = link_member(CATALOG, "daniel")
    assert (link.value, len(link.candidates)) == (None, 2)
    assert link_member(CATALOG, "Daniel W").value == "m4"


def test_an_inactive_member_is_named_and_not_filled_in() -> None:
    """Nadia left: her name is told, her id is not given."""
    link = link_member(CATALOG, "nadia")
    assert (link.value, link.name, link.why) == (None, "Nadia Reyes", "inactive")


def test_me_is_the_mapped_member_or_says_that_nobody_is_mapped() -> None:
    """Without a mapping "me" is no value and no error."""
    assert link_member(CATALOG, "me", "m1").value == "m1"
    assert link_member(CATALOG, "me", None).why == "not mapped"
    assert link_member(CATALOG, "me", "gone").why == "not mapped"


@pytest.mark.parametrize(
    "text", ["akessler", "Alex", "kessler", "Kessler, Alex", "alex@msp.example", "AK", "alex kesler"]
)
def test_a_member_is_found_by_name_login_mail_or_initials(text: str) -> None:
    """All ways people write a colleague."""
    assert link_member(CATALOG, text).value == "m1"


def test_a_status_belongs_to_its_board() -> None:
    """The same name on two boards is two statuses; on another board it is none."""
    assert link_status(CATALOG, "in progress", "2").value == "22"
    assert link_status(CATALOG, "in progress").why == "ambiguous"
    assert link_status(CATALOG, "Monitoring").value == "23"
    assert link_status(CATALOG, "monitoring", "1").why == "other board"


def test_boards_and_priorities_are_found_by_short_forms() -> None:
    """Abbreviations, and numbers by the order when no name has one."""
    assert link_board(CATALOG, "netops").value == "2"
    assert link_board(CATALOG, "servcie desk").value == "1"
    assert link_priority(CATALOG, "p2").value == "p2"
    assert link_priority(CATALOG, "p9").value is None
    assert link_priority(CATALOG, "critical").value == "p1"


def test_a_contact_is_found_within_its_company() -> None:
    """A contact of another company is not this one's."""
    assert link_contact(CATALOG, "maria torres", "c2").value == "k1"
    assert link_contact(CATALOG, "maria torres", "c1").value is None
    assert link_contact(CATALOG, "gwen@acme.example").value == "k2"
