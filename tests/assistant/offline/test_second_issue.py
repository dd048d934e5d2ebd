import pytest

from assistant.offline.second_issue import second_issues

TOPIC = "DNS not resolving on workstations"
TOLD = ["users cannot open any website", "nslookup times out against 10.0.0.10"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("also the printer on the 2nd floor is offline", "printer"),
        ("by the way, Dana says her voicemail light never goes off", "voicemail"),
        ("unrelated: Tom's laptop battery is swelling", "battery"),
        ("Separate thing, a partner clicked a phishing link this morning", "phishing"),
        ("The owner also complains that the till declines every card since noon", "till"),
        ("OFS-DC02 hasn't checked in since 3 am, different problem", "OFS-DC02"),
    ],
)
def test_a_clearly_separate_issue_is_noticed_in_the_persons_words(text: str, word: str) -> None:
    found = second_issues([*TOLD, text], TOPIC)
    assert len(found) == 1
    assert word in found[0].label
    assert found[0].summary_hint in text


@pytest.mark.parametrize(
    "text",
    [
        "also flushed the cache on her pc",
        "the switch lost power, that is why the phones were down too",
        "last month their printer died but that was replaced",
        "lol the coffee machine is broken too",
        "the printer was offline but it is fine now",
        "maybe the printer floods the network",
        "she mentioned the label printer, there is already a ticket for that",
        "also show me the open tickets of acme",
        "phones are fine, wifi is fine",
        "so name resolution is down for everyone",
        "they plan to replace the copier in the summer",
    ],
)
def test_tangents_steps_causes_history_jokes_and_solved_things_are_none(text: str) -> None:
    assert second_issues([*TOLD, text], TOPIC) == []


def test_the_first_message_of_a_session_is_its_topic() -> None:
    """Whatever it holds, there is nothing yet that it could be apart from."""
    assert second_issues(["no wifi, printer offline and phones dead"]) == []


def test_an_issue_that_was_told_before_is_not_new() -> None:
    said = "also the printer on the 2nd floor is offline"
    assert second_issues([*TOLD, said, "the printer on the 2nd floor is still offline btw"], TOPIC) == []
