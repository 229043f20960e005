"""Questions from a title: those it asks itself, and why what it tells was done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.suggestions import asking, verbs
from qa.suggestions.asking import Asked
from qa.suggestions.clauses import Clause, is_person, is_whole, subject_named
from qa.suggestions.known import NAME, Known
from qa.suggestions.phrases import divided_at_prepositions, is_noun_phrase, is_plural, opens_phrase
from qa.suggestions.words import COUNTABLE, COUNTRIES, MASS, NUMBER_WORDS, TITLES

_LABEL = re.compile(
    r"^(?:explainer|profile|timeline|audit|interview|analysis|opinion|update|updated|q&a): ",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"[;:?!—–\"“”‘()]| - |(?<!\w)['’]|, |,$| (?:as|after|over|amid|but|because|while|following"
    r"|before|when|despite|says?|finds?|reveals?) | and (?=\w+s\b)"
)
_BE = frozenset("is are was were".split())
_WHAT_IS = re.compile(r"What (?P<thing>(?:an? |the )?[\w’ -]{3,40}?) (?P<be>is|are)\b")
_WHAT_IS_ASKED = re.compile(r"What (?P<be>is|are) (?P<thing>(?:an? |the )?[\w’ -]{3,40})")
_DIES = re.compile(rf"(?P<name>{NAME})(?:, [^,]+,)? dies (?:aged|at(?: age)?) (?P<age>\d+)")
_DIES_OF = re.compile(rf"(?P<name>{NAME}) dies of (?P<cause>[a-z ]+?)(?: in | at |$)")
_PLACE = r"[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ][\w’-]+)*"
_KILLS = re.compile(
    r"(?P<what>(?:[A-Z][a-z-]+|[A-Z]{2,4})(?: [a-z-]+){0,3}) kills?"
    r" (?:at least |nearly |over |more than )?(?P<number>\d+|[a-z]+)(?: people)?"
    rf",?(?: injur\w+ [\w ]+)? (?P<where>(?:in|at|near|on) {_PLACE}(?:, {_PLACE})?)"
)
_UNDONE = frozenset(
    """abandon cancel change cut delay drop end halt postpone revive scrap stop suspend
    withdraw""".split()
)
_MOST_CAPITALS = 0.7
_MOST_OF_SUBJECT = 6


def questions(title: str, known: Known) -> Iterator[Asked]:
    """All that the rules can ask of a title."""
    text = _LABEL.sub("", " ".join(title.split()))
    if _is_in_capitals(text):
        return
    yield from _its_own(text)
    yield from _deaths(text, known)
    if found := _clause(text, known):
        if found.verb in verbs.ABOUT_REASONS:
            yield Asked(
                f"Why did {found.subject} {found.verb} {' '.join(found.rest)}?", "why", "", 0
            )
        yield from asking.questions(found)


def _is_in_capitals(text: str) -> bool:
    longer = [word for word in text.split()[1:] if len(word) > 3 and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in longer)
    return len(longer) > 3 and capitals / len(longer) > _MOST_CAPITALS


def _its_own(text: str) -> Iterator[Asked]:
    said = re.split(r"[,:;?]| and ", text, maxsplit=1)[0]
    if found := _WHAT_IS.match(text) or _WHAT_IS_ASKED.match(said):
        thing = found["thing"].strip()
        if len(thing.split()) <= 5:
            yield Asked(f"What {found['be']} {thing}?", "what", "", 0)
        return
    word, *words = said.split()
    if word not in ("How", "Why"):
        return
    for at in range(1, min(len(words), _MOST_OF_SUBJECT + 1)):
        if does := _does(words[at]):
            did, verb = does
            subject = " ".join(words[:at])
            told = " ".join(filter(None, (did, subject, verb, *words[at + 1 :])))
            yield Asked(f"{word} {told}?", word.casefold(), "", 0)
            return


def _does(verb: str) -> tuple[str, str] | None:
    """What a verb becomes in a question: `does` and `work` for `works`, `was` and nothing."""
    if verb in _BE:
        return verb, ""
    if lemma := verbs.OF_THIRD.get(verb):
        return "does", lemma
    lemma = verbs.OF_PAST.get(verb)
    return ("did", lemma) if lemma else None


def _deaths(text: str, known: Known) -> Iterator[Asked]:
    if found := _DIES.search(text):
        name = _bare(found["name"], known)
        yield Asked(f"At what age did {name} die?", "how old", found["age"], 2)
    if found := _DIES_OF.search(text):
        yield Asked(f"What did {_bare(found['name'], known)} die of?", "what", found["cause"], 1)
    found = _KILLS.fullmatch(text) or _KILLS.fullmatch(_ENDS.split(text, maxsplit=1)[0])
    if found and (found["number"] in NUMBER_WORDS or found["number"].isdigit()):
        what = found["what"][0].lower() + found["what"][1:]
        if not is_plural(what.split()[-1]):
            question = f"How many people were killed in the {what} {found['where']}?"
            yield Asked(question, "how many", found["number"], 1)


def _bare(name: str, known: Known) -> str:
    """A name without what stands before it: “Former President of Zimbabwe Robert Mugabe”."""
    words = name.rpartition(" of ")[2].split()
    while len(words) > 2 and (
        words[0] in TITLES or words[0] in COUNTRIES or known.is_common(words[0])
    ):
        words = words[1:]
    return " ".join(words)


def _clause(text: str, known: Known) -> Clause | None:
    """What a headline tells in the present, as a clause with the articles that it left out."""
    started = re.match(NAME, text)
    if not started or not known.is_name(started.group()):
        return None
    verb, _, rest = text[started.end() :].strip().partition(" ")
    lemma = verbs.OF_THIRD.get(verb)
    named = subject_named(started.group(), known)
    if lemma is None or named is None or text[started.end() :].startswith(","):
        return None
    phrases = divided_at_prepositions(_ENDS.split(rest, maxsplit=1)[0].strip())
    person = is_person(started.group(), named)
    whole = phrases and _with_articles(phrases, "its" if lemma in _UNDONE and not person else "a")
    if not whole:
        return None
    has_object = not opens_phrase(whole[0])
    if not has_object and not is_whole(lemma, whole):
        return None
    return Clause(
        subject=named,
        person=person,
        verb=lemma,
        passive=False,
        plural=False,
        particle="",
        rest=whole,
        has_object=has_object,
        when=None,
        because=None,
        agent=None,
        headline=True,
    )


def _with_articles(phrases: tuple[str, ...], article: str) -> tuple[str, ...] | None:
    """The phrases of a headline with the articles that it left out; None if one is in doubt."""
    whole: list[str] = []
    for i, phrase in enumerate(phrases):
        opener, _, noun = phrase.partition(" ")
        opens = i > 0 or opener == "to"
        if not opens:
            opener, noun = "", phrase
        if opener == "to" and (not noun or noun.split()[0] in verbs.LEMMAS):
            verb, _, noun = noun.partition(" ")
            opener = f"to {verb}"
        if not noun:
            whole.append(opener)
            continue
        filled = _filled(noun, "a" if opens else article)
        if filled is None:
            return None
        whole.append(f"{opener} {filled}".strip())
    return tuple(whole)


def _filled(noun: str, article: str) -> str | None:
    words = noun.split()
    if "of" in words[1:]:
        at = words.index("of")
        head, tail = _filled(" ".join(words[:at]), "the"), _filled(" ".join(words[at + 1 :]), "a")
        return f"{head} of {tail}" if head and tail else None
    first, last = words[0], words[-1]
    if first in ("a", "an", "the", "its", "his", "her", "their") or last[0].isupper():
        return noun
    if is_plural(last) or last in MASS or (is_noun_phrase(noun) and first[0].islower()):
        return noun
    if last in COUNTABLE and len(words) <= 4:
        if article == "a" and first[0].casefold() in "aeio":
            article = "an"
        return f"{article} {noun}"
    return None
