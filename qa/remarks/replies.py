"""Replies to remarks, made of what the collection holds and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from qa.collection import Collection
from qa.records import Answer, Filters, Period
from qa.remarks.holdings import Holdings, together
from qa.remarks.kinds import Kind, Remark
from qa.remarks.listing import Reply, enumerated, lines, listing, named, none
from qa.retrieval import Retriever

_EXAMPLES = 5
_GO_ON = "What else would you like to know?"

_SAID = {
    Kind.NOD: f"All right. {_GO_ON}",
    Kind.PRAISE: f"Glad to hear it. {_GO_ON}",
    Kind.THANKS: f"You’re welcome. {_GO_ON}",
    Kind.FAREWELL: "Goodbye! The articles will still be here.",
    Kind.HOW_ARE_YOU: "All in order, thank you. What would you like to know?",
    Kind.WHO: "I am qa, a program and not a person. I answer questions from the articles of this"
    " collection and from nothing else: every sentence of an answer cites the words that it comes"
    " from, and where the articles don’t say, I say that.",
    Kind.HOW: "I look for the passages of the articles that bear on your question, by meaning and"
    " by words, pick the sentences that answer it, and show with each the words that it cites,"
    " their title, source and day. How sure I am is a number; where it is too low, I say that the"
    " articles don’t say, and show the nearest passages.",
    Kind.TRUST: "Check me instead: every sentence of an answer cites the exact words of an article,"
    " and you can read them there. I add nothing to them, but I can pick the wrong ones, and an"
    " article can be wrong; so look at the words, and at the confidence, before you rely on an"
    " answer.",
}
"""What is true of every collection."""


def _greeting(held: Holdings) -> Reply:
    return Reply(
        f"Hello! Ask me something about the {held.counted} here, or ask “What can you answer?”."
    )


def _origin(held: Holdings) -> Reply:
    sources = f" They come from {held.sources}." if held.sources else ""
    return Reply(
        f"From the {held.counted} of this collection, and from nowhere else: I look nothing up on"
        f" the internet, and add nothing of my own.{sources} Every sentence of an answer cites the"
        " words that it comes from."
    )


def _abilities(held: Holdings) -> Reply:
    tags = held.tags
    subjects = f" Their most frequent tags: {together(tags)}." if tags else ""
    about = f" about {tags[0]}" if tags else ""
    newest = held.newest(_EXAMPLES)
    return Reply(
        f"Questions about {held.described}.{subjects} The newest, for instance:\n{lines(newest)}\n"
        f"To see what there is, ask “Which articles do you have{about}?”.",
        newest,
    )


def _topics(held: Holdings) -> Reply:
    tags = held.tags
    subjects = f", most often tagged {together(tags)}" if tags else ""
    newest = held.newest(_EXAMPLES)
    left_out = held.count - len(newest)
    return enumerated(f"I have {held.counted}{subjects}", newest, left_out)


def _days(held: Holdings) -> Reply:
    if not held.days:
        return Reply(f"I have {held.counted}; none has a day.")
    newest = held.newest(1)
    return Reply(f"I have {held.described}. The newest: {named(newest[0])}.", newest)


def _sources(held: Holdings) -> Reply:
    named_sources = f" from {held.sources}" if held.sources else "; none names its source"
    return Reply(f"I have {held.counted}{named_sources}.")


def _count(held: Holdings) -> Reply:
    return Reply(f"I have {held.described}.")


_TOLD: dict[Kind, Callable[[Holdings], Reply]] = {
    Kind.GREETING: _greeting,
    Kind.ORIGIN: _origin,
    Kind.ABILITIES: _abilities,
    Kind.TOPICS: _topics,
    Kind.DAYS: _days,
    Kind.SOURCES: _sources,
    Kind.COUNT: _count,
}
"""What depends on the collection, if it holds any article."""


class Replies:
    """Replies from one collection."""

    def __init__(self, collection: Collection, retriever: Retriever) -> None:
        self._collection = collection
        self._retriever = retriever

    def answer(
        self, remark: Remark, question: str, filters: Filters, period: Period | None
    ) -> Answer | None:
        """The reply to a remark; None if it asks for articles of something else, as a treaty's.

        What it wants is `remark.wanted`, without the days: they are in the filters.
        """
        with self._collection.snapshot():
            reply = self._reply(remark, filters)
        if reply is None:
            return None
        return Answer(
            question=question,
            standalone_question=question,
            text=reply.text,
            short_answer=None,
            declined=False,
            confidence=1.0,
            sentences=(),
            citations=(),
            hits=(),
            timings={},
            period=period,
            remark=True,
            listed=reply.listed,
        )

    def _reply(self, remark: Remark, filters: Filters) -> Reply | None:
        if said := _SAID.get(remark.kind):
            return Reply(said)
        if remark.kind is Kind.ARTICLES or remark.wanted not in ("", "articles"):
            return listing(remark.wanted, self._collection, self._retriever, filters)
        held = Holdings(self._collection, filters)
        if held.count:
            return _TOLD[remark.kind](held)
        empty = none(held)
        greeted = remark.kind is Kind.GREETING
        return replace(empty, text=f"Hello! {empty.text}") if greeted else empty
