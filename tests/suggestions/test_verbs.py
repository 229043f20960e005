"""Forms of verbs."""

from __future__ import annotations

import pytest

from qa.suggestions import verbs


@pytest.mark.parametrize(
    ("lemma", "third", "past", "participle"),
    [
        ("announce", "announces", "announced", "announced"),
        ("carry", "carries", "carried", "carried"),
        ("deploy", "deploys", "deployed", "deployed"),
        ("drop", "drops", "dropped", "dropped"),
        ("veto", "vetoes", "vetoed", "vetoed"),
        ("write", "writes", "wrote", "written"),
        ("have", "has", "had", "had"),
        ("found", "founds", "founded", "founded"),
        ("find", "finds", "found", "found"),
        ("agree", "agrees", "agreed", "agreed"),
    ],
)
def test_forms(lemma: str, third: str, past: str, participle: str) -> None:
    assert verbs.third(lemma) == third
    assert verbs.past(lemma) == past
    assert verbs.participle(lemma) == participle


def test_forms_are_of_one_verb_each() -> None:
    for lemma in verbs.LEMMAS:
        assert verbs.OF_PAST[verbs.past(lemma)] == lemma
        assert verbs.OF_PARTICIPLE[verbs.participle(lemma)] == lemma
        assert verbs.OF_THIRD[verbs.third(lemma)] == lemma


def test_classes_hold_known_verbs_only() -> None:
    of_classes = (
        verbs.ABOUT_REASONS
        | verbs.WITH_CONTENT
        | verbs.OF_PLACES
        | verbs.WITHOUT_OBJECT
        | verbs.OF_MONEY
        | verbs.OF_WORDS
        | verbs.MAKING
        | verbs.COMMON
        | verbs.HOLDING
        | verbs.TO_SOMEBODY
        | verbs.TOWARDS
        | set(verbs.OF_CHARGES)
    )
    assert of_classes <= verbs.LEMMAS
