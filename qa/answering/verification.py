"""Whether the articles say what a sentence says, and in which words.

Numbers, days, names and denials must be there to the letter (`qa.answering.exact`); for the rest
there is a verifier, which reads some neighbouring sentences at a time. What passes is cited in the
fewest that support it by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from qa.answering.citations import Evidence
from qa.answering.exact import denies_otherwise, missing, worded
from qa.answering.markers import Draft
from qa.days import day
from qa.pointing import points_back
from qa.records import Article, Passage, Span
from qa.terms import share
from qa.verifier import Verifier
from qa.verifier.windows import MOST_SENTENCES, windows

Verdict = Literal["supported", "partly", "not"]

_LEAST_WORDS = 4
"""Of a statement that counts as said because it is there word for word."""
_LEAST_SHARED = 0.25
"""Of a statement's terms, in words that are cited for it: a title may add to them, not replace
them."""
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


class _Quote(NamedTuple):
    """Neighbouring sentences of a source."""

    source: Source
    size: int
    span: Span

    @property
    def words(self) -> str:
        return self.source.passage.words(self.span)

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.source.article, self.span, self.source.passage)


def check_in_turn(
    drafts: Iterable[Draft], sources: Sequence[Source], verifier: Verifier
) -> Iterator[tuple[Draft, Checked]]:
    """`check` for the sentences of one answer, in their order.

    What points back to a sentence that is not supported is not supported either: whatever “it” was
    there, no article speaks of it.
    """
    stands = True
    for draft in drafts:
        checked = check(draft.text, draft.numbers, sources, verifier)
        if checked.verdict == "supported" and not stands and points_back(draft.text):
            reason = "it points back to a sentence that is not supported"
            checked = Checked("not", (), reason, checked.support)
        stands = checked.verdict == "supported"
        yield draft, checked


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
        key=lambda source: -share(claim, source.passage.in_article()),
    )
    elsewhere = _best(claim, others[:_OTHERS_READ], verifier)
    if elsewhere and elsewhere.verdict == "supported":
        where = "no source" if not own else "another source than the one that supports it"
        return Checked("supported", elsewhere.evidence, f"it cites {where}", elsewhere.support)
    if found:
        return found
    if elsewhere and elsewhere.support >= verifier.supported:
        return elsewhere
    support = elsewhere.support if elsewhere else 0.0
    return Checked("not", (), "it cites nothing, and no passage supports it", support)


def _best(claim: str, sources: Sequence[Source], verifier: Verifier) -> Checked | None:
    """The verdict of the source that supports a claim best, citing all that do; None of none."""
    if not sources:
        return None
    quotes: list[_Quote] = []
    reason = "too few of its words are in what it cites"
    for source in sources:
        if absent := missing(claim, source.told(source.passage.text)):
            reason = absent
        else:
            quotes.extend(_quotes(claim, source))
    if not quotes:
        return Checked("not", (), reason, 0.0)
    supports = _supports(claim, [(q.source.article.title, q.words) for q in quotes], verifier)
    best = max(supports)
    if best < verifier.supported:
        verdict: Verdict = "partly" if best >= verifier.partly else "not"
        how = "only in part" if verdict == "partly" else "not at all"
        return Checked(verdict, (), f"what it cites supports it {how} ({best:.0%})", best)
    chosen: dict[int, tuple[_Quote, float]] = {}
    for quote, support in zip(quotes, supports, strict=True):
        # The shortest that is enough, which comes first, or the best of those that are as short.
        other, before = chosen.get(quote.source.number, (quote, 0.0))
        if support >= verifier.supported and other.size == quote.size and support > before:
            chosen[quote.source.number] = quote, support
    ranked = sorted(chosen.values(), key=lambda pair: -pair[1])
    agreed = [quote for quote, _ in ranked if not denies_otherwise(claim, quote.words)]
    if not agreed:
        return Checked("not", (), "it denies what its source says, or says what that denies", best)
    return Checked("supported", tuple(quote.evidence for quote in agreed), "", best)


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


def _quotes(claim: str, source: Source) -> Iterator[_Quote]:
    """What may be cited for a claim, the shortest first: what has its numbers and names, and enough
    of its words.
    """
    sentences = source.passage.sentences
    for size in sorted({*range(1, min(MOST_SENTENCES, len(sentences)) + 1), len(sentences)}):
        for span in windows(sentences, size):
            quote = _Quote(source, size, span)
            if share(claim, quote.words) < _LEAST_SHARED or missing(
                claim, source.told(quote.words)
            ):
                continue
            yield quote


def _supports(claim: str, texts: Sequence[tuple[str, str]], verifier: Verifier) -> list[float]:
    """Of each (title, text) the probability that it supports a claim; what it has word for word, it
    does.
    """
    words = worded(claim)
    whole = len(words.split()) >= _LEAST_WORDS
    read = verifier.support([(claim, title, text) for title, text in texts])
    return [
        1.0 if whole and words in worded(text) else support
        for (_, text), support in zip(texts, read, strict=True)
    ]


def _likest(claim: str, passage: Passage) -> Span:
    """The sentence that shares most with a claim."""
    return max(passage.sentences, key=lambda span: share(claim, passage.words(span)))
