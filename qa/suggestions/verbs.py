"""The verbs that questions are made with, and their forms: a closed list, so that none is guessed."""

from __future__ import annotations

_REGULAR = """
abandon accuse acquire adopt agree announce appoint approve arrest attack award back ban bar blame
block boycott cancel capture carry cause celebrate change charge claim close collapse complete
condemn convert crash create criticise criticize cross decide declare decline defeat delay deliver
demand demolish denounce deploy describe design destroy develop die discover dismiss donate double
drop earn elect employ end endorse establish evacuate exclude execute expel explode extend fail fine
fire form free gain halt hire host identify impose increase injure install introduce invade invent
investigate invite issue jail join kill land launch legalize legalise lift limit lower merge move name
nominate offer open oppose order organise organize overturn owe paint pass patent pay permit
plan plead pledge postpone praise produce promise propose protest publish purchase raise ratify
reach receive recognise recognize recommend record recover reduce refuse register reject release
remove rename renew repeal replace report rescue resign restore restrict resume retain retire
return reveal revive revoke sack sanction scrap sentence separate ship sign stage start stop store
study submit sue supply support suspend test threaten top topple trace train transfer unveil urge
use vaccinate veto visit vow vote warn welcome
ask call hand head help instruct marry serve settle address apply assassinate breach burn co-found
collect command complain confiscate contest convict declare detain direct drain estimate express face
file force grant impeach infect interview issue murder negotiate observe obtain operate own pardon
participate pick post present preside process qualify relinquish request restart retract rule score
secure seize sentence sponsor strip target tour travel uncover upgrade value voice wound
book charter convene correct damage deport derail drown earmark elect enact enter exceed expand export
import finish fund gather handle hospitalise hospitalize impound inaugurate inspect license
lend manufacture march measure miss monitor name occupy outlaw predict prevent promote prosecute
provide prove publish push rank reduce relocate repair represent reprimand schedule shelter
shorten spot stab stage summon surpass surrender survey switch tie track translate treat trigger
turn  update vacate violate
"""
_IRREGULAR = {
    "bear": ("bore", "born"),
    "fly": ("flew", "flown"),
    "have": ("had", "had"),
    "lend": ("lent", "lent"),
    "rebuild": ("rebuilt", "rebuilt"),
    "run": ("ran", "run"),
    "shoot": ("shot", "shot"),
    "speak": ("spoke", "spoken"),
    "undergo": ("underwent", "undergone"),
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
    "find": ("found", "found"),
    "found": ("founded", "founded"),
    "give": ("gave", "given"),
    "grow": ("grew", "grown"),
    "hit": ("hit", "hit"),
    "hold": ("held", "held"),
    "leave": ("left", "left"),
    "lose": ("lost", "lost"),
    "make": ("made", "made"),
    "meet": ("met", "met"),
    "pay": ("paid", "paid"),
    "put": ("put", "put"),
    "quit": ("quit", "quit"),
    "see": ("saw", "seen"),
    "sell": ("sold", "sold"),
    "send": ("sent", "sent"),
    "set": ("set", "set"),
    "shut": ("shut", "shut"),
    "sink": ("sank", "sunk"),
    "spend": ("spent", "spent"),
    "split": ("split", "split"),
    "steal": ("stole", "stolen"),
    "strike": ("struck", "struck"),
    "take": ("took", "taken"),
    "teach": ("taught", "taught"),
    "win": ("won", "won"),
    "withdraw": ("withdrew", "withdrawn"),
    "work": ("worked", "worked"),
    "write": ("wrote", "written"),
}
_DOUBLED = frozenset(
    "ban bar cancel drop expel permit plan scrap ship spot stab stop strip submit top transfer".split()
)
_VOWELS = frozenset("aeiou")

ABOUT_REASONS = frozenset(
    """abandon accuse arrest back ban bar block boycott cancel change close cut decline delay demolish
    dismiss drop end evacuate expel fine fire halt jail leave limit lower oppose order overturn
    postpone protest quit raise recall reduce refuse reject remove rename replace resign restrict
    revive revoke sack scrap sell shut stop sue suspend threaten veto withdraw agree""".split()
)
"""Verbs of what is seldom done without a reason that is told."""

WITH_CONTENT = frozenset(
    """acquire announce approve ban build buy create deliver demand develop discover donate find
    introduce invent launch legalise legalize offer order paint patent produce promise propose
    publish purchase receive recommend reject release sell steal store supply unveil win
    write""".split()
)
"""Verbs whose object is worth asking for."""

OF_PLACES = frozenset(
    """arrest bear build crash die explode found find hold host meet open sign sink stage steal study work
    announce write land establish invent discover""".split()
)
"""Verbs of what happens at a place."""

WITHOUT_OBJECT = frozenset(
    """abdicate begin bear burn close collapse crash die drown end expire explode fall finish land launch
    merge open resign retire return shut speak start study surrender testify travel withdraw
    work""".split()
)
"""Verbs that say something whole without an object."""

OF_MONEY = frozenset("cost donate earn lend lose offer owe pay raise spend".split())
"""Verbs whose object may be an amount of money."""

OF_WORDS = frozenset("announce demand promise propose recommend unveil".split())
"""Verbs of what is said, which a headline says the most important of."""

OF_CHARGES = {"accuse": "of", "charge": "with", "convict": "of"}
"""Verbs of what somebody is held to have done, and the preposition before that."""

MAKING = frozenset(
    """assassinate build create design develop direct discover establish found invent murder paint patent
    produce steal write""".split()
)
"""Verbs of what is done but once."""

COMMON = frozenset(
    """address apply ask attend begin damage declare express hold meet participate rule speak study travel
    undergo visit work""".split()
)
"""Verbs of what so many do that one asks in vain who did."""

HOLDING = frozenset("have employ own operate run".split())
"""Verbs that tell in the present how many there are."""

TO_SOMEBODY = frozenset("ask instruct invite order urge warn".split())
"""Verbs that say what somebody is to do."""

TOWARDS = frozenset(
    """agree decide decline demand fail offer plan pledge promise propose refuse threaten vow
    vote""".split()
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
