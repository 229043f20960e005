"""The similarity reader: sentences that share the question's words and kind come first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qa import Article, Assistant
from qa.ingest import Ingest, report
from qa.reader.similarity import SimilarityReader
from qa.records import Filters, Reading
from qa.testing import HashingEmbedder

_BODIES = {
    "drones": (
        "Kosovo drones arrive\n\nTurkey delivered Bayraktar drones to Kosovo on Sunday. How many"
        " drones came? Five drones came to Kosovo. The minister smiled."
    ),
    "bread": "The baker of Vellin sells rye bread. Bread costs three crowns.",
    "cats": "Cats sleep for sixteen hours. They purr.",
}


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    assistant = Assistant.open(tmp_path / "index", embedder=HashingEmbedder())
    articles = (
        Article(name, name.title(), body, "Wire", date(2024, 1, 1), None, f"test:{name}")
        for name, body in _BODIES.items()
    )
    report(Ingest(assistant.collection, assistant.embedder).run(articles))
    return assistant


def _read(assistant: Assistant, question: str) -> Reading:
    query = assistant.retriever.query(question, Filters())
    return SimilarityReader(assistant.embedder).read(
        query, assistant.retriever.candidates(query, 25)
    )


def test_the_sentence_that_answers_comes_first(assistant: Assistant) -> None:
    best = _read(assistant, "How many drones came to Kosovo?").findings[0]
    assert best.passage.words(best.sentence) == "Five drones came to Kosovo."
    assert best.answer is None


def test_questions_and_headings_are_no_findings(assistant: Assistant) -> None:
    found = _read(assistant, "How many drones came to Kosovo?").findings
    said = {finding.passage.words(finding.sentence) for finding in found}
    assert "How many drones came?" not in said
    assert "Kosovo drones arrive" not in said


def test_a_question_about_nothing_stored_is_less_certain(assistant: Assistant) -> None:
    known = _read(assistant, "How many drones came to Kosovo?").confidence
    unknown = _read(assistant, "What is the capital of Mongolia?").confidence
    assert 0 <= unknown < known <= 1


def test_no_candidates_give_no_findings(assistant: Assistant) -> None:
    query = assistant.retriever.query("Anything?", Filters())
    assert SimilarityReader(assistant.embedder).read(query, []) == Reading((), (), 0.0)


def test_coverage_weighs_rare_words_more(assistant: Assistant) -> None:
    query = assistant.retriever.query("Bayraktar bread", Filters())
    idf = {term.word: term.idf for term in query.terms}
    assert query.coverage("A Bayraktar flew.") == pytest.approx(
        idf["Bayraktar"] / (idf["Bayraktar"] + idf["bread"])
    )
    assert query.coverage("Nothing of the sort.") == 0
    assert query.coverage("Bayraktars and breads") == pytest.approx(1)
