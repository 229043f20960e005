"""The commands as a shell sees them: output, exit codes, one clear line for each error."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa.cli import main
from tests.chatting import execute
from tests.conftest import SEEDS

HEADLINE = "Why did Serbia cancel the Bayraktar order?"


class Shell:
    """Runs commands in this process; keeps what they printed and their exit code."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.code = 0
        self.out = self.err = ""

    def __call__(self, *arguments: str | Path) -> Shell:
        self.code = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stop:
            self.code = int(stop.code or 0)
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.err
        return self


@pytest.fixture
def qa(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def _one_line(err: str) -> str:
    """The error, of which there is one line only."""
    (line,) = err.strip().splitlines()
    return line


def test_ask_prints_the_answer_then_its_sources(qa: Shell, index: Path) -> None:
    shown = qa("ask", HEADLINE, "--index", index)
    assert shown.code == 0
    assert "[1]" in shown.out.split("\n\n")[0]
    unwrapped = " ".join(shown.out.split())
    assert "— The Danube Courier, 2024-10-12" in unwrapped
    assert "Turkey had delivered five of them to Kosovo" in unwrapped


def test_json_is_the_answer_as_a_dict(qa: Shell, index: Path) -> None:
    told = json.loads(qa("ask", HEADLINE, "--json", "--index", index).out)
    assert told["question"] == HEADLINE
    assert told["citations"][0]["quote"]
    assert not told["declined"]


def test_declining_has_an_exit_code_of_its_own(qa: Shell, index: Path) -> None:
    shown = qa("ask", "What is the capital of Mongolia?", "--index", index)
    assert shown.code == 3
    assert "The articles don’t say." in shown.out
    assert "The nearest passages:" in shown.out


def test_a_remark_is_replied_to(qa: Shell, index: Path) -> None:
    shown = qa("ask", "thanks", "--index", index)
    assert shown.code == 0
    assert shown.out == "You’re welcome. What else would you like to know?\n"
    told = json.loads(
        qa("ask", "do you have anything on heat pumps?", "--json", "--index", index).out
    )
    assert qa.code == 0
    assert told["remark"]
    assert [card["title"] for card in told["listed"]] == ["Heat pumps, your questions answered"]


def test_filters_reach_the_search(qa: Shell, index: Path) -> None:
    answer = qa(
        "ask", HEADLINE, "--json", "--index", index, "--since", "2023-09", "--until", "2023-09"
    )
    hits = json.loads(answer.out)["hits"]
    assert {hit["passage"]["article_id"] for hit in hits} == {
        "serbia-drops-bayraktar-" + hits[0]["passage"]["article_id"].rsplit("-", 1)[1]
    }


def test_ingest_reports_and_a_second_time_changes_nothing(qa: Shell, tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert qa("ingest", SEEDS / "sport", "--index", index).out == (
        "6 added; the index holds 6 articles.\n"
    )
    assert qa("ingest", SEEDS / "sport", "--index", index).out == (
        "6 unchanged; the index holds 6 articles.\n"
    )


def test_prune_drops_what_vanished_from_its_folder(qa: Shell, tmp_path: Path) -> None:
    folder, index = tmp_path / "news", tmp_path / "index"
    folder.mkdir()
    for name in ("kept", "gone"):
        (folder / f"{name}.txt").write_text(f"Title of {name}\n\nThe {name} story is told here.")
    qa("ingest", folder, "--index", index)
    (folder / "gone.txt").unlink()
    assert "1 removed" in qa("ingest", folder, "--prune", "--index", index).out
    assert "Title of kept" in qa("articles", "list", "--index", index).out


def test_articles_are_listed_shown_and_removed(qa: Shell, tmp_path: Path) -> None:
    index = tmp_path / "index"
    qa("ingest", SEEDS / "sport", "--index", index)
    rows = [line.split("\t") for line in qa("articles", "list", "--index", index).out.splitlines()]
    assert len(rows) == 6
    article_id, _, _, title = rows[0]
    assert title in qa("articles", "show", article_id[:-4], "--index", index).out
    assert qa("articles", "remove", article_id, "--index", index).code == 0
    assert article_id not in qa("articles", "list", "--index", index).out
    assert "qa articles list" in _one_line(qa("articles", "show", article_id, "--index", index).err)
    assert qa.code == 1


@pytest.mark.parametrize(
    ("question", "remedy"),
    [
        ("", "The question is empty."),
        ("   \n", "The question is empty."),
        ("why " * 12_500, "Ask something shorter"),
    ],
)
def test_a_question_that_cannot_be_asked(
    qa: Shell, tmp_path: Path, question: str, remedy: str
) -> None:
    shown = qa("ask", question, "--index", tmp_path / "index")
    assert shown.code == 1
    assert remedy in _one_line(shown.err)


def test_a_day_that_does_not_exist(qa: Shell, tmp_path: Path) -> None:
    shown = qa("ask", HEADLINE, "--since", "2024-13-01", "--index", tmp_path / "index")
    assert shown.code == 1
    assert _one_line(shown.err) == (
        "qa: since '2024-13-01' is not a day. Write it as 2024-10-11, 2024-10 or 2024."
    )


def test_an_index_without_articles_says_how_to_add_some(qa: Shell, tmp_path: Path) -> None:
    shown = qa("ask", HEADLINE, "--index", tmp_path / "index")
    assert shown.code == 1
    assert "qa ingest" in _one_line(shown.err)


def test_a_remark_over_an_index_without_articles(qa: Shell, tmp_path: Path) -> None:
    assert qa("ask", "bye", "--index", tmp_path / "index").code == 0
    shown = qa("ask", "What can you answer?", "--index", tmp_path / "index")
    assert shown.code == 0
    assert "qa ingest" in shown.out


def test_a_missing_path(qa: Shell, tmp_path: Path) -> None:
    shown = qa("ingest", tmp_path / "nowhere", "--index", tmp_path / "index")
    assert shown.code == 1
    assert "There is no such file or folder." in _one_line(shown.err)


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(qa: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text("Good news\n\nThe bridge over the Arn opened on Friday.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    (folder / "empty.md").touch()
    (folder / "lines.jsonl").write_text('{"title": "A", "body": "Text."}\n{"title": broken\n')
    shown = qa("ingest", folder, "--index", tmp_path / "index")
    assert shown.code == 0
    assert "2 added, 3 skipped; the index holds 2 articles." in shown.out
    assert len(shown.err.splitlines()) == 3
    assert "broken.pdf" in shown.err
    assert "empty.md" in shown.err
    assert "line 2" in shown.err.lower()


def test_a_folder_of_something_else_is_left_alone(qa: Shell, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Mine.")
    shown = qa("ingest", SEEDS, "--index", tmp_path)
    assert shown.code == 1
    assert "holds something else than an index" in _one_line(shown.err)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_index_that_cannot_be_written(qa: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shown = qa("ingest", SEEDS, "--index", tmp_path / "file" / "index")
    assert shown.code == 1
    assert "--index" in _one_line(shown.err)


def test_an_index_of_another_embedder(
    qa: Shell, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_INDEX", str(index))
    manifest = json.loads((index / "manifest.json").read_text())
    monkeypatch.setenv("QA_EMBEDDER", "another/model")
    shown = qa("ask", HEADLINE)
    assert shown.code == 1
    assert f"QA_EMBEDDER={manifest['embedder']}" in _one_line(shown.err)


def test_a_setting_that_cannot_be(qa: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PASSAGE_TOKENS", "many")
    shown = qa("ask", HEADLINE)
    assert shown.code == 1
    assert "QA_PASSAGE_TOKENS='many'" in _one_line(shown.err)


@pytest.mark.parametrize("arguments", [["ask"], ["no-such-command"], ["ingest"], ["ask", "--what"]])
def test_wrong_usage_is_exit_code_2(qa: Shell, arguments: list[str]) -> None:
    assert qa(*arguments).code == 2


def test_debug_lets_the_traceback_through(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from qa.cli import main; main()", "--debug", "ask", ""],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QA_INDEX": str(tmp_path / "index")},
    )
    assert ran.returncode == 1
    assert "Traceback" in ran.stderr


def test_doctor_checks_every_part_and_repairs(qa: Shell, untouched: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(untouched, tmp_path / "index")
    shown = qa("doctor", "--index", copy)
    assert shown.code == 0
    assert {line.split()[0] for line in shown.out.splitlines()} == {"whole"}
    execute(copy, "DELETE FROM lexical WHERE rowid = 1")
    shown = qa("doctor", "--index", copy)
    assert shown.code == 1
    assert "damaged   words\n" in shown.out
    assert "`qa doctor --repair`" in shown.out
    shown = qa("doctor", "--repair", "--index", copy)
    assert shown.code == 0
    assert "repaired  words\n" in shown.out


def test_doctor_of_no_index_is_an_error(qa: Shell, tmp_path: Path) -> None:
    shown = qa("doctor", "--index", tmp_path / "nowhere")
    assert shown.code == 1
    assert "There is no index in" in _one_line(shown.err)


def test_a_plain_run_prints_nothing_but_the_answer(index: Path) -> None:
    """No library's log, warning or progress bar: standard error is for errors."""
    ran = subprocess.run(
        [sys.executable, "-c", "from qa.cli import main; main()", "ask", HEADLINE],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QA_INDEX": str(index)},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "[1]" in ran.stdout
