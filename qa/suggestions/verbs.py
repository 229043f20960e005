"""The verbs that questions are made with, and their forms: a closed list, none is guessed."""

from __future__ import annotations

_REGULAR = """
abandon abdicate accuse acquire address adopt agree announce apply appoint approve arrest ask
assassinate attack attend award back ban bar blame block book boycott breach burn call cancel
capture carry cause celebrate change charge charter claim close co-found collapse collect command
complain complete condemn confiscate contest convene convert convict correct crash create
criticise criticize cross damage decide declare decline defeat delay deliver demand demolish
denounce deploy deport derail describe design destroy detain develop die direct discover dismiss
donate double drain drop drown earmark earn elect employ enact end endorse enter establish
estimate evacuate exceed exclude execute expand expel expire explode export express extend face
fail file fine finish fire force form free fund gain gather grant halt hand handle head help hire
hospitalise hospitalize host identify impeach import impose impound inaugurate increase infect
injure inspect install instruct interview introduce invade invent investigate invite issue jail
join kill land launch legalise legalize license lift limit lower manufacture march marry measure
merge miss monitor move murder name negotiate nominate observe obtain occupy offer open operate
oppose order organise organize outlaw overturn owe own paint pardon participate pass patent pay
permit pick plan plead pledge post postpone praise predict present preside prevent process produce
promise promote propose prosecute protest prove provide publish purchase push qualify raise rank
ratify reach recall receive recognise recognize recommend record recover reduce refuse register
reject release relinquish relocate remove rename renew repair repeal replace report represent
reprimand request rescue resign restart restore restrict resume retain retire retract return
reveal revive revoke rule sack sanction schedule score scrap secure seize sentence separate serve
settle shelter ship shorten sign sponsor spot stab stage start stop store strip study submit sue
summon supply support surpass surrender survey suspend switch target test testify threaten tie top
topple tour trace track train transfer translate travel treat trigger turn uncover unveil update
upgrade urge use vacate vaccinate value veto violate visit voice vote vow warn welcome wound
"""
_IRREGULAR = {
    "bear": ("bore", "born"),
    "become": ("became", "become"),
    "begin": ("began", "begun"),
    "break": ("broke", "broken"),
    "bring": ("brought", "brought"),
    "build": ("built", "built"),
    "buy": ("bought", "bought"),
    "catch": ("caught", "caught"),
    "choose": ("chose", "chosen"),
    "cost": ("cost", "cost"),
    "cut": ("cut", "cut"),
    "draw": ("drew", "drawn"),
    "fall": ("fell", "fallen"),
    "find": ("found", "found"),
    "fly": ("flew", "flown"),
    "found": ("founded", "founded"),
    "give": ("gave", "given"),
    "grow": ("grew", "grown"),
    "have": ("had", "had"),
    "hit": ("hit", "hit"),
    "hold": ("held", "held"),
    "hurt": ("hurt", "hurt"),
    "leave": ("left", "left"),
    "lend": ("lent", "lent"),
    "lose": ("lost", "lost"),
    "make": ("made", "made"),
    "meet": ("met", "met"),
    "pay": ("paid", "paid"),
    "put": ("put", "put"),
    "quit": ("quit", "quit"),
    "rebuild": ("rebuilt", "rebuilt"),
    "run": ("ran", "run"),
    "see": ("saw", "seen"),
    "sell": ("sold", "sold"),
    "send": ("sent", "sent"),
    "set": ("set", "set"),
    "shoot": ("shot", "shot"),
    "shut": ("shut", "shut"),
    "sink": ("sank", "sunk"),
    "speak": ("spoke", "spoken"),
    "spend": ("spent", "spent"),
    "split": ("split", "split"),
    "steal": ("stole", "stolen"),
    "strike": ("struck", "struck"),
    "take": ("took", "taken"),
    "teach": ("taught", "taught"),
    "undergo": ("underwent", "undergone"),
    "win": ("won", "won"),
    "withdraw": ("withdrew", "withdrawn"),
    "work": ("worked", "worked"),
    "write": ("wrote", "written"),
}
_DOUBLED = frozenset(
    """ban bar cancel drop expel permit plan scrap ship spot stab stop strip submit top
    transfer travel""".split()
)
_VOWELS = frozenset("aeiou")

ABOUT_REASONS = frozenset(
    """abandon accuse agree arrest back ban bar block boycott cancel change close cut
    decline delay demolish dismiss drop end evacuate expel fine fire halt jail leave limit
    lower oppose order overturn postpone protest quit raise recall reduce refuse reject
    remove rename replace resign restrict revive revoke sack scrap sell shut stop sue
    suspend threaten veto withdraw""".split()
)
"""Verbs of what is seldom done without a reason that is told."""

WITH_CONTENT = frozenset(
    """acquire announce approve ban build buy create deliver demand develop discover
    donate find introduce invent launch legalise legalize offer order paint patent produce
    promise propose publish purchase receive recommend reject release sell steal store
    supply unveil win write""".split()
)
"""Verbs whose object is worth asking for."""

OF_PLACES = frozenset(
    """announce arrest bear build crash die discover establish explode find found hold
    host invent land meet open sign sink stage steal study work write""".split()
)
"""Verbs of what happens at a place."""

WITHOUT_OBJECT = frozenset(
    """abdicate bear begin burn close collapse crash die drown end expire explode fall
    finish land launch merge open resign retire return shut speak start study surrender
    testify travel withdraw work""".split()
)
"""Verbs that say something whole without an object."""

OF_MONEY = frozenset("cost donate earn lend lose offer owe pay raise spend".split())
"""Verbs whose object may be an amount of money."""

OF_WORDS = frozenset("announce demand promise propose recommend unveil".split())
"""Verbs of what is said, which a headline says the most important of."""

OF_CHARGES = {"accuse": "of", "charge": "with", "convict": "of"}
"""Verbs of what somebody is held to have done, and the preposition before that."""

MAKING = frozenset(
    """assassinate build create design develop direct discover establish found invent
    murder paint patent produce steal write""".split()
)
"""Verbs of what is done but once."""

COMMON = frozenset(
    """address apply ask attend begin damage declare express give hold meet participate
    rule speak study surpass travel undergo visit work""".split()
)
"""Verbs of what so many do that one asks in vain who did."""

HOLDING = frozenset("have employ own operate run".split())
"""Verbs that tell in the present how many there are."""

TO_SOMEBODY = frozenset("ask instruct invite order urge warn".split())
"""Verbs that say what somebody is to do."""

ASKING = TO_SOMEBODY - {"order"}
"""Those of them that say nothing without that."""

TOWARDS = frozenset(
    """agree decide decline demand fail offer plan pledge promise propose refuse threaten
    vote vow""".split()
)
"""Verbs that go with “to” and another verb."""


def _regular_past(lemma: str) -> str:
    if lemma.endswith("e"):
        return f"{lemma}d"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return f"{lemma[:-1]}ied"
    if lemma in _DOUBLED:
        return f"{lemma}{lemma[-1]}ed"
    return f"{lemma}ed"


def third(lemma: str) -> str:
    """The form that goes with “she”: `carries`."""
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return f"{lemma[:-1]}ies"
    if lemma == "have":
        return "has"
    return f"{lemma}es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{lemma}s"


_PAST = {lemma: _regular_past(lemma) for lemma in _REGULAR.split()} | {
    lemma: past for lemma, (past, _) in _IRREGULAR.items()
}
_PARTICIPLE = _PAST | {lemma: participle for lemma, (_, participle) in _IRREGULAR.items()}

LEMMAS = frozenset(_PAST)


def past(lemma: str) -> str:
    """`bought` for `buy`."""
    return _PAST[lemma]


def participle(lemma: str) -> str:
    """`written` for `write`."""
    return _PARTICIPLE[lemma]


OF_PAST = {form: lemma for lemma, form in _PAST.items()}
"""The lemma of each past form."""
OF_PARTICIPLE = {form: lemma for lemma, form in _PARTICIPLE.items()}
OF_THIRD = {third(lemma): lemma for lemma in LEMMAS}
_ALL_FORMS = frozenset(OF_PAST) | frozenset(OF_PARTICIPLE) | frozenset(OF_THIRD)


def is_form(word: str) -> bool:
    """Whether a word is a finite form or a participle of one of the verbs."""
    return word in _ALL_FORMS
