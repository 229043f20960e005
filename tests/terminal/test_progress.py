from __future__ import annotations

from pathlib import Path

import pytest

from qa.articles import expected
from qa.ingest import Done
from qa.records import Ingested
from qa.terminal.progress import Pace, remaining

NEW = Done("added", Ingested("a", "A", "file:///a.md"), 3)
OLD = Done("unchanged", Ingested("a", "A", "file:///a.md"), 0)


def test_what_is_left_goes_by_what_was_stored() -> None:
    pace = Pace(100.0)
    assert pace.left(1_000) is None
    for _ in range(400):  # an earlier run stored them: all of them in two seconds
        pace.mark(OLD, 102.0)
    assert pace.left(1_000) is None
    for _ in range(100):
        pace.mark(NEW, 152.0)  # 100 in 50 seconds
    assert pace.left(1_000) == 500 * 50 / 100
    assert pace.left(None) is None
    assert pace.left(300) == 0  # more than expected


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, ""),
        (0, ""),
        (2, "about 5 s left"),
        (43, "about 45 s left"),
        (200, "about 3 min left"),
        (5_000, "about 1 h 23 min left"),
    ],
)
def test_times_as_a_person_says_them(seconds: float | None, told: str) -> None:
    assert remaining(seconds) == told


def test_files_and_lines_are_counted_beforehand(tmp_path: Path) -> None:
    for name in ("a.md", "deep/b.txt", "README.md", ".hidden.md", "c.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("It left.")
    (tmp_path / "deep/lines.jsonl").write_text('{"body": "One."}\n{"body": "Two."}')
    assert expected([tmp_path]) == 4
    assert expected([tmp_path / "a.md", str(tmp_path / "deep")]) == 4
    assert expected([tmp_path, "https://example.org/feed"]) is None
    assert expected([tmp_path / "missing.jsonl"]) is None
