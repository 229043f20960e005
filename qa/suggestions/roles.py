"""Who somebody is, from what stands beside a name: “Marta Quill, the chief executive of Halden”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.language import stopwords
from qa.suggestions.asking import Asked
from qa.suggestions.clauses import ORGANISED, subject_named
from qa.suggestions.known import NAME, Known
from qa.suggestions.words import COUNTRIES, DAY_OR_MONTH, FINITE, KINDS, ROLES, TITLES

_INNER = r"[A-ZÀ-ÞŠŽČĆĐŞ][a-zà-þš-ž][\w’-]*"
_PERSON = rf"(?:{_INNER})(?: (?:von |van |de |al-)?(?:{_INNER})){{1,2}}"
_OFFICE = r"(?:[a-z-]+ ){0,4}[a-z-]+(?: (?:of|at|for) [^,;.()“”\"]{3,50})?"
_BESIDE = re.compile(rf"(?P<name>{_PERSON}), (?P<article>the |an? |)(?P<office>{_OFFICE})(?=[,.])")
_BEFORE = re.compile(
    rf"\b[Tt]he (?P<office>[a-z -]{{4,40}} (?:of|at) [^,;.()“”\"]{{3,50}}), (?P<name>{_PERSON}),"
)
_UNFIT = frozenset("former formerly late then-president the and or of who to in".split())
_WHAT = re.compile(
    rf"(?P<name>{NAME}), (?P<kind>an? (?P<words>[a-zA-ZÀ-ž -]{{3,60}}?)"
    r"(?: (?:that|which|in|on|of|at|for|near|from|based|around|north|south|east|west|with|by|whose"
    r"|to)\b[^,;.]*)?)(?=[,.])"
)
_BASED = re.compile(
    rf"(?P<name>{NAME})(?:,? which)?(?: is|,(?: a [a-z -]+)?) based in (?P<place>{NAME})"
)
_OF = re.compile(r" (?:of|at) (?:the )?[A-ZÀ-Þ]")


def offices(sentence: str) -> Iterator[Asked]:
    """Questions about the people that a sentence says the office of."""
    text = " ".join(sentence.split())
    for found in _BEFORE.finditer(text):
        yield from _whose(found["office"], found["name"])
    for found in _BESIDE.finditer(text):
        office, name = found["office"], _untitled(found["name"])
        if not _is_person(name) or not _is_office(office):
            continue
        if found["article"] != "the " and found["article"]:
            if _OF.search(office):
                yield Asked(f"Who is {name}?", "who", office, 4)
        else:
            yield from _whose(office, name)
            if _OF.search(office):
                yield Asked(f"Who is {name}?", "who", office, 4)


def kinds(sentence: str, known: Known) -> Iterator[Asked]:
    """`What is UpGuard?`, from what a sentence says beside the name."""
    for found in _WHAT.finditer(" ".join(sentence.split())):
        name = found["name"]
        words = found["words"].split()
        if " of " in name or len(words) > 5 or stopwords().intersection(words):
            continue
        if words[-1] in KINDS and known.is_name(name) and not known.is_part(name):
            the = "the " if known.takes_the(name) else ""
            bare = name.removeprefix("The ").removeprefix("the ")
            yield Asked(f"What is {the}{bare}?", "what", found["kind"], 3)


def seats(sentence: str, known: Known) -> Iterator[Asked]:
    """`Where is Halden Ceramics based?`"""
    for found in _BASED.finditer(" ".join(sentence.split())):
        if known.is_name(found["name"]) and (named := subject_named(found["name"], known)):
            yield Asked(f"Where is {named} based?", "where", found["place"], 3)


def _whose(office: str, name: str) -> Iterator[Asked]:
    name = _untitled(name)
    office = re.split(r" (?:since|from|until|in) ", office, maxsplit=1)[0]
    if _is_person(name) and _is_office(office) and _OF.search(office) and name not in office:
        yield Asked(f"Who is the {office}?", "who", name, 1)


def _is_person(name: str) -> bool:
    words = name.split()
    return (
        len(words) > 1
        and name not in COUNTRIES
        and words[0].casefold() not in stopwords()
        and not (DAY_OR_MONTH.intersection(words) or ORGANISED.search(name))
    )


def _is_office(office: str) -> bool:
    named = re.split(r" (?:of|at|for) ", office, maxsplit=1)[0].split()
    return (
        named[-1] in ROLES
        and not _UNFIT.intersection(named)
        and not FINITE.intersection(office.split())
    )


def _untitled(name: str) -> str:
    words = name.split()
    while words and words[0] in TITLES:
        words = words[1:]
    return " ".join(words)
