"""Questions of one's own, as `qa feedback` prints them: loaded, asked of an index, and scored."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evals.adapters import resolve
from evals.command import evaluate
from evals.results import Result as Measured
from evals.running import run
from evals.suites import SuiteError, load_own
from qa import Assistant, SentenceTransformerEmbedder
from qa.cli import cli
from tests.chatting import ALBANIA, KOSOVO, SERBIA, client

QUESTIONS = (
    "Why did Serbia cancel the Bayraktar order?",
    "How many Bayraktar drones did Kosovo receive?",
    "Who founded Baykar?",
    "What are the three main obstacles to Serbia's EU talks?",
    "What was reported about Kosovo in 2023?",
    "What is the capital of Mongolia?",
)


@pytest.fixture
def index_of_fakes(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def assistant(index_of_fakes: Path) -> Iterator[Assistant]:
    with client(index_of_fakes) as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feedback.jsonl"


def _measured(assistant: Assistant, file: Path) -> list[tuple[str, float | None]]:
    """Of each question its type, and whether the answer was right."""
    file.write_text(assistant.export_ratings(), encoding="utf-8")
    suite = resolve(str(file), file.parent, None, assistant.collection.folder)
    return [(one.type, one.measures["right"]) for one in run(suite, assistant).questions]


def test_answers_that_were_rated_good_are_right(assistant: Assistant, file: Path) -> None:
    for question in (SERBIA, ALBANIA, KOSOVO):
        assistant.rate(assistant.ask(question, sources=["The Courier"]), True, "Good")
    assert _measured(assistant, file) == [("why", 1.0), ("number", 1.0), ("number", 1.0)]


def test_they_are_wrong_once_another_answer_is_given(assistant: Assistant, file: Path) -> None:
    good = assistant.ask(SERBIA)
    assistant.rate(good, True)
    assistant.settings = assistant.settings.model_copy(update={"decline_below": 1.0})
    assistant.rate(assistant.ask(ALBANIA), True)
    assert _measured(assistant, file) == [("why", 0.0), ("unanswerable", 1.0)]


def test_answers_that_were_rated_bad_are_not_judged(assistant: Assistant, file: Path) -> None:
    assistant.rate(assistant.ask(SERBIA), False, "No!")
    assert _measured(assistant, file) == [("unjudged", None)]


def test_the_articles_are_those_that_were_asked(assistant: Assistant, file: Path) -> None:
    nowhere = assistant.ask(SERBIA, until="2020", sources=["The Courier"])
    assert nowhere.declined
    assistant.rate(nowhere, True)
    assert _measured(assistant, file) == [("unanswerable", 1.0)]


def test_an_article_that_has_changed_since_is_told(assistant: Assistant, file: Path) -> None:
    assistant.rate(assistant.ask(SERBIA), True)
    file.write_text(assistant.export_ratings(), encoding="utf-8")
    suite = load_own(file, assistant.collection.folder)
    article = assistant.remove("serbia")
    with pytest.raises(SuiteError, match=r"serbia, which is not there. Name it by its id"):
        run(suite, assistant)
    assistant.restore(article.__class__("serbia", "T", "Other.", "", None, None, article.origin))
    with pytest.raises(SuiteError, match="The article has changed"):
        run(suite, assistant)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read"),
        (b"\xff", "cannot be read"),
        (b"", "holds no questions"),
        (b" \n", "holds no questions"),
        (b"{}\n", "line 1: id: Field required"),
        (b'{"id": "a", "type": "unjudged", "question": "Q", "mood": 1}\n', "line 1: mood"),
        (b'{"id": "a", "type": "unjudged", "question": "Q"}\n' * 2, "Two questions have the id a"),
    ],
)
def test_a_file_that_is_no_suite(file: Path, content: bytes | None, problem: str) -> None:
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SuiteError, match=problem):
        resolve(str(file), file.parent, None)


def test_an_index_goes_with_a_file_only(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="Leave out --index"):
        resolve("dev", tmp_path, None, tmp_path)


# Through the doors, with the real models


def _shell(command: str, *arguments: str | Path) -> Result:
    group = {"feedback": cli, "eval": evaluate}[command]
    told = [str(argument) for argument in arguments]
    shown = CliRunner().invoke(group, [command, *told] if group is cli else told)
    assert shown.exit_code == 0, shown.output
    return shown


def test_from_ratings_to_figures(
    untouched: Path, embedder: SentenceTransformerEmbedder, tmp_path: Path, file: Path
) -> None:
    own = tmp_path / "own"
    shutil.copytree(untouched, own)
    with Assistant.open(own, embedder=embedder) as assistant:
        for question in QUESTIONS:
            assistant.rate(assistant.ask(question), True)
        assistant.rate(assistant.ask("Where is Tirana?"), False, "In Albania.")
    file.write_text(_shell("feedback", "--index", own).stdout, encoding="utf-8")
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert any("answers" in line for line in lines)
    shown = _shell("eval", file, "--index", own, "--json")
    result = Measured.model_validate_json(shown.stdout)
    assert result.suite == "feedback.jsonl"
    assert [one.measures["right"] for one in result.questions] == [1.0] * 6 + [None]
    assert {one.type for one in result.questions} >= {"why", "number", "unanswerable", "unjudged"}
    assert "In Albania." in lines[-1]["note"]


def test_an_index_without_articles(tmp_path: Path, file: Path) -> None:
    file.write_text('{"id": "a", "type": "unanswerable", "question": "Why?"}\n', encoding="utf-8")
    shown = CliRunner().invoke(evaluate, [str(file), "--index", str(tmp_path / "none")])
    assert "holds no articles" in str(shown.exception)


def test_nothing_rated_prints_nothing(index: Path) -> None:
    assert _shell("feedback", "--index", index).stdout == ""
