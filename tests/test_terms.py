from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given

from qa.terms import terms, words_of
from tests.factories import BODIES


def test_words_are_folded_and_stemmed() -> None:
    assert terms("Cancelling ORDERS, cancelled order") == ["cancel", "order", "cancel", "order"]


def test_function_words_are_no_terms() -> None:
    assert terms("Why did they not buy the drones?") == ["buy", "drone"]
    assert terms("What is it?") == []


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
def test_a_possessive_is_its_noun(apostrophe: str) -> None:
    assert terms(f"Kosovo{apostrophe}s army") == terms("Kosovo army")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,200 drones", ["1200", "drone"]),
        ("3.5 percent", ["3.5", "percent"]),
        ("F-16s in 2024.", ["f", "16", "2024"]),
        ("A320", ["a320"]),
        ("１２", ["12"]),
    ],
)
def test_numbers_stay_whole(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vučić", "Vucic"),
        (unicodedata.normalize("NFD", "Vučić"), "VUCIC"),
        ("straße", "STRASSE"),
        ("ﬁnance", "finance"),
        ("İstanbul", "istanbul"),
        ("כֹּהֵן", "כהן"),
        ("كُتُب", "كتب"),
        ("Ko\u00adso\u200bvo", "Kosovo"),
        ("ﾊﾞｲﾗｸﾀﾙ", "バイラクタル"),
    ],
)
def test_two_ways_to_write_a_word_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


def test_scripts_without_spaces_become_pairs_of_characters() -> None:
    assert terms("無人機を") == ["無人", "人機", "機を"]
    assert terms("無") == ["無"]
    assert terms("無人機Bayraktar") == ["無人", "人機", "bayraktar"]
    assert terms("ジョン・ス") == ["ジョ", "ョン", "ス"]


def test_signs_are_no_terms() -> None:
    assert terms("— _ 🎉 … ! \x07 ・") == []


def test_terms_remember_the_word_as_it_was_typed() -> None:
    typed = words_of("Did Vučić’s governments cancel, or Government’s 無人機?")
    assert typed == {
        "vucic": "Vučić",
        "govern": "governments",
        "cancel": "cancel",
        "無人": "無人機",
        "人機": "無人機",
    }


@given(BODIES)
@example(unicodedata.normalize("NFD", "résumé’s"))
@example("１．２")
@example("x\u0302y")
def test_words_have_the_terms_of_their_text(text: str) -> None:
    assert list(words_of(text)) == list(dict.fromkeys(terms(text)))
