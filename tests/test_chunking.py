from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa.chunking import CountTokens, embedded_text, passages
from qa.records import Passage
from qa.sentences import SentenceSpan, sentences
from qa.testing import HashingEmbedder
from tests.factories import BODIES, article

count_words = HashingEmbedder().count_tokens


def count_letters(texts: Sequence[str]) -> list[int]:
    return [len("".join(text.split())) for text in texts]


def cut(
    body: str, max_tokens: int = 16, overlap: int = 1, count: CountTokens = count_words
) -> list[Passage]:
    return passages(article(body), count, max_tokens=max_tokens, overlap=overlap)


def texts(body: str, max_tokens: int = 16, overlap: int = 1) -> list[str]:
    return [passage.text for passage in cut(body, max_tokens, overlap)]


def prose(*lengths: int) -> str:
    """Sentences of so many words: `prose(2, 3)` is "Aw aw. Bw bw bw."."""
    return " ".join(
        " ".join([f"{chr(ord('a') + place)}w"] * length).capitalize() + "."
        for place, length in enumerate(lengths)
    )


# Packing


def test_a_short_article_is_one_passage() -> None:
    assert texts("He left.\n\nShe stayed.") == ["He left.\n\nShe stayed."]


def test_passages_are_filled_and_share_a_sentence() -> None:
    # 3 + 3 words fit into 8, a third sentence would make 9.
    assert texts(prose(3, 3, 3, 3), max_tokens=8) == [
        *("Aw aw aw. Bw bw bw.", "Bw bw bw. Cw cw cw.", "Cw cw cw. Dw dw dw."),
    ]


def test_passages_share_as_many_sentences_as_wanted() -> None:
    assert texts(prose(2, 2, 2, 2), max_tokens=6, overlap=2) == [
        *("Aw aw. Bw bw. Cw cw.", "Bw bw. Cw cw. Dw dw."),
    ]
    assert texts(prose(2, 2, 2, 2), max_tokens=6, overlap=0) == ["Aw aw. Bw bw. Cw cw.", "Dw dw."]


def test_a_sentence_is_not_shared_where_the_next_would_not_fit_beside_it() -> None:
    # 2 + 7 words are more than 8.
    assert texts(prose(2, 2, 7), max_tokens=8) == ["Aw aw. Bw bw.", "Cw cw cw cw cw cw cw."]


def test_a_heading_stays_with_what_follows() -> None:
    # With the heading the first passage would have 4 + 2 of 8 words, the sentence no room.
    body = f"{prose(2)}\n\n## Jets\n\n{prose(6)}"
    assert texts(body, max_tokens=8) == ["Aw aw.", "Jets\n\nAw aw aw aw aw aw."]


def test_a_heading_opens_a_passage_once_the_last_is_half_full() -> None:
    assert texts(f"{prose(8)}\n\n## Jets\n\n{prose(2)}") == [prose(8), f"Jets\n\n{prose(2)}"]
    assert len(texts(f"{prose(7)}\n\n## Jets\n\n{prose(2)}")) == 1


def test_a_heading_is_not_repeated_by_the_next_passage() -> None:
    body = f"{prose(2)}\n\n## Jets\n\n{prose(2, 2)}"
    assert texts(body, max_tokens=6, overlap=2) == ["Aw aw.\n\n## Jets\n\nAw aw.", "Aw aw. Bw bw."]


def test_headings_one_after_another_stay_together() -> None:
    body = f"{prose(4)}\n\n# One two three four\n\n## Jets\n\n{prose(1)}"
    assert texts(body, max_tokens=8)[1:] == ["One two three four\n\n## Jets\n\nAw."]


def test_a_heading_that_ends_the_article_is_kept() -> None:
    assert texts("He left.\n\n## More") == ["He left.\n\n## More"]


def test_the_marks_between_sentences_count() -> None:
    # Each item has two words and its mark: three of them are nine tokens.
    assert texts("- one two\n- three four\n- five six", max_tokens=8, overlap=0) == [
        *("one two\n- three four", "five six"),
    ]


# What a passage knows


def test_a_passage_knows_where_it_is_from() -> None:
    (passage,) = passages(article("He left.", title="Exit"), count_words, max_tokens=9, overlap=1)
    assert (passage.article_id, passage.title, passage.id) == ("a", "Exit", "a:0-8")


def test_only_sentences_can_answer() -> None:
    (passage,) = cut("## Jets\n\n- They left.\n- They stayed. Some did.")
    assert [passage.words(span) for span in passage.sentences] == [
        *("They left.", "They stayed.", "Some did."),
    ]


def test_a_heading_answers_where_there_is_nothing_else() -> None:
    (passage,) = cut("## Jets")
    assert [passage.words(span) for span in passage.sentences] == ["Jets"]


def test_title_and_day_are_embedded_but_not_quoted() -> None:
    dated = article("He left.", title="Exit", published="2024-10-11")
    (passage,) = passages(dated, count_words, max_tokens=9, overlap=1)
    assert passage.text == "He left."
    assert embedded_text(dated, passage) == "Exit (2024-10-11)\nHe left."
    assert embedded_text(article("He left.", title="Exit"), passage) == "Exit\nHe left."


# Sentences too long for a passage


def test_a_long_sentence_is_cut_at_spaces() -> None:
    sentence = " ".join(f"word{n}" for n in range(40))
    pieces = texts(sentence, max_tokens=16, overlap=0)
    assert " ".join(pieces) == sentence
    assert max(count_words(pieces)) <= 16


@pytest.mark.parametrize("space", ["\n", "\t", "\u3000", "  "])
def test_any_white_space_will_do(space: str) -> None:
    assert texts(space.join(["word"] * 4), max_tokens=2, overlap=0) == [f"word{space}word"] * 2


def test_text_without_spaces_is_cut_by_length() -> None:
    # Eight characters count as a token at least: 8 * 16 = 128.
    assert [len(piece) for piece in texts("a" * 512)] == [128] * 4


def test_white_space_is_no_passage_and_fills_none() -> None:
    assert texts("a" + " " * 10_000 + "b") == ["a", "b"]
    assert texts("a" + "\n" * 10_000 + "b") == ["a", "b"]


@pytest.mark.parametrize("body", ["", " \r\n "])
def test_nothing_gives_no_passage(body: str) -> None:
    assert texts(body) == []


@pytest.mark.parametrize("body", ["a", "字", "😀", "\u0301", "\x07", "."])
def test_one_character_is_an_article(body: str) -> None:
    assert texts(body) == [body]


@pytest.mark.parametrize(
    "unit",
    [
        *("He left the U.S. at 5 p.m. “Why?” she asked. Nobody knew. ", "a", "這是一個句子"),
        *("word\n", "- an item of a few words\n", "😀", "e\u0301"),
    ],
)
def test_a_megabyte_takes_seconds(unit: str) -> None:
    body = unit * (1_000_000 // len(unit))
    started = time.process_time()
    found = cut(body, max_tokens=128)
    assert time.process_time() - started < 20
    assert max(len(passage.text) for passage in found) <= 1024
    assert all(body[passage.start : passage.end] == passage.text for passage in found)


# Whatever the text

SIZES = st.integers(1, 40)
OVERLAPS = st.integers(0, 3)


@given(BODIES, SIZES, OVERLAPS, st.sampled_from([count_words, count_letters]))
@example("He left. " * 20, 4, 1, count_words)
@example("He left.\r\n\r\nHe left.\r\n", 2, 1, count_words)
@example("مرحبا بالعالم؟ שלום עולם. " * 9, 5, 2, count_words)
@example("這是一句。" * 30, 7, 1, count_letters)
def test_passages_are_slices_that_cover_all_and_fit(
    body: str, max_tokens: int, overlap: int, count: CountTokens
) -> None:
    found = cut(body, max_tokens, overlap, count)
    for passage in found:
        assert body[passage.start : passage.end] == passage.text == passage.text.strip() != ""
        assert count([passage.text])[0] <= max_tokens
        assert all(passage.words(span) == body[span.start : span.end] for span in passage.sentences)
    for one, other in pairwise(found):
        assert one.start < other.start
        assert one.end < other.end
    covered = {place for passage in found for place in range(passage.start, passage.end)}
    for sentence in sentences(body):
        missing = [place for place in range(*sentence.span) if place not in covered]
        assert not "".join(body[place] for place in missing).strip()


_SENTENCE = st.integers(1, 10).map(lambda words: " ".join(["word"] * words) + ".")
_BLOCKS = st.one_of(
    st.lists(_SENTENCE, min_size=1, max_size=5).map(" ".join),
    st.integers(1, 5).map(lambda words: "## " + " ".join(["head"] * words)),
    _SENTENCE.map("- {}".format),
    _SENTENCE.map("| {} |".format),
)
ARTICLES = st.lists(_BLOCKS, min_size=1, max_size=12).map("\n\n".join)
"""Whose sentences all fit into twelve tokens."""


def _first(found: Sequence[SentenceSpan], start: int) -> int:
    return next(place for place, sentence in enumerate(found) if sentence.span.start == start)


@given(ARTICLES, st.integers(12, 30), OVERLAPS)
def test_passages_are_whole_sentences_and_never_end_with_a_heading(
    body: str, max_tokens: int, overlap: int
) -> None:
    whole = sentences(body)
    found = [
        (_first(whole, passage.start), sum(s.span.end <= passage.end for s in whole))
        for passage in cut(body, max_tokens, overlap)
    ]
    assert [whole[last - 1].span.end for _, last in found] == [
        passage.end for passage in cut(body, max_tokens, overlap)
    ]
    for (first, last), (following, _) in pairwise(found):
        assert last - overlap <= following <= last
        if whole[last - 1].kind == "heading":
            since = whole[first - 1].span.end if first else 0
            assert last == first + 1
            assert count_words([body[since : whole[_end_of_headings(whole, last)].span.end]])[0] > (
                max_tokens
            )


def _end_of_headings(found: Sequence[SentenceSpan], place: int) -> int:
    while found[place].kind == "heading" and place + 1 < len(found):
        place += 1
    return place
