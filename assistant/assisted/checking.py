"""A model's reading of a sentence against the sentence and against plain code: what stands, what is dropped.

Plain code's values are kept where their words are plain; a model adds a value only when its words stand in
the sentence, are a name rather than an ordinary word, and lead to one record. Everything else is offered or
dropped, and told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.assisted.mentions import Mentions
from assistant.assisted.wording import NEGATION, covers, foreign, in_order, place_of, quoted, turned_round
from tools.catalog import Catalog
from tools.common_words import EVERYDAY, TECHNICAL
from tools.linking import Candidate, Link, link_board, link_company, link_member, link_priority, link_status
from tools.mentions.clauses import SUMMARY_CHARACTERS
from tools.mentions.sentence import Sentence, Voice
from tools.names import keys_of
from tools.people_index import first_names
from tools.quick_create import FIELD_OF_SLOT, REQUIRED, ParseField, ParseResult
from tools.suggestions import Suggestion
from tools.warnings import NOUNS, doubt, not_named
from tools.words import overlap

_ORDER = ("company", "board", "priority", "assignee", "status")
_WHOLE = frozenset({"exact", "alias"})
_DENIED_WITHIN = 20
_NAMED = frozenset({"company", "board", "assignee"})


def checked(
    catalog: Catalog, prompt: str, me_member_id: str | None, offline: ParseResult, read: Mentions
) -> ParseResult:
    """The offline result with what the model's reading adds, each doubt among the warnings."""
    check = _Check(catalog, Sentence(prompt), me_member_id, offline.model_copy(deep=True))
    for slot in _ORDER:
        if words := getattr(read, slot):
            check.slot(slot, words)
    check.status_of_board()
    check.issue(read.summary, read.description)
    return check.finished()


@dataclass
class _Check:
    catalog: Catalog
    sentence: Sentence
    me_member_id: str | None
    result: ParseResult
    told: list[str] = field(default_factory=list)

    def slot(self, slot: str, words: str) -> None:
        """Weigh the model's words for one slot against what plain code found."""
        noun, place = NOUNS[slot], place_of(words, self.sentence.text)
        if place is None:
            self.told.append(f"The model read {quoted([words])} as the {noun}; the sentence does not say so.")
            return
        link = self._link(slot, words)
        known = self.result.fields.get(FIELD_OF_SLOT[slot])
        if link.value is None:
            self._note_doubt(slot, words, place, link, known)
        elif known is None or (known.value is None and known.why in ("not said", "unknown")):
            self._add(slot, words, place, link)
        elif known.value is not None and known.value != link.value:
            self._weigh(slot, words, place, link, known)

    def status_of_board(self) -> None:
        """A status of another board than the ticket's is no status."""
        status, board = self.result.status_id, self.result.board_id
        if status and board and self.catalog.status(status, board) is None:
            self._set("status_id", self.result.fields["status_id"].model_copy(update={"value": None}))
            self.told.append("The status is none of the board's. Choose one.")

    def issue(self, summary: str | None, description: str | None) -> None:
        """Take over the model's summary when every word of it stands in the sentence. What it leaves out
        stays in the description."""
        if summary is None or (fault := self._fault(summary)):
            if summary is not None:
                self.told.append(f"The model's summary was not taken: {fault}.")
            return
        whole = self.result.description or self.result.summary
        self.result.summary = summary[:1].upper() + summary[1:]
        if description and (whole is None or covers(f"{summary} {description}", [whole])):
            whole = description if not self._fault(description, longest=None) else whole
        self.result.description = None if whole is None or covers(summary, [whole]) else whole

    def finished(self) -> ParseResult:
        result = self.result
        said = {name for name, each in result.fields.items() if each.said is not None}
        doubts = [each for each in result.warnings if not each.endswith(" was named.")]
        result.missing_fields = [name for name in REQUIRED if getattr(result, name) is None]
        result.warnings = [*doubts, *self.told, *not_named(result.missing_fields, said)]
        return result

    def _link(self, slot: str, words: str) -> Link:
        links: dict[str, Callable[[], Link]] = {
            "company": lambda: link_company(self.catalog, words),
            "board": lambda: link_board(self.catalog, words),
            "priority": lambda: link_priority(self.catalog, words),
            "assignee": lambda: link_member(self.catalog, words, self.me_member_id),
            "status": lambda: link_status(self.catalog, words, self.result.board_id),
        }
        return links[slot]()

    def _note_doubt(
        self, slot: str, words: str, place: tuple[int, int], link: Link, known: ParseField | None
    ) -> None:
        """Words that lead to no record, where plain code saw no words at all: shown to the person."""
        if known is None and slot in _NAMED and self._is_name(slot, words, place):
            self._set(FIELD_OF_SLOT[slot], _field(words, place, link))
            self.told += filter(None, [doubt(slot, words, link)])

    def _add(self, slot: str, words: str, place: tuple[int, int], link: Link) -> None:
        """A value that only the model read: filled in when it is a plain name, else offered."""
        name, noun = FIELD_OF_SLOT[slot], NOUNS[slot]
        if slot in _NAMED and link.why in _WHOLE and self._is_name(slot, words, place):
            self._set(name, _field(words, place, link))
            self.result.suggestions.pop(name, None)
            self.told.append(f"Only the model read {quoted([words])} as the {noun}. Check it.")
        elif link.value and self._speaks(place):
            offer = Suggestion(
                value=link.value, name=link.name or link.value, why=f"the model read “{words}”"
            )
            self.result.suggestions.setdefault(name, offer)

    def _weigh(self, slot: str, words: str, place: tuple[int, int], link: Link, known: ParseField) -> None:
        """Two readings: plain code's stands when the sentence says it, unless the model read a longer name
        around the same words; otherwise nobody's does."""
        noun = NOUNS[slot]
        if not (self._is_name(slot, words, place) if slot in _NAMED else self._speaks(place)):
            return
        if known.said is not None and not _covers(place, known.span):
            self.told.append(
                f"The model read {quoted([words])} as the {noun}; {quoted([known.said])} was kept."
            )
            return
        shown = tuple(
            Candidate(value=value, name=name or value, score=0.5)
            for value, name in ((known.value, known.name), (link.value, link.name))
            if value is not None
        )
        self._set(
            FIELD_OF_SLOT[slot], _field(words, place, Link(why="ambiguous", score=0.5, candidates=shown))
        )
        self.told.append(f"The {noun} may be {quoted([c.name for c in shown])}. Choose one.")

    def _is_name(self, slot: str, words: str, place: tuple[int, int]) -> bool:
        """False for ordinary words, words inside another name or a citation, and denied ones; for an assignee
        also for a first name alone (a greeting, a signature) and for the company's own people."""
        keys = keys_of(words)
        if all(key in EVERYDAY or key in TECHNICAL for key in keys) or not self._speaks(place):
            return False
        taken = [f.span for n, f in self.result.fields.items() if f.span and n != FIELD_OF_SLOT[slot]]
        if any(place[0] < end and start < place[1] for start, end in taken):
            return False
        before = self.sentence.text[max(place[0] - _DENIED_WITHIN, 0) : place[0]]
        if NEGATION.search(before):
            return False
        return slot != "assignee" or (len(keys) > 1 and not self._is_contact(keys))

    def _is_contact(self, keys: tuple[str, ...]) -> bool:
        contacts = self.catalog.contacts_of(self.result.company_id or "")
        return keys[0] in first_names(contacts) or bool(
            self.catalog.people_index.contact_phrases.get(" ".join(keys))
        )

    def _speaks(self, place: tuple[int, int]) -> bool:
        """True when the person says the words themselves, not a mail or a citation they pasted."""
        words = zip(self.sentence.words, self.sentence.voices, strict=True)
        return all(
            voice is Voice.PERSON for word, voice in words if place[0] <= word.start and word.end <= place[1]
        )

    def _fault(self, text: str, longest: int | None = SUMMARY_CHARACTERS) -> str | None:
        """Why a text made by the model does not stand for the sentence; None when it does."""
        whole, issue = self.sentence.text, self.result.description or self.result.summary
        if issue and not overlap(text, issue):
            return "it is not about the trouble"
        if longest is not None and len(text) > longest:
            return f"it is longer than {longest} characters"
        if strange := foreign(text, whole):
            return f"{quoted(strange[:3])} is not in the text"
        stretch = in_order(text, whole)
        if stretch is None:
            return "its words stand in another order in the text"
        if turned_round(text, whole[slice(*stretch)]):
            return "it leaves out a “not”"
        return None

    def _set(self, name: str, value: ParseField) -> None:
        self.result.fields[name] = value
        setattr(self.result, name, value.value)


def _covers(place: tuple[int, int], span: tuple[int, int] | None) -> bool:
    """True when the place holds the span and more."""
    return span is not None and place[0] <= span[0] and span[1] <= place[1] and place != span


def _field(words: str, place: tuple[int, int], link: Link) -> ParseField:
    return ParseField(
        value=link.value,
        name=link.name,
        said=words,
        span=place,
        score=link.score,
        why=link.why,
        candidates=link.candidates,
    )
