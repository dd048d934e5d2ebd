import time

import pytest

from assistant.offline.second_issue import second_issues, weigh
from assistant.offline.speakers import is_person
from assistant.offline.topics import kinds_in

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


WORKED_ON = ["outlook search finds nothing", "rebuilt the index, finds things again"]


@pytest.mark.parametrize(
    "text",
    [
        "the badge reader by the dock doesn't open",
        "sliding door at the entrance stuck half open",
        "the jacquard on row 2 loses its pattern files every night",
        "Bettina cannot open the cad viewer, white page",
        "they want a mailbox for the new hire by the 1st",
    ],
)
def test_a_bare_statement_is_noticed_by_its_new_subject(text: str) -> None:
    """Nothing brings it in, but work on the matter has begun and it speaks of another thing."""
    assert [issue.summary_hint for issue in second_issues([*WORKED_ON, text], "Outlook search")] == [text]


@pytest.mark.parametrize(
    "text",
    [
        "the outlook profile of the assistant is broken",
        "the new one doesn't get an address yet",
        "their provider has an incident in the data center",
        "the loading ramp camera is down, security company is already informed",
        "elevator in this building is broken so I carried the ladder up six floors",
        "the other laptop has the same problem",
        "greylisting turned off",
    ],
)
def test_notes_on_the_work_at_hand_are_no_bare_statements(text: str) -> None:
    assert second_issues([*WORKED_ON, text], "Outlook search") == []


def test_a_turn_that_ends_in_a_colon_announces_the_next() -> None:
    said = [*WORKED_ON, "and now for something different. the scale house:"]
    assert second_issues([*said, "weigh slips come out with yesterday's date"], "Outlook search")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("jordan says the guard's tablet wants a passcode", "The guard's tablet wants a passcode"),
        (
            'mail from Lydia: "The kiosk in the lobby shows a blue page since Monday"',
            "The kiosk in the lobby shows a blue page since Monday",
        ),
        (
            "nurse Okafor caught me on the way out, the fridge logger sends no reports",
            "The fridge logger sends no reports",
        ),
        ("according to Jorge the kiosk charges people twice", "The kiosk charges people twice"),
        (
            "while on site I noticed water dripping onto the rack",
            "Water dripping onto the rack",
        ),
    ],
)
def test_the_label_tells_the_matter_without_who_brought_it(text: str, label: str) -> None:
    assert [issue.label for issue in second_issues([*TOLD, text], TOPIC)] == [label]


def test_a_wish_keeps_the_person_who_has_it() -> None:
    found = second_issues([*TOLD, "Ruth would like the alarm code of the old pastor deleted"], TOPIC)
    assert [issue.label for issue in found] == ["Ruth would like the alarm code of the old pastor deleted"]


def test_who_called_may_stand_in_a_sentence_of_its_own() -> None:
    text = "amber called right after we hung up. recorded footage of the gate is not searchable since Monday"
    assert [i.summary_hint for i in second_issues([*TOLD, text], TOPIC)] == [text.split(". ", 1)[1]]


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


@pytest.mark.parametrize(
    "text",
    [
        "nurse said her mouse is dead, battery, put a new one in, done",
        "Clerk asked why her phone shows the wrong time. Rebooted it, shows the right one",
        "gil says the phones in the shop are dead, Ben is already on it",
        "front desk complained about the key encoder, their vendor has a tech coming at 3",
        "Noa complained about the scanner, that's #52110",
        "Carmen says the new phones are so much better than the old ones that kept dropping",
        "owner recalled that the old server lost all the invoices in 2018",
        "vendor says their portal rejects every login today",
        "the guy says the soda machine needs an IT guy more than he does",
        "for the record, the printers should have had their own vlan",
        "he wanted to know how to lock his screen quickly, win+L",
    ],
)
def test_what_people_tell_is_none_when_solved_owned_past_praised_or_answered(text: str) -> None:
    assert second_issues([*TOLD, text], TOPIC) == []


def test_what_fails_under_an_outage_is_its_effect() -> None:
    said = ["no internet since 8", "front desk says the card reader is dead and the phones are silent"]
    assert second_issues(said, "Internet down") == []


def test_the_first_message_of_a_session_is_its_topic() -> None:
    """Whatever it holds, there is nothing yet that it could be apart from."""
    assert second_issues(["no wifi, printer offline and phones dead"]) == []


def test_an_issue_that_was_told_before_is_not_new() -> None:
    said = "also the printer on the 2nd floor is offline"
    assert second_issues([*TOLD, said, "the printer on the 2nd floor is still offline btw"], TOPIC) == []


def test_two_issues_of_one_turn_are_both_noticed() -> None:
    text = "Karen says the printer is offline. And Tom told me his phone has no dial tone since noon."
    assert len(second_issues([*TOLD, text], TOPIC)) == 2


def test_the_evidence_of_a_refusal_can_be_read() -> None:
    (evidence,) = weigh([*TOLD, "Karen says the printer is offline, Ben is already on it"], TOPIC)
    assert evidence.arrival > 0
    assert evidence.subject > 0
    assert evidence.state > 0
    assert evidence.against > evidence.arrival + evidence.subject
    assert not evidence.enough


@pytest.mark.parametrize(
    "turn",
    [
        "",
        "   ",
        "\n\n",
        "a" * 100_000,
        "nina says " * 10_000,
        "a, " * 33_000,
        '"a: ' * 25_000,
        "noticed on a " * 8_000,
        "nina (" * 16_000,
        "and " * 25_000,
        "A-" * 50_000,
        "x says y\n" * 11_000,
    ],
    ids=range(12),
)
def test_hostile_turns_are_bounded(turn: str) -> None:
    """100,000 characters of anything, said now or before, take well under a second."""
    started = time.perf_counter()
    second_issues([*TOLD, turn], TOPIC)
    second_issues([turn, "Karen says the printer is offline"], TOPIC)
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(
    ("who", "person"),
    [
        ("the lady at the counter", True),
        ("Dr. Singh", True),
        ("maintenance", True),
        ("wendell", True),
        ("the print server", False),
        ("event log", False),
        ("their vendor", False),
        ("it", False),
    ],
)
def test_persons_are_told_from_devices_logs_and_vendors(who: str, person: bool) -> None:
    assert is_person(who) is person


def test_kinds_are_seen_in_plurals_compounds_and_pairs_of_words() -> None:
    assert kinds_in("two printers") == {"print"}
    assert kinds_in("der Etikettendrucker") == {"print"}
    assert kinds_in("the punch clock") == {"time"}
    assert kinds_in("fermenter and kiln") == {"machine:fermenter", "machine:kiln"}
