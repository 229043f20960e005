"""A sentence as a clause that questions can be made of: who did what, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.suggestions import verbs
from qa.suggestions.known import NAME, Known
from qa.suggestions.phrases import divided_at_prepositions, is_noun_phrase, opens_phrase, uncounted
from qa.suggestions.words import COUNTRIES, DATE, DAYS, NUMBER, PARTICLES, PASSING

_MOST_CHARS = 330
_DATELINE = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ ,.]{2,40}(?:\([^()]{2,30}\) ?)?\s?[-–—] ")
_QUOTED = re.compile(r"[\"“”«»‘*_`|<>\[\]{}\\@#=~^]|://|www\.|(?<!\w)'|…|\.\.\.")
_SAID = re.compile(
    r", (?:according to [^,]+|(?:[^,]{3,70} )?(?:said|says|announced|reported|confirmed|told|stated"
    r"|wrote|added|tweeted)\b[^,]*(?:, \d{4})?)\.$"
)
_APPOSED = re.compile(r", (?P<apposed>[^,]{3,80}),")
_AUX = re.compile(
    r" (?:(?P<has>has|have|had) (?:also |since |already |now |just )?|(?:also |later |then |once |"
    r"eventually |recently |first )?)"
)
_BE = re.compile(r"(?P<be>was|were|been) (?:also |later |first |then )?")
_CLAUSE_END = re.compile(
    r"[;:()—–]| - |, |\.$| (?:but|because|while|although|though|which|who|whose|where|when|after"
    r"|before|until|as|since|so|that|if|whether|amid|including|despite|following|than|having|being"
    r"|yet) "
    r"| and (?=(?:\w+ed|was|were|has|have|had|will|is|are|said|then|also|to)\b)"
)
_OPENING = re.compile(
    rf"(?:(?:(?:Late |Early )?[Oo]n |Last |This )(?:{DAYS})"
    r"(?: (?:morning|afternoon|evening|night))?"
    r"|(?:Last|This|Earlier this) (?:week|month|year|morning|night)|Yesterday|Today"
    r"|In (?:addition|response|total|all)),? (?=[A-ZÀ-Þ])"
)
# What stands before these says little without what follows: “named her as”, “told him that”.
_UNFINISHED = frozenset("as that than if whether so".split())
_RELATIVE = re.compile(
    rf"(?:^|(?P<before>[\w’'-]+)[, ]+)(?P<name>{NAME}), (?P<who>who|which)"
    r" (?P<told>[^,;.()]+)(?=[,.])"
)
_OF_ANOTHER = frozenset("at for from in near of on".split())
_LED_IN = re.compile(
    r"(?:In|On|At|After|With|Since|During|Following|For|As|When|While|Under|By|From|Before|Earlier"
    rf"|Later|According to)\b[^,;:]{{3,90}}, (?={NAME})"
)
_BECAUSE = re.compile(r",? because (?P<because>[^;.]{8,160})")
_WORD_GAP = re.compile(r"\s+")
_BY = re.compile(rf" ?\bby (?P<agent>{NAME})")


@dataclass(frozen=True, slots=True)
class Clause:
    """`Albania joined NATO on 1 April 2009`: a name, a verb, what follows it, and its day."""

    subject: str
    person: bool
    """Whether the subject is told as a person: by a title or by two names."""
    verb: str
    """The lemma."""
    passive: bool
    plural: bool
    particle: str
    rest: tuple[str, ...]
    """What follows: the object, if there is one, then phrase by phrase what prepositions open."""
    has_object: bool
    when: str | None
    because: str | None
    agent: str | None
    """Who did it, of a passive clause."""
    present: bool = False
    headline: bool = False


def clauses(sentence: str, known: Known) -> Iterator[Clause]:
    """What the rules are sure of in a sentence: its main clause, and those of “who”."""
    text = _WORD_GAP.sub(" ", sentence).strip()
    if found := clause(text, known):
        yield found
    if _QUOTED.search(text) or not text.endswith("."):
        return
    for relative in _RELATIVE.finditer(text):
        unsure = relative["before"] in _OF_ANOTHER  # “the mayor of Tarn, who”
        if unsure or (relative["who"] == "who" and relative["name"] in COUNTRIES):
            continue
        if told := clause(f"{relative['name']} {relative['told']}.", known):
            yield told


def clause(text: str, known: Known) -> Clause | None:
    """The main clause of a sentence on one line; None where its subject is no name."""
    if len(text) > _MOST_CHARS or not text.endswith("."):
        return None
    text = _DATELINE.sub("", text, count=1)
    if _QUOTED.search(text):
        return None
    text = _SAID.sub(".", text)
    text, when = opening_date(text)
    started = re.match(NAME, text)
    if not started or not known.is_name(started.group()):
        return None
    subject, rest = started.group(), text[started.end() :]
    if apposed := _APPOSED.match(rest):
        if verbs.is_form(apposed["apposed"].split()[0]):
            return None
        rest = rest[apposed.end() :]
    elif rest.startswith(","):
        return None
    return _predicate(subject, rest, when, known)


def opening_date(text: str) -> tuple[str, str | None]:
    """A sentence without the time that it opens with, and that time if it is a date."""
    opened = DATE.match(text)
    if not opened:
        passing = _OPENING.match(text) or _LED_IN.match(text)
        return (text[passing.end() :] if passing else text), None
    rest = text[opened.end() :].removeprefix(",").lstrip()
    return rest, opened["date"]


def _predicate(subject: str, rest: str, when: str | None, known: Known) -> Clause | None:
    aux = _AUX.match(rest)
    if not aux:
        return None
    rest = rest[aux.end() :]
    if not aux["has"] and (holding := _holding(subject, rest, known)):
        return holding
    be = _BE.match(rest)
    if be:
        rest = rest[be.end() :]
    word, _, rest = rest.partition(" ")
    forms = verbs.OF_PARTICIPLE if be or aux["has"] else verbs.OF_PAST
    lemma = forms.get(word.rstrip("."))
    if lemma is None or (be and be["be"] == "been" and not aux["has"]):
        return None
    if word.endswith("."):
        rest = ""
    because = _BECAUSE.search(rest)
    rest, found = _without_date(rest, when)
    agent = None
    if be and (by := _BY.search(rest)):
        agent = by["agent"]
        rest = rest[: by.start()] + rest[by.end() :]
    ended = _CLAUSE_END.search(rest)
    if ended and ended.group().strip() in _UNFINISHED:
        return None
    phrases = _WORD_GAP.sub(" ", rest[: ended.start()] if ended else rest).strip(" .").split(" ")
    particle = ""
    if phrases[0] in PARTICLES:
        particle, *phrases = phrases
    divided = divided_at_prepositions(" ".join(phrases))
    if divided is None:
        return None
    has_object = bool(divided) and not opens_phrase(divided[0])
    if has_object and (be or not is_noun_phrase(divided[0])):
        return None
    if not has_object and not be and not is_whole(lemma, divided):
        return None
    if lemma in verbs.ASKING and not be and not any(each.startswith("to ") for each in divided):
        return None
    named = subject_named(subject, known)
    if named is None:
        return None
    return Clause(
        subject=named,
        person=is_person(subject, named),
        verb=lemma,
        passive=bool(be),
        plural=bool(be and be["be"] == "were"),
        particle=particle,
        rest=divided,
        has_object=has_object,
        when=found,
        because=because["because"] if because else None,
        agent=known.spelled_out(agent.removeprefix("the ")) if agent else None,
    )


def is_whole(lemma: str, phrases: tuple[str, ...]) -> bool:
    """Whether a verb says something with no object before these phrases."""
    to = phrases and phrases[0].startswith("to ")
    return lemma in verbs.WITHOUT_OBJECT or bool(to and lemma in verbs.TOWARDS)


def subject_named(subject: str, known: Known) -> str | None:
    """A subject as it is named in a question: in full, and with “the” where it takes it."""
    bare = subject.removeprefix("The ").removeprefix("the ")
    named = known.spelled_out(bare)
    if named is None:
        return None
    the = subject != bare or known.takes_the(named)
    return f"the {named}" if the else named


def _holding(subject: str, rest: str, known: Known) -> Clause | None:
    """`Halden employs 1,480 people`, told in the present."""
    word, _, rest = rest.partition(" ")
    lemma = verbs.OF_THIRD.get(word)
    if lemma not in verbs.HOLDING or not NUMBER.match(uncounted(rest)):
        return None
    ended = _CLAUSE_END.search(rest)
    divided = divided_at_prepositions((rest[: ended.start()] if ended else rest).strip(" ."))
    named = subject_named(subject, known)
    if not divided or not named:
        return None
    return Clause(
        subject=named,
        person=False,
        verb=lemma,
        passive=False,
        plural=False,
        particle="",
        rest=divided[:1],
        has_object=True,
        when=None,
        because=None,
        agent=None,
        present=True,
    )


def _without_date(rest: str, when: str | None) -> tuple[str, str | None]:
    """The predicate without its days, and the one that says when it happened."""
    ended = _CLAUSE_END.search(rest)
    dated = DATE.search(rest)
    if dated and (not ended or dated.start() <= ended.start() + 2):
        opened = dated.group() != dated["date"]
        if when or (dated["date"].isdigit() and dated.start() > 0 and not opened):
            return rest, None
        rest = (rest[: dated.start()] + rest[dated.end() :]).replace("  ", " ")
        when = dated["date"]
    return PASSING.sub("", rest), when


ORGANISED = re.compile(
    r"\b(?:Group|Company|Corporation|Bank|Court|Council|Committee|University|College|Institute|Party"
    r"|Ministry|Department|Agency|Board|Union|Police|Parliament|Congress|Senate|House|Commission"
    r"|Association|Authority|Service|Force|Forces|Army|Navy|Office|Museum|Club|Team|Airlines?|Air"
    r"|Ferries|Shipping|Wire|News|States|Kingdom|Nations|Republic|City|County"
    r"|Province|Island|Islands|River|Lake|Sea|Street|Road|Park|Airport|Station|Homes|Systems|Post"
    r"|Times|Space|Administration|Bureau|Center|Centre|Foundation|Organisation|Organization|Church"
    r"|Hospital|School|League|Federation|Society|Network|Transit|Bay|Point)\b"
)


def is_person(subject: str, named: str) -> bool:
    """Whether a subject, as the sentence has it and in full, is told as a person."""
    words = named.split()
    titled = subject.split()[0] in _OF_PEOPLE
    return titled or (
        len(words) in (2, 3)
        and not ORGANISED.search(named)
        and not subject.casefold().startswith("the ")
        and all(word[0].isupper() and not word.isupper() for word in words)
    )


_OF_PEOPLE = frozenset(
    "President Prime Mr Mrs Ms Dr Senator Governor Mayor Judge Professor Pope King Queen".split()
)
