"""A run asks every question of a suite, turns in their conversation, and counts what fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.results import Graded
from evals.running import opened, run
from evals.suites import Conversation, Evidence, Suite, SuiteError, Turn
from qa import Assistant, Settings
from qa.errors import QAError
from qa.testing import HashingEmbedder
from tests.evals import factories

SENT = "Turkey sent five Bayraktar drones to Kosovo in July."
ANGER = "Serbia cancelled its own order of Bayraktar drones in anger."


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Two articles; one question that they answer, and one conversation."""
    folder = tmp_path / "news"
    folder.mkdir()
    for name, words in (("sent.md", SENT), ("anger.md", ANGER)):
        told = f"---\ntitle: Drones\n---\n{words}\n"
        (folder / name).write_text(told, encoding="utf-8")
    sent = Evidence(article="sent.md", start=0, quote=SENT)
    asked = factories.question(
        text="Who sent five Bayraktar drones to Kosovo?", answers=[["Turkey"]], evidence=[sent]
    )
    first, second = (
        Turn(
            **factories.question(f"c1/{number}", text=text, answers=[["Serbia"]]).model_dump(),
            follow="first" if number == 1 else "what_about",
            standalone="Who cancelled an order of Bayraktar drones?",
        )
        for number, text in enumerate(["Who cancelled its order?", "And of Bayraktar drones?"], 1)
    )
    talk = Conversation(id="c1", turns=(first, second))
    return replace(factories.suite(asked, articles=folder), conversations=(talk,))


@pytest.fixture
def assistant(suite: Suite, tmp_path: Path) -> Iterator[Assistant]:
    with Assistant.open(
        tmp_path / "index", embedder=HashingEmbedder(), settings=Settings(decline_below=0.0)
    ) as shown:
        shown.ingest(suite.articles)
        yield shown


def _by_id(questions: list[Graded]) -> dict[str, Graded]:
    return {one.id: one for one in questions}


def test_every_question_is_asked_and_graded(suite: Suite, assistant: Assistant) -> None:
    done: list[None] = []
    shown = run(suite, assistant, lambda: done.append(None))
    assert [one.id for one in shown.questions] == ["q1", "c1/1", "c1/2"]
    assert len(done) == 3
    assert (shown.suite, shown.fingerprint) == ("tiny", suite.fingerprint())
    assert shown.settings["decline_below"] == 0.0
    assert "index" not in shown.settings
    asked = shown.questions[0]
    assert asked.right
    assert asked.seconds > 0
    assert (asked.citations[0].article, asked.citations[0].quote) == ("sent.md", SENT)
    assert asked.measures["R@1"] == asked.measures["nDCG@10"] == 1.0
    assert asked.measures["citation_recall"] == asked.measures["verbatim"] == 1.0


def test_what_has_no_evidence_has_no_ranking(suite: Suite, assistant: Assistant) -> None:
    turn = run(suite, assistant).questions[1]
    assert {"R@1", "nDCG@10"} & set(turn.measures) == set()


def test_a_turn_sees_those_before_it(suite: Suite, assistant: Assistant) -> None:
    turn = _by_id(run(suite, assistant).questions)["c1/2"]
    assert turn.standalone != turn.question
    # The person added "cancelled" and "order", which the turn before has.
    assert turn.measures["rewrite_recall"] == 1.0


def test_a_question_that_fails_is_counted_and_the_rest_goes_on(
    suite: Suite, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(question: str) -> None:
        raise RuntimeError("no luck")

    monkeypatch.setattr(assistant, "ask", fail)
    shown = _by_id(run(suite, assistant).questions)
    assert shown["q1"].error == "RuntimeError: no luck"
    assert shown["q1"].measures == {}
    assert shown["c1/1"].error is shown["c1/2"].error is None


def test_evidence_is_checked_before_anything_is_asked(suite: Suite, assistant: Assistant) -> None:
    moved = Evidence(article="sent.md", start=1, quote=SENT)
    wrong = factories.suite(factories.question(evidence=[moved]), articles=suite.articles)
    done: list[None] = []
    with pytest.raises(SuiteError, match=r"does not stand at 1 of sent\.md"):
        run(wrong, assistant, lambda: done.append(None))
    assert done == []


# The articles


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> HashingEmbedder:
    """In the place of the real one."""
    fake = HashingEmbedder()
    monkeypatch.setattr("qa.assistant.SentenceTransformerEmbedder", lambda *_, **__: fake)
    return fake


def test_articles_are_embedded_once_in_each_way(
    suite: Suite, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    work = tmp_path / "work"
    for _ in range(2):
        with opened(suite, work, Settings()) as shown:
            assert shown.count_articles() == 2
        assert embedder.embedded == 2
    with opened(suite, work, Settings(passage_tokens=32)):
        assert embedder.embedded == 4
    with opened(suite, work, Settings(embedder_dtype="bfloat16")):
        assert embedder.embedded == 6
    assert len(list(work.iterdir())) == 3


@pytest.mark.usefixtures("embedder")
def test_an_article_that_is_gone_is_forgotten(suite: Suite, tmp_path: Path) -> None:
    opened(suite, tmp_path / "work", Settings()).close()
    (suite.articles / "anger.md").unlink()
    with opened(suite, tmp_path / "work", Settings()) as shown:
        assert list(suite.by_key(shown.articles())) == ["sent.md"]


@pytest.mark.usefixtures("embedder")
def test_an_article_that_cannot_be_read_is_an_error(
    suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[None] = []
    monkeypatch.setattr(Assistant, "close", lambda _: closed.append(None))
    (suite.articles / "empty.md").write_text("", encoding="utf-8")
    with pytest.raises(QAError, match=r"empty\.md cannot be read: "):
        opened(suite, tmp_path / "work", Settings())
    assert closed
