"""Closed classes of words that the rules tell sentences apart by."""

from __future__ import annotations

import re

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
DAY_OR_MONTH = frozenset(f"{MONTHS}|{DAYS}".split("|"))

DATE = re.compile(
    rf"\b(?:[Oo]n |[Ii]n (?:early |late |mid-)?|[Bb]y )?(?P<date>(?:(?:{DAYS}),? )?(?:\d{{1,2}} (?:{MONTHS})"
    rf"(?: (?:1\d|20)\d\d)?|(?:{MONTHS}) \d{{1,2}}(?:, (?:1\d|20)\d\d)?|(?:{MONTHS}) (?:1\d|20)\d\d)"
    r"|(?<=[Ii]n )(?:1\d|20)\d\d)\b(?![-–/’']|s\b| [a-z]*\d)"
)
"""A day, a month of a year, or a year, with the preposition before it."""

PASSING = re.compile(
    rf"(?:,? |^)(?:(?:early |late |only )?(?:on )?(?:the )?(?:{DAYS})(?: (?:morning|afternoon|evening|night))?"
    r"|(?:early |late |only )?(?:yesterday|today|tonight)(?: (?:morning|afternoon|evening|night))?"
    r"|(?:late |early |earlier |later )?(?:last|this|next|that|the same|the previous|the following)"
    r" (?:week|month|year|night|morning|evening|weekend|spring|summer|autumn|winter|day)"
    r"|(?:two|three|four|five|six|several|a few) (?:days|weeks|months|years) (?:ago|earlier|later)"
    r"|at (?:about |around )?\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\.?)"
    r"|recently|earlier|already|so far|again|instead|meanwhile)(?=[ ,.]|$)"
)
"""Times that are told from the day an article was written, as “on Monday”."""

STILL_PASSING = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|now|ago|last|next|currently|recent|current|latest|earlier"
    rf"|later|previous|{DAYS})\b",
    re.IGNORECASE,
)

POINTING = frozenset(
    """he she it they him them himself herself itself themselves i me my we us our ours you your yours
    this that these those such there here who whom whose which what where when why how another other
    others same similar former latter one ones none each both neither either not n't don't doesn't according""".split()
)
"""Words that need a sentence before them, or make a clause of their own."""
OWNING = frozenset("its his her their".split())

FINITE = frozenset(
    """am is are was were be been being has have had do does did will would can could may might must shall
    should said says say told added""".split()
)
"""Verbs that would start another clause."""

PREPOSITIONS = frozenset(
    """about above across against along among around as at before behind below beneath beside between
    beyond by during for from in inside into near off on onto out outside over past since through
    throughout to toward towards under until up upon via with within without""".split()
)
PARTICLES = frozenset("up out off down over back away".split())
DETERMINERS = frozenset("a an the its his her their some all most many more several".split())

ORDINALS = frozenset(
    """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last final
    only""".split()
)

NUMBER_WORDS = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
    million dozens hundreds thousands""".split()
)
NUMBER = re.compile(
    rf"(?:(?:{'|'.join(sorted(NUMBER_WORDS))}|\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)\b(?![-/%.,]\w))"
    r"(?: (?:hundred|thousand|million|billion)\b)?"
)
ABOUT_SO_MANY = re.compile(
    r"(?:some|about|around|roughly|nearly|almost|approximately|at least|at most|more than|over|up to"
    r"|only|just|another|a total of|the first|the|all|its|his|her|their|all of the) "
)
UNITS = frozenset(
    """per percent cent crowns euros dollars pounds rubles yen kilometres kilometers metres meters miles
    hectares degrees times hours minutes seconds days weeks months years points o'clock""".split()
)
PLURALS = frozenset(
    "people men women children aircraft troops police staff sheep fish teeth".split()
)
NOT_PLURAL = re.compile(r"(?:ss|us|is|news|series|species|'s|’s)$")

ROLES = frozenset(
    """president vice-president chancellor minister secretary ambassador governor mayor senator judge
    prosecutor commissioner chairman chairwoman chair chief executive director manager founder
    co-founder owner president-elect king queen prince princess bishop archbishop pope head leader
    spokesman spokeswoman spokesperson captain coach manager editor author curator conservator professor
    lecturer scientist engineer biologist astronomer geologist physicist economist historian lawyer
    architect painter composer conductor journalist photographer actor actress singer inspector
    commander general colonel admiral warden principal dean rector treasurer registrar deputy
    archaeologist oceanographer surgeon physician inventor designer""".split()
)
TITLES = frozenset(
    """President Prime Minister Chancellor Senator Governor Mayor Judge Justice Sir Dame Lord Lady
    King Queen Prince Princess Pope Bishop Archbishop General Colonel Admiral Captain Professor Dr Mr
    Mrs Ms Representative Congressman Congresswoman Secretary Foreign Defence Defense Interior Finance
    Health Deputy Vice Chief Former Actor Actress Singer Police Inspector Chairman Speaker Ambassador
    Councillor Commissioner Attorney State Justice Sheriff Emergencies Environment Education Transport
    Energy Labour Economy Director Detective Sergeant Lieutenant Major Republican Democratic
    Democrat""".split()
)
"""Words that stand before a name and are no part of it."""

COUNTRIES = frozenset(
    """Afghanistan Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bangladesh
    Belarus Belgium Bolivia Bosnia Brazil Bulgaria Cambodia Cameroon Canada Chile China Colombia Croatia
    Cuba Cyprus Denmark Ecuador Egypt Estonia Ethiopia Finland France Georgia Germany Ghana Greece
    Guatemala Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica
    Japan Jordan Kazakhstan Kenya Kosovo Kuwait Latvia Lebanon Libya Lithuania Luxembourg Malaysia Mali
    Malta Mexico Moldova Mongolia Montenegro Morocco Mozambique Myanmar Nepal Netherlands Nicaragua
    Nigeria Norway Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda
    Senegal Serbia Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria Taiwan
    Tanzania Thailand Tunisia Turkey Uganda Ukraine Uruguay Uzbekistan Venezuela Vietnam Yemen Zambia
    Zimbabwe Varnia Ostrelia Bahrain Benin Bhutan Botswana Brunei Burundi Chad Congo Eritrea Fiji
    Gabon Gambia Guinea Guyana Laos Lesotho Liberia Madagascar Malawi Mauritius Namibia Niger Oman Samoa
    Togo Tonga""".split()
)

COUNTABLE = frozenset(
    """accord agreement airport appeal army attack authority bank base bid bill bridge building campaign
    candidate centre charity clinic clock club company conference contract council county court dam deal
    decision department depot drone election exhibition factory farm ferry festival fine flight fund
    gallery government group hospital hotel inquiry interview investigation island jet law lawsuit
    league licence line lorry measure meeting merger military mine minister ministry mission mosque
    museum network nomination offer office order painting park parliament party petition pipeline plan
    plane plant port power-plant prison programme project proposal protest province railway rally
    referendum regulator report restaurant road robot rocket rule satellite school scheme service ship
    shop site spokesman stadium state station station strike summit survey takeover tax team telescope
    tender theatre treaty trial tunnel university vaccine venue village visit vote website window
    works""".split()
)
"""Nouns that a headline may leave without the article that a sentence must give them."""
MASS = frozenset(
    """abuse access aid cash coal compensation control corruption debt electricity energy equipment
    evidence food fraud fuel funding gas gold help immigration independence information legislation
    music oil ownership permission power production property research rice safety security software
    speculation staff steel support tourism trade traffic training transport travel violence water
    weather work""".split()
)

KINDS = frozenset(
    """agency airline airport app association band bank brewery charity city club company cooperative
    developer device disease drug festival firm foundation game group hospital institute island lake
    magazine maker manufacturer medicine mine monastery mosque museum newspaper organisation
    organization party phenomenon plant platform protein publisher river satellite service society
    software spacecraft startup station suburb supplier system technique telescope theatre think-tank
    town tribe union university village virus volcano website wholesaler""".split()
)
"""Nouns that tell what something is."""

_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?: (?:thousand|million|billion|trillion))?"
MONEY = re.compile(
    rf"(?:(?:EUR|USD|GBP|US\$|A\$|[$£€]) ?{_AMOUNT}|{_AMOUNT} (?:[A-Z][a-z]+ )?(?:crowns|euros|dollars|pounds"
    r"|rubles|rupees|yen|yuan|francs|lira))\b"
)
