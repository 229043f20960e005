"""Questions with their answers, told as statements.

By patterns of word order, after Demszky, Guu and Liang 2018, who turn question sets into such pairs
with a parser. Where a verb stands is found in the text that answers: it has “received” where the
question has “receive”. The grammar is rough; what is told is what the question asked and the text
says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from qa.days import MONTHS

_LEAST_WORDS = 4
_AUX = "did|does|do|is|was|are|were|has|have|had|can|could|will|would|should|may|might|must"
_ASKED = re.compile(
    rf"^(?:(?P<before>in|on|at|by|from|for|to|of|with|under|during) )?"
    rf"(?P<word>who|whom|what|which|when|where|why|how many|how much)"
    rf"(?P<noun>(?: (?!(?:{_AUX})\b)[\w’'-]+){{0,4}}?) (?P<aux>{_AUX}) (?P<rest>.+)$",
    re.IGNORECASE,
)
_SUBJECT_ASKED = re.compile(
    rf"^(?:who|what|which|how many|how much)"
    rf"(?P<noun>(?: (?!(?:{_AUX})\b)[\w’'-]+){{0,3}}?)"
    rf" (?P<verb>(?!(?:{_AUX})\b)[a-z]+)\b(?P<rest>.*)$",
    re.IGNORECASE,
)
_BE = frozenset({"is", "was", "are", "were"})
_IRREGULAR = {
    pair.split()[0]: tuple(pair.split()[1:])
    for pair in (
        "be was were been", "become became become", "begin began begun", "break broke broken",
        "bring brought", "build built", "buy bought", "catch caught", "choose chose chosen",
        "come came come", "cut cut", "do did done", "draw drew drawn", "drive drove driven",
        "eat ate eaten", "fall fell fallen", "feel felt", "fight fought", "find found",
        "fly flew flown", "forbid forbade forbidden", "get got gotten", "give gave given",
        "go went gone", "grow grew grown", "have had", "hear heard", "hide hid hidden",
        "hit hit", "hold held", "keep kept", "know knew known", "lead led", "leave left",
        "lend lent", "let let", "lose lost", "make made", "mean meant", "meet met", "pay paid",
        "put put", "read read", "ride rode ridden", "rise rose risen", "run ran run",
        "say said", "see saw seen", "sell sold", "send sent", "set set", "shoot shot",
        "show showed shown", "sing sang sung", "sink sank sunk", "sit sat", "speak spoke spoken",
        "spend spent", "stand stood", "steal stole stolen", "strike struck", "swear swore sworn",
        "take took taken", "teach taught", "tell told", "think thought", "throw threw thrown",
        "win won", "wear wore worn", "write wrote written",
    )
}  # fmt: skip
_PASTS = frozenset(forms[0] for forms in _IRREGULAR.values())
_PARTICIPLES = frozenset(forms[-1] for forms in _IRREGULAR.values()) | {"born", "located", "known"}
_DAY = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)? (?:{'|'.join(MONTHS)})\b")
_PLACED = re.compile(
    r"^(?:in|on|at|by|from|for|to|of|with|under|during|after|before|since|until|near|between|about"
    r"|around|because|every|through|within|inside|outside|throughout|across|along|over|as|when|while)\b",
    re.IGNORECASE,
)

_PREPOSITIONS = frozenset(
    "in on at by from for to of with under about into as after before through over against".split()
)
_ARTICLES = frozenset({"the", "a", "an"})

Kind = Literal["time", "place", "reason", "thing"]
_KINDS: dict[str, Kind] = {"when": "time", "where": "place", "why": "reason"}


def statement(question: str, answer: str, text: str) -> str | None:
    """A question with its answer as one sentence; None where no pattern fits.

    `text` is where the answer is from.
    """
    asked = " ".join(question.strip().rstrip("?").split())
    answer = answer.strip(" .,;:")
    told = _fronted(asked, answer, text) or _of_subject(asked, answer)
    if not answer or not told or len(told.split()) < _LEAST_WORDS:
        return None
    return f"{told[:1].upper()}{told[1:]}."


def _of_subject(asked: str, answer: str) -> str | None:
    """“Who painted it” with the painter in the place of the question word."""
    found = _SUBJECT_ASKED.match(asked)
    if not found or not _may_tell(found["verb"].casefold()):
        return None
    noun = found["noun"] if asked.casefold().startswith("how") else ""
    return f"{answer}{noun} {found['verb']}{found['rest']}"


def _fronted(asked: str, answer: str, text: str) -> str | None:
    """“When was it painted” with the words in the order of a statement."""
    found = _ASKED.match(asked)
    if not found:
        return None
    word, aux, words = found["word"].casefold(), found["aux"].casefold(), found["rest"].split()
    kind: Kind = "thing" if found["before"] else _KINDS.get(word, "thing")
    thing = f"{answer}{found['noun']}" if word.startswith("how") else answer
    last = words[-1].casefold()
    if found["before"]:
        adverb = f"{found['before'].casefold()} {thing}"
    else:
        adverb = thing if last in _PREPOSITIONS else _adverb(kind, thing)
    if aux in {"did", "does", "do"}:
        return _with_verb(words, aux, adverb, kind, text, placed=bool(found["before"]))
    if kind == "thing" and (words[0] in {"been", "be"} or _is_participle(words[0].casefold())):
        return f"{thing} {aux} {' '.join(words)}"
    if aux not in _BE | {"has", "have", "had"}:
        return None
    for i, said in enumerate(words[1:], 1):
        plain = said.casefold()
        fits = _is_participle(plain) and words[i - 1].casefold() not in _ARTICLES
        whole = kind == "thing" and not found["noun"] and not found["before"]
        if fits and (not whole or i == len(words) - 1 or words[i + 1].casefold() in _PREPOSITIONS):
            return f"{' '.join(words[:i])} {aux} {' '.join(words[i:])} {adverb}"
    if aux not in _BE:
        return None
    if last in _PREPOSITIONS and len(words) > 1:
        return f"{' '.join(words[:-1])} {aux} {last} {adverb}"
    if kind != "thing":
        for i, said in enumerate(words[1:], 1):
            if said in _ARTICLES and words[i - 1].casefold() not in _PREPOSITIONS:
                return f"{' '.join(words[:i])} {aux} {' '.join(words[i:])} {adverb}"
    return f"{' '.join(words)} {aux} {adverb}"


def _may_tell(verb: str) -> bool:
    """Whether a word may be the verb of a statement: painted, paints, drew."""
    return verb.endswith("ed") or (verb.endswith("s") and not verb.endswith("ss")) or verb in _PASTS


def _is_participle(word: str) -> bool:
    return (len(word) > 5 and word.endswith(("ed", "ing"))) or word in _PARTICIPLES


def _with_verb(
    words: list[str], aux: str, adverb: str, kind: Kind, text: str, *, placed: bool
) -> str | None:
    said = set(re.findall(r"[a-z]+", text.casefold()))
    for i, verb in enumerate(words[1:], 1):
        for form in _forms(verb.casefold(), aux):
            if form not in said:
                continue
            start, tail = " ".join((*words[:i], form)), " ".join(words[i + 1 :])
            if kind == "thing" and not placed:
                return f"{start} {adverb} {tail}".strip()
            return f"{start} {tail} {adverb}".replace("  ", " ")
    return f"{' '.join(words)} {adverb}" if kind != "thing" or placed else None


def _forms(verb: str, aux: str) -> Iterator[str]:
    """The forms that a verb may have in a text that answers: received, receives."""
    if aux == "did":
        yield from _IRREGULAR.get(verb, ())[:1]
        yield from (f"{verb}ed", f"{verb}d", f"{verb[:-1]}ied", f"{verb}{verb[-1:]}ed")
    elif aux == "does":
        yield from (f"{verb}s", f"{verb}es", f"{verb[:-1]}ies")
    else:
        yield verb


def _adverb(kind: Kind, answer: str) -> str:
    if _PLACED.match(answer):
        return f"{answer[:1].lower()}{answer[1:]}"
    if answer.split(" ", 1)[0] in {"A", "An", "The"}:
        answer = f"{answer[:1].lower()}{answer[1:]}"
    if kind == "time":
        return f"on {answer}" if _DAY.match(answer) else f"in {answer}"
    if kind == "place":
        return f"in {answer}"
    return f"because {answer}" if kind == "reason" else answer
