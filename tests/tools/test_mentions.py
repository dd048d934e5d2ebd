from tests.tools.parse_world import CATALOG
from tools.mentions import find_mentions


def test_a_question_gives_its_names_with_places() -> None:
    """Chat sees company, priority and nobody, and which words they take."""
    question = "open high priority tickets for riverside dental about pos, assigned to nobody"
    found = {mention.slot: mention for mention in find_mentions(CATALOG, question)}
    assert found["company"].link.value == "c2"
    assert found["priority"].link.value == "p2"
    assert found["assignee"].link.why == "unassigned"
    assert question[slice(*found["company"].span)] == "riverside dental"


def test_words_inside_a_company_name_are_no_other_mention() -> None:
    """ "First Priority Staffing" is a company and nothing else."""
    assert [mention.slot for mention in find_mentions(CATALOG, "tickets of First Priority Staffing")] == [
        "company"
    ]


def test_bare_names_are_told_apart_from_values() -> None:
    """`cued` says whether the wording makes a name a value."""
    found = find_mentions(CATALOG, "alex says assign to maria torres")
    assert [(mention.words, mention.cued) for mention in found if mention.slot == "assignee"] == [
        ("alex", False),
        ("maria torres", True),
    ]


def test_a_sentence_without_names_has_no_mentions() -> None:
    """Nothing is found in nothing."""
    assert find_mentions(CATALOG, "") == []
    assert find_mentions(CATALOG, "the printer is on fire") == []
