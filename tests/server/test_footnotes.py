"""Answers as Markdown: marks and footnotes, and nothing of an article's own that acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qa.records import Answer, Article, Citation, Passage, Sentence
from qa.server import footnotes

BODY = "See ![](http://x/?q)\nand <b>[^1]: this</b>."
ARTICLE = Article("a", "A [title]", BODY, "Wire", date(2024, 1, 2), "https://w/", "file:///a")
PASSAGE = Passage("a", "A [title]", 0, len(BODY), BODY, ())
CITATION = Citation(1, ARTICLE, 0, len(BODY), BODY, PASSAGE)


def _answer(*sentences: Sentence) -> Answer:
    text = " ".join(sentence.text for sentence in sentences)
    return Answer("q", "q", text, None, not sentences, 0.9, sentences, (CITATION,), (), {})


def test_the_words_of_an_article_do_nothing() -> None:
    told = footnotes.content(_answer(Sentence("See ![](http://x/?q) <b>", (1,), True)))
    assert told == (
        "See !\\[\\](http://x/?q) \\<b>[^1]\n\n"
        "[^1]: “See !\\[\\](http://x/?q) and \\<b>\\[^1\\]: this\\</b>.”"
        " — A \\[title\\], Wire, 2024-01-02 https://w/"
    )


def test_an_unsupported_sentence_is_shown_as_such() -> None:
    told = footnotes.content(_answer(Sentence("One.", (1,), True), Sentence("Two.", (), False)))
    assert told.startswith("One.[^1] Two. *(not supported by the articles)*\n\n[^1]: ")


def test_without_sentences_it_is_the_text() -> None:
    declined = replace(_answer(), text="The articles don’t say [so].", citations=())
    assert footnotes.content(declined) == "The articles don’t say \\[so\\]."


@given(st.text(alphabet="ab [^1]\\<`:\n", max_size=30))
def test_taking_the_footnotes_away_gives_the_sentences_back(text: str) -> None:
    told = footnotes.content(_answer(Sentence(text, (1,), True)))
    assert footnotes.without(told) == text
