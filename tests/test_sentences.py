from __future__ import annotations

import re

import pytest
from hypothesis import example, given

from qa.sentences import Kind, sentences
from tests.factories import BODIES

PROSE = (
    "He said the U.S. army under Gen. Milley had left. “We are done,” she said. “Really?” "
    "Then it rained for 3.5 days! "
)


def cut(body: str) -> list[str]:
    return [body[found.span.start : found.span.end] for found in sentences(body)]


def kinds(body: str) -> list[Kind]:
    return [found.kind for found in sentences(body)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The U.S. sent drones to the U.N. mission.",
        "The E.U. said so.",
        "It met Gen. Mark Milley, Lt. Col. Smith and Mr. Jones.",
        "Dr. Who and Prof. Adams left St. Louis for Mt. Everest on Jan. 5.",
        "Acme Inc. sued Baykar Ltd. and Widgets Corp. over it.",
        "It was No. 5 of the list and Nos. 6 to 8 were gone.",
        "See Fig. 3, vol. 2 and pp. 3–4 of it.",
        "Fruit, e.g. apples, i.e. not plums, rose.",
        "Smith et al. disagreed.",
        "It rose 3.5 percent to $1.2 billion.",
        "They met at 5 p.m. on Tuesday.",
        "J. K. Rowling wrote it.",
    ],
)
def test_a_full_stop_inside_a_sentence_ends_none(sentence: str) -> None:
    assert cut(f"{sentence} Then they left.") == [sentence, "Then they left."]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("“We left. They stayed.” He smiled.", ["“We left.", "They stayed.”", "He smiled."]),
        ("“Go!” They went.", ["“Go!”", "They went."]),
        ("He said: “Go!” They went.", ["He said: “Go!”", "They went."]),
        ("‘It is over.’ He left.", ["‘It is over.’", "He left."]),
        ("«Fini.» Then he slept.", ["«Fini.»", "Then he slept."]),
        ("“Really?” he asked. “Yes.” It rained.", ["“Really?” he asked.", "“Yes.”", "It rained."]),
        ("She asked why (he slept.) He woke.", ["She asked why (he slept.)", "He woke."]),
    ],
)
def test_quoted_speech_keeps_its_marks(body: str, expected: list[str]) -> None:
    assert cut(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "這是第一句。|這是第二句！|第三句？！|“好。”|完",
        "كيف حالك؟ |أنا بخير. |شكرا جزيلا.",
        "שלום עולם. |מה שלומך? |טוב מאוד.",
        "यह एक वाक्य है। |यह दूसरा है।",
    ],
)
def test_sentences_of_other_scripts_end_where_their_readers_end_them(body: str) -> None:
    assert cut(body.replace("|", "")) == [sentence.strip() for sentence in body.split("|")]


def test_answers_of_no_are_sentences() -> None:
    assert cut("He answered no. The war went on.") == ["He answered no.", "The war went on."]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_paragraphs_headings_items_and_rows_never_merge(line_break: str) -> None:
    body = (
        "## The tender\nIt opened. It closed\n\n- drones\n- jets\n\n| a | b |\n| c | d |\nThe end."
    )
    body = body.replace("\n", line_break)
    assert cut(body) == [
        *("The tender", "It opened.", "It closed", "drones", "jets"),
        *("| a | b |", "| c | d |", "The end."),
    ]
    assert kinds(body) == [
        *("heading", "paragraph", "paragraph", "item", "item"),
        *("row", "row", "paragraph"),
    ]


def test_the_number_of_an_item_is_part_of_its_sentence() -> None:
    assert cut("1. The tender opened. It closed.\n2. It ended.") == [
        *("1. The tender opened.", "It closed.", "2. It ended."),
    ]


def test_marks_are_left_out() -> None:
    assert cut("# One\n\n- two\n\n* three\n\n> four.") == ["One", "two", "three", "four."]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("end", ["", "."])
def test_wrapped_lines_are_one_sentence_of_a_paragraph(line_break: str, end: str) -> None:
    body = f"The minister said on Monday that{line_break}the order was cancelled for good{end}"
    assert cut(body) == [body]
    assert kinds(body) == ["paragraph"]


def test_a_line_broken_early_was_ended_on_purpose() -> None:
    assert cut("By A. Writer\nThe minister said on Monday that the order is gone.") == [
        *("By A. Writer", "The minister said on Monday that the order is gone."),
    ]


@pytest.mark.parametrize("heading", ["The tender", "Why it failed", "U.S. buys jets", "第一章"])
def test_a_short_unended_line_is_a_heading(heading: str) -> None:
    assert kinds(f"{heading}\n\nIt opened.") == ["heading", "paragraph"]


@pytest.mark.parametrize(
    "line",
    [
        *("It ended.", "Why?", "“It ended.”", "Three things:", "2024", "完了。", "حقا؟", "वाक्य है।"),
        "He left. She stayed",
        "Why? Nobody knows",
        "A line " * 15 + "that is too long",
    ],
)
def test_other_lines_are_no_headings(line: str) -> None:
    assert set(kinds(f"{line}\n\nThe end.")) == {"paragraph"}


@pytest.mark.parametrize("body", ["", " ", "\n\r\n", "\u2028\t\u3000"])
def test_white_space_holds_no_sentence(body: str) -> None:
    assert cut(body) == []


# What may lie between sentences: white space, and after a line break the mark of a block.
_MARK = r"(?:#{1,6}\s|[-*+•‣◦]\s|>)"
_BETWEEN = re.compile(rf"\s*|\s*[\r\n\v\f\x85\u2028\u2029]\s*{_MARK}\s*")


@given(BODIES)
@example("a")
@example("- \n## \n>")
@example("He left.\r\n\r\n> “Why?”\u2029\u2028He stayed.")
def test_sentences_hold_every_word_exactly_once(body: str) -> None:
    body = f"\n{body}"
    end = 0
    for found in sentences(body):
        assert end <= found.span.start < found.span.end
        assert _BETWEEN.fullmatch(body, end, found.span.start)
        words = body[found.span.start : found.span.end]
        assert words == words.strip()
        end = found.span.end
    assert not body[end:].strip()


def test_repeated_sentences_each_have_their_own_place() -> None:
    assert [found.span.start for found in sentences("He left. " * 3)] == [0, 9, 18]


def test_a_long_line_takes_no_longer_than_nltk_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nltk.redos.DEFAULT_TIMEOUT", 0.5)
    body = PROSE * (500_000 // len(PROSE))
    assert len(cut(body)) == 4 * body.count("rained")


def test_a_long_line_is_cut_as_its_parts_are() -> None:
    paragraph = PROSE.strip()
    assert cut(" ".join([paragraph] * 1_000)) == cut(paragraph) * 1_000
