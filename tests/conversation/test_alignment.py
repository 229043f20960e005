"""What the network learns from is what people did, told as edits that make it again."""

from __future__ import annotations

import pytest

from qa.conversation.alignment import align
from qa.conversation.edits import CONNECTORS, Edits, Insertion, apply
from tests.conversation.rewriting import window


@pytest.mark.parametrize(
    ("question", "said", "rewrite"),
    [
        ("When did they disband?", "Who are the Mothers?", "When did the Mothers disband?"),
        ("What was his style?", "Who is Andy Griffith?", "What was Andy Griffith's style?"),
        ("What are its types?", "What is cancer?", "What are cancer's types?"),
        ("What are common types?", "Tell me about cancer", "What are common types of cancer?"),
        ("What else did he do?", "Who is Steve? The album", None),
        ("Who paid for the jets?", "What is cancer?", "Who paid for the jets?"),
    ],
)
def test_the_edits_of_a_rewrite_make_it_again(
    question: str, said: str, rewrite: str | None
) -> None:
    rewrite = rewrite or "Besides the album, what else did Steve do?"
    asked = window(question, said)
    gold = align(asked, rewrite)
    insertions = []
    for site, (number, places) in enumerate(zip(gold.connectors, gold.spans, strict=True)):
        assert number is not None
        if connector := CONNECTORS[number]:
            insertions.append(Insertion(site, connector, *places[0]))
        elif connector == "":
            insertions.append(Insertion(site, "", *places[0]))
    left_out = frozenset(site for site, out in enumerate(gold.left_out) if out)
    assert apply(question, asked, Edits(left_out, tuple(insertions))) == rewrite


def test_what_the_conversation_does_not_hold_is_not_learnt() -> None:
    asked = window("Did they win?", "Who are they?")
    gold = align(asked, "Did Real Madrid win?")
    assert gold.connectors[1] is None
    assert gold.left_out[1]


def test_words_that_a_person_added_are_marked_wherever_they_stand() -> None:
    asked = window("How many died?", "What was the Tarn flood?")
    gold = align(asked, "How many died when the Tarn burst?")
    marked = [w.text for w, added in zip(asked.context, gold.added, strict=True) if added]
    assert marked == ["Tarn"]
