from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.articles.draft import Draft, article_from, slug
from qa.errors import UnreadableSource
from qa.records import Article


def made(stem: str = "stem", **fields: object) -> Article:
    return article_from(
        Draft(**{"body": "Some text.", **fields}),  # type: ignore[arg-type]
        origin="file:///x/report.txt",
        name="report.txt",
        stem=stem,
    )


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:8]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"id": " given id "}, "given id"),
        (
            {"url": "https://e.com/2024/Serbia-cancels.html?x=1"},
            f"serbia-cancels-{digest('https://e.com/2024/Serbia-cancels.html?x=1')}",
        ),
        ({"url": "https://e.com/"}, f"stem-{digest('https://e.com/')}"),
        ({"url": "https://e.com/%D0%BC%D0%B8%D1%80"}, None),
        ({}, f"stem-{digest('file:///x/report.txt')}"),
        ({"stem": "", "title": "Żółw & Ärger!"}, f"zow-arger-{digest('file:///x/report.txt')}"),
        ({"stem": "", "title": "мир"}, f"article-{digest('file:///x/report.txt')}"),
    ],
)
def test_an_id_is_the_given_one_or_readable_and_made_of_the_address(
    fields: dict[str, str], expected: str | None
) -> None:
    expected = expected or f"stem-{digest('https://e.com/%D0%BC%D0%B8%D1%80')}"
    assert made(**fields).id == expected


def test_a_slug_has_at_most_48_characters_and_no_dash_at_its_end() -> None:
    assert slug("a" * 47 + " bcd") == "a" * 47
    assert slug("Hello,  World — Again") == "hello-world-again"


def test_a_title_is_one_line_and_keeps_its_writing_direction() -> None:
    assert made(title=" \ufeffDrones \n\t of \u202bالعربية\u202c ").title == (
        "Drones of \u202bالعربية\u202c"
    )


def test_a_missing_title_is_the_opening_of_the_body() -> None:
    assert made(body="\n\n## A heading\n\nText.").title == "A heading"
    assert made(body="word " * 40).title == "word " * 15 + "word…"


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"source": " The  Example ", "url": "https://e.com/x"}, "The Example"),
        ({"url": "https://www.e.com/x"}, "e.com"),
        ({}, "report.txt"),
    ],
)
def test_a_source_is_stated_or_the_host_or_the_file(fields: dict[str, object], source: str) -> None:
    assert made("stem", **fields).source == source


@pytest.mark.parametrize("body", ["", " \r\n\t", "\ufeff"])
def test_an_article_has_text(body: str) -> None:
    with pytest.raises(UnreadableSource, match="no text"):
        made(body=body)


@given(st.text(st.characters(), min_size=1))
def test_a_body_changes_only_where_it_could_not_be_stored(body: str) -> None:
    body = f"x{body}"
    article = made(body=body)
    article.body.encode()
    assert len(article.body) == len(body)
    for stored, given_character in zip(article.body, body, strict=True):
        unstorable = given_character == "\0" or "\ud800" <= given_character <= "\udfff"
        assert stored == ("\ufffd" if unstorable else given_character)


def test_what_could_not_be_stored_is_replaced_in_every_field() -> None:
    article = made(body="\ufeffa\ud800b\0c", title="t\0", source="s\udfff", id="i\0", tags=("x\0",))
    assert article.body == "a\ufffdb\ufffdc"
    assert (article.title, article.source, article.id) == ("t\ufffd", "s\ufffd", "i\ufffd")
    assert article.tags == ("x\ufffd",)


def test_tags_are_distinct_and_not_empty() -> None:
    assert made(tags=(" a ", "b", "a", " ")).tags == ("a", "b")
