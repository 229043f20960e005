"""Citations: numbered words of articles. Pure; the only place that makes a `Citation`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qa.records import Article, Citation, Passage, Sentence, Span

UNSUPPORTED = "[not supported by the articles]"
"""What follows a sentence that no words of an article support."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article that support a sentence of an answer."""

    article: Article
    span: Span
    passage: Passage

    @property
    def quote(self) -> str:
        return self.article.body[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer with everything that supports it, the best evidence first."""

    text: str
    evidence: tuple[Evidence, ...]
    as_of: date | None = None
    """What `Sentence.as_of` is to be."""


def cite(claims: Iterable[Claim]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Number the evidence of all claims in the order in which a reader meets it.

    The same words get the same number. Raises `NotVerbatim` if a quote is not in its article.
    """
    numbers: dict[tuple[str, Span], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for claim in claims:
        own: list[int] = []
        for evidence in claim.evidence:
            place = (evidence.article.id, evidence.span)
            if place not in numbers:
                numbers[place] = len(numbers) + 1
                citations.append(
                    Citation(
                        numbers[place],
                        evidence.article,
                        evidence.span.start,
                        evidence.span.end,
                        evidence.quote,
                        evidence.passage,
                    )
                )
            own.append(numbers[place])
        sentences.append(Sentence(claim.text, tuple(own), bool(own), claim.as_of))
    return tuple(sentences), tuple(citations)


def marked(sentences: Iterable[Sentence]) -> str:
    """The text of an answer: each sentence followed by its citation numbers, `… [1][2]`.

    One of several versions follows its day, `As of 11 October 2024: … [1]`: the words between the
    colon and the bracket are the sentence's own. One without support is told apart.
    """
    return " ".join(f"{sentence.dated} {_mark(sentence)}" for sentence in sentences)


def _mark(sentence: Sentence) -> str:
    return "".join(f"[{n}]" for n in sentence.citations) if sentence.supported else UNSUPPORTED
