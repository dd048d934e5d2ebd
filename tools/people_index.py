"""Where the names of members and contacts are looked up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from providers.models import Contact, Member
from tools.names import initials_of, is_spaceless, keys_of, umlaut_spelling

_NICKNAMES = """
michael mike mick mikey, robert bob rob bobby, william will bill, thomas tom, james jim jimmy, john jack
johnny, richard rick dick rich, daniel dan danny, david dave, joseph joe, matthew matt, anthony tony,
christopher chris, andrew andy drew, stephen steve, steven steve, edward ed eddie ted, benjamin ben,
samuel sam, samantha sam, nicholas nick, alexander alex sasha, alexandra alex sasha, gregory greg,
jeffrey jeff, kenneth ken, ronald ron, timothy tim, peter pete, patrick pat paddy, patricia pat,
elizabeth liz beth, katherine kate kathy, catherine cathy kate, margaret maggie meg, jennifer jen jenny,
jessica jess, susan sue, deborah deb debbie, rebecca becky, kimberly kim, victoria vicky, jonathan jon,
frederick fred, lawrence larry
"""
NICKNAMES = {words[0]: tuple(words[1:]) for words in (entry.split() for entry in _NICKNAMES.split(","))}
_TITLES = frozenset("mr mrs ms miss dr prof sir sister brother herr frau fru hr mme".split())


class PeopleIndex:
    """Folded names of people, as written, by first or last name, by login and by mail address."""

    def __init__(self, members: Sequence[Member], contacts: Sequence[Contact]) -> None:
        self._members = members
        self._contacts = contacts

    @cached_property
    def member_phrases(self) -> dict[str, tuple[str, ...]]:
        """Every way to write a member, folded words joined by a space → member ids. Initials are apart."""
        found: dict[str, list[str]] = defaultdict(list)
        for member in self._members:
            for phrase in _member_phrases(member):
                if phrase and member.id not in found[phrase]:
                    found[phrase].append(member.id)
        for phrase, ids in self._nicknames().items():
            found.setdefault(phrase, ids)
        return {phrase: tuple(ids) for phrase, ids in found.items() if ids}

    def _nicknames(self) -> dict[str, list[str]]:
        """ "mike" and "mike r" for Michael Rhodes."""
        found: dict[str, list[str]] = defaultdict(list)
        for member in self._members:
            parts = _parts(member.name)
            for short in NICKNAMES.get(parts[0], ()) if len(parts) > 1 else ():
                for phrase in (short, f"{short} {parts[-1]}", f"{short} {parts[-1][0]}"):
                    found[phrase].append(member.id)
        return found

    @cached_property
    def member_full_names(self) -> dict[str, tuple[str, ...]]:
        """Only the complete name, the login and the mail address."""
        found: dict[str, list[str]] = defaultdict(list)
        for member in self._members:
            for phrase in {
                *_spellings(member.name),
                " ".join(keys_of(member.identifier)),
                member.email.lower(),
            }:
                if phrase:
                    found[phrase].append(member.id)
        return {phrase: tuple(ids) for phrase, ids in found.items()}

    @cached_property
    def member_initials(self) -> dict[str, tuple[str, ...]]:
        """ "tr" → the members with these initials."""
        found: dict[str, list[str]] = defaultdict(list)
        for member in self._members:
            parts = _parts(member.name)
            if not parts or is_spaceless(parts[0][0]):
                continue
            for letters in {initials_of(tuple(" ".join(parts).split())), initials_of((parts[0], parts[-1]))}:
                if letters:
                    found[letters].append(member.id)
        return {letters: tuple(ids) for letters, ids in found.items()}

    @cached_property
    def contact_phrases(self) -> dict[str, tuple[Contact, ...]]:
        """Full names and mail addresses of contacts, folded → contacts."""
        found: dict[str, list[Contact]] = defaultdict(list)
        for contact in self._contacts:
            phrases = {" ".join(keys_of(contact.name)), " ".join(_without_title(keys_of(contact.name)))}
            for phrase in phrases | ({contact.email.lower()} if contact.email else set()):
                if phrase:
                    found[phrase].append(contact)
        return {phrase: tuple(contacts) for phrase, contacts in found.items()}


def first_names(contacts: Iterable[Contact]) -> set[str]:
    """The folded first names of some contacts, titles left out."""
    return {keys[0] for contact in contacts if (keys := _without_title(keys_of(contact.name)))}


def _member_phrases(member: Member) -> set[str]:
    phrases: set[str] = {" ".join(keys_of(member.identifier)), member.email.lower()}
    for name in {member.name, umlaut_spelling(member.name) or member.name}:
        parts = _parts(name)
        if parts:
            phrases |= {" ".join(parts), *_short_names(parts)}
    return phrases


def _parts(name: str) -> list[str]:
    """The name's pieces between spaces, folded, a title left out: ["kirsten", "dahl kjaer"]."""
    parts = [piece for piece in (" ".join(keys_of(part)) for part in name.replace(",", " ").split()) if piece]
    return parts[1:] if len(parts) > 1 and parts[0] in _TITLES else parts


def _short_names(parts: list[str]) -> set[str]:
    if len(parts) < 2:
        return set()
    first, last = parts[0], parts[-1]
    short = {first, last, " ".join(parts[1:]), f"{first} {last}", f"{last} {first}", f"{first} {last[0]}"}
    short |= {f"{first[0]} {last}", f"{first} {parts[1][0]}", last.split()[-1], f"{first} {last.split()[0]}"}
    return {phrase for phrase in short if len(phrase) > 1}


def _spellings(name: str) -> set[str]:
    return {
        phrase for written in {name, umlaut_spelling(name) or name} if (phrase := " ".join(_parts(written)))
    }


def _without_title(keys: tuple[str, ...]) -> tuple[str, ...]:
    return keys[1:] if len(keys) > 1 and keys[0] in _TITLES else keys
