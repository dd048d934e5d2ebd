"""Tool results as short prose with compact lists. Nothing is said that the result does not hold."""

import re
from collections.abc import Mapping
from typing import Any

from assistant.model import Message
from assistant.offline.intents import Step

ASKED = re.compile(r'Which (?P<slot>[\w ]+) do you mean by "(?P<said>[^"\n]*)"\?')
_SLOTS = {
    "company_id": "company",
    "board_id": "board",
    "status_id": "status",
    "priority_id": "priority",
    "assigned_member_id": "person",
    "member_id": "person",
    "ticket_id": "ticket",
    "proposal": "draft",
}
_NOTE_CHARACTERS = 220
_DESCRIPTION_CHARACTERS = 400
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


def word(step: Step, result: Message) -> str:
    """One step's result in Markdown."""
    data = result.data
    if data is None:
        return _failure(result.text)
    if unclear := data.get("unclear"):
        return _question(unclear)
    if nothing := data.get("nothing"):
        return linked_numbers(escaped(str(nothing)))
    return _WORDINGS.get(step.tool, _plain)(step, data, result.text)


def escaped(text: str) -> str:
    """Text of tickets and people, harmless as Markdown and on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def chip(ticket_id: str) -> str:
    return f"[#{ticket_id}](ticket:{ticket_id})"


def linked_numbers(text: str) -> str:
    """ "#48291" of an escaped text as a chip."""
    return re.sub(r"\\#(\d+)", lambda m: chip(m[1]), text)


def _failure(text: str) -> str:
    return f"That did not work. {text.removeprefix('Error: ')}"


def _question(unclear: Mapping[str, Any]) -> str:
    names = [c["name"] for c in unclear["candidates"]]
    sentence = escaped(unclear["sentence"])
    if not names:
        return sentence
    slot = _SLOTS.get(unclear["slot"], "one")
    said = str(unclear["said"]).replace('"', "'").replace("\n", " ")
    lead = f'Which {slot} do you mean by "{said}"?'
    if "could be more than one" not in unclear["sentence"]:
        lead = f"{escaped(unclear['sentence'].split(' Choices:')[0])} {lead}"
    return "\n".join([lead, "", *(f"{n}. {escaped(name)}" for n, name in enumerate(names, 1))])


def ticket_item(ticket: Mapping[str, Any]) -> str:
    owner = ticket.get("assigned") or "unassigned"
    about = (ticket["company"], ticket["status"], ticket["priority"], owner)
    return f"{chip(ticket['id'])} {escaped(ticket['summary'])} · {' · '.join(escaped(str(a)) for a in about)}"


def _listed(step: Step, data: Mapping[str, Any], _: str) -> str:
    tickets, total = data.get("tickets", []), data.get("total", 0)
    if step.way == "count":
        return _counted(step, data)
    if not tickets:
        return _nothing_found(step, data)
    page = int(data.get("page") or 1)
    lines = [f"{n}. {ticket_item(t)}" for n, t in enumerate(tickets, 1)]
    return "\n".join([_lead(step, data, len(tickets), page), "", *lines, *_more(total, len(tickets), page)])


def _lead(step: Step, data: Mapping[str, Any], shown: int, page: int) -> str:
    total = data.get("total", shown)
    if data.get("relaxed"):
        return (
            f'No ticket holds all of "{escaped(str(step.arguments.get("text", "")))}". These hold some of it:'
        )
    if step.tool == "my_queue":
        return f"{_count(total)} assigned to you, most urgent first:"
    if step.tool == "similar_tickets":
        own = data.get("same_company", 0)
        return f"{_count(total, 'similar ticket')}" + (f", {own} of the same company:" if own else ":")
    filters = told_filters(step.arguments)
    what = _count(total, _noun(step.arguments))
    return f"{what}{f' ({filters})' if filters else ''}{f', page {page}' if page > 1 else ''}:"


def _more(total: int, shown: int, page: int) -> list[str]:
    left = total - shown - (page - 1) * 10
    return ["", f"{left} more; say `more`."] if left > 0 else []


def _noun(arguments: Mapping[str, Any]) -> str:
    state = arguments.get("state", "open")
    return {"open": "open ticket", "closed": "closed ticket", "any": "ticket"}[str(state)]


def _count(number: int, noun: str = "open ticket") -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def told_filters(arguments: Mapping[str, Any]) -> str:
    """The filters in words, so that a misreading is seen at once."""
    parts = [str(arguments[k]) for k in ("company", "board", "status", "priority") if arguments.get(k)]
    if who := arguments.get("assigned"):
        parts.append(
            {"me": "assigned to you", "unassigned": "unassigned"}.get(str(who), f"assigned to {who}")
        )
    if text := arguments.get("text"):
        parts.append(f'"{text}"')
    parts += _ages(arguments)
    if (sort := arguments.get("sort")) in ("newest", "oldest"):
        parts.append(f"{sort} first")
    return escaped(", ".join(parts))


def _ages(arguments: Mapping[str, Any]) -> list[str]:
    low, high = arguments.get("age_days_min"), arguments.get("age_days_max")
    parts = [f"older than {_span(low)}"] if low is not None else []
    return parts + ([f"from the last {_span(high)}"] if high is not None else [])


def _span(days: float) -> str:
    if days < 2:
        hours = max(1, round(days * 24))
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{days:.0f} days"


def _counted(step: Step, data: Mapping[str, Any]) -> str:
    filters = told_filters(step.arguments)
    return f"{_count(data.get('total', 0), _noun(step.arguments))}{f' ({filters})' if filters else ''}."


def _nothing_found(step: Step, data: Mapping[str, Any]) -> str:
    if step.tool == "my_queue":
        return "No open ticket is assigned to you."
    if step.tool == "similar_tickets":
        return "I found no similar ticket."
    if int(data.get("page") or 1) > 1:
        return "There are no more."
    filters = told_filters(step.arguments)
    hint = (
        "" if step.arguments.get("state") in ("any", "closed") else " Say `including closed` to look further."
    )
    return f"No {_noun(step.arguments)}{f' ({filters})' if filters else ''}.{hint}"


def _shown(step: Step, data: Mapping[str, Any], _: str) -> str:
    ticket = data["ticket"]
    owner = ticket.get("assigned") or "unassigned"
    head = f"**{chip(ticket['id'])} {escaped(ticket['summary'])}**"
    facts = [ticket["company"], ticket["board"], ticket["status"], ticket["priority"], owner]
    lines = [head, "", " · ".join(escaped(str(f)) for f in facts)]
    people = [f"Contact: {escaped(ticket['contact'])}"] if ticket.get("contact") else []
    people += [f"Devices: {escaped(', '.join(ticket['devices']))}"] if ticket.get("devices") else []
    lines += ["", " · ".join(people)] if people else []
    if ticket.get("description"):
        lines += ["", "> " + escaped(_cut(ticket["description"], _DESCRIPTION_CHARACTERS))]
    notes = ticket.get("notes") or []
    if notes:
        lines += ["", f"Latest of {_count(ticket['note_count'], 'note')}:", ""]
        lines += [
            f"- {n['at'][:10]} {escaped(n['by'] or 'customer')}: {escaped(_cut(n['text'], _NOTE_CHARACTERS))}"
            for n in notes[-3:]
        ]
    return "\n".join(lines)


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _company(step: Step, data: Mapping[str, Any], _: str) -> str:
    company = data["company"]
    lines = [f"**{escaped(company['name'])}**{'' if company['active'] else ' (inactive)'}", ""]
    facts = {"Also called": data["aliases"], "Sites": data["sites"], "Tags": company["tags"]}
    lines += [f"- {name}: {escaped(', '.join(values))}" for name, values in facts.items() if values]
    lines += [f"- Belongs to: {escaped(data['parent'])}"] if data["parent"] else []
    lines += (
        [f"- Contacts ({data['contact_count']}): {escaped('; '.join(data['contacts']))}"]
        if data["contacts"]
        else []
    )
    lines += (
        [f"- Devices ({data['device_count']}): {escaped('; '.join(data['devices']))}"]
        if data["devices"]
        else []
    )
    lines += [f"- {_count(data['open_tickets'])}"]
    lines += [f"  - {ticket_item(t)}" for t in data["tickets"]]
    return "\n".join(lines)


def _documents(step: Step, data: Mapping[str, Any], _: str) -> str:
    found = data["documents"]
    if not found:
        return f'No document holds "{escaped(str(step.arguments.get("text", "")))}".'
    blocks = []
    for d in found:
        title = f"[{escaped(d['title'])}]({d['url']})" if d["url"] else f"**{escaped(d['title'])}**"
        blocks.append(f"- {title}: {escaped(_cut(d['excerpt'], _DESCRIPTION_CHARACTERS))}")
    return "\n".join([f"{_count(len(found), 'document')}:", "", *blocks])


def _proposed(step: Step, data: Mapping[str, Any], content: str) -> str:
    proposal = data.get("proposal")
    if not isinstance(proposal, Mapping):
        return f"{proposal} waits for your confirmation." if proposal else _plain(step, data, content)
    sentence = linked_numbers(escaped(str(data.get("sentence", ""))))
    missing = [_SLOTS.get(f, f).replace("person", "assignee") for f in proposal.get("missing_fields", ())]
    text = f"{proposal['label']} waits for your confirmation: {sentence}"
    if missing:
        text += f" Still missing: {', '.join(missing)}."
    return "\n\n".join([text, *(f"- {escaped(str(w))}" for w in data.get("warnings", ()))])


def _noted(step: Step, data: Mapping[str, Any], content: str) -> str:
    label, ticket = data.get("proposal"), data.get("ticket_id")
    kind = {
        "internal_analysis": "an internal note",
        "resolution": "the resolution",
        "description": "a note the customer sees",
    }
    what = kind.get(str(data.get("note_type")), "a note")
    text = (
        f"{label} waits for your confirmation: {what} for {chip(str(ticket))}. Read and edit it on the card."
    )
    return "\n\n".join([text, *(f"- {escaped(str(w))}" for w in data.get("warnings", ()))])


def _spun_off(step: Step, data: Mapping[str, Any], content: str) -> str:
    proposal = data["proposal"]
    label = escaped(str(step.arguments["label"]))
    text = f'Noted. "{label}" sounds like its own ticket: {proposal["label"]} holds the suggestion.'
    alike = data.get("look_alikes") or []
    if alike:
        text += (
            " Already open and alike: "
            + ", ".join(f"{chip(t['id'])} {escaped(t['summary'])}" for t in alike)
            + "."
        )
    return text


def _link(step: Step, data: Mapping[str, Any], _: str) -> str:
    if linked := data.get("linked"):
        return f"Linked to {ticket_item(linked)}."
    if number := data.get("needs_number"):
        return f"To be sure it is the right one, write `link {number}`: {ticket_item(data['ticket'])}."
    return "Nothing is linked."


def _unlink(step: Step, data: Mapping[str, Any], _: str) -> str:
    gone = data.get("unlinked")
    return (
        f"Unlinked {chip(gone['id'])}. The ticket itself is as it was." if gone else "No ticket was linked."
    )


def _dismissed(step: Step, data: Mapping[str, Any], content: str) -> str:
    return (
        f"{data['dismissed']} is dismissed. Nothing was written."
        if data.get("dismissed")
        else _plain(step, data, content)
    )


def _plain(step: Step, data: Mapping[str, Any], content: str) -> str:
    return escaped(content)


_WORDINGS = {
    "find_tickets": _listed,
    "my_queue": _listed,
    "similar_tickets": _listed,
    "show_ticket": _shown,
    "find_company": _company,
    "find_documents": _documents,
    "change_status": _proposed,
    "assign_ticket": _proposed,
    "draft_ticket": _proposed,
    "edit_draft": _proposed,
    "draft_note": _noted,
    "draft_time_entry": _proposed,
    "suggest_spin_off": _spun_off,
    "link_ticket": _link,
    "unlink_ticket": _unlink,
    "dismiss_draft": _dismissed,
}
