"""Follow-ups that are told by their form, and the question each stands for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.conversation.agreement import Alike
from qa.conversation.substitution import substituted
from qa.reader.names import names
from qa.records import Turn
from qa.sentences import sentences

_ASIDE = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?)\b[,.!?…]*\s+|(?:well|oh|hm+|really|wow|great|interesting|sure"
    r"|right|yes|i see|thanks(?: a lot)?|thank you)[,.!?…]+\s+)+",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^(?:(?:no|nope|sorry|wait|actually|oh|not quite)\b[,.!]*\s*)*"
    r"(?:i (?:mean|meant|was (?:asking|thinking|talking)(?: about| of)?|am (?:asking|talking)"
    r" about)"
    r"|i['’]m (?:asking|talking) about)(?: to ask about)?\s+(?P<what>[^.?!]+?)"
    r"(?:, not [^.?!]+)?[.?!]*"
    r"(?:(?<=[.?!])\s+(?P<rest>.*))?$",
    re.IGNORECASE,
)
_NOT_BUT = re.compile(
    r"^(?:no[,.!]*\s+)?not (?P<not>[^,.?!]+), (?:but )?(?P<what>[^.?!,]+)[.?!]*\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:what|how) about (?P<what>[^?]+)\??$", re.IGNORECASE)
_ONLY_NAMED = re.compile(r"^(?:and|or|but) (?P<what>[^?]+)\??$", re.IGNORECASE)
_QUESTION_WORD = r"(?:what|which|who|whom|whose|where|when|why|how)"
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
)
_ASKS = re.compile(rf"\b{_QUESTION_WORD}\b|^{_AUXILIARY}\b", re.IGNORECASE)
_LEADS_ON = r"(?:for|from|to|by|with|against|in|on|at|of|since|until|under|about|till|through)"
# A noun may follow, as in "which ship", but no verb: "who founded it" is a whole question.
_NOUN = (
    rf"(?!{_AUXILIARY}\b|\w+ed\b|(?:else|it|that|this|them|so|came|went|got|took|left|won|lost|fell"
    r"|made)\b)[\w-]+"
)
_BARE = re.compile(
    rf"^(?P<asks>(?:{_LEADS_ON} )?(?:{_QUESTION_WORD}(?: (?:exactly|not))?"
    rf"|(?:how (?:many|much)|which|what|whose)(?: (?-i:[A-Z])[\w-]+| \w+(?:an|ish|al))? {_NOUN}"
    r"|how (?:many|much|long|far|often|old|big|large|high|fast|soon|late)))"
    rf"(?: {_AUXILIARY} (?:that|this|it|so)(?: (?:happen|be|so|then))?)?\s*\?*$",
    re.IGNORECASE,
)
_WITH_AUXILIARY = re.compile(
    rf"^(?P<asks>(?:{_LEADS_ON} )?{_QUESTION_WORD}\b[^?]*?) (?P<auxiliary>{_AUXILIARY})"
    r" (?P<rest>[^?]+?)\s*\?*$",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"^(?P<auxiliary>{_AUXILIARY}) (?P<rest>[^?]+?)\s*\?*$", re.IGNORECASE)
_NEVER_SUBJECT = frozenset("when where why".split())
_DO = frozenset("do does did".split())
_HELPING = frozenset("has have had can could will would should may might must".split())
_SUBJECT = re.compile(r"(?:the|an?|its|his|her|their|he|she|it|they|[A-Z][\w-]+)\b")
_ASKED_FOR = re.compile(
    r"(?:how (?:many|much)|which|what) (?P<noun>[\w’'-]+(?: [\w’'-]+)*)$", re.IGNORECASE
)
_SUBJECT_AND_VERB = re.compile(
    r"(?:[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*|(?:the|its|his|her|their) [\w’'-]+|\w+) [a-z]+\b"
)
_WHICH_ARTICLE = re.compile(
    r"^(?:(?:in |from )?(?:which|what) (?:article|source|paper|report|story|piece|newspaper)s?"
    r"(?: (?:is|was) (?:that|this|it) (?:in|from)"
    r"| (?:says?|said|reports?|reported|mentions?|mentioned|states?|wrote|has)"
    r" (?:that|so|this|it))?"
    r"|where (?:does it say|did you (?:read|find|get)|is) (?:that|this|it|so)(?: from| written)?"
    r"|says who|how do you know(?: that| this)?|are you sure(?: about (?:that|this|it))?)\s*\?*$",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"^who (?:says?|said|told|claims?|claimed|reported|wrote|confirmed|estimated|thinks?|makes?"
    r"|made|gave|came up with|announced|called (?:it|them))"
    r" (?:so|that|this|it|those|(?:that|this|the) (?:number|figure|point|claim|estimate|statement))"
    r"\s*\?*$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\bthe (?P<which>first|second|third|fourth|fifth|last|former|latter)(?: one| of (?:them|these|"
    r"those))?(?=['’]s\b|\s*[?.,]|\s+(?:is|are|was|were|do|does|did|has|have|had|can|could|will"
    r"|would|[a-z]+ed|go|come|study|live|work|say|cost|happen|take|get|buy|make|die)\b|$)",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
_LATTER = {"last": -1, "latter": -1}
_THAT_ARTICLE = re.compile(
    r"\b(?:that|this|the (?:first|second|third|last|same)) (?:article|report|story|piece)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(r" \([^()]*\)(?=\?*$)")
_MARKER = re.compile(r"\s*\[\d+\]")
_AS_OF = re.compile(r"^As of [^:]{4,30}: ")
_DATELINE = re.compile(r"^[A-Z][A-Z .,]+[-–—] ")
_MOST_QUOTED_WORDS = 30


@dataclass(frozen=True, slots=True)
class Form:
    """What a follow-up of a known form stands for."""

    question: str
    rest: str = ""
    """What is asked after a correction, and leans on the question as corrected."""


def aside(question: str) -> str:
    """The question without the words before it that ask nothing: “Thanks, and …”."""
    bare = _ASIDE.sub("", question)
    return bare[:1].upper() + bare[1:] if bare and bare != question else question


def read(question: str, before: Turn, alike: Alike) -> Form | None:
    """The question that a follow-up stands for after the turn before it, if its form tells.

    `before.standalone` is the question before as it was read.
    """
    asked = question.strip()
    for form in (_corrects, _names_another):
        if (found := form(asked, before, alike)) is not None:
            return found
    bare = aside(asked)
    for way in (_asks_where_it_stands, _asks_who_said, _asks_only, _points_at_answer):
        if (told := way(bare, before)) is not None:
            return Form(told)
    return None


def _corrects(asked: str, before: Turn, alike: Alike) -> Form | None:
    found = _CORRECTS.match(asked) or _NOT_BUT.match(asked)
    if not found:
        return None
    what = found["what"].strip()
    corrected = substituted(before.standalone, what, alike)
    return Form(corrected or beside(before.standalone, what), (found["rest"] or "").strip())


def _names_another(asked: str, before: Turn, alike: Alike) -> Form | None:
    asked = _ASIDE.sub(lambda found: "and " if "and" in found.group().lower() else "", asked)
    found = _ABOUT.match(asked) or _ABOUT.match(aside(asked)) or _ONLY_NAMED.match(asked)
    if not found or _ASKS.search(found["what"]):
        return None
    told = substituted(before.standalone, found["what"], alike)
    return Form(told) if told else None


def _asks_only(asked: str, before: Turn) -> str | None:
    """“Why?”, “From which country?”, “When was that?”: the question before, asked for that."""
    bare = _BARE.match(asked)
    if not bare:
        return None
    asks = re.sub(r" not$", "", bare["asks"])
    if whole := _WITH_AUXILIARY.match(before.standalone):
        asked_for = whole["asks"].split()[0].lower()
        auxiliary = whole["auxiliary"].lower()
        subject = _SUBJECT.match(whole["rest"])
        if auxiliary in _DO or asked_for in _NEVER_SUBJECT or (auxiliary in _HELPING and subject):
            rest = _with_object(whole["asks"], whole["rest"])
            return f"{_capital(asks)} {whole['auxiliary']} {rest}?"
    if whole := _YES_NO.match(before.standalone):
        return f"{_capital(asks)} {whole['auxiliary'].lower()} {whole['rest']}?"
    return beside(asked, before.standalone)


def _with_object(asks: str, rest: str) -> str:
    """“How many drones” and “Kosovo get in 2023”: what was asked for goes behind the verb."""
    noun, clause = _ASKED_FOR.match(asks), _SUBJECT_AND_VERB.match(rest)
    if not noun or not clause:
        return rest
    return f"{clause.group()} {noun['noun']}{rest[clause.end() :]}"


def _asks_where_it_stands(asked: str, before: Turn) -> str | None:
    """“Which article says so?”: the same question, whose answer cites it."""
    return before.standalone if _WHICH_ARTICLE.match(asked) else None


def _asks_who_said(asked: str, before: Turn) -> str | None:
    told = statement(before.answer)
    return f"Who said that {told}?" if told and _WHO_SAID.match(asked) else None


def _points_at_answer(asked: str, before: Turn) -> str | None:
    """“The second one” of what the answer names, and “that article”."""
    told = asked
    if before.titles and (found := _THAT_ARTICLE.search(told)):
        told = f"{told[: found.start()]}“{before.titles[0]}”{told[found.end() :]}"
    if found := _ORDINAL.search(told):
        listed = _listed(before)
        which = found["which"].lower()
        place = _PLACES.get(which, _LATTER.get(which, -1))
        if -1 <= place < len(listed) and len(listed) > 1:
            told = f"{told[: found.start()]}{listed[place]}{told[found.end() :]}"
    return told if told != asked else None


def statement(answer: str) -> str:
    """The first sentence of an answer, without its marks; nothing if it declines."""
    if answer.startswith("The articles don’t say"):
        return ""
    text = _DATELINE.sub("", _AS_OF.sub("", _MARKER.sub("", answer)).strip())
    first = next((text[one.span.start : one.span.end] for one in sentences(text)), "")
    return " ".join(first.split()[:_MOST_QUOTED_WORDS]).rstrip(".!?… ")


def _listed(before: Turn) -> list[str]:
    """What the answer names and the question did not."""
    known = before.standalone.lower()
    answer = _MARKER.sub("", before.answer)
    return [name for name in names(f" {answer}") if name.lower() not in known]


def beside(question: str, more: str) -> str:
    """A question with what it is about in brackets, where the two do not make one."""
    about = _BESIDE.sub("", more).rstrip(" ?.!")
    if _ASKS.match(about):
        about = about[:1].lower() + about[1:]
    return f"{_capital(question.rstrip(' ?.!'))} ({about})?"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
