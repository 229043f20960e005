from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa.articles import read
from qa.settings import Settings

from .reading import read_all, saved


def note(path: Path, title: str = "Title") -> Path:
    return saved(path, f"{title}\n\nText.")


def names(folder: Path) -> list[str]:
    found = read_all(folder)
    assert not found.skipped
    return [article.origin.removeprefix(folder.resolve().as_uri()) for article in found.articles]


def test_files_come_by_name_whatever_their_kind(tmp_path: Path) -> None:
    for name in ("c.txt", "b/z.md", "b/a.txt", "a.html.txt", "B.txt", "d.MD", "b.txt"):
        note(tmp_path / name)
    assert names(tmp_path) == [
        "/B.txt",
        "/a.html.txt",
        "/b/a.txt",
        "/b/z.md",
        "/b.txt",
        "/c.txt",
        "/d.MD",
    ]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    for number in range(20):
        note(tmp_path / str(number % 3) / f"{number}.txt", f"Title {number}")
    assert read_all(tmp_path) == read_all(str(tmp_path)) == read_all(f"{tmp_path}/")


def test_what_is_no_article_is_left_out_without_a_word(tmp_path: Path) -> None:
    note(tmp_path / "a.txt")
    for name in (".hidden.txt", ".git/x.txt", "README.md", "sub/readme.txt", "README", "image.png"):
        note(tmp_path / name)
    assert names(tmp_path) == ["/a.txt"]


def test_a_readme_is_read_when_it_is_named(tmp_path: Path) -> None:
    assert read_all(note(tmp_path / "README.md")).article


def test_links_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    note(tmp_path / "a" / "x.txt")
    note(tmp_path / "outside" / "y.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "self").symlink_to("self")
    (tmp_path / "a" / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "a" / "first").symlink_to(tmp_path / "outside")
    (tmp_path / "a" / "second").symlink_to(tmp_path / "outside")
    assert names(tmp_path / "a") == ["/first/y.txt", "/x.txt"]


def test_one_bad_file_costs_no_other(tmp_path: Path) -> None:
    note(tmp_path / "a.txt")
    saved(tmp_path / "b.txt", b"")
    saved(tmp_path / "c.pdf", b"nonsense")
    note(tmp_path / "d.txt")
    found = read_all(tmp_path)
    assert len(found.articles) == 2
    assert [skipped.origin.rsplit("/", 1)[1] for skipped in found.skipped] == ["b.txt", "c.pdf"]


def test_a_parser_that_breaks_costs_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of cheese")

    monkeypatch.setattr("qa.articles.html.extract", broken)
    saved(tmp_path / "a.html", "<html></html>")
    note(tmp_path / "b.txt")
    found = read_all(tmp_path)
    assert len(found.articles) == 1
    assert found.skipped[0].reason == "It cannot be read (RuntimeError: out of cheese)."


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    saved(tmp_path / "image.png", b"x")
    reason = read_all(tmp_path).reason
    assert reason.startswith("The folder holds no file that can be read. Readable are .md ")


def test_articles_are_read_one_at_a_time(tmp_path: Path) -> None:
    note(tmp_path / "a.txt")
    late = note(tmp_path / "b.txt")
    outcomes = read(tmp_path, Settings())
    assert next(outcomes)
    saved(late, "Changed\n\nText.")
    assert getattr(next(outcomes), "title", None) == "Changed"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nowhere.txt", "There is no such file or folder."),
        ("nowhere", "There is no such file or folder."),
        ("a\0b.txt", "There is no such file or folder."),
        ("x" * 5000, "File name too long"),
    ],
)
def test_paths_that_lead_nowhere(tmp_path: Path, name: str, reason: str) -> None:
    assert reason in read_all(f"{tmp_path}/{name}").reason


def test_an_empty_name_is_not_the_working_directory() -> None:
    assert read_all("").reason == read_all("  ").reason == "No source was named."


def test_a_suffix_that_is_not_read(tmp_path: Path) -> None:
    reason = read_all(saved(tmp_path / "a.odt", b"x")).reason
    assert reason.startswith("Files like 'a.odt' cannot be read. Readable are .md .markdown .txt")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    note(tmp_path / "a.txt")
    assert read_all(tmp_path / "pipe.txt").reason == "It is neither a file nor a folder."
    assert names(tmp_path) == ["/a.txt"]


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.txt", b"x" * 1001)
    assert read_all(path, max_source_bytes=1000).reason == (
        "It has 1,001 bytes, more than the 1,000 bytes allowed. "
        "Set QA_MAX_SOURCE_BYTES to allow more."
    )
    assert read_all(path, max_source_bytes=1001).article


def test_permission_denied_by_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = note(tmp_path / "a.txt")
    monkeypatch.setattr(Path, "open", denied)
    assert read_all(path).reason == "It cannot be opened: Permission denied."
    monkeypatch.setattr(Path, "iterdir", denied)
    assert read_all(tmp_path).reason == "It cannot be opened: Permission denied."
