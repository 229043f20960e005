"""What the templates make of answers, without a browser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa import Assistant, Check, Sentence
from tests.ui.conftest import HEADLINE
from ui import rendering
from ui.rendering import Shown


def test_a_sentence_without_support_is_told_apart(assistant: Assistant) -> None:
    answer = assistant.ask(HEADLINE)
    invented = Sentence("It paid a penalty of EUR 3 million.", (), supported=False)
    told = replace(answer, sentences=(*answer.sentences, invented)).to_dict()
    html = rendering.turn(Shown(1, told), last=True)
    assert html.count("Not supported by the articles:") == 1
    assert 'class="sentence unsupported"' in html
    assert "Not supported" not in rendering.turn(Shown(1, answer.to_dict()), last=True)


def test_what_a_model_wrote_is_in_the_drawer(assistant: Assistant) -> None:
    check = Check("It paid <b>EUR 3 million</b>.", "not", "the number 3 is not there", 0.1, False)
    answer = replace(assistant.ask(HEADLINE), checks=(check,), answer_note="The model is down.")
    html = rendering.turn(Shown(1, answer.to_dict()), last=True)
    assert "Not supported, left out" in html
    assert "&lt;b&gt;EUR 3 million" in html
    assert "The model is down." in html


def test_answers_of_earlier_versions_are_shown_too(assistant: Assistant) -> None:
    told = assistant.ask(HEADLINE).to_dict()
    for new in ("generated", "checks", "answer_note", "filters"):
        del told[new]
    assert "Kosovo" in rendering.turn(Shown(1, told), last=True)


def test_several_articles_are_counted_and_the_newest_is_dated(assistant: Assistant) -> None:
    html = rendering.turn(
        Shown(1, assistant.ask("When did Kosovo declare independence?").to_dict()),
        last=True,
    )
    assert "in 2 articles" in html
    assert "as of" in html


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.9, "High confidence (90%)"), (0.5, "Medium confidence (50%)"), (0.21, "(21%)")],
)
def test_confidence_in_words(confidence: float, words: str) -> None:
    assert words in rendering.in_words(confidence)


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        (" javascript:alert(1)", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_addresses_of_the_web_are_links(
    assistant: Assistant, url: str, followed: bool
) -> None:
    article = replace(assistant.articles(limit=1)[0], url=url)
    html = rendering.article(article, None, (), gone=False)
    assert ("<a href=" in html) == followed


def test_overlapping_quotes_keep_the_text_whole(assistant: Assistant) -> None:
    article = replace(assistant.articles(limit=1)[0], body="One two three.\nFour <b>five</b>.")
    html = rendering.article(article, (4, 20), [(0, 7), (4, 20)], gone=False)
    assert html.count('id="quote"') == 1
    assert "&lt;b&gt;" in html
    marks = html[html.index('<div class="body"') :]
    text = marks.replace("<", "\0<").split("\0")
    told = "".join(part.partition(">")[2] for part in text)
    assert "One two three.\nFour &lt;b&gt;five&lt;/b&gt;." in told
