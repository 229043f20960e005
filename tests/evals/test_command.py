"""`qa eval` as a shell sees it: what it prints, its exit codes, one clear line for each error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from click.testing import Result as Shown

from evals import adapters, command, running
from evals.command import evaluate
from evals.results import Graded, Result
from evals.suites import Suite
from qa import Assistant
from qa.cli import cli, main
from qa.testing import HashingEmbedder
from tests.evals import factories
from tests.evals.factories import failed, graded, result

SUITE = factories.suite(*(factories.question(f"q{number}") for number in range(12)))
RIGHT = [graded(f"q{number}") for number in range(12)]
# Six of twelve turn wrong: p is 2/64.
WORSE = [graded(f"q{number}", right=number >= 6) for number in range(12)]
# Five of twelve: 2/32.
NEARLY = [graded(f"q{number}", right=number >= 5) for number in range(12)]


def _outcome(questions: Sequence[Graded]) -> Result:
    return result(*questions, fingerprint=SUITE.fingerprint())


@dataclass
class Bench:
    """What is asked of it, and what comes of that."""

    outcome: Result = field(default_factory=lambda: _outcome(RIGHT))
    resolved: list[tuple[str, Path, int | None]] = field(default_factory=list)
    settings: list[dict[str, Any]] = field(default_factory=list)

    def resolve(
        self, suite: str, work: Path, limit: int | None, index: Path | None = None
    ) -> Suite:
        self.resolved.append((suite, work, limit))
        return SUITE

    def run(self, suite: Suite, work: Path, changed: dict[str, Any]) -> Result:
        assert suite is SUITE
        self.settings.append(changed)
        return self.outcome


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """In the place of suites and runs."""
    shown = Bench()
    monkeypatch.setattr(adapters, "resolve", shown.resolve)
    monkeypatch.setattr(command, "_run", shown.run)
    return shown


def _qa_eval(*arguments: str | Path) -> Shown:
    return CliRunner().invoke(evaluate, [str(argument) for argument in arguments])


def _error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str | Path
) -> tuple[int, str]:
    """The exit code of the whole program and its one line of error."""
    monkeypatch.setitem(cli.commands, "eval", evaluate)
    with pytest.raises(SystemExit) as stopped:
        main(["eval", *(str(argument) for argument in arguments)])
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, line


def _saved(file: Path, questions: Sequence[Graded]) -> Path:
    _outcome(questions).save(file)
    return file


# One run


def test_it_shows_a_table_of_the_suite_dev(bench: Bench) -> None:
    shown = _qa_eval()
    assert shown.exit_code == 0
    assert "Suite tiny" in shown.stdout
    rows = [line.split()[:3] for line in shown.stdout.splitlines()]
    assert ["all", "12", "1.000"] in rows
    assert ["factoid", "12", "1.000"] in rows
    assert "Questions: 12, of which 0 ended in an error" in shown.stdout
    assert bench.resolved == [("dev", Path("build/evals"), None)]
    assert bench.settings == [{}]


@pytest.mark.parametrize("arguments", [["test"], ["run", "test"]])
def test_the_suite_and_its_options_may_follow_at_once(
    bench: Bench, arguments: list[str], tmp_path: Path
) -> None:
    assert _qa_eval(*arguments, "--limit", "5", "--work", tmp_path).exit_code == 0
    assert bench.resolved == [("test", tmp_path, 5)]


def test_an_error_is_told_with_its_question(bench: Bench) -> None:
    bench.outcome = _outcome([*RIGHT[1:], failed("q0")])
    shown = _qa_eval()
    assert shown.exit_code == 0
    assert "q0 ValueError: no <b>answer</b> came" in shown.stdout
    assert "of which 1 ended in an error" in shown.stdout


def test_json_is_the_whole_result(bench: Bench, tmp_path: Path) -> None:
    shown = _qa_eval("--json")
    assert shown.exit_code == 0
    assert shown.stderr == ""
    file = tmp_path / "result.json"
    file.write_text(shown.stdout, encoding="utf-8")
    assert Result.from_file(file) == bench.outcome


@pytest.mark.usefixtures("bench")
def test_a_report_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    shown = _qa_eval("--report", folder)
    assert shown.exit_code == 0
    assert shown.stderr == f"Report: {folder / 'index.html'}\n"
    assert "Against the baseline" not in (folder / "index.html").read_text(encoding="utf-8")
    baseline = _saved(tmp_path / "before.json", RIGHT)
    assert _qa_eval("--report", folder, "--baseline", baseline).exit_code == 0
    assert "Against the baseline" in (folder / "index.html").read_text(encoding="utf-8")


def test_help_names_the_commands() -> None:
    shown = _qa_eval("--help")
    assert shown.exit_code == 0
    assert {"run", "compare"} <= set(shown.stdout.split())


# Against a baseline


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (RIGHT, RIGHT, 0),
        (RIGHT, NEARLY, 0),
        (RIGHT, WORSE, 1),
        (WORSE, RIGHT, 0),
        (WORSE, [failed("q0"), *WORSE[1:]], 1),
    ],
)
def test_what_is_worse_than_chance_explains_has_an_exit_code(
    bench: Bench, tmp_path: Path, before: list[Graded], after: list[Graded], code: int
) -> None:
    bench.outcome = _outcome(after)
    first = _saved(tmp_path / "before.json", before)
    shown = _qa_eval("--baseline", first)
    assert shown.exit_code == code
    assert "Suite tiny" in shown.stdout
    assert "Against the baseline" in shown.stdout
    compared = _qa_eval("compare", first, _saved(tmp_path / "after.json", after))
    assert compared.exit_code == code
    assert compared.stdout in shown.stdout


def test_the_comparison_lists_what_changed(tmp_path: Path) -> None:
    before, after = (
        _saved(tmp_path / "before.json", [*WORSE[:11], RIGHT[11]]),
        _saved(tmp_path / "after.json", [*RIGHT[:11], failed("q11")]),
    )
    shown = _qa_eval("compare", before, after).stdout
    (row,) = [line.split() for line in shown.splitlines() if line.split()[:1] == ["right"]]
    # Over the eleven that came in both runs: five right, then all.
    assert (row[1:3], row[-1]) == (["0.455", "1.000"], "better")
    told = [" ".join(line.split()) for line in shown.splitlines()]
    for line in ("Better: 6", "Worse: 1", "New errors: 1", "q5 Who sent the drones?"):
        assert line in told
    assert told.count("ValueError: no <b>answer</b> came") == 2  # worse, and a new error


def test_with_json_the_comparison_goes_elsewhere(bench: Bench, tmp_path: Path) -> None:
    bench.outcome = _outcome(WORSE)
    shown = _qa_eval("--json", "--baseline", _saved(tmp_path / "before.json", RIGHT))
    assert shown.exit_code == 1
    assert Result.model_validate_json(shown.stdout) == bench.outcome
    assert "Against the baseline" in shown.stderr


def test_a_baseline_of_other_questions_is_refused_before_any_is_asked(
    bench: Bench,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "before.json"
    result(*RIGHT, fingerprint="other").save(file)
    code, line = _error(capsys, monkeypatch, "--baseline", file)
    assert code == 1
    assert line == (
        f"qa: The runs asked different questions (tiny other, tiny {SUITE.fingerprint()})."
        " Run the baseline again on the questions of today."
    )
    assert bench.settings == []
    code, again = _error(capsys, monkeypatch, "compare", file, _saved(tmp_path / "b.json", RIGHT))
    assert (code, again) == (1, line)


# Errors


def test_an_unknown_suite_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, line = _error(capsys, monkeypatch, "nope")
    assert code == 1
    assert line == "qa: There is no suite 'nope'. There are: dev, test."


def test_a_file_that_is_missing_is_one_line(
    bench: Bench,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    missing, there = tmp_path / "missing.json", _saved(tmp_path / "there.json", RIGHT)
    commands: list[list[str | Path]] = [
        ["--baseline", missing],
        ["compare", missing, there],
        ["compare", there, missing],
    ]
    for arguments in commands:
        code, line = _error(capsys, monkeypatch, *arguments)
        assert code == 1
        assert line.startswith(f"qa: {missing} cannot be read (No such file or directory).")
    assert bench.settings == []


def test_a_benchmark_that_is_missing_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "dev-v2.0.json"
    code, line = _error(capsys, monkeypatch, f"squad:{missing}", "--work", tmp_path / "work")
    assert code == 1
    assert str(missing) in line


# Many settings


def test_every_combination_of_settings_is_tried(bench: Bench, tmp_path: Path) -> None:
    shown = _qa_eval(
        "--set", "candidates=10,25", "--set", "decline_below=0.1,0.2", "--report", tmp_path
    )
    assert shown.exit_code == 0
    assert bench.settings == [
        {"candidates": "10", "decline_below": "0.1"},
        {"candidates": "10", "decline_below": "0.2"},
        {"candidates": "25", "decline_below": "0.1"},
        {"candidates": "25", "decline_below": "0.2"},
    ]
    lines = [" ".join(line.split()) for line in shown.stdout.splitlines()]
    assert any(line.startswith("candidates=25, decline_below=0.1 1.000") for line in lines)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "candidates=25, decline_below=0.1" in page


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--set", "candidate=10"], "There is no setting 'candidate'. There are: "),
        (["--set", "candidates=10,0"], "--set candidates=0: Input should be greater than"),
        (["--set", "candidates=many"], "--set candidates=many: "),
        (["--set", "reader=oracle"], "--set reader=oracle: "),
        (["--set", "candidates"], "--set candidates: write it as NAME=A,B,…"),
        (["--set", "candidates=10", "--json"], "leave out --json, --baseline"),
        (["--set", "candidates=10", "--baseline", "a.json"], "leave out --json, --baseline"),
        (["--limit", "0"], "Invalid value for '--limit'"),
        (["--sets"], "No such option"),
        (["compare", "a.json"], "Missing argument 'AFTER'"),
    ],
)
def test_what_cannot_be_meant_is_an_error_of_usage(
    bench: Bench, arguments: list[str], problem: str
) -> None:
    shown = _qa_eval(*arguments)
    assert shown.exit_code == 2
    assert problem in " ".join(shown.stderr.split())
    assert bench.settings == []


def test_a_wrong_setting_of_the_environment_is_named_as_such(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_READER", "oracle")
    code, line = _error(capsys, monkeypatch, "--set", "candidates=10")
    assert code == 1
    assert line.startswith("qa: QA_READER='oracle' cannot be used: ")
    assert bench.settings == []


# A run for real


def test_a_suite_is_asked_of_its_own_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    told = "---\ntitle: Drones\n---\nTurkey sent five drones.\n"
    (news / "a.md").write_text(told, encoding="utf-8")
    suite = factories.suite(factories.question(), articles=news)
    embedder = HashingEmbedder()
    monkeypatch.setattr("qa.assistant.SentenceTransformerEmbedder", lambda *_, **__: embedder)
    seen: list[Assistant] = []

    def run(suite: Suite, assistant: Assistant, done: Any) -> Result:
        seen.append(assistant)
        return running_run(suite, assistant, done)

    running_run = running.run
    monkeypatch.setattr(running, "run", run)
    shown = command._run(suite, tmp_path / "work", {"candidates": "7"})
    assert [one.id for one in shown.questions] == ["q1"]
    assert shown.settings["candidates"] == 7
    assert seen[0].settings.candidates == 7
