"""An article as the questions that it may answer: all that the rules make, best first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from qa.records import Article, Span
from qa.sentences import sentences
from qa.suggestions import asking, headlines, roles
from qa.suggestions.clauses import clauses
from qa.suggestions.known import Known
from qa.suggestions.plain import is_clean, is_plain
from qa.suggestions.records import Candidate

_READ_CHARS = 8000
_MOST_OF_SENTENCE = 600
_MOST_OF_TITLE = 300


def candidates(article: Article) -> list[Candidate]:
    """The questions an article may answer that are fit to be shown, the most telling first."""
    body = article.body[:_READ_CHARS]
    known = Known(f"{body}\n{article.title}")
    made = chain(_of_title(article, known), _of_body(article, body, known))
    fit: dict[str, Candidate] = {}
    for candidate in made:
        if is_plain(candidate.question):
            fit.setdefault(candidate.question, candidate)
    return sorted(fit.values(), key=lambda each: each.rank)


def _of_title(article: Article, known: Known) -> Iterator[Candidate]:
    title = article.title[:_MOST_OF_TITLE]
    for asked in headlines.questions(title, known) if is_clean(title) else ():
        yield _candidate(asked, article, None)


def _of_body(article: Article, body: str, known: Known) -> Iterator[Candidate]:
    for sentence in sentences(body):
        start, end = sentence.span
        cut_off = end == len(body) < len(article.body)
        if sentence.kind != "paragraph" or cut_off or end - start > _MOST_OF_SENTENCE:
            continue
        text = body[start:end]
        for asked in _of_sentence(text, known) if is_clean(text) else ():
            yield _candidate(asked, article, sentence.span)


def _of_sentence(text: str, known: Known) -> Iterator[asking.Asked]:
    yield from roles.offices(text)
    yield from roles.kinds(text, known)
    yield from roles.seats(text, known)
    yield from asking.counted(text)
    for clause in clauses(text, known):
        yield from asking.questions(clause)


def _candidate(asked: asking.Asked, article: Article, span: Span | None) -> Candidate:
    return Candidate(
        asked.question, asked.asks, article.id, span, asked.expected or None, asked.rank
    )
