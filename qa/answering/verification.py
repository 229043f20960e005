"""Whether the articles say what a sentence says, and in which words.

Numbers, days, names and denials must be there to the letter (`qa.answering.exact`); for the rest
there is a verifier. What passes is cited in the fewest sentences that support it by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from qa.answering.citations import Evidence
from qa.answering.exact import denies_otherwise, missing
from qa.days import day
from qa.records import Article, Passage, Span
from qa.terms import terms
from qa.verifier import Verifier

Verdict = Literal["supported", "partly", "not"]

_MOST_QUOTED = 3
"""Sentences of a quote; what more would be needed for, is cited as the whole passage."""
_WORDS = re.compile(r"\w+(?:[.,]\d+)*")
_LEAST_WORDS = 4
"""Of a statement that counts as said because it is there word for word."""
_OTHERS_READ = 4
"""Passages that are read for a sentence beside those it cites."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that a model was shown, and its article."""

    number: int
    passage: Passage
    article: Article

    def told(self, text: str) -> str:
        """Words of it with what else a statement may rest on: its title, its day, its source."""
        when = f"{day(self.article.published)} " if self.article.published else ""
        return f"{self.article.title}. {when}{self.article.source}. {text}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a sentence."""

    verdict: Verdict
    evidence: tuple[Evidence, ...]
    """What supports it, the best first; nothing unless it is supported."""
    reason: str
    """Why it is not, or where its support stands if elsewhere than it says; else empty."""
    support: float
    """The probability that its source supports it, 0 to 1."""


def check(
    claim: str, cited: Sequence[int], sources: Sequence[Source], verifier: Verifier
) -> Checked:
    """Look for the support of a sentence: where it says, in all of that together, then elsewhere.

    `cited` are numbers of sources. A sentence that cites nothing, or the wrong thing, gets the
    citation that supports it, if one does.
    """
    own = [source for source in sources if source.number in cited]
    found = _best(claim, own, verifier)
    if found and found.verdict == "supported":
        return found
    if len(own) > 1 and (jointly := _jointly(claim, own, verifier)):
        return jointly
    others = sorted(
        (source for source in sources if source.number not in cited),
        key=lambda source: -_shared(claim, source),
    )
    elsewhere = _best(claim, others[:_OTHERS_READ], verifier)
    if elsewhere and elsewhere.verdict == "supported":
        where = "no source" if not own else "another source than the one that supports it"
        return Checked("supported", elsewhere.evidence, f"it cites {where}", elsewhere.support)
    if found:
        return found
    support = elsewhere.support if elsewhere else 0.0
    return Checked("not", (), "it cites nothing, and no passage supports it", support)


def _best(claim: str, sources: Sequence[Source], verifier: Verifier) -> Checked | None:
    """The verdict of the source that supports a claim best, citing all that do; None of none."""
    if not sources:
        return None
    told = [missing(claim, source.told(source.passage.text)) for source in sources]
    complete = [source for source, reason in zip(sources, told, strict=True) if reason is None]
    if not complete:
        return Checked("not", (), next(filter(None, told)), 0.0)
    texts = [(source.article.title, source.passage.text) for source in complete]
    supports = _supports(claim, texts, verifier)
    ranked = sorted(zip(supports, complete, strict=True), key=lambda pair: -pair[0])
    best = ranked[0][0]
    if best < verifier.supported:
        verdict: Verdict = "partly" if best >= verifier.partly else "not"
        how = "only in part" if verdict == "partly" else "not at all"
        return Checked(verdict, (), f"what it cites supports it {how} ({best:.0%})", best)
    evidence = []
    for support, source in ranked:
        if support < verifier.supported:
            break
        span = _quote(claim, source, verifier)
        if not denies_otherwise(claim, source.passage.words(span)):
            evidence.append(Evidence(source.article, span, source.passage))
    if not evidence:
        return Checked("not", (), "it denies what its source says, or says what that denies", best)
    return Checked("supported", tuple(evidence), "", best)


def _jointly(claim: str, sources: Sequence[Source], verifier: Verifier) -> Checked | None:
    """Support that takes several sources together, each cited; None if they do not give it."""
    told = " ".join(source.told(source.passage.text) for source in sources)
    if missing(claim, told):
        return None
    text = " ".join(source.passage.text for source in sources)
    [support] = _supports(claim, [(sources[0].article.title, text)], verifier)
    if support < verifier.supported:
        return None
    evidence = tuple(
        Evidence(source.article, _likest(claim, source.passage), source.passage)
        for source in sources
    )
    return Checked("supported", evidence, "", support)


def _quote(claim: str, source: Source, verifier: Verifier) -> Span:
    """The fewest neighbouring sentences that support a claim, the best of as many."""
    passage = source.passage
    for size in range(1, _MOST_QUOTED + 1):
        spans = [
            span
            for span in _runs(passage.sentences, size)
            if missing(claim, source.told(passage.words(span))) is None
        ]
        if not spans:
            continue
        texts = [(source.article.title, passage.words(span)) for span in spans]
        supports = _supports(claim, texts, verifier)
        best = max(range(len(spans)), key=lambda i: supports[i])
        if supports[best] >= verifier.supported:
            return spans[best]
    return Span(passage.sentences[0].start, passage.sentences[-1].end)


def _supports(claim: str, texts: Sequence[tuple[str, str]], verifier: Verifier) -> list[float]:
    """Of each (title, text) the probability that it supports a claim; what it has word for word, it
    does.
    """
    words = _flat(claim)
    whole = len(words.split()) >= _LEAST_WORDS
    read = verifier.support([(claim, title, text) for title, text in texts])
    return [
        1.0 if whole and words in _flat(text) else support
        for (_, text), support in zip(texts, read, strict=True)
    ]


def _flat(text: str) -> str:
    return f" {' '.join(_WORDS.findall(text.casefold()))} "


def _runs(sentences: Sequence[Span], size: int) -> Iterator[Span]:
    for first, last in zip(sentences, islice(sentences, size - 1, None), strict=False):
        yield Span(first.start, last.end)


def _likest(claim: str, passage: Passage) -> Span:
    """The sentence that shares most with a claim."""
    wanted = set(terms(claim))
    return max(passage.sentences, key=lambda s: len(wanted & set(terms(passage.words(s)))))


def _shared(claim: str, source: Source) -> int:
    return len(set(terms(claim)) & set(terms(source.passage.in_article())))
