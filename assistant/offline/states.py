"""What state a clause tells of: wrong, wanted or urgent; or solved, owned, past, or no matter at all."""

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern of whole words for any of the phrases; each is a regular expression of its own."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


_SEEN_TO = "(?:looked|fixed|repaired|replaced|changed|moved|added|removed|set|installed)"

WRONG = _any_of(
    r"(?:can|won|do|does|did|is|are|was|were|has|have|had|could|would)(?:n['’]?t|['’]t)|can['’]?t|cannot"
    r"|wont|dosnt|dont"
    r"|unable|never|no longer|not any ?more|any ?more"
    r"|(?:do|does|did|is|are|has|have|had|will|would|could) not(?= \w)",
    r"nobody|no ?one|none of|not (?:all|going|being|getting|been|even)|not \w+(?:ing|able|ed)",
    r"no (?:signal|picture|sound|power|internet|wifi|display|dial ?tone|ring ?tone|network|connection"
    r"|audio|video|image"
    r"|lights?|orders?|mails?|emails?|access|response|data|backup|license|answer|new|bootable|reports?)",
    r"offline|down|dead|dies|died|dying|broke|broken|breaks|trouble|problems?|issues? with|faulty"
    r"|complain\w*|struggl\w+"
    r"|crooked|slanted|fail(?:s|ed|ing|ure)?|errors?|crash\w*|freez\w*|froze|frozen|hangs?|hanging|stuck"
    r"|acting up|weird\w*",
    r"cut(?:s|ting)? out|gets? (?:no|kicked|thrown|nothing)|go(?:es)? (?:off|dark|black|silent|pink|green"
    r"|blank|missing|to)"
    r"|upside|turn(?:s|ed)? (?:black|pink|green|blue|red|itself|off)|(?:in|all|prints?|shows?) (?:pink"
    r"|green|purple|yellow)",
    r"drop(?:s|ped|ping)?|slow\w*|lag(?:s|gy|ging)?|jam(?:s|med|ming)?|locked out|locked|expired|expires?"
    r"|expiring|missing"
    r"|vanish\w*|disappear\w*|gone|lost|loses?|losing|den(?:y|ies|ied)|exceeded|r[au]ns? out"
    r"|up for renewal|lapsed|degraded|out of (?:paper|toner"
    r"|space|sync|date)",
    r"declin\w+|bounc\w+|blue ?screen\w*|beep\w*|chirp\w*|leak\w*|drip\w*|puddle|swell\w*|swollen|bulging"
    r"|crack\w*|flicker\w*"
    r"|stay(?:s|ed)? (?:black|dark|off|blank|open|shut|on)|black|blank|garbled|gibberish|blurry|fuzzy"
    r"|pixelated|stripes?"
    r"|streaks?|smear\w*|smudg\w*|echo\w*|static|hums?|humming|buzz\w*|mute|muted|unreachable|unplayable"
    r"|unreadable",
    r"silent|loudly|(?:shows?|glows?|blinks?) (?:red|amber|orange)|stands? still|(?:days|weeks"
    r"|months) old|(?<=[^i]s )no (?!trouble|problem|issue|longer|need|change|difference|complain|worr"
    r"|rush|hurry|idea|more)\w+",
    r"reject\w*|refus\w*|ignor(?:es|ed|ing)|stop(?:s|ped|ping)?|blocked|blocks|warnings?|goes off|went off"
    r"|false alarms?"
    r"|phish\w*|virus|malware|ransom\w*|hacked|compromis\w*|stolen|spilled|smok\w*|burn(?:s|ing|t) smell"
    r"|wrong\w*|corrupt\w*"
    r"|full|overheat\w*|hot|loose|loud|noisy|rattl\w+|whin\w+|squeal\w*|grind\w*"
    r"|(?:red|amber|orange|yellow) (?:\w+ )?(?:light|led|lamp|dot|triangle)s?|alarms|fault"
    r"|scream\w*|howl\w*|(?:is|are) (?:off|out)(?=\W|$)|unusable|useless",
    r"asks? (?:for|everyone|them|him|her) (?:a |an |the |his |her )?\w+|keeps? \w+ing|keeps? (?:on"
    r"|getting)|(?:every|each) time"
    r"|over and over|by itself|by themselves|at random|randomly|out of nowhere",
    r"skip(?:s|ped|ping)?|loop(?:s|ing)?|reboot(?:s|ing)|restart(?:s|ing)|jump(?:s|ing)|double[sd]?"
    r"|doubled|duplicat\w*|twice"
    r"|spits?|spitting|throw(?:s|ing)?(?= (?:an?|away|out|errors?))|lands? (?:in|with)|comes? out"
    r"|question marks|instead of"
    r"|hours? off|(?:mm|cm|inch\w*|minutes?|hours?|days?) (?:too )?(?:low|high|off|fast|slow|late|behind)"
    r"|behind"
    r"|too (?:low|high|dark|small|large|quiet|loud|slow|many)|half the|only half|points? (?:at|to) the"
    r"|reached nobody"
    r"|nothing|(?:old|wrong|previous|former) (?:\w+ )?(?:address|hours|logo|prices?|name|number|version"
    r"|manager)|last year['’]s|outdated|mixed up|swapped"
    r"|shows? (?:an? )?[\"“'‘]|says? [\"“'‘]|says? (?:license|licence|comm|no|access|invalid|error|not)"
    r"|reads? (?:zero|\d+)",
    r"only (?:half|one of|draws|shows|prints|gives|plays|opens|in)|half an?|someone else['’]s|somebody "
    r"else['’]s|other people['’]s"
    r"|yesterday['’]s|read.?only|lapses?|0 of \d+|zero|wiped|empty|parked|leads? to|(?:a|an|one|two|three"
    r"|\d+) (?:years?|days?|hours?|weeks?) (?:too )?(?:early|late)|lets? \w+ (?:through|in)|any(?:one"
    r"|body) can|unlocks itself|opens itself|takes any|same number|never happens"
    r"|straight line|prints? the old|says? (?:19|20)\d\d|at the wrong|out again|each other['’]s|can (?:see"
    r"|read|open|hear) (?:each|the other"
    r"|other|every)|squeak\w*|stuck|sticky|brute.?force|from abroad|suspicious|gave (?:out )?(?:her|his"
    r"|their) password|put in (?:her|his) password"
    r"|typed (?:her|his|their) password|clicked|mfa (?:push|prompts?)|failed attempts|lets everyone"
    r"|without a (?:card|badge|code"
    r"|password|license)|let(?:s)? (?:anybody|anyone|strangers) in|can reach|open to",
    # German and Spanish
    r"kein(?:e|en|er)?|nicht(?: mehr)?|nadie|kaputt|defekt|ausgefallen|geht nicht|hängt|fehlt|fehler|doppelt"
    r"|langsam|abgestürzt"
    r"|stürzt|verschwunden|gesperrt|leer|falsch\w*",
    r"no (?:funciona|graba|registra|imprime|corta|carga|abre|enciende|prende|llega\w*|suena|responde"
    r"|tiene|conecta|entra"
    r"|puede\w*|deja|lee"
    r"|sale|guarda)|falla|fallan|roto|rota|lent[oa]|bloquead[oa]|se (?:cae|apaga|cuelga|congela|reinicia"
    r"|perdió)|sin",
)  # fmt: skip
WANTED = _any_of(
    r"(?:needs|wants?|asks? for|asked for|asking for|would (?:also )?(?:like|love|need)|['’]d like) (?!to "
    r"know)\w+",
    r"(?:wants?|asks?|asked|asking) (?:us|me|someone|somebody)(?! to say)",
    r"(?:asks?|asked|asking|wants to know|fragt|pregunta) (?:if|whether|ob|si) (?:we|i|anyone|anybody"
    r"|someone|somebody|you|it"
    r"|one|wir|man|podemos) ?(?:can|could|are|['’]re|may|auch|das)?",
    r"(?:can|could) (?:we|somebody|someone|anyone|anybody|you|i)\b.{0,40}\b(?:make|get|look|have|move|set"
    r"|add|remove|fix|open"
    r"|check|call|send|install|change|help|see|lock|block|give|let|take|put|come)",
    r"(?:and )?please (?:take|put|add|remove|move|change|set|get|have|send|make|give|block|lock|install"
    r"|delete|check|look|fix"
    r"|order|call|turn|stop|switch)",
    r"(?:needs?|wants?) (?:looking|somebody|someone|a look|to be|fixing|doing)|need(?:s|ed)? by|we need "
    r"to (?:get|deal|look|send)",
    r"(?:we|you|someone|somebody|anyone) (?:can|could) (?:also )?(?:set up|install|add|remove|move|change"
    r"|order|fix|replace|look|help|give|send|make|get|check|block|open)",
    rf"(?:could|can) be {_SEEN_TO}|(?:would|\w+['’]d) (?:also )?(?:like|love|want|need)",
    r"should (?:be looked|get|take|have a look)|someone should|wants? .{1,40} (?:changed|removed|deleted"
    r"|added|moved|set up|gone)",
    r"has nobody|hasn['’]t arrived|nobody (?:has|ordered)|to be (?:let in|removed|deleted|added|set up"
    r"|changed)",
    r"möchte|braucht|hätte gern|bittet|quiere|necesita|pide|ob wir|si podemos",
    r"who (?:looks after|takes care|is in charge|handles|to ask|can)|how (?:to|they can|she can|he can|do "
    r"they|does one)"
    r"|needed|need (?:access|a|an|new|another|more|two|help)|opening an?|starting (?:on )?the|quote for"
    r"|off the \w+ by",
)  # fmt: skip
ONSET = _any_of(
    r"since (?:yesterday|today|this|last|mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*|the|noon|lunch"
    r"|\d\S*|then|a|june|july"
    r"|january|february|march|april|may|august|september|october|november|december|they|she|he|we|about"
    r"|before|christmas|easter)",
    r"for (?:days|weeks|months|hours|ages|a (?:week|month|while|few|couple)|the (?:last|past)|two|three"
    r"|four|five|six|\d+)"
    r"(?: \w+)?",
    r"(?:every|each) (?:morning|day|night|hour|evening|few|minute|time|monday|page|call|\d+)",
    r"this (?:morning|afternoon|week)|last (?:night|week|friday|monday)|overnight|again and again|all "
    r"(?:day|week|morning)",
    r"(?:two|three|four|five|\d+) (?:times|nights|days|weeks) (?:in a row|now|running|already)",
    r"after (?:the|tuesday['’]s|last night['’]s|yesterday['’]s) (?:update|storm|move|power|weekend|upgrade"
    r"|reboot|outage)",
    r"seit|heute früh|desde",
)
URGENT = _any_of(
    r"on paper|by hand|manually|standstill|(?:is|are|guests|patients|customers|dr|doctor|clients|people) "
    r"(?:waiting|queue?ing)"
    r"|lines? (?:out|up)|due (?:today|tomorrow|by)|payroll is|pay run|by (?:mon|tues|wednes|thurs|fri"
    r"|satur|sun)\w*day"
    r"|by (?:the )?\d+(?:st|nd|rd|th)?|on the \d+(?:st|nd|rd|th)(?! floor)|starts? (?:in|on|mon\w*"
    r"|tomorrow|tues\w*"
    r"|wednes\w*)|begins?"
    r"|asap|urgent\w*|today still|before (?:mon|tues|wednes|thurs|fri|satur|sun)\w*day|lunch rush|someone "
    r"should|needs a look"
    r"|not reported|never told anyone|nobody (?:has )?(?:noticed|knows|got)|put it down|write it down"
    r"|note it|keeps? calling",
)

NO_MATTER = _any_of(
    r"(?:his|her|my|their|\w+['’]s) (?:car|daughter|son|wife|husband|mother|father|mom|dad|dog|cat|kids?"
    r"|back|knee"
    r"|boat)"
    r" (?:needs?|is|was|has|had|are|broke|got|just|goes|went|started|hurts?)"
    r"|raise|loan|divorce|answer(?:s|ing)? (?:her|his|their) (?:phone|calls?|mails?)|traffic|commute"
    r"|sick today|flu|the game|football|hockey|soccer",
    r"lol|haha+\w*|hehe|rofl|lmao|(?:just )?kidding|joke[sd]?|joking|jk|ha|funny|😂|🤣|;-?\)",
    r"thanks|thank you|thx|say thanks|cheers|gracias|danke|donuts?|cake|cookies",
    r"so (?:well|smooth\w*|nice\w*)|weather(?! (?:station|feed|data|radar|map))|raining|lunch break"
    r"|day off|vacation|holiday|birthday|off at \w+",
    r"(?:so )?much (?:better|nicer|faster)|better than|(?:is|are|was|looks|works?) (?:great|lovely|perfect"
    r"|awesome|super(?! \w)|good)"
    r"|loves?|likes|breeze|compared to|than before|so (?:easy|easily|clearly|quick)|thrilled|delighted"
    r"|happy with|impressed|praise\w*|compliment\w*",
    r"some ?day|one day(?! early| late)|dreams? of|would(?:n['’]?t)? mind|at budget|next budget|no rush"
    r"|no quote|sales knows|['’]d (?:love|kill)"
    r"|nice to have|if (?:only|ever)|wish ?list",
    r"for the record|for next time|next time|lesson\w*|note to self|in hindsight|in future|rule of thumb"
    r"|learned",
    r"(?:a )?(?:nicer|prettier|fancier|bigger)|hates (?:me|us|him|her)|what['’]s next|next you['’]ll"
    r"|(?:could|can) we have (?:known|seen)|sarcas\w*|the real emergency",
    r"more than (?:he|she|i|we|you|they) (?:do|does)|hypothetical\w*|in theory|imagine",
)
"""Jokes, thanks, praise, small talk, wishes for some day, lessons."""

DONE = _any_of(
    r"already (?:\w+ing|a|has|have|in|got|being|fixed|sorted|solved|on it|ordered|booked|replaced|knows?"
    r"|reported)",
    r"(?:there(?:'s| is| are)|has|have|under|in|got) (?:already )?(?:a|another|an open|its own) (?:ticket"
    r"|case)(?! please)"
    r"|another ticket with|another ticket|ticket (?:exists|is open|already)|under this ticket|same ticket",
    r"#\d{3,}|(?:that['’]?s|that is|it['’]?s|see|is|are|ticket|and|case|inc\w*) (?:ticket )?\d{4,6}(?! "
    r"(?:files|rows|emails|mails))",
    r"\w+ (?:is|are|['’]s) (?:already )?(?:on it|on that|handling (?:it|that)|taking care|looking (?:at"
    r"|into) (?:it|that)|dealing with)"
    r"|(?<!n't )(?<!not )on it(?! (?:says|shows|is))(?=\W*$|,)|has it(?=\W*$|,)|(?:takes|took) care of",
    r"(?:tech|technician|electrician|plumber|vendor|landlord|they|guy|someone) (?:is |are )?(?:coming"
    r"|booked|scheduled|en route"
    r"|on the way|comes)|(?:has|have) (?:a |an )?(?:\w+ )?(?:tech|technician|electrician|plumber"
    r"|appointment|guy) (?:coming|booked)",
    r"(?:is|are|was|were|been|got) (?:already )?(?:informed|notified|told|aware)|so (?:i|we) \w{3,}ed"
    r"|was the (?:problem|culprit|cause|reason)|comes? (?:on (?:mon|tues|wednes|thurs|fri)"
    r"|tomorrow|today|later)|(?:for|with|up to) the (?:landlord|janitor|facilities)|(?:landlord"
    r"|facilities|janitor|they) "
    r"knows?",
    r"did (?:it|the trick)|helped|(?:is|are|been|was|were) (?:booked|ordered|scheduled|on order)|but (?:it"
    r"|that|they|he|she) (?:did|does|works?"
    r"|worked|could)|(?:after|once|until) i \w+|that was (?:it|all)|(?:being|getting|to be) replaced"
    r"|leave it|left it|sorted|solved|resolved|fixed|fine|ok now|okay now|(?:works?|working|runs?|running"
    r"|prints?) (?:now|again|fine)"
    r"|(?:is|are|came|comes) back(?: up| online)?(?! from)(?=\W|$)|no problems?(?=\W*$)|all (?:good|ok"
    r"|fine|clear)"
    r"|no longer an issue",
    r"plugged (?:it )?(?:back )?in|(?:was|were) (?:just|only|simply)|just (?:a|the) (?:cable|battery"
    r"|setting|plug|switch)",
    r"turns? out|turned out|(?:is|was) why|that['’]?s why|the reason|root cause|explains?|caused? by|due "
    r"to|side effect",
    r"(?:is|are|was|were) (?:known|on purpose|intended|intentional|expected|normal|planned|by design)|on "
    r"purpose|by design"
    r"|off for (?:parts|repair|maintenance)",
    r"(?:has|have) worked since|nothing lost|no complaints|doesn['’]?t matter|nobody minds|don['’]?t care"
    r"|not (?:our|ours)"
    r"|can wait|not (?:an? )?(?:issue|problem)|false positive|they don['’]?t(?=\W*$|,)",
    r"behoben|erledigt|läuft wieder|geht wieder|schon (?:repariert|gefixt|erledigt|gemeldet)|kümmert sich"
    r"|(?:ya )?(?:la|lo|está|quedó) (?:arregl\w+|listo|resuelto|solucionad\w+)|ya (?:funciona|está|quedó"
    r"|sirve)",
)
"""Solved, explained, owned by somebody, or known and meant to be so."""

ANSWERED = re.compile(
    r"(?:[,;.:–—!?]|^|\band|\bso|\bthen)\s*(?:i |we |so |and |then |just |i've |we've )*"
    r"(?:(?:told|showed|sent|gave|explained)(?! (?:\w+ )?(?:that )?(?:we|i|someone|somebody|us|he|to)\b)"
    r"|rebooted|restarted|reset|replaced|swapped|plugged|reseated|put (?:a|an|one"
    r"|in (?:a|an|the|another)|the old|the spare|him|her on)"
    r"|added(?! (?:that|to it))|removed|changed|fixed|walked (?:him|her|them)|cleared|turned "
    r"(?:it|them|that)|set (?:it|him"
    r"|her)|ordered|took (?:it|one|care)|switched|done|blocked|granted|enabled|disabled|moved (?:it|them)"
    r"|reinstalled|updated"
    r"|unlocked|cleaned|tightened|declined|forwarded|passed|handed|pointed (?:him|her|them) to|installed"
    r"|quick fix|easy|renewed|(?:s?he |they )?\w{3,}ed (?:it|them))(?!\w)",
    re.IGNORECASE,
)
"""The engineer's own answer to it, told in the same breath."""

ABOUT_IT = re.compile(
    r"^(?:(?:so|and|but|then|i|we|just|already|also)\s+)*\w+(?:ed|t|ut|et|ew|ave)? (?:\w+ )?(?:it|that|him"
    r"|her|them|one|this)\b"
    r"|^(?:done|fixed|sorted|solved|works|working|all good|fine|reset)\b|\bit (?:works|is fine|was)\b"
    r"|\bit['’]s (?:fine|back|ok)"
    r"|^that(?:['’]s| is| was| one)\b|\b(?:shows?|works?|prints?) (?:the )?(?:right|again|now|fine)",
    re.IGNORECASE,
)
"""A sentence that speaks of what the one before was about."""

PAST = _any_of(
    r"(?<!since )last (?:year|month|quarter|summer|winter|spring|fall|autumn)(?!['’]s)|(?:years?|months?"
    r"|ages) ago|back (?:then|in|when)"
    r"|used to|in the past|at the time|previously|once had|in (?:19|20)\d\d|the old days|years back",
    r"next (?:year|month|quarter)|in (?:the )?(?:summer|autumn|fall|winter|spring)|plan(?:s|ning)? to"
    r"|budget\w* for|sooner or later",
)
"""History, and plans for another time."""

GUESS = _any_of(
    r"how to|how (?:he|she|they|one) (?:can|could)|what .{1,40} is called|where to find",
    rf"(?:could|may) be(?! {_SEEN_TO})|maybe|might|perhaps|possibly|suspects?|i think it['’]?s"
    r"|guess(?:es)?|convinced"
    r"|afraid|worried|worries"
    r"|fears?|believes?|thinks|blames?|swears|theory|sure it['’]?s|suspicion",
    r"because|that['’]?s when",
)
"""Guesses, worries and causes."""

SAME = _any_of(
    r"too|either|as well|likewise|auch nicht|tampoco|también",
    r"(?:the )?same (?:account|problem|issue|error|thing|symptoms?|message|behaviou?r|result|for|here"
    r"|there|trouble|loop|cause"
    r"|reason|root|switch|outage|story)|(?:the )?same(?=\W*$)|has (?:it|that|this)",
)
"""More of the same."""

STEP = re.compile(
    r"^(?:(?:so|then|and|now|also|aslo|next|btw|while i was there)[,\s]+)*"
    r"(?:i(?:'ve| have|'m| also)?\s+|we(?:'ve| have| will)?\s+|just\s+)?(?:also\s+)?"
    r"(?:offered|tried|ran(?! into)|restarted|rebooted|reset|swapped|cleared|checked|tested|moved|replaced"
    r"|disabled"
    r"|enabled|updated|upgraded|removed|re-?added|rebuilt|reinstalled|installed|set|changed|flushed|pulled"
    r"|cleaned"
    r"|unplugged|plugged|raised|turned|killed|added|joined|pinged(?! me)|mapped|need(?:s|ed)?\sto\s(?:move"
    r"|check|test|do)"
    r"|have\sto|going\sto|will|seeing|fixed|opened|told|sent|walked(?! past| by| into)|walking(?! past| "
    r"by)|restored|extended"
    r"|isolated|blocked|revoked|documented|ordered|copied|exported|imported|asked|explained|showed|gave"
    r"|called|made|took"
    r"|raised|lowered|switched|renewed|generated|created|granted|wrote|confirmed|verified|scheduled"
    r"|labelled|labeled)\b",
    re.IGNORECASE,
)
"""Begins with what the engineer did or will do."""

ORDER = re.compile(
    r"^(?:(?:and|also|aslo|then|now|please|pls|can you|could you)[,\s]+)*"
    r"(?:show|find|list|search|open (?:a|the|ticket)|create|log|make|assign|close|set|check (?:if"
    r"|whether|the)|link|draft|write|give me|put (?:me|\w+) on|(?:what|which|how many)(?=.*\?)|look up"
    r"|does anyone|do we"
    r"|bump|remind me|summari[sz]e|is there|are there)\b",
    re.IGNORECASE,
)
"""An order or a question to the assistant."""

POINTS_BACK = re.compile(
    r"^(?:(?:and|so|but|then|now)\s+)*(?:it(?!['’]s (?:us|possible|\w+ing))|that|this|these|those|error"
    r"|fails?"
    r"|hers|theirs|his(?= (?:is|does|did|has|was|keeps|too|also)\b)|both|all of)\b(?!['’]?s? \w+ "
    r"(?:printer|phone|laptop))"
    r"|\b(?:why|how|when|what|whether) (?:it|this|that) (?:happen\w*|is|was|works?|took|takes)\b|\bwhat "
    r"happened\b"
    r"|^(?:still |again |fail\w* again)|\b(?:after|because of|due to) (?:that|it|this)\b",
    re.IGNORECASE,
)
"""Its subject is what was spoken of."""

SOMEBODY_SPOKEN_OF = re.compile(r"^(?:(?:and|so|but|then|now)\s+)*(?:they|he|she|we)\b", re.IGNORECASE)
"""Its subject is somebody who was spoken of."""

INCIDENT = _any_of(
    r"clicked|phish\w*|gave (?:out )?(?:her|his|their) password|(?:put in|typed|entered) (?:her|his"
    r"|their) password|ransom\w*"
    r"|hacked|stolen|left (?:\w+ ){1,8}(?:on|in) (?:the|a) (?:train|taxi|bus|plane|cab)|break.?in"
    r"|intruder|mfa (?:push\w*|prompts?)|lost (?:her|his|their)|failed (?:attempts"
    r"|logins|sign-?ins)"
    r"|open to (?:everyone|everybody|anyone|the (?:public|world))|including guests?|publicly|exposed"
    r"|readable by"
    r"|\d+ ?(?:gb|mb|tb) (?:going|went|sent|leaving|uploaded)|(?:bank|account|payment) (?:details|data"
    r"|info) (?:were|was|got) changed"
    r"|paid \S+ to (?:it|them|a)|unknown (?:ip|address|device|account|login)|from (?:russia|china|romania"
    r"|vietnam|nigeria|brazil)"
    r"|from abroad|(?:outside|gmail|private|foreign) address|brute.?force|suspicious|wire (?:transfer"
    r"|instructions)|isn['’]t ours|fraud\w*"
    r"|impersonat\w*|scam\w*|spoof\w*"
)
"""A security incident or a loss."""

WIDE_CAUSE = _any_of(
    r"all (?:\w+ )?(?:lanes|sites|pcs|computers|tills|phones|users|rooms)? ?(?:offline|down|dead)|power "
    r"(?:cut|outage|failure|loss)|(?:after|since) (?:the )?(?:power|storm|flood|lightning)|outage|flood"
    r"|lightning|fire"
    r"|(?:whole|entire) (?:site|office|building)|everything|site down|no internet|internet (?:is )?down"
    r"|(?:mail|internet|network"
    r"|server|srv\w*|dc|site|sql|database|erp|ehr|switch|firewall|router|nas|host|cluster|domain|ad|dns|dhcp"
    r"|phones|pos|system) (?:is |was |are )?(?:offline|died|crashed|down|unreachable|dead)|outage",
)
"""A cause under which many things fail at once."""

WHOLE_JOB = _any_of(
    r"move|moving|migration|migrate|relocation|rollout|onboarding|new (?:hire|starter|office|site|shop"
    r"|user|firewall|clinic|school|store|branch|room|building)|opening|refresh"
    r"|deployment|audit|renovation|after (?:the )?power|office move|cutover|site visit",
)
"""A job of many items."""

ONE_MORE = re.compile(
    r"\b(?:wants?|needs?|like|love|for) (?:an?|another|one more|two|three|new|extra|second) (?!lot|bit"
    r"|look|way)\w+",
    re.IGNORECASE,
)
"""Something that is not there yet, as a wish for it tells."""

AT_WORK = re.compile(
    r"\b(?:could|was|were|had)n['’]t\b|\bhad no\b|\byet\W*$|\bnow,? but\b|\band (?:it|he|she"
    r"|they) \w{2,}ed\b",
    re.IGNORECASE,
)
"""Over already, or not done yet, as the work at hand is told."""

OF_THE_PERSON = re.compile(r"\bin (?:his|her) \w+", re.IGNORECASE)
"""Found in what belongs to the person the session is about."""

ASKED_FOR = re.compile(
    r"^(?!(?:how|why|what|when|where|who) ).{0,60}\b(?:can|could|should|may) ", re.IGNORECASE
)
"""A question that is a wish, in the words behind "asks whether"."""

WORKED_ON = re.compile(
    r"\b(?:\w{2,}ed|re\w{3,}ing|re(?:set|built|paid|run)|set|put|sent|made|ran|gave|told|took|cut|ordered"
    r"|works?|fine|ok|okay"
    r"|done|good|up|back|split|jetzt|neue|läuft|ge\w{3,}[tn]|green|all|gone|installiert|archivado|cambiado)\b",
    re.IGNORECASE,
)
"""Somebody has laid hands on the matter, so what comes now is no longer the telling of it."""

OUR_TOOLS = re.compile(
    r"^(?:btw[, ]+|by the way[, ]+)?our (?:own )?(?:portal|rmm|psa|tools?|ticket(?:ing)? system|monitoring"
    r"|office|vpn|dashboard)\b",
    re.IGNORECASE,
)
