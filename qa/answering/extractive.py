"""The default answer: sentences of the articles, the fewest that answer, each cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import zip_longest

from qa.answering.citations import Claim, Evidence, cite, marked
from qa.answering.context import context
from qa.answering.versions import Published, versions
from qa.pointing import points_back
from qa.reader.cues import Kind, asks_for_several, cue
from qa.records import Answer, Article, Citation, Finding, Passage, Reading, Span
from qa.retrieval import Query
from qa.terms import terms

ArticleById = Callable[[str], Article | None]

# Further findings are told when they score nearly as well as the best one.
_MOST_FINDINGS = 2
_MOST_FINDINGS_OF_SEVERAL = 4
_MARGIN = 0.35
_MARGIN_OF_SEVERAL = 1.0

# Sentences that share this part of their words, and all of their numbers, say the same.
_SAME_WORDS = 0.7
_DUPLICATES_AMONG = 40

_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


def answer(
    query: Query,
    reading: Reading,
    article: ArticleById,
    *,
    question: str,
    decline_below: float,
) -> Answer:
    """Build the answer that a reading gives, or say that the articles don't."""
    if not reading.findings or reading.confidence < decline_below:
        return _declined(query, reading, question)
    differing = versions(query, reading.findings, published(article))
    chosen = [version.finding for version in differing] or _choose(query, reading.findings)
    as_of = {version.finding.passage.article_id: version.as_of for version in differing}
    near = reading.findings[:_DUPLICATES_AMONG]
    claims = _claims(chosen, near, article, as_of, whole_lists=_wants_lists(query.text))
    sentences, citations = cite(claims)
    if not sentences:
        return _declined(query, reading, question)
    return Answer(
        question=question,
        standalone_question=query.text,
        text=marked(sentences),
        short_answer=_short_answer(chosen[0], citations),
        declined=False,
        confidence=reading.confidence,
        sentences=sentences,
        citations=citations,
        hits=reading.hits,
        timings={},
    )


def published(article: ArticleById) -> Published:
    """The day of an article by its id, of one that is gone None."""

    def day(article_id: str) -> date | None:
        found = article(article_id)
        return found.published if found else None

    return day


def _declined(query: Query, reading: Reading, question: str) -> Answer:
    missing = [term.word for term in query.terms if term.frequency == 0]
    if missing:
        words = ", ".join(f"“{word}”" for word in missing)
        reason = f"Nothing in them mentions {words}."
    elif reading.hits:
        reason = "Some passages come near, but none of them answers the question."
    else:
        reason = "There is no passage to look at: nothing is stored, or the filters let nothing by."
    return Answer(
        question=question,
        standalone_question=query.text,
        text=f"The articles don’t say. {reason}",
        short_answer=None,
        declined=True,
        confidence=reading.confidence,
        sentences=(),
        citations=(),
        hits=reading.hits,
        timings={},
    )


def _wants_lists(question: str) -> bool:
    """Whether one item of a list would not do: it asks for several, or for nothing countable."""
    asked = cue(question)
    return asks_for_several(question) or asked is None or asked.kind is Kind.REASON


def _choose(query: Query, findings: Sequence[Finding]) -> list[Finding]:
    """The best finding and those that add to it, none of them saying the same as another."""
    several = asks_for_several(query.text)
    most = _MOST_FINDINGS_OF_SEVERAL if several else _MOST_FINDINGS
    margin = _MARGIN_OF_SEVERAL if several else _MARGIN
    near = [finding for finding in findings if findings[0].score - finding.score <= margin]
    # Of sentences that answer as well, those that need no other one make the shorter answer.
    standing = [finding for finding in near if not points_back(_text(finding))]
    chosen: list[Finding] = []
    for finding in near if several else standing or near:
        if not any(_adds_nothing(finding, other) for other in chosen):
            chosen.append(finding)
    return chosen[:most]


def _claims(
    chosen: Sequence[Finding],
    findings: Sequence[Finding],
    article: ArticleById,
    as_of: Mapping[str, date],
    *,
    whole_lists: bool,
) -> list[Claim]:
    """A claim a sentence, context included, article by article in reading order.

    The first claim of an article that has a version of the answer carries its day.
    """
    told: dict[str, dict[Span, Claim]] = {}
    for finding in chosen:
        source = unchanged(finding.passage, article)
        if source is None:
            continue
        by_span = told.setdefault(source.id, {})
        needed = context(source.body, finding.sentence, whole_list=whole_lists)
        for span in needed.spans:
            by_span.setdefault(span, _claim(source, span, finding.passage))
        if needed.header:
            by_span[finding.sentence] = _row(source, needed.header, finding)
        main = by_span[finding.sentence]
        also = _also_in(finding, findings, article)
        by_span[finding.sentence] = Claim(main.text, (*main.evidence, *also))
    for article_id, by_span in told.items():
        first = min(by_span)
        by_span[first] = replace(by_span[first], as_of=as_of.get(article_id))
    return [by_span[span] for by_span in told.values() for span in sorted(by_span)]


def unchanged(passage: Passage, article: ArticleById) -> Article | None:
    """A passage's article; None if it was removed or replaced since the passage was found."""
    source = article(passage.article_id)
    if source is None or source.body[passage.start : passage.end] != passage.text:
        return None
    return source


def _claim(article: Article, span: Span, passage: Passage) -> Claim:
    """A sentence in its own words, on one line."""
    words = " ".join(article.body[span.start : span.end].split())
    return Claim(words, (Evidence(article, span, _widened(article, passage, span)),))


def _widened(article: Article, passage: Passage, span: Span) -> Passage:
    """The passage, made to reach to a neighbour of its sentences."""
    start, end = min(passage.start, span.start), max(passage.end, span.end)
    return replace(passage, start=start, end=end, text=article.body[start:end])


def _row(article: Article, header: Span, finding: Finding) -> Claim:
    """A table row under its header: `Country: Romania; Drones: 18.`"""
    pairs = zip_longest(_cells(article, header), _cells(article, finding.sentence), fillvalue="")
    told = "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs)
    passage = _widened(article, finding.passage, header)
    evidence = (Evidence(article, span, passage) for span in (finding.sentence, header))
    return Claim(f"{told}.", tuple(evidence))


def _cells(article: Article, row: Span) -> list[str]:
    words = article.body[row.start : row.end]
    return [cell.strip() for cell in words.removeprefix("|").removesuffix("|").split("|")]


def _also_in(finding: Finding, findings: Sequence[Finding], article: ArticleById) -> list[Evidence]:
    """Where other articles say the same, or answer the same and nearly as well."""
    evidence: list[Evidence] = []
    seen = {finding.passage.article_id}
    for other in findings:
        answers = finding.score - other.score <= _MARGIN_OF_SEVERAL and _same_answer(finding, other)
        if other.passage.article_id in seen or not (
            answers or _says_the_same(_text(finding), _text(other))
        ):
            continue
        if source := unchanged(other.passage, article):
            seen.add(source.id)
            evidence.append(Evidence(source, other.sentence, other.passage))
    return evidence


def _adds_nothing(finding: Finding, other: Finding) -> bool:
    """Whether a finding repeats another: the same answer, or the same sentence elsewhere."""
    return _same_answer(finding, other) or _says_the_same(_text(finding), _text(other))


def _same_answer(finding: Finding, other: Finding) -> bool:
    answer = _answer_words(finding)
    return bool(answer) and answer == _answer_words(other)


def _answer_words(finding: Finding) -> frozenset[str]:
    return _told(finding.passage.words(finding.answer))[0] if finding.answer else frozenset()


def _says_the_same(one: str, other: str) -> bool:
    (left, left_numbers), (right, right_numbers) = _told(one), _told(other)
    if left_numbers != right_numbers:
        return False
    return bool(left and right) and len(left & right) / len(left | right) >= _SAME_WORDS


@lru_cache(maxsize=512)
def _told(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words and the numbers of a sentence."""
    return frozenset(terms(text)), frozenset(_NUMBERS.findall(text))


def _short_answer(finding: Finding, citations: Sequence[Citation]) -> str | None:
    if finding.answer is None:
        return None
    for citation in citations:
        if citation.start <= finding.answer.start and finding.answer.end <= citation.end:
            return citation.article.body[finding.answer.start : finding.answer.end]
    return None


def _text(finding: Finding) -> str:
    return finding.passage.words(finding.sentence)
