"""Questions and models' words of any kind, through the code that a citation rests on."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.answering.citations import Claim, Evidence, cite
from qa.answering.exact import denies_otherwise, missing
from qa.answering.markers import Drafts
from qa.answering.parts import parts
from qa.records import Passage, Span
from qa.sentences import sentences
from qa.terms import terms, words_of
from qa.time_expressions import expressions
from tests.factories import article

FUZZED = settings(max_examples=100, derandomize=True, database=None)
WORDS = st.sampled_from(
    "between and since March 2024 31 February 9999 0000 last week years ago the past two in until"
    " why did Serbia cancel ? . [1] [99] [1, 3-5] 【2】 [ ] <think> </think> ** ## - 1. “ ” ' ’s"
    " \n \n\n \u2028 \x85 。 é e\u0301 \u202e \U0001f600 1,036 ½ ² ٣ not U.S. E.U. No.".split(" ")
)
TEXT = st.lists(WORDS | st.text(max_size=4), max_size=24).map(" ".join)


@FUZZED
@given(TEXT, st.dates())
def test_time_expressions_lie_in_the_question(question: str, today: date) -> None:
    end = 0
    for found in expressions(question, today):
        assert end <= found.span.start < found.span.end <= len(question)
        end = found.span.end


@FUZZED
@given(TEXT)
def test_any_text_has_terms_and_parts(text: str) -> None:
    assert all(terms(text))
    assert all(words_of(text).values())
    assert parts(text)
    assert missing(text, text) is None
    assert not denies_otherwise(text, text)


@FUZZED
@given(TEXT, st.integers(1, 9))
def test_a_reply_gives_the_same_drafts_in_pieces_of_any_length(reply: str, size: int) -> None:
    pieces, whole = Drafts(), Drafts()
    told = [
        draft
        for start in range(0, len(reply), size)
        for draft in pieces.feed(reply[start : start + size])
    ]
    told += pieces.end()
    list(whole.feed(reply))
    assert pieces.reply == whole.reply
    for draft in told:
        assert all(0 <= number <= 999 for number in draft.numbers)


@FUZZED
@given(TEXT.filter(str.strip))
def test_every_sentence_of_any_body_can_be_cited_word_for_word(body: str) -> None:
    source = article(body)
    spans = [Span(*found.span) for found in sentences(body)]
    passage = Passage(source.id, source.title, 0, len(body), body, tuple(spans))
    claims = [Claim(body[a:b], (Evidence(source, Span(a, b), passage),)) for a, b in spans]
    told, citations = cite(claims)
    assert len(told) == len(claims)
    for citation in citations:
        assert body[citation.start : citation.end] == citation.quote
