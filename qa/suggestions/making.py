"""An article as the questions that it may answer: all that the rules make, best first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from qa.records import Article, Span
from qa.sentences import sentences
from qa.suggestions import asking, headlines, roles
from qa.suggestions.clauses import clauses
from qa.suggestions.known import Known
from qa.suggestions.plain import is_plain
from qa.suggestions.records import Candidate

_READ_CHARS = 8000


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
    for asked in headlines.questions(article.title[:300], known):
        yield _candidate(asked, article, None)


def _of_body(article: Article, body: str, known: Known) -> Iterator[Candidate]:
    for sentence in sentences(body):
        text = body[sentence.span.start : sentence.span.end]
        if sentence.kind != "paragraph" or sentence.span.end == len(body) < len(article.body):
            continue
        for asked in chain(
            roles.questions(text, known), roles.kinds(text, known), roles.seats(text, known)
        ):
            yield _candidate(asked, article, sentence.span)
        for asked in asking.counted(text):
            yield _candidate(asked, article, sentence.span)
        for found in clauses(text, known):
            for asked in asking.questions(found):
                yield _candidate(asked, article, sentence.span)


def _candidate(asked: asking.Asked, article: Article, span: Span | None) -> Candidate:
    return Candidate(
        asked.question, asked.asks, article.id, span, asked.expected or None, asked.rank
    )
