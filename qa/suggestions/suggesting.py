"""Questions to ask: first ones of a collection, and next ones after an answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qa.collection import Collection
from qa.records import Answer, Article
from qa.suggestions.making import candidates
from qa.suggestions.proving import Proof, proof
from qa.suggestions.records import Candidate
from qa.terms import terms

_NEWEST = 30
_FOLLOWED = 6
# Of the questions that are tried; asking one takes a quarter of a second.
_TRIED_PER_FIRST = 4
_TRIED_BEYOND_LIMIT = 3
# Terms shared with an answer that let another article follow it.
_ENOUGH_SHARED = 2
_ALIKE = 0.6
_MOST_PROOFS = 4096


class Suggestions:
    """Questions that the articles of a collection answer; safe to share between threads.

    What was proved is kept until the collection changes.
    """

    def __init__(self, collection: Collection, ask: Callable[[str], Answer]) -> None:
        self._collection = collection
        self._ask = ask
        self._generation: int | None = None
        self._proofs: dict[Candidate, Proof | None] = {}
        self._firsts_of: int | None = None
        self._firsts: dict[int, list[str]] = {}
        self._keeping = threading.Lock()
        self._looking = threading.Lock()

    def first(self, limit: int) -> list[str]:
        """Questions to begin with, from the newest articles, each from another where it can be."""
        with self._looking:  # many may open a page at once, and one of them has to look
            generation = self._collection.generation
            if generation != self._firsts_of:
                self._firsts_of, self._firsts = generation, {}
            if limit not in self._firsts:
                self._firsts[limit] = self._first(limit)
            return list(self._firsts[limit])

    def _first(self, limit: int) -> list[str]:
        pool = [
            _Ranked(candidate, (candidate.rank, order))
            for order, article in enumerate(self._collection.articles(_NEWEST))
            for candidate in candidates(article)
        ]
        return self._chosen(pool, limit, _TRIED_PER_FIRST * limit, _Told())

    def after(self, answer: Mapping[str, Any], limit: int) -> list[str]:
        """Questions to go on with, from the articles that an answer cites, or else came near.

        None of them asks the same again, or is answered by a sentence that the answer cites.
        """
        told = _Told()
        asked = frozenset(terms(answer["standalone_question"]))
        told.questions.append(asked)
        told.answers.append(Proof.from_dict(answer))
        spoken_of = set(terms(f"{answer['standalone_question']} {answer['text']}"))
        behind = {each["article"]["id"] for each in answer["citations"]} | {
            each["id"] for each in answer["listed"]
        }
        pool: list[_Ranked] = []
        for order, article in enumerate(self._of_answer(answer)):
            for candidate in candidates(article):
                if candidate.expected and asked.issuperset(terms(candidate.expected)):
                    continue  # who asks about Serbia need not be asked which country it was
                shared = min(_ENOUGH_SHARED, len(spoken_of & set(terms(candidate.question))))
                if not behind or article.id in behind or shared == _ENOUGH_SHARED:
                    pool.append(_Ranked(candidate, (-shared, order, candidate.rank)))
        return self._chosen(pool, limit, limit + _TRIED_BEYOND_LIMIT, told)

    def _of_answer(self, answer: Mapping[str, Any]) -> list[Article]:
        """The articles that it cites or names, and of its nearest passages; else the newest."""
        ids = dict.fromkeys(
            [
                *(citation["article"]["id"] for citation in answer["citations"]),
                *(article["id"] for article in answer["listed"]),
                *(hit["passage"]["article_id"] for hit in answer["hits"]),
            ]
        )
        if not ids:
            return self._collection.articles(_NEWEST)
        return list(filter(None, map(self._collection.article, list(ids)[:_FOLLOWED])))

    def _chosen(self, pool: list[_Ranked], limit: int, tries: int, told: _Told) -> list[str]:
        """The best of a pool that prove answered, as different from each other as may be."""
        chosen: list[str] = []
        left = list(pool)
        while left and len(chosen) < limit and tries > 0:
            best = min(left, key=lambda each: (told.used(each.candidate), each.rank))
            left.remove(best)
            candidate = best.candidate
            if told.has(candidate):
                continue
            tries -= 1
            found = self._proof(candidate)
            if found and not any(found.repeats(other) for other in told.answers):
                chosen.append(candidate.question)
                told.add(candidate, found)
        return chosen

    def _proof(self, candidate: Candidate) -> Proof | None:
        generation = self._collection.generation
        with self._keeping:
            if generation != self._generation or len(self._proofs) >= _MOST_PROOFS:
                self._generation, self._proofs = generation, {}
            if candidate in self._proofs:
                return self._proofs[candidate]
        found = proof(candidate, self._ask)
        if self._collection.generation == generation:
            with self._keeping:
                if generation == self._generation:
                    self._proofs[candidate] = found
        return found


@dataclass(frozen=True, slots=True)
class _Ranked:
    candidate: Candidate
    rank: tuple[int, ...]


@dataclass
class _Told:
    """What was asked and shown so far, which the next question is to differ from."""

    questions: list[frozenset[str]] = field(default_factory=list)
    """Their terms."""
    answers: list[Proof] = field(default_factory=list)
    _articles: Counter[str] = field(default_factory=Counter)
    _asks: Counter[str] = field(default_factory=Counter)

    def add(self, candidate: Candidate, found: Proof) -> None:
        self.questions.append(frozenset(terms(candidate.question)))
        self.answers.append(found)
        self._articles[candidate.article_id] += 1
        self._asks[candidate.asks] += 1

    def used(self, candidate: Candidate) -> tuple[int, int]:
        """How often its article and its question word were used."""
        return self._articles[candidate.article_id], self._asks[candidate.asks]

    def has(self, candidate: Candidate) -> bool:
        """Whether it asks nearly what was asked, or was made from a sentence that was told."""
        words = frozenset(terms(candidate.question))
        if any(_alike(words, other) for other in self.questions):
            return True
        return candidate.sentence is not None and any(
            article_id == candidate.article_id and candidate.sentence.overlaps(span)
            for answer in self.answers
            for article_id, span in answer.cited
        )


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one or len(one & other) >= _ALIKE * len(one | other)
