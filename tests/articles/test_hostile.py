"""Documents that were made to hang, fill or mislead their reader."""

from __future__ import annotations

import io
import json
import os
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.articles import Upload, read
from qa.chunking import passages
from qa.records import Article, Skipped
from qa.settings import Settings
from qa.testing import HashingEmbedder

from .reading import read_all, saved
from .test_html import page
from .test_pdf import SENTENCE, paper

SEED = min((Path(__file__).parents[2] / "seeds" / "balkans").glob("*.md"))
FUZZED = settings(
    max_examples=int(os.environ.get("QA_FUZZ", "40")), derandomize=True, database=None
)

FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title>
<item><title>One</title><link>https://e.com/1</link><pubDate>Fri, 11 Oct 2024 09:30:00 GMT</pubDate>
<description><![CDATA[<p>{SENTENCE}</p>]]></description></item>
<item><guid>2</guid><description>{SENTENCE}</description></item></channel></rss>""".encode()
LINES = "".join(
    json.dumps({"id": n, "title": f"T{n}", "body": SENTENCE, "published": "2024-10-11"}) + "\n"
    for n in range(3)
).encode()


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Title", 1)
    document.add_paragraph(SENTENCE, style="List Number")
    document.add_table(2, 2).cell(0, 0).text = "Cell"
    document.save(data := io.BytesIO())
    return data.getvalue()


def printed() -> bytes:
    pdf = paper()
    pdf.text_block(SENTENCE)
    return bytes(pdf.output())


WHOLE = {
    "a.md": SEED.read_bytes(),
    "a.txt": SEED.read_bytes(),
    "a.html": page().encode(),
    "a.pdf": printed(),
    "a.docx": word(),
    "a.jsonl": LINES,
    "a.xml": FEED,
}
SPLICED = (
    *(b"\0", b"\xff\xfe", b"---\n", b"]]>", b"<!--", b"%PDF-1.7", b"[" * 99, b"<p>" * 300),
    *(b"&a;", b"\r", b"'", b"{", b"\xed\xa0\x80", b"obj <</Kids [1 0 R]>>", "\u2028。".encode()),
)


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """A whole document with bits flipped, pieces cut out, doubled, moved or put in."""
    data = bytearray(WHOLE[name])
    chance = random.Random(draw(st.integers(0, 2**32)))
    for _ in range(draw(st.integers(1, 6))):
        if not data:
            break
        start = chance.randrange(len(data))
        end = min(len(data), start + chance.choice((1, 8, 200, len(data))))
        match chance.randrange(5):
            case 0:
                data[start] ^= 1 << chance.randrange(8)
            case 1:
                del data[start:end]
            case 2:
                data[start:start] = data[start:end]
            case 3:
                place = chance.randrange(len(data))
                data[place:place] = chance.choice(SPLICED)
            case _:
                data = data[:start]
    return bytes(data)


def is_sound(found: Article | Skipped) -> None:
    """What came of a document is an article that can be cited, or one clear line."""
    if isinstance(found, Skipped):
        assert found.reason.strip()
        assert "\n" not in found.reason
        assert "It cannot be read (" not in found.reason, found.reason  # a parser's own exception
        return
    assert found.body.strip()
    assert found.title.strip()
    assert "\0" not in found.body
    (found.body + found.title + found.source).encode("utf-8")
    for passage in passages(found, HashingEmbedder().count_tokens, max_tokens=64, overlap=1):
        assert found.body[passage.start : passage.end] == passage.text
        for span in passage.sentences:
            assert found.body[span.start : span.end] == passage.words(span)


class Shown(bytes):
    """Bytes that are told by their number: of all of them Hypothesis warns."""

    def __repr__(self) -> str:
        return f"<{len(self)} bytes>"


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_documents(name: str) -> None:
    @FUZZED
    @given(damaged(name).map(Shown))
    def check(data: bytes) -> None:
        for found in read(Upload(name, data), Settings()):
            is_sound(found)

    check()


FRAGMENT = st.sampled_from(
    [
        *(
            "a: b\n",
            "c: \n",
            "- x\n",
            "  - ",
            "[",
            "]",
            "{",
            "}",
            ": ",
            "&a ",
            "*a",
            "!!int ",
            "!x ",
        ),
        *("<<: ", "title: ", "tags: ", "published: ", "id: ", "url: ", "2024-10-11", "0x1F", "1e9"),
        *("~", "'", '"', "#", "?", "|", " \n", "\t", "---\n", "...\n", "% ", "é", "\x85", "@"),
        *("1:1:1", ".inf", "null", "on", ">\n"),
    ]
)


@FUZZED
@given(st.lists(FRAGMENT, max_size=30).map("".join))
def test_front_matter_of_any_kind(fields: str) -> None:
    for found in read(Upload("a.md", f"---\n{fields}\n---\nText.".encode()), Settings()):
        is_sound(found)


BILLION = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{last}, *{last}, *{last}, *{last}, *{last}, *{last}, *{last}, *{last}]\n"
    for last, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (f"{BILLION}tags: *j", "it has an alias or a tag"),
        (f"{BILLION}title: *j", "it has an alias or a tag"),
        ("title: !!bool z", "it has an alias or a tag"),
        ("title: !!timestamp z", "it has an alias or a tag"),
        ("title: !!python/object/apply:os.system ['true']", "it has an alias or a tag"),
        ("title: " + "[" * 40_000, "its lists are nested too deep"),
        ("title: " + "{a: " * 9_000, "its lists are nested too deep"),
        ("- " * 20_000, "its lists are nested too deep"),
        ("title: 1" + "0" * 5_000, "is not YAML: Exceeds the limit (4300 digits)"),
        ("title: " + "x" * 60_000, "is longer than 50,000 characters"),
        ("tags: [[x]]", "Its tags is not text but ['x']."),
    ],
)
def test_front_matter_that_unfolds(tmp_path: Path, fields: str, told: str) -> None:
    started = time.process_time()
    path = saved(tmp_path / "a.md", f"---\n{fields}\n---\nText.")
    assert told in read_all(path).reason
    assert time.process_time() - started < 5


def test_rules_in_a_text_are_no_front_matter(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.md", "One.\n\n---\n\ntitle: two\n\n---\n\nThree.")
    article = read_all(path).article
    assert article.body.startswith("One.")
    assert "Three." in article.body


def deep(kind: str) -> bytes:
    return {
        "a.html": b"<html><body>" + b"<div>" * 100_000 + SENTENCE.encode(),
        "a.md": b"> " * 2_000 + b"deep. " + b"[" * 20_000 + b"*" * 10_000,
        "a.jsonl": b"[" * 100_000 + b"\n" + b'{"a":' * 100_000 + b'\n{"body": NaN}\n',
        "a.xml": FEED.replace(b"<![CDATA[<p>", b"<![CDATA[" + b"<ul><li>" * 30_000),
        "a.txt": ("e" + "\u0301" * 500_000 + " " + "a" * 500_000).encode(),
    }[kind]


@pytest.mark.parametrize("kind", ["a.html", "a.md", "a.jsonl", "a.xml", "a.txt"])
def test_deep_and_endless_documents(kind: str) -> None:
    for found in read(Upload(kind, deep(kind)), Settings()):
        is_sound(found)


def entity_word() -> bytes:
    """A Word document whose text is an entity of an entity of …, and one of a file."""
    source = zipfile.ZipFile(io.BytesIO(word()))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{entities}]>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for item in source.infolist():
            text = source.read(item)
            if item.filename == "word/document.xml":
                text = text.replace(b"<w:document", head.encode() + b"<w:document", 1)
                text = text.replace(SENTENCE.encode(), b"Before &e9; &f; after.")
            archive.writestr(item, text)
    return data.getvalue()


def test_entities_of_a_word_document_are_not_unfolded() -> None:
    (found,) = read(Upload("a.docx", entity_word()), Settings())
    is_sound(found)
    assert "root:" not in str(found)
    assert len(str(found)) < 10_000


@pytest.mark.parametrize("mark", ["\x01", "\x1b", "\ufffe", "&#1;", "&#xFFFE;"])
@pytest.mark.parametrize("name", ["a.md", "a.xml", "a.html"])
def test_characters_that_no_tree_can_be_given(name: str, mark: str) -> None:
    text = f"{mark} {SENTENCE} {mark}"
    whole = {
        "a.md": text.encode(),
        "a.xml": FEED.replace(SENTENCE.encode(), text.encode()).replace(b"<p>", b""),
        "a.html": page().replace(SENTENCE, text).encode(),
    }[name]
    found = list(read(Upload(name, whole), Settings()))
    assert any(isinstance(one, Article) for one in found), found
    for one in found:
        is_sound(one)


def test_a_word_document_that_is_packed_wrong() -> None:
    data = bytearray(word())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("word/document.xml").header_offset + 60
    data[start : start + 40] = b"\xff" * 40
    (found,) = read(Upload("a.docx", bytes(data)), Settings())
    is_sound(found)
    assert isinstance(found, Skipped)


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects; the first is its catalogue."""
    body = bytearray(b"%PDF-1.7\n")
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj" % number + text + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>"
    size = len(objects) + 1
    return bytes(body) + tail % (size, table, size) + b"\nstartxref\n%d\n%%%%EOF" % len(body)


def looping(kids: str, count: int) -> bytes:
    """A PDF whose page tree says what it likes."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {count}>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 3 0 R>>",
    )


@pytest.mark.parametrize(("kids", "count"), [("2 0 R", 1), ("3 0 R", 3), ("3 0 R 2 0 R", 1_000)])
def test_page_trees_that_loop(kids: str, count: int) -> None:
    (found,) = read(Upload("a.pdf", looping(kids, count)), Settings())
    is_sound(found)


def many_words(path: Path, name: Callable[[int], bytes]) -> None:
    for number in range(3):
        file = os.open(bytes(path) + b"/" + name(number), os.O_CREAT | os.O_WRONLY)
        os.write(file, b"Title\n\nText.")
        os.close(file)


def test_names_that_are_no_text(tmp_path: Path) -> None:
    many_words(tmp_path, lambda number: b"\xff\xfe%d\n.txt" % number)
    found = read_all(tmp_path)
    assert len(found.articles) == 3
    for article in found.articles:
        is_sound(article)
