"""What a scenario is: one kind of trouble, worded several ways, with the course it usually takes."""

from dataclasses import dataclass
from enum import Enum


class Voice(Enum):
    """Who speaks in a note, and to whom."""

    INTERNAL = "internal"
    TO_CLIENT = "to_client"
    FROM_CLIENT = "from_client"


@dataclass(frozen=True)
class Step:
    """One follow-up note."""

    voice: Voice
    text: str


@dataclass(frozen=True)
class Scenario:
    """One kind of trouble at a client.

    All texts may hold fillers such as {first}, {device} or {place}. A text may open with a label
    such as "ab| ": the variants of the trouble it belongs to, one letter each. Texts without a label
    belong to all variants; those of one ticket share a variant. `of_variant` picks them.

    Attributes:
        device: Kind of device the ticket is about, or "" for none;
            companies without one never have this trouble.
        priorities: Names to draw from; a repeated name is likelier.
        weight: How often it happens compared with the others.
        industries: Trades it happens in; empty means all.
        mails: Descriptions written by the contact; a greeting and a sign-off are added.
        logs: Descriptions written by a dispatcher or a monitor; used as they stand.
        steps: Follow-up notes in the order they would come; a ticket shows some of them.
        fixes: Resolutions, each fitting any selection of the steps.
    """

    key: str
    board: str
    type: str
    summaries: tuple[str, ...]
    steps: tuple[Step, ...]
    fixes: tuple[str, ...]
    mails: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    device: str = ""
    priorities: tuple[str, ...] = ("Medium",)
    weight: int = 3
    industries: tuple[str, ...] = ()


def variant_of(text: str) -> str:
    """The letters of the variants a text belongs to; "" means all."""
    label, bar, _ = text.partition("| ")
    return label if bar and label.isalpha() and len(label) <= 3 else ""


def without_label(text: str) -> str:
    """The text as people read it."""
    return text.removeprefix(f"{variant_of(text)}| ")


def of_variant(texts: tuple[str, ...], variant: str) -> list[str]:
    """Those texts that belong to a variant; all of them if `variant` is ""."""
    return [text for text in texts if not variant or _meets(text, variant)]


def steps_of_variant(steps: tuple[Step, ...], variant: str) -> list[Step]:
    """Those steps that belong to a variant, in order, without their labels."""
    return [
        Step(step.voice, without_label(step.text))
        for step in steps
        if not variant or _meets(step.text, variant)
    ]


def internal(text: str) -> Step:
    """A note only the MSP sees."""
    return Step(Voice.INTERNAL, text)


def to_client(text: str) -> Step:
    """A note an engineer sends to the client."""
    return Step(Voice.TO_CLIENT, text)


def from_client(text: str) -> Step:
    """A note the client sent."""
    return Step(Voice.FROM_CLIENT, text)


def _meets(text: str, variant: str) -> bool:
    letters = variant_of(text)
    return not letters or bool(set(letters) & set(variant))
