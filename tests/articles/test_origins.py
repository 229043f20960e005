from __future__ import annotations

from pathlib import Path

import pytest

from qa.articles import origin_of

from .reading import read_all, saved


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTPS://Example.COM:443", "https://example.com/"),
        ("http://example.com:80/a?b=c#d", "http://example.com/a?b=c"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("  https://example.com/ü ", "https://example.com/%C3%BC"),
    ],
)
def test_a_url_has_one_origin_however_it_is_written(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_an_articles_origin_begins_with_that_of_its_folder(tmp_path: Path) -> None:
    saved(tmp_path / "a" / "deep er" / "x.txt", "Title\n\nText.")
    saved(tmp_path / "ab" / "y.txt", "Title\n\nText.")
    folder = origin_of(tmp_path / "a")
    assert folder.endswith("/a/")
    assert read_all(tmp_path / "a").article.origin.startswith(folder)
    assert not read_all(tmp_path / "ab").article.origin.startswith(folder)


def test_a_file_has_the_same_origin_alone_and_in_its_folder(tmp_path: Path) -> None:
    real = saved(tmp_path / "real" / "x.txt", "Title\n\nText.")
    (tmp_path / "link").symlink_to(real.parent)
    (real.parent / "y.md").symlink_to(real)
    alone = [read_all(tmp_path / "link" / name).article.origin for name in ("x.txt", "y.md")]
    assert alone == [article.origin for article in read_all(tmp_path / "link").articles]
    assert alone[1].endswith("/real/y.md")


def test_a_relative_path_and_a_file_uri_name_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "a b.txt", "Title\n\nText.")
    monkeypatch.chdir(tmp_path)
    assert origin_of("a b.txt") == origin_of(path) == path.resolve().as_uri()
    assert read_all(path.as_uri()).article == read_all("./a b.txt").article


def test_a_folder_that_is_gone_keeps_its_origin_when_written_as_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    before = origin_of(tmp_path / "a")
    (tmp_path / "a").rmdir()
    assert origin_of(f"{tmp_path}/a/") == before
