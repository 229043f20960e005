from __future__ import annotations

import gzip
import json
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qa.records import Article

from .reading import read_all, saved


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


FULL = {
    "id": " a1 ",
    "title": "Drones",
    "body": "First.\r\n\r\n Second. ",
    "source": "The Example",
    "published": "2024-10-11T08:00:00Z",
    "url": "https://www.example.com/drones",
    "tags": ["war", "sky"],
}


def test_every_field_survives(tmp_path: Path) -> None:
    path = saved(tmp_path / "news.jsonl", lines(FULL))
    assert read_all(path).article == Article(
        id="a1",
        title="Drones",
        body="First.\r\n\r\n Second. ",
        source="The Example",
        published=date(2024, 10, 11),
        url="https://www.example.com/drones",
        origin=f"{path.resolve().as_uri()}#a1",
        tags=("war", "sky"),
    )


def test_the_least_a_line_can_hold(tmp_path: Path) -> None:
    path = saved(tmp_path / "news.jsonl", lines({"title": "T", "text": "Body."}))
    article = read_all(path).article
    assert (article.title, article.body, article.source) == ("T", "Body.", "news.jsonl")
    # sha256(b"T\nBody.")[:12]
    assert article.origin == f"{path.resolve().as_uri()}#e75cb5ed892d"
    assert article.id.startswith("t-")


def test_date_is_another_name_of_published_and_the_title_may_be_missing(tmp_path: Path) -> None:
    row = {"date": "2024/10/11", "body": "## Heading\n\nText.", "id": 7, "tags": "a, b"}
    article = read_all(saved(tmp_path / "x.ndjson", lines(row))).article
    assert (article.published, article.title) == (date(2024, 10, 11), "Heading")
    assert (article.id, article.tags) == ("7", ("a", "b"))


def test_keys_do_not_depend_on_the_order_of_lines(tmp_path: Path) -> None:
    rows = [{"title": "A", "body": "a"}, {"body": "b", "url": "https://e.com/b"}, FULL]
    forth = read_all(saved(tmp_path / "x.jsonl", lines(*rows))).articles
    back = read_all(saved(tmp_path / "x.jsonl", lines(*rows[::-1]))).articles
    assert forth == back[::-1]
    assert forth[1].origin.endswith("#https://e.com/b")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "Line 2: It is not JSON"),
        ("[1]", "Line 2: It is not a JSON object."),
        ('"text"', "Line 2: It is not a JSON object."),
        ("[" * 100_000, "Line 2: It is not JSON"),
        (b'{"body": "caf\xe9"}', "Line 2: It is not UTF-8."),
        ('{"title": "T"}', "Line 2: It has no text. Give each object a `body` or a `text`."),
        ('{"body": 1}', "Line 2: It has no text."),
        ('{"body": " "}', "Line 2: It has no text."),
        ('{"body": "b", "title": {}}', "Line 2: Its title is not text but {}."),
        ('{"body": "b", "published": "soon"}', "Line 2: Its published date 'soon' cannot be read."),
        ('{"body": "b", "published": 1728604800}', "Write it as 2024-10-11."),
        ('{"body": "b", "id": "  "}', "Line 2: Its id is '  '."),
        ('{"body": "b", "id": 1.5}', "Line 2: Its id is 1.5."),
        (json.dumps({"id": "one", "body": "Other."}), "Line 2: It is a duplicate of line 1."),
    ],
)
def test_a_bad_line_costs_no_other_line(tmp_path: Path, line: str | bytes, reason: str) -> None:
    good = [json.dumps({"id": key, "body": "b"}).encode() for key in ("one", "two")]
    middle = line if isinstance(line, bytes) else line.encode()
    found = read_all(saved(tmp_path / "x.jsonl", b"\n".join((good[0], middle, good[1]))))
    assert [article.id for article in found.articles] == ["one", "two"]
    (skipped,) = found.skipped
    assert reason in skipped.reason
    assert skipped.origin == (tmp_path / "x.jsonl").resolve().as_uri()


def test_an_identical_line_is_a_duplicate(tmp_path: Path) -> None:
    row = {"title": "T", "body": "b"}
    found = read_all(saved(tmp_path / "x.jsonl", lines(row) + "\n" + lines(row)))
    assert len(found.articles) == 1
    assert found.skipped[0].reason.startswith("Line 3: It is a duplicate of line 1.")


def test_characters_that_cannot_be_stored(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.jsonl", '{"title": "\\ud83d", "body": "a\\u0000b \\ud83d\\ude00"}')
    article = read_all(path).article
    assert (article.title, article.body) == ("\ufffd", "a\ufffdb 😀")


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.jsonl", "x.ndjson.gz"])
def test_gzip_is_recognised_whatever_the_name(tmp_path: Path, name: str) -> None:
    data = gzip.compress(("\ufeff" + lines(FULL, {"body": "b"})).encode())
    found = read_all(saved(tmp_path / name, data))
    assert [article.title for article in found.articles] == ["Drones", "b"]


def test_gzip_that_is_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    rows = [{"id": i, "body": f"{i} " * 2000} for i in range(400)]
    data = gzip.compress(lines(*rows).encode())
    found = read_all(saved(tmp_path / "x.jsonl.gz", data[: len(data) // 2]))
    assert found.articles[0].id == "0"
    assert [skipped.reason for skipped in found.skipped] == ["Its gzip data is damaged or cut off."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "It is empty."),
        (gzip.compress(b"", mtime=0), "It is empty."),
        (b"\x1f\x8bnonsense", "Its gzip data is damaged"),
        ('{"body": "b"}'.encode("utf-16"), "It is not UTF-8 text."),
        (b'[\n{"body": "b"},\n{"body": "c"}\n]', "It is JSON spread over lines."),
        (b'{\n"body": "b"\n}', "Write one object a line"),
    ],
)
def test_files_that_are_no_json_lines(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason in read_all(saved(tmp_path / "x.jsonl", content)).reason


def test_one_line_over_the_limit_is_skipped_and_memory_stays_bounded(tmp_path: Path) -> None:
    bomb = gzip.compress(
        b'{"body": "' + b"a" * 30_000_000 + b'"}\n' + lines({"body": "b"}).encode()
    )
    path = saved(tmp_path / "x.jsonl.gz", bomb)
    tracemalloc.start()
    found = read_all(path, max_source_bytes=100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [article.body for article in found.articles] == ["b"]
    assert found.skipped[0].reason.startswith("Line 1: It is larger than the 100,000 bytes")
    assert "QA_MAX_SOURCE_BYTES" in found.skipped[0].reason
    assert peak < 10_000_000


def test_the_limit_is_that_of_a_line_not_of_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.jsonl", lines(*({"id": i, "body": "b" * 500} for i in range(100))))
    assert len(read_all(path, max_source_bytes=1_000).articles) == 100
