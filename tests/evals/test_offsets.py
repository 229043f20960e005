"""Offsets are found from quotes; a quote that cannot be placed leaves every file as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals import offsets
from evals.offsets import bodies, main, placed
from evals.suites import SuiteError

BODY = "Turkey sent five drones. Kosovo thanked Turkey."


def _line(*quotes: str, article: str = "a.md") -> dict[str, Any]:
    return {"id": "q1", "evidence": [{"article": article, "quote": quote} for quote in quotes]}


def _starts(line: dict[str, Any]) -> list[int]:
    return [evidence["start"] for evidence in line["evidence"]]


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of articles, in the place of the examples."""
    folder = tmp_path / "articles"
    (folder / "deep").mkdir(parents=True)
    for path in ("a.md", "deep/b.md"):
        (folder / path).write_text(f"---\ntitle: Drones\n---\n{BODY}\n", encoding="utf-8")
    monkeypatch.setattr(offsets, "SEEDS", folder)
    return folder


def _save(file: Path, *lines: dict[str, Any]) -> str:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    file.write_text(text, encoding="utf-8")
    return text


def test_the_start_of_each_quote_is_found() -> None:
    # "Turkey sent five drones." has 24 characters, then a space.
    (line,) = placed([_line("five", "Kosovo thanked Turkey.")], {"a.md": BODY})
    assert _starts(line) == [12, 25]


def test_a_start_that_was_wrong_is_set_again() -> None:
    line = _line("five")
    line["evidence"][0]["start"] = 99
    assert _starts(placed([line], {"a.md": BODY})[0]) == [12]


def test_turns_of_a_conversation_are_placed_too() -> None:
    talk = {"id": "c1", "turns": [{"id": "c1/1"}, _line("five")]}
    assert _starts(placed([talk], {"a.md": BODY})[0]["turns"][1]) == [12]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (_line("six"), "'six' stands 0 times in a.md"),
        (_line("five", "Turkey"), "'Turkey' stands 2 times in a.md"),
        (_line("five", article="b.md"), "'five' stands 0 times in b.md"),
    ],
)
def test_a_quote_must_stand_exactly_once(line: dict[str, Any], problem: str) -> None:
    with pytest.raises(SuiteError) as caught:
        placed([_line("five"), line], {"a.md": BODY})
    assert str(caught.value).startswith(f"Line 2: {problem}.")


def test_articles_are_called_by_their_paths(articles: Path) -> None:
    assert {name: body.strip() for name, body in bodies(articles).items()} == {
        "a.md": BODY,
        "deep/b.md": BODY,
    }


@pytest.mark.usefixtures("articles")
def test_the_files_are_written_with_their_offsets(tmp_path: Path) -> None:
    files = [tmp_path / "dev.jsonl", tmp_path / "test.jsonl"]
    _save(files[0], _line("five") | {"question": "Größer?\u2028"}, _line("Kosovo"))
    _save(files[1], _line("thanked", article="deep/b.md"))
    main([str(file) for file in files])
    texts = [file.read_text(encoding="utf-8").removesuffix("\n") for file in files]
    told = [[json.loads(line) for line in text.split("\n")] for text in texts]
    assert [_starts(line) for lines in told for line in lines] == [[12], [25], [32]]
    assert told[0][0]["question"] == "Größer?\u2028"
    assert "Größer" in texts[0]
    once = [file.read_bytes() for file in files]
    main([str(file) for file in files])
    assert [file.read_bytes() for file in files] == once


@pytest.mark.usefixtures("articles")
def test_nothing_is_written_when_one_quote_is_wrong(tmp_path: Path) -> None:
    good, bad = tmp_path / "dev.jsonl", tmp_path / "test.jsonl"
    before = _save(good, _line("five")), _save(bad, _line("five"), _line("six"))
    with pytest.raises(SuiteError, match=r"^Line 2: 'six' stands 0 times"):
        main([str(good), str(bad)])
    assert (good.read_text(encoding="utf-8"), bad.read_text(encoding="utf-8")) == before
