"""A forwarded or pasted mail: what it is about, by its subject and its first sentence."""

import re
from dataclasses import dataclass

_SUBJECT = re.compile(
    r"^\W{0,3}(?:subject|betreff|emne|ämne|objet|asunto|oggetto|onderwerp|temat|тема"
    r"|aihe)\s*:\s*(?:(?:fwd?|re|aw|wg|sv|vs|tr)\s*:\s*)*(?P<subject>[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(r"^\W{0,3}[\w-]{2,12}\s*:[^\n]*$")
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon)|hallo|hei|hej|bonjour"
    r"|hola)\b[^,.!\n]{0,30}[,.!\n]+\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mail:
    """`headline` is the first sentence, led by the subject unless that says the same; `text` is all of it."""

    headline: str
    text: str


def read_mail(text: str) -> Mail:
    """Read a mail from its first header on."""
    mail = text.strip()
    found = _SUBJECT.search(mail)
    subject = found["subject"].strip() if found else ""
    first = re.split(r"(?<=[.!?])\s|\n", _GREETING.sub("", _body(mail)).strip(), maxsplit=1)[0]
    if subject and first and not set(_words(subject)) <= set(_words(first)):
        return Mail(f"{subject}: {first}", mail)
    return Mail(first or subject, mail)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


def _body(mail: str) -> str:
    """The mail without its headers and without what it replies to."""
    lines = mail.splitlines()
    start = 0
    for number, line in enumerate(lines[:15]):
        if _HEADER.match(line) or not line.strip() or "message" in line.lower()[:40]:
            start = number + 1
        elif start:
            break
    return "\n".join(line for line in lines[start:] if not line.startswith(">")).strip()
