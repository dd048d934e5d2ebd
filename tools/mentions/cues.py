"""The wording that makes a name a value: patterns over the masked line, most telling first.

`{X}` is a placeholder of a recognised name, `{IT}` the ticket, `{END}` the end of a clause. Each table is for
one slot; a match counts only when the name under `{X}` can be read as that slot.
"""

import re
from typing import Final

from tools.desk_index import PRIORITY_NOUNS

X = r"(?P<x>[\ue000-\uf8ff])"
ANY = r"[\ue000-\uf8ff]"
SEPARATOR = r'[,;:.\n()"\-]'
_IT = (
    r"(?:it|this|that|these|them|this one|that one|one|ones|the ticket|this ticket|ticket|the job|this"
    r" job|job|the case|this case|the issue|"
    r"this issue|issue|the lot|things?)"
)
_END = rf"(?= {SEPARATOR}| please| pls| thanks| thx| if | when | asap| first)"
_START = rf"(?<={SEPARATOR} )"
_LOOK = (
    r"(?:look|check|pick|take|handle|sort|do|deal|get|have|fix|own|work|investigate|action|see|grab"
    r"|call|jump|follow|review|order|visit|go)"
    r"(?: (?:at|up|it|this|that|into|on|onto|a|an|look|with|care|of|one|them|over|out|the ticket|the"
    r" job|please|back to))*"
)
_ASSIGN = (
    r"(?:(?:re)?assign(?:ed|ee|ing|er|ez|e)?|asigna[rd]?|asignad[ao]|assegna(?:re)?|tildeles?|tildelt?"
    r"|tilldelas?|toewijzen|zuweisen|zuordnen|zuteilen)"
)
_TO = r"(?:to|an|a|au|al|til|till|aan)"
_STATE = r"(?:status|state|statut|estado|stato)"
_HAND = (
    r"(?:give|hand|pass|send|route|goes|go|going|over|allocate|delegate|dispatch|transfer|escalate"
    r"|leave|put|stick|forward|throw|punt|schedule|book|"
    r"tildel|zuweisen|asignar|assigner)"
)
_PUT = (
    r"(?:put|log|raise|file|drop|route|send|stick|create|open|move|add|place|goes|go|going|belongs|pop"
    r"|book|keep|chuck|park|queue|assign|"
    r"escalate|dispatch|forward|pass|give|hand|push|post|submit|enter|start|make|get|want|schedule|plan"
    r"|needs to go|should go|should be|transfer|over)"
)
_SET = (
    r"(?:set|put|move|change|mark|flag|switch|leave|keep|make|start|park|open|create|log|file|goes|go"
    r"|stick|treat|raise|classify|consider|bump|lower|push)"
)
_SET_IT = rf"(?:{_SET}(?: {_IT})?|(?:call|class|rate|tag|count|update|drop) {_IT})"  # alone those are nouns
_PRIORITY = rf"(?:{'|'.join(sorted(PRIORITY_NOUNS, key=len, reverse=True))}|優先度|优先级)"
_BOARD = r"(?:boards?|queue|tavle|tavla|bord|tableau|tablero|warteschlange|доска)"


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    names = {
        "X": X,
        "IT": _IT,
        "END": _END,
        "START": _START,
        "LOOK": _LOOK,
        "ASSIGN": _ASSIGN,
        "TO": _TO,
        "STATE": _STATE,
        "HAND": _HAND,
        "PUT": _PUT,
        "SET": _SET_IT,
        "PRIORITY": _PRIORITY,
        "BOARD": _BOARD,
        "SEPARATOR": SEPARATOR,
        "DETERMINER": "(?:the|an?|their|its|our|new)",
    }
    found = []
    for pattern in patterns:
        for name, meaning in names.items():
            pattern = pattern.replace("{" + name + "}", meaning)
        found.append(re.compile(rf"(?<!\S){pattern}(?!\S)"))
    return tuple(found)


MEMBER: Final = _compiled(
    r"(?:please )?{ASSIGN}(?: {IT})?(?: (?:straight|directly|over|back|up))?(?: (?:{TO}|is|for|:|as))*(?:"
    r" (?:the )?(?:tech|technician|engineer|member))? {X}(?: (?:and )?not [\ue000-\uf8ff]| please)?",
    r"(?:please )?{ASSIGN}(?P<keep>(?: (?![,;:.\n()-] )\S+){1,7}) to {X}(?= [,;:.\n()-])",
    r"(?:please )?{HAND}(?: {IT})?(?: (?:over|on|up|straight|back|directly))?(?: (?:to|with|for|on"
    r"|under|in|into)) {X}(?: 's (?:queue|plate|list|name|court|bucket))?(?: to {LOOK})?(?: please)?",
    r"(?:please )?(?:give|hand|pass|send)(?P<keep>(?: (?![,;:.\n()-] )\S+){1,9}) to {X}{END}",
    r"(?:please )?(?:give|hand|toss|throw) {X} (?:this|that|it|the ticket|the job)(?: one)?",
    r"(?:the )?(?:owner|tech|technician|engineer|resource|assignee|agent|owned by|handled by|attn"
    r"|responsible|ansvarlig|tildelt|bearbeiter|исполнитель|担当)(?: is| should be| :| be)* {X}",
    r"for {X} to {LOOK}",
    r"{START}(?:and |then )?{X} to (?P<keep>(?!say|tell|confirm|be)\w+)(?= {DETERMINER} )",
    r"{START}{X} please {LOOK}",
    r"{START}(?:and |then |maybe |but |so )?{X} to (?!say|tell|confirm|be)\w+(?! {DETERMINER} )"
    r"(?: (?:at|on|it|this|that|please|out|up|one|with|into))*",
    r"(?:let |have |get |ask |tell |maybe |perhaps )?{X} (?:can|could|should|will|may|must|would|might"
    r"|is going to|is gonna|has to|needs to|to)(?: please| just| also| then)? {LOOK}",
    r"(?:bitte |an |fur |dem |der )*{X} (?:zuweisen|zuordnen|zuteilen)(?: bitte)?",
    r"{X} (?:ubernimmt|kummert sich(?: darum)?|sen (?:occupe|charge)|se (?:encarga|ocupa)|lo toma){END}",
    r"(?<=^\. )(?:for|fur|an|pour|para|til|till|voor) {X}(?= [:-])",
    r"{START}{X} 's (?:queue|plate|list|bucket|court)(?= {SEPARATOR})",
    r"[\ue000-\uf8ff] (?:board|queue|team|desk) for {X}{END}",
    r"{X}(?: (?![,;:.\n()-] )\S+){1,6} so (?:he|she|they) (?:can|could|should|will|may|might) {LOOK}",
    r"{X} (?:orders|fixes|does|checks|sorts|installs|replaces|sends|books|picks up|looks (?:at|into)"
    r"|takes care of) (?:it|this|that|this one|them|these|those){END}",
    r"{X} (?:has|owns|gets|takes|got|is on|on|has got|is handling|is taking|is doing|handles|will have"
    r"|already has|knows) (?:it|this one|that one|this|that|the ticket)",
    r"{X} 's (?:on|got|doing|handling|taking) (?:it|this one|that one|this|that)",
    r"(?:goes |go |put |stick |drop |straight |it )*(?:in|on|to|into|onto|for|under) {X} 's (?:queue"
    r"|plate|list|name|court|bucket|board|desk)",
    r"(?:(?:for|to|cc|by) )?@ {X}(?: please)?",
    r"(?:and |so |anyway )?(?:can|could|would|will|maybe|perhaps) {X} (?:please )?{LOOK}",
    r"let {X}(?: {LOOK}|{END})",
    r"(?:so|then|otherwise|instead) {X}{END}",
    r"not (?:for |to |with )?[\ue000-\uf8ff] but (?:for |to |with )?{X}",
    r"(?:ask|get|have|tell|let|ping|need|want|book|send) {X} to \w+(?: (?:at|on|it|this|that|into|with"
    r"|up))*",
    r"(?:actually |no |sorry |rather |better |or rather )*(?:make (?:that|it)|change (?:that|it) to|i"
    r" mean|i meant|no wait|scratch that|better) (?:for |to |with )?{X}",
)
ME: Final = _compiled(
    r"(?:please )?{ASSIGN}(?: {IT})?(?: (?:straight|directly|over|back))?(?: to)?(?: :)? (?P<me>me"
    r"|myself)(?! an? )(?: please)?",
    r"(?:please )?{ASSIGN}(?P<keep>(?: (?![,;:.\n()-] )\S+){1,7}) to (?P<me>me|myself)",
    r"(?:please )?(?:give|hand|pass|send|route|leave|allocate|keep|put|stick)(?: {IT})(?: over| on)?(?:"
    r" to| with| for| on)? (?P<me>me|myself)(?! an? )(?: please)?",
    r"(?P<me>ill|i will|i can|i could|i shall|i should|let me|im going to|i am going to|im gonna|i want"
    r" to|id like to)(?: just| also| probably)? (?:take|grab|handle|pick up|own|sort|deal with|look"
    r" (?:at|into)|work on|do|fix|jump on)(?: (?:it|this|that|one|these|care|of|this one|on"
    r"|myself))*(?! (?:not|never))",
    r"(?P<me>im|i am) (?:on (?:it|this|that)|taking (?:it|this|that)|handling (?:it|this|that)|doing"
    r" (?:it|this|that)|looking (?:at|into) (?:it|this|that)(?: now)?)(?: one)?(?: myself)?",
    r"(?P<me>ive|i have|i) got (?:it|this|that)(?: one)?{END}",
    r"{START}(?:ok |and |so |then )*(?P<me>i) (?:take|grab|own|handle|do) (?:it|this|that|them)"
    r"(?: one)?{END}",
    r"(?:bitte |an )*(?P<me>mir) (?:bitte )?(?:zuweisen|zuordnen|zuteilen|geben)",
    r"{ASSIGN}(?: {IT})?(?: {TO})? (?P<me>moi|mi|mir|mich|meg|mig|mij){END}",
    r"(?P<me>asignamelo|asignamela|asignarmelo|asigname|massigner|je men (?:occupe|charge)|ich (?:ubernehme"
    r"|mache) (?:das|es|ihn|sie)|me encargo(?: yo)?|jeg tar (?:den|det|denne)|jag tar (?:den|det)){END}",
    r"(?:keep|leave|put|stick|goes|go|is|straight|it)(?: {IT})? (?:with|on|in|under|to|into|onto)"
    r" (?P<me>me|my (?:queue|name|plate|list|court|board|tickets))(?: please)?",
    r"put (?P<me>me) down(?: for (?:it|this|that))?",
    r"(?:put )?(?P<me>my name) (?:on|against) (?:it|this|that)",
    r"(?:in|on|to|for|under|into) (?P<me>my (?:queue|name|plate|list|court|tickets))",
    r"(?:the )?(?:owner|tech|technician|engineer|assignee|agent|resource)(?: is| :| should be| be)*"
    r" (?P<me>me|myself)",
    r"for (?P<me>me) to {LOOK}",
    r"(?:take|do|handle|fix|keep|sort|own)(?: {IT})? (?P<me>myself)",
    r"(?:its|this is|this ones|that ones|thats|is|its all|all) (?P<me>mine)",
    r"(?:for )?@ (?P<me>me)",
    r"one (?P<me>myself)",
)
UNASSIGNED: Final = _compiled(
    r"(?P<none>(?:leave |keep |stays? |for now )?(?:{IT} )?unassigned(?: for now| please)?)",
    r"(?P<none>(?:please )?{ASSIGN}(?: {IT})? to (?:nobody|no one|noone|none))",
    r"(?P<none>(?:please )?(?:dont|do not|no need to) assign(?: {IT})?(?: to (?:anyone|anybody|someone"
    r"|any one))?(?: yet| for now)?){END}",
    r"(?P<none>(?:nobody|no one|noone)(?: is)? (?:assigned|on it)(?: yet| for now)?)",
    r"(?P<none>(?:no|without an?|without) (?:assignee|owner|tech|technician)(?: yet| please| needed)?)",
)
BOARD: Final = _compiled(
    r"(?:please )?(?:{PUT} )?(?:{IT} )?(?:(?:on|onto|in|into|to|for|under|via|at|with|from|over to)"
    r" )?(?:the |our |a )?{X} {BOARD}(?: please)?",
    r"(?:{PUT} )?(?:{IT} )?(?:to|for|with|on|in|into|from|over to) (?:the |our )?{X} (?:team|desk)(?:"
    r" please)?(?: to {LOOK})?",
    r"(?:on |in |to |the )*{BOARD}(?: is| should be| :| be| called)* (?:the )?{X}",
    r"(?:please )?{PUT}(?: {IT})?(?: (?:straight|directly|over|back|up|down|off))? (?:on|onto|in|into"
    r"|to|under|with|for|at) (?:the |our )?{X}(?:{END}|(?= as | and | with | for | at ))(?: please)?",
    r"(?:anyway |so |and )?(?:can |could |maybe |get |have |ask )?(?:someone|somebody|anyone|anybody"
    r"|one|the (?:guys|people|folks|lot)) (?:from|in|on|at|over at|over in) (?:the )?{X}(?: team|"
    r" {BOARD})?(?: (?:please |to |can |should |could |might )*{LOOK})?",
    r"(?:please )?(?:(?:can|could) you )?(?:log|create|open|raise|make|add|set up|start|file|submit|get"
    r"|book)(?: me)? (?:an? |the |new )*{X} (?:ticket|job|case|request|issue)",
    r"(?:for|{START}) ?(?:the )?{X} (?:to|can|should|could) {LOOK}",
    r"(?:its |this is |thats )?(?:one |a job |a ticket |something )(?:for|on|in) (?:the )?{X}{END}",
    r"[#@] {X}(?: please)?",
    r"not (?:for |the |on |on the )*[\ue000-\uf8ff](?: {BOARD})? but (?:for |the |on |on the )*{X}",
    r"(?<=[\ue000-\uf8ff] )(?:on|in|under) (?:the |our )?{X}{END}",
    r"(?:actually |no |sorry |rather |better )*(?:make (?:that|it)|change (?:that|it) to|i mean|i meant"
    r"|scratch that) (?:the |on |on the )?{X}",
)
BOARD_IN_FULL: Final = _compiled(r"(?:on|in|under) (?:the |our )?{X}{END}")
STATUS: Final = _compiled(
    r"(?:and |then )?(?:in |with |set |to |at )*(?:the |a )?{STATE}(?: is| to| of| as| should"
    r" be| :| be)* (?:the )?{X}",
    r"(?:in |with |set |to |at |put |it )*(?:the )?{X} {STATE}",
    r"(?:please |and |then )*{SET}(?: (?:straight|directly|right|off|over|as|to|in|into|on|at"
    r"|already|back))* {X}(?= [,;:.\n()-]| on | in | at | please| until| for now| with | and )",
    r"straight (?:to|in|into|on) {X}",
    r"(?<=[\ue000-\uf8ff] )(?:as|in) {X}{END}",
    r"# {X}",
)
PRIORITY: Final = _compiled(
    r"(?:with |at |as |of |on |make |it |set |to )*(?:a |an |the )?{X}(?: -)? {PRIORITY}(?: level)?(?:"
    r" please| is fine| is ok)?",
    r"(?:with |at |set |and |make |change )*(?:the |its |a )?{PRIORITY}(?: is| should be| to| as| of|"
    r" at| level| :| -| be)* (?:a |an |the )?{X}(?: is fine| is ok| please)?",
    r"(?:please |and )*{SET}(?: (?:as|to|at|down|up|in|is))* (?:a |an )?{X}(?= [,;:.\n()-]|"
    r" please| ticket| and )",
    r"{START}{X} (?:is|will be|would be) (?:fine|ok|okay|enough|good)(?: for (?:now|this|it))?",
    r"{START}(?:and |but |so )?(?:this|this one|it|thats|its|this is|that is|it is|this ones|this one"
    r" is|treat as|as|very|really|quite|super)(?: (?:a|an|as|really|very|super|pretty|quite|only|just"
    r"|kinda|also))* {X}{END}",
    r"{START}(?:an? |new |log an? |raise an? |open an? |create an? )*{X} (?:ticket|job|one|call|case"
    r"|request)(?= (?:for|from|at|:|about))",
    r"# {X}",
    r"(?:actually |no |sorry |rather |better )*(?:make (?:that|it)|change (?:that|it) to|i mean|i meant"
    r"|scratch that) (?:a )?{X}",
)
CODE: Final = _compiled(
    r"(?:please |and )*(?:{SET} )?(?:(?:with|at|as|a|an|the|to|set|on|of|its|for)"
    r" )*(?:{PRIORITY}(?: is| :| level| to| -)* )?{X}(?: {PRIORITY})?(?: is| should be)?(?: fine| ok|"
    r" okay| enough| please)*",
)
TOP: Final = re.compile(
    rf"(?<!\S)(?:(?:as |with |at |the |its )*(?P<top>highest|top|max|maximum|most urgent|very"
    rf" highest)(?: possible)? {_PRIORITY}|(?P<all_up>as (?:high|[\ue000-\uf8ff]) as (?:it goes"
    rf"|possible|you can|it gets)))(?: please)?(?!\S)"
)
BOTTOM: Final = re.compile(
    rf"(?<!\S)(?:(?:as |with |at |the |its )*(?P<low>lowest|bottom|min|minimum|least urgent|very"
    rf" lowest)(?: possible)? {_PRIORITY}|(?P<all_down>as (?:low|[\ue000-\uf8ff]) as (?:it goes"
    rf"|possible|you can|it gets)))(?: please)?(?!\S)"
)
URGENCY_WORDS: Final = {
    "critical": 0,
    "emergency": 0,
    "urgent": 0,
    "urgently": 0,
    "asap": 0,
    "immediate": 0,
    "immediately": 0,
    "blocker": 0,
    "severe": 0,
    "high": 1,
    "important": 1,
    "elevated": 1,
    "medium": 2,
    "normal": 2,
    "moderate": 2,
    "standard": 2,
    "regular": 2,
    "routine": 2,
    "low": 3,
    "minor": 3,
    "trivial": 3,
    "planned": 3,
    "whenever": 3,
}
UNKNOWN_PRIORITY: Final = _compiled(
    rf"(?:with |at |as )?(?:a )?(?P<name>{'|'.join(URGENCY_WORDS)}) {{PRIORITY}}",
    rf"{{PRIORITY}}(?: is| should be| to| as| :)* (?P<name>{'|'.join(URGENCY_WORDS)})",
)
UNKNOWN_MEMBER: Final = _compiled(
    r"(?:please )?{ASSIGN}(?: {IT})?(?: (?:straight|directly|over))?(?: to| :)+ (?:the"
    r" )?(?P<name>[^\W\d]\w+(?: [^\W\d]\w+)?)",
    r"(?:please )?{ASSIGN}(?: {IT})? (?P<name>[^\W\d]\w+)(?= [,;:.\n()-])",
    r"(?:give|hand|pass) (?:it|this|that|this one)(?: over)? to (?P<name>[^\W\d]\w+(?: [^\W\d]\w+)?)",
    r"(?:owner|technician|assignee)(?: is| :)+ (?P<name>[^\W\d]\w+(?: [^\W\d]\w+)?)",
)
UNKNOWN_BOARD: Final = _compiled(
    r"(?:{PUT} )(?:{IT} )?(?:on|onto|in|into|to|under) (?:the |our )?(?P<name>[^\W\d]\w+(?:"
    r" [^\W\d]\w+)?) (?:board|queue)",
    r"(?:on|onto|to) (?:the )?(?P<name>[^\W\d]\w+(?: [^\W\d]\w+)?) (?:board|queue)(?= [,;.\n()-]| please)",
    r"{START}(?:the )?(?P<name>[^\W\d]\w+(?: [^\W\d]\w+)?) (?:board|queue)(?: please)?(?= [,;.\n()-])",
    r"(?:board|queue)(?: is)? : (?P<name>[^\W\d]\w+(?: [^\W\d]\w+)?)",
)
UNKNOWN_STATUS: Final = _compiled(
    r"(?:set )?status(?: is| to| of| as| :)* (?P<name>[^\W\d]\w+(?: [^\W\d]\w+)?)(?= [,;.\n()-])",
)
NEGATED_BEFORE: Final = re.compile(
    r"(?<!\S)(?:not|dont|do not|never|isnt|is not|wasnt|no need|without|instead of|rather than|except"
    r"|excluding|anyone but|anybody but|everyone but|nor|no(?! make| wait| i mean| change| actually|"
    r" sorry| its| it| for| to| on)|neither|ikke|nicht|inte|kein|keine|pas|не)"
    r"(?: (?:for|to|at|on|the|a|an|in|assign|reassign|assigned|it|this|that|put|set|as|give|from|about"
    r"|really|super|very|is|be|make|send|log|raise|particularly|even|so|too|with|high|terribly|exactly"
    r"|under|client|customer|one))*\s*$"
)
NEGATED_AFTER: Final = re.compile(
    r"^ ?(?:'s)? (?:cant|cannot|wont|will not|shouldnt|should not|isnt|is not|is off|is away|is on"
    r" leave|is out|must not)(?!\S)"
)
CORRECTED: Final = re.compile(
    r"(?<!\S)(?:no wait|wait|sorry|actually|make (?:that|it)|i mean|i meant|scratch that|strike that"
    r"|correction|rather|instead|change (?:that|it)|oops|no|my bad|better|but now|nei|nein|nej"
    r"|non)(?!\S)"
)
EDGE: Final = re.compile(rf"{SEPARATOR}|{ANY}|#|@|and")
CLAUSE_ENDS: Final = re.compile(rf" (?:{SEPARATOR}|please|pls|thanks|thx|(?:for|at) {ANY})(?= |$)")
BESIDE_CODE: Final = re.compile(
    rf" (?:{SEPARATOR}|{ANY}|please|pls|thanks|thx|and|assign\w*|give|put|set|for|ticket|job|on|in|to"
    rf"|status|board|mine|asap|since|because)"
    r"(?= |$)"
)
LEADS_TO_BOARD: Final = re.compile(
    rf"(?:please )?(?:{_PUT}|on|onto|in|into|to|for|under|via|at|with|from|over|board|queue|#|@|can"
    rf"|could|someone|somebody|anyone)(?= )"
)
NUMBERED: Final = frozenset(
    "error errors code codes state port slot bay display message level type model page fault about"
    " version firmware".split()
)
