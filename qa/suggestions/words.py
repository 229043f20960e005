"""Closed classes of words that the rules tell sentences apart by."""

from __future__ import annotations

import re

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
DAY_OR_MONTH = frozenset(f"{MONTHS}|{DAYS}".split("|"))

_A_YEAR = r"(?:1\d|20)\d\d"
DATE = re.compile(
    rf"\b(?:[Oo]n |[Ii]n (?:early |late |mid-)?|[Bb]y )?(?P<date>(?:(?:{DAYS}),? )?"
    rf"(?:\d{{1,2}} (?:{MONTHS})(?: {_A_YEAR})?|(?:{MONTHS}) \d{{1,2}}(?:, {_A_YEAR})?"
    rf"|(?:{MONTHS}) {_A_YEAR})|(?<=[Ii]n ){_A_YEAR})\b(?![-–/’']|s\b| [a-z]*\d)"
)
"""A day, a month of a year, or a year, with the preposition before it."""

_PART_OF_DAY = "(?: (?:morning|afternoon|evening|night))?"
PASSING = re.compile(
    rf"(?:,? |^)(?:(?:early |late |only )?(?:on )?(?:the )?(?:{DAYS}){_PART_OF_DAY}"
    rf"|(?:early |late |only )?(?:yesterday|today|tonight){_PART_OF_DAY}"
    r"|(?:late |early |earlier |later )?(?:last|this|next|that|the same|the previous|the following)"
    r" (?:week|month|year|night|morning|evening|weekend|spring|summer|autumn|winter|day)"
    r"|(?:two|three|four|five|six|several|a few) (?:days|weeks|months|years) (?:ago|earlier|later)"
    r"|at (?:about |around )?\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\.?)"
    r"|recently|earlier|already|so far|again|instead|meanwhile)(?=[ ,.]|$)"
)
"""Times that are told from the day an article was written, as “on Monday”."""

STILL_PASSING = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|now|ago|last|next|currently|recent|current|latest"
    rf"|earlier|later|previous|{DAYS})\b",
    re.IGNORECASE,
)

POINTING = frozenset(
    """according another both doesn't don't each either former he here herself him himself
    how i it itself latter me my n't neither none not one ones other others our ours same
    she similar such that them themselves there these they this those us we what when
    where which who whom whose why you your yours""".split()
)
"""Words that need a sentence before them, or make a clause of their own."""
OWNING = frozenset("its his her their".split())

FINITE = frozenset(
    """added am are be been being can could did do does had has have is may might must
    said say says shall should told was were will would""".split()
)
"""Verbs that would start another clause."""

PREPOSITIONS = frozenset(
    """about above across against along among around as at before behind below beneath
    beside between beyond by during for from in inside into near off on onto out outside
    over past since through throughout to toward towards under until up upon via with
    within without""".split()
)
PARTICLES = frozenset("up out off down over back away".split())
DETERMINERS = frozenset("a an the its his her their some all most many more several".split())

ORDINALS = frozenset(
    """eighth eleventh fifth final first fourth last ninth only second seventh sixth tenth
    third twelfth""".split()
)

NUMBER_WORDS = frozenset(
    """dozens eight eighteen eighty eleven fifteen fifty five forty four fourteen hundred
    hundreds million nine nineteen ninety seven seventeen seventy six sixteen sixty ten
    thirteen thirty thousand thousands three twelve twenty two""".split()
)
NUMBER = re.compile(
    rf"(?:(?:{'|'.join(sorted(NUMBER_WORDS))}|\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)\b(?![-/%.,]\w))"
    r"(?: (?:hundred|thousand|million|billion)\b)?"
)
ABOUT_SO_MANY = re.compile(
    r"(?:some|about|around|roughly|nearly|almost|approximately|at least|at most|more than|over"
    r"|up to|only|just|another|a total of|the first|the|all|its|his|her|their|all of the) "
)
UNITS = frozenset(
    """cent crowns days degrees dollars euros hectares hours kilometers kilometres meters
    metres miles minutes months o'clock per percent points pounds rubles seconds times
    weeks years yen""".split()
)
PLURALS = frozenset(
    "people men women children aircraft troops police staff sheep fish teeth".split()
)
NOT_PLURAL = re.compile(r"(?:ss|us|is|news|series|species|'s|’s)$")

ROLES = frozenset(
    """actor actress admiral ambassador archaeologist archbishop architect astronomer
    author biologist bishop captain chair chairman chairwoman chancellor chief co-founder
    coach colonel commander commissioner composer conductor conservator curator dean
    deputy designer director economist editor engineer executive founder general geologist
    governor head historian inspector inventor journalist judge king lawyer leader
    lecturer manager mayor minister oceanographer owner painter photographer physician
    physicist pope president president-elect prince princess principal professor
    prosecutor queen rector registrar scientist secretary senator singer spokesman
    spokesperson spokeswoman surgeon treasurer vice-president warden""".split()
)
TITLES = frozenset(
    """Actor Actress Admiral Ambassador Archbishop Attorney Bishop Captain Chairman
    Chancellor Chief Colonel Commissioner Congressman Congresswoman Councillor Dame
    Defence Defense Democrat Democratic Deputy Detective Director Dr Economy Education
    Emergencies Energy Environment Finance Foreign Former General Governor Health
    Inspector Interior Judge Justice King Labour Lady Lieutenant Lord Major Mayor Minister
    Mr Mrs Ms Police Pope President Prime Prince Princess Professor Queen Representative
    Republican Secretary Senator Sergeant Sheriff Singer Sir Speaker State Transport Vice""".split()
)
"""Words that stand before a name and are no part of it."""

COUNTRIES = frozenset(
    """Afghanistan Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan
    Bahrain Bangladesh Belarus Belgium Benin Bhutan Bolivia Bosnia Botswana Brazil Brunei
    Bulgaria Burundi Cambodia Cameroon Canada Chad Chile China Colombia Congo Croatia Cuba
    Cyprus Denmark Ecuador Egypt Eritrea Estonia Ethiopia Fiji Finland France Gabon Gambia
    Georgia Germany Ghana Greece Guatemala Guinea Guyana Haiti Honduras Hungary Iceland
    India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya
    Kosovo Kuwait Laos Latvia Lebanon Lesotho Liberia Libya Lithuania Luxembourg
    Madagascar Malawi Malaysia Mali Malta Mauritius Mexico Moldova Mongolia Montenegro
    Morocco Mozambique Myanmar Namibia Nepal Netherlands Nicaragua Niger Nigeria Norway
    Oman Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania
    Russia Rwanda Samoa Senegal Serbia Singapore Slovakia Slovenia Somalia Spain Sudan
    Sweden Switzerland Syria Taiwan Tanzania Thailand Togo Tonga Tunisia Turkey Uganda
    Ukraine Uruguay Uzbekistan Venezuela Vietnam Yemen Zambia Zimbabwe""".split()
) | {
    "Burkina Faso",
    "Costa Rica",
    "Czech Republic",
    "El Salvador",
    "Ivory Coast",
    "New Zealand",
    "North Korea",
    "Puerto Rico",
    "Saudi Arabia",
    "Sierra Leone",
    "South Africa",
    "South Korea",
    "South Sudan",
    "Sri Lanka",
    "United Kingdom",
    "United States",
}

COUNTABLE = frozenset(
    """accord agreement airport appeal army attack authority bank base bid bill bridge
    building campaign candidate centre charity clinic clock club company conference
    contract council county court dam deal decision department depot drone election
    exhibition factory farm ferry festival fine flight fund gallery government group
    hospital hotel inquiry interview investigation island jet law lawsuit league licence
    line lorry measure meeting merger military mine minister ministry mission mosque
    museum network nomination offer office order painting park parliament party petition
    pipeline plan plane plant port power-plant prison programme project proposal protest
    province railway rally referendum regulator report restaurant road robot rocket rule
    satellite scheme school service ship shop site spokesman stadium state station strike
    summit survey takeover tax team telescope tender theatre treaty trial tunnel
    university vaccine venue village visit vote website window works""".split()
)
"""Nouns that a headline may leave without the article that a sentence must give them."""
MASS = frozenset(
    """abuse access aid cash coal compensation control corruption debt electricity energy
    equipment evidence food fraud fuel funding gas gold help immigration independence
    information legislation music oil ownership permission power production property
    research rice safety security software speculation staff steel support tourism trade
    traffic training transport travel violence water weather work""".split()
)

KINDS = frozenset(
    """agency airline airport app association band bank brewery charity city club company
    cooperative developer device disease drug festival firm foundation game group hospital
    institute island lake magazine maker manufacturer medicine mine monastery mosque
    museum newspaper organisation organization party phenomenon plant platform protein
    publisher river satellite service society software spacecraft startup station suburb
    supplier system technique telescope theatre think-tank town tribe union university
    village virus volcano website wholesaler""".split()
)
"""Nouns that tell what something is."""

_AMOUNT = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?: (?:thousand|million|billion|trillion))?"
MONEY = re.compile(
    rf"(?:(?:EUR|USD|GBP|US\$|A\$|[$£€]) ?{_AMOUNT}|{_AMOUNT} (?:[A-Z][a-z]+ )?(?:crowns|euros"
    r"|dollars|pounds|rubles|rupees|yen|yuan|francs|lira))\b"
)
