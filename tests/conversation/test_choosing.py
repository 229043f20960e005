from __future__ import annotations

from qa.conversation.choosing import added, choose
from qa.conversation.edits import Edits, apply
from qa.conversation.inputs import Window
from qa.conversation.runtime import Logits
from tests.conversation.rewriting import context_place, puts_in, says_nothing, window


def unlike(one: str, other: str) -> float:
    """Word vectors that know nothing."""
    return 0.0


def told(question: str, asked: Window, logits: Logits) -> str:
    return apply(question, asked, choose(asked, logits, unlike).edits)


def test_a_network_that_says_nothing_changes_nothing() -> None:
    asked = window("Did it fly?", "What is the TB2?")
    assert choose(asked, says_nothing(asked), unlike).edits == Edits()


def test_a_word_is_left_out_only_where_something_takes_its_place() -> None:
    question = "Did it fly?"
    asked = window(question, "What is the TB2?")
    logits = says_nothing(asked)
    logits.left_out[1] = 9.0
    assert told(question, asked, logits) == question
    puts_in(logits, asked, 1, "TB2")
    assert told(question, asked, logits) == "Did the TB2 fly?"


def test_what_the_question_says_already_is_not_said_again() -> None:
    question = "Did the TB2 fly there?"
    asked = window(question, "What is the TB2?")
    logits = says_nothing(asked)
    puts_in(logits, asked, 4, "TB2")
    assert told(question, asked, logits) == question


def test_a_possessive_takes_the_place_of_one() -> None:
    question = "What is its range?"
    asked = window(question, "Who is Baykar?")
    logits = says_nothing(asked)
    logits.left_out[2] = 9.0
    puts_in(logits, asked, 2, "Baykar")
    assert told(question, asked, logits) == "What is Baykar's range?"


def test_a_phrase_never_reaches_over_the_end_of_a_sentence() -> None:
    question = "Did it fly?"
    asked = window(question, "Is it new? Baykar says so")
    logits = says_nothing(asked)
    logits.left_out[1] = 9.0
    puts_in(logits, asked, 1, "new ? Baykar")
    assert "?" not in told(question, asked, logits)[:-1]


def test_a_last_name_is_told_in_full() -> None:
    question = "How old is he?"
    asked = window(question, "Edi Rama won", "What did Rama say?")
    logits = says_nothing(asked)
    logits.left_out[3] = 9.0
    puts_in(logits, asked, 3, "Rama")
    assert told(question, asked, logits) == "How old is Edi Rama?"


def test_two_that_a_pronoun_may_mean_are_both_offered() -> None:
    question = "How old is he?"
    asked = window(question, "Did Vucic meet Erdogan?")
    logits = says_nothing(asked)
    logits.left_out[3] = 9.0
    puts_in(logits, asked, 3, "Vucic", sure=9.0)
    puts_in(logits, asked, 3, "Erdogan", sure=8.9)
    choice = choose(asked, logits, unlike)
    assert apply(question, asked, choice.edits) == "How old is Vucic?"
    assert choice.other is not None
    assert apply(question, asked, choice.other) == "How old is Erdogan?"


def test_one_that_is_much_likelier_is_taken_alone() -> None:
    asked = window("How old is he?", "Did Vucic meet Erdogan?")
    logits = says_nothing(asked)
    puts_in(logits, asked, 3, "Vucic", sure=9.0)
    puts_in(logits, asked, 3, "Erdogan", sure=5.0)
    assert choose(asked, logits, unlike).other is None


def test_words_without_a_place_are_those_not_told_yet() -> None:
    asked = window("Did it fly?", "What is the Bayraktar TB2?")
    logits = says_nothing(asked)
    for word in ("Bayraktar", "TB2"):
        logits.added[context_place(asked, word)[0]] = 9.0
    assert added(asked, logits, "Did it fly?") == ("Bayraktar", "TB2")
    assert added(asked, logits, "Did the TB2 fly?") == ("Bayraktar",)
