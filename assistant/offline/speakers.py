"""Who speaks: whether a phrase names a person, by name, role or pronoun, or a device, a log or a vendor."""

import re

from assistant.offline.topics import kinds_in


def is_person(who: str) -> bool:
    """Whether a phrase before "says" or "wants" names somebody rather than a device, a log or a vendor."""
    words = [w.strip(".'’()").casefold() for w in who.split()]
    if not words or words[0] in _NO_FIRST or (_FINITE | _OUTSIDERS) & set(words):
        return False
    last = _head(who)
    if has_role(last):
        return True
    return last not in _NOBODY and not last.endswith("ing") and last[:1].isalpha() and not kinds_in(last)


def has_role(who: str) -> bool:
    """Whether a phrase names somebody by what they do."""
    return _ROLE.search(who) is not None


def is_contact(who: str) -> bool:
    """Whether the phrase means the person the session is about, as "he" and "the user" do."""
    words = who.casefold().split()
    return bool(words) and words[-1] in _CONTACT


def speaks(who: str) -> bool:
    """Stricter than `is_person`, as many things stand before a colon."""
    if not is_person(who) and "question" not in who.casefold():
        return False
    if has_role(who) or _PLACED_PERSON.match(who):
        return True
    first = who.split()[0]
    if len(who.split()) == 1:
        return first.isalpha() and len(first) > 2 and not first.isupper()
    return len(who.split()) <= 8 and all(w[:1].isupper() for w in who.split()[:2])


def _head(who: str) -> str:
    """The noun of the phrase: "lady" of "the lady at the desk"."""
    return _PLACE.split(who, maxsplit=1)[0].split()[-1].strip(".()").casefold()


_PLACED_PERSON = re.compile(r"[A-ZÀ-Þ][\w'’-]+ (?:from|in|at|of|over in) \w|\w+ (?:him|her)self$")
_PLACE = re.compile(r" (?:at|from|in|of|on|with|over|next|down|by|who|aus|de|del|vom)\b", re.IGNORECASE)
_CONTACT = frozenset("he she they user customer client contact caller er sie kunde cliente".split())
_ROLE = re.compile(
    r"(?<!\w)(?:"
    r"inspector|officer|sergeant|lieutenant|trainer|instructor|professor|prof|dean|counsell?or"
    r"|therapist|surgeon|optician|stylist|barista|brewer|baker|butcher|grower|winemaker|organist"
    r"|skipper|pilot|conductor|editor|designer|architect|drafter|surveyor|estimator|mayor|trustee"
    r"|volunteer|resident|parent|student|pupil|controller|comptroller|purchasing|marketing|nursing"
    r"|engineering|catering|scheduling|registrar|sexton|purser|analyst|auditor|welder|electrician"
    r"|owner|manager|receptionist|reception|director|principal|pastor|deacon|nurse|doctor|dr|clerk"
    r"|bailiff|judge|paralegal|lawyer|partner|teacher|coach|librarian|chef|cook|waiter|bartender"
    r"|driver|dispatcher|dispatch|foreman|lead|supervisor|boss|assistant|secretary|bookkeeper"
    r"|accountant|accounting|controller lady|lady|guy|gentleman|woman|man|kid|colleague|coworker"
    r"|co-worker|neighbou?r|technician|tech|mechanic|operator|machinist|agent|broker|guard|janitor"
    r"|custodian|cleaner|coordinator|scheduler|planner|buyer|head|chief|ceo|cfo|coo|hr|front desk"
    r"|back office|kitchen|warehouse|intern|trainee|apprentice|rabbi|father|sister|brother|wife"
    r"|husband|mr|mrs|ms|miss|frau|herr|chair|tenant|someone|somebody|everyone in|staff|people"
    r"|team|department|parts|shift|sales|billing|facilities|maintenance|housekeeping"
    r"|security guard|concierge|captain|chaplain|curator|kollege|kollegin|chefin|leiter\w*|dueña"
    r"|dueño|jefe|jefa|recepcionista|gerente|señora?|hygienist|dentist|vet|pharmacist"
    r"|registrar's office|keeper|ranger|crew|hall|room|line|attorney|super|caretaker|fundraiser"
    r"|treasurer|member|members|bottling|shipping|receiving|accounts|payroll|hostess|counter|floor"
    r"|desk|office|practice|shop|store"
    r")s?(?!\w)",
    re.IGNORECASE,
)
_OUTSIDERS = frozenset(
    (
        "carrier carrier's helpdesk hotline isp isp's manufacturer microsoft provider reseller support "
        "telco vendor vendor's"
    ).split()
)
_NO_FIRST = frozenset(
    (
        "although two three four five six some tested tried checked are because can could das did do does "
        "es everything i ich if is it maybe never no "
        "nobody not nothing should so still that there these this those unless until was we were what "
        "when whether which will wir"
    ).split()
)
_NOBODY = frozenset(
    (
        "after afterwards alert alerts all also and another answer api apple article autodiscover "
        "banner batch because before bios both box but button cable cache carrier cause cert check "
        "cleanup client-side config console contract cpu das dashboard dell details disk doc docs "
        "documentation done driver edit error es event events everyone everything fan finally firmware "
        "first fix follow-up format forum friday fyi get google gpo graph group hash header health "
        "helpdesk hp i ich if index info installer invoice isp it job kb keep later led let light log "
        "logs main make manual manufacturer meanwhile memory message microsoft monday monitoring mx "
        "needs never next nic no nobody not note nothing now ok one only or order packet page phase "
        "plan policy popup probe process profile prompt provider ps put question queue quote ram reason "
        "record registry replication report result results root rule said saturday script second see "
        "send sensor separately server service setting settings since site sla so spec spf spooler "
        "stage status step still stuff summary sunday support sync system tab take task template test "
        "that then there thing things third this thursday time today todo token told tomorrow tool "
        "trace tuesday unrelated until update vendor vendors wants we website wednesday what when which "
        "while who windows wir wizard yesterday you"
    ).split()
)
_FINITE = frozenset(
    (
        "are aren't be been can can't cannot did didn't do does doesn't don't gets got had has have i "
        "i'll i'm i've is isn't it it's my put set shows that's then there's took was wasn't we we're "
        "were will won't works"
    ).split()
)
