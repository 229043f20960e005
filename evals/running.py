"""Asks every question of a suite and grades what comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from evals import grading
from evals.metrics import ranking
from evals.results import Cited, Graded, Result
from evals.suites import Question, Suite
from qa import Answer, Assistant, IngestReport, Settings
from qa.encoder import EIGHT_BITS
from qa.errors import QAError
from qa.networks import SUMS, digest

Ask = Callable[[str], Answer]


def opened(suite: Suite, work: Path, settings: Settings) -> Assistant:
    """An assistant over the suite's articles; what was ingested before is not read again."""
    if suite.index:
        return _as_it_is(suite.index, settings)
    assistant = Assistant.open(work / _name(suite, settings), settings=settings)
    if suite.articles.is_file() and not suite.articles.stat().st_size:
        return assistant  # nothing is retrieved: the suite is about rewriting alone
    try:
        report: IngestReport = assistant.ingest(suite.articles, prune=True)
        if skipped := report.skipped:
            raise QAError(
                f"{skipped[0].origin} cannot be read: {skipped[0].reason}.",
                "Mend it or remove it.",
            )
    except BaseException:
        assistant.close()
        raise
    return assistant


def _name(suite: Suite, settings: Settings) -> str:
    """Of the index; another one for whatever would cut or embed the passages otherwise."""
    cut = f"{settings.passage_tokens}-{settings.passage_overlap}"
    embedded = f"{settings.embedder_dtype}-{digest(EIGHT_BITS / SUMS)[:8]}"
    return f"{suite.name.replace(':', '-')}-{cut}-{embedded}"


def _as_it_is(index: Path, settings: Settings) -> Assistant:
    assistant = Assistant.open(index, settings=settings)
    if not assistant.count_articles():
        assistant.close()
        raise QAError(f"The index {index} holds no articles.", "Name another with --index.")
    return assistant


def run(suite: Suite, assistant: Assistant, done: Callable[[], None] = lambda: None) -> Result:
    """All questions, then all conversations; `done` is called after each question.

    Raises `SuiteError` if the suite's evidence does not stand in the articles.
    """
    articles = suite.by_key(assistant.articles())
    suite.check(articles)
    names = grading.named(articles)
    graded: list[Graded] = []
    wanted: dict[str, list[str]] = {}
    found: dict[str, list[str]] = {}
    for question, ask in _asked(suite, assistant):
        started = time.perf_counter()
        try:
            answer = ask(question.question)
        except Exception as error:  # counted apart, and told
            graded.append(Graded.failed(question, f"{type(error).__name__}: {error}"))
        else:
            seconds = time.perf_counter() - started
            graded.append(
                Graded.of(
                    question,
                    answer,
                    measures=grading.measures(question, answer, names),
                    citations=[
                        Cited.of(c, names.get(c.article.id, c.article.id)) for c in answer.citations
                    ],
                    seconds=seconds,
                )
            )
            if question.evidence:
                wanted[question.id], found[question.id] = grading.ranked(
                    question, answer.hits, names
                )
        done()
    ranks = ranking(wanted, found)
    for one in graded:
        one.measures.update(ranks.get(one.id, {}))
    settings = assistant.settings.model_dump(mode="json", exclude={"index"})
    return Result(
        suite=suite.name, fingerprint=suite.fingerprint(), settings=settings, questions=graded
    )


def _asked(suite: Suite, assistant: Assistant) -> Iterator[tuple[Question, Ask]]:
    with_given = {
        asked: partial(
            assistant.ask,
            history=given.history,
            since=given.since,
            until=given.until,
            sources=given.sources,
        )
        for asked, given in suite.given.items()
    }
    for question in suite.questions:
        yield question, with_given.get(question.id, assistant.ask)
    for conversation in suite.conversations:
        chat = assistant.chat(save=False)
        for turn in conversation.turns:
            yield turn, with_given.get(turn.id, chat.ask)
