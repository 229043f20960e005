"""Rated answers as questions of the evaluation suite, for `qa eval FILE`; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from qa.reader.cues import Kind, asks_for_several, cue
from qa.records import Article, Rating

ArticleById = Callable[[str], Article | None]

# As `evals/README.md` names the types.
_TYPES = {Kind.REASON: "why", Kind.QUANTITY: "number", Kind.TIME: "number"}
_FILL_IN = (
    "To have it measured, give it a type and what a right answer has, `answers` and `evidence`, or"
    " the type `unanswerable`"
)


def export(ratings: Iterable[Rating], article: ArticleById) -> str:
    """JSON Lines, a question for each rating that has something to tell, in their order.

    What a good answer cited is evidence. What should have been said in place of a bad one, a
    person has to fill in: until then it is `unjudged`, and its note says what was wrong.
    """
    lines = (_line(rating, article) for rating in ratings)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines if line)


def _line(rating: Rating, article: ArticleById) -> dict[str, Any] | None:
    answer = rating.answer
    if rating.good and answer["remark"]:
        return None  # nothing of it comes from an article
    gold = _gold(answer, article) if rating.good else None
    notes = [f"Comment: {rating.comment}"] if rating.comment else []
    if gold is None:
        judged = (
            "It was rated right, but what it cites is gone or has changed"
            if rating.good
            else "It was rated wrong"
        )
        notes.append(f"{judged}. It said: {answer['text']}")
        notes.append(f"{_FILL_IN}.")
    return {
        "id": f"rated-{rating.id}",
        "question": answer["standalone_question"],
        **(gold or {"type": "unjudged"}),
        **_scope(answer),
        **({"note": "\n".join(notes)} if notes else {}),
    }


def _gold(answer: Mapping[str, Any], article: ArticleById) -> dict[str, Any] | None:
    """What a good answer proves; None if its evidence does not stand there any more."""
    if answer["declined"]:
        return {"type": "unanswerable"}
    evidence = [_evidence(citation, article) for citation in answer["citations"]]
    if not evidence or None in evidence:
        return None
    several = asks_for_several(answer["standalone_question"])
    # One of several things is not the answer.
    short = None if several else answer["short_answer"]
    return {
        "type": "list" if several else _type(answer["standalone_question"]),
        **({"answers": [[short]]} if short else {}),
        "evidence": evidence,
    }


def _type(question: str) -> str:
    asked = cue(question)
    return _TYPES.get(asked.kind, "factoid") if asked else "factoid"


def _evidence(citation: Mapping[str, Any], article: ArticleById) -> dict[str, Any] | None:
    quote, start = citation["quote"], citation["start"]
    cited = article(citation["article"]["id"])
    if cited is None or cited.body[start : start + len(quote)] != quote:
        return None
    return {"article": cited.id, "start": start, "quote": quote}


def _scope(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The articles that the question was asked of, where they were not all."""
    filters = answer.get("filters") or {}  # not told by earlier versions
    period = answer["period"] or {}
    bounds = [told for told in (filters, period) if not told.get("overruled")]
    since = [told["since"] for told in bounds if told.get("since")]
    until = [told["until"] for told in bounds if told.get("until")]
    return {
        **({"since": max(since)} if since else {}),
        **({"until": min(until)} if until else {}),
        **({"sources": filters["sources"]} if filters.get("sources") else {}),
    }
