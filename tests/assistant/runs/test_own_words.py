"""A card quotes the person only where they spoke, and names addresses that they did not write."""

from typing import Any

from assistant.runs.own_words import OwnWords
from evals.desk import MemoryBox
from tools.base import ProposalDraft


def a_draft(said: str | None, **args: str) -> ProposalDraft:
    field: dict[str, Any] = {"value": "2", "said": said, "span": [0, 4], "why": "exact"}
    return ProposalDraft("create_ticket", "New ticket", args, fields={"priority_id": field})


async def kept(draft: ProposalDraft, *messages: str) -> ProposalDraft:
    box = MemoryBox()
    await OwnWords(box, messages).propose(draft)
    return box.drafts["P1"]


async def test_words_of_a_ticket_are_not_taken_for_the_persons() -> None:
    """The value stays, the quotation goes, and the card asks to check it."""
    draft = await kept(a_draft("critical"), "what is in ticket 5001?")
    field = draft.fields["priority_id"]
    assert (field["value"], field["said"], field["span"]) == ("2", None, None)
    assert draft.warnings == ("Not in your words: priority. Check it.",)


async def test_the_persons_own_words_stay_quoted() -> None:
    """In any of their messages, whatever the case and the gaps."""
    draft = await kept(a_draft("Very  High"), "hello", "make it very high")
    assert draft.fields["priority_id"]["said"] == "Very  High"
    assert draft.warnings == ()


async def test_addresses_and_pictures_that_the_person_did_not_write_are_named() -> None:
    draft = await kept(
        a_draft(None, description="See https://evil.example/?x=1 and ![p](/q), https://ours.example/a"),
        "put https://ours.example/a in",
    )
    assert draft.warnings == (
        "The text leads to evil.example, which you did not write.",
        "The text leads to a picture, which you did not write.",
    )


async def test_an_edit_is_held_to_the_same() -> None:
    box = MemoryBox()
    honest = OwnWords(box, ["drop it to low"])
    made = await honest.propose(a_draft("low"))
    await honest.edit(made.id, a_draft("critical"))
    assert box.drafts["P1"].fields["priority_id"]["said"] is None
