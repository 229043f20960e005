"""Numbers, days, names and denials, to the letter."""

from __future__ import annotations

import pytest

from qa.answering.exact import denies_otherwise, missing

SOURCE = (
    "Vucic and Erdogan open door. 12 October 2024 The Danube Courier. In 2023 Serbia cancelled its"
    " plan to buy Bayraktar drones because Turkey had delivered five of them to Kosovo. It paid"
    " USD 1,036.5 million; 40% of it at once. Nobody in Novi Sad was told."
)


@pytest.mark.parametrize(
    "claim",
    [
        "Serbia cancelled it in 2023 after Turkey delivered 5 drones to Kosovo.",
        "The Serbian plan was given up, the Courier wrote on 12 October 2024.",
        "It paid USD 1036.5 million, 40 percent of it at once.",
        "People in Novi Sad knew nothing.",
        "However, the plan was dropped.",
        "The Turks delivered five.",
    ],
)
def test_what_is_there(claim: str) -> None:
    assert missing(claim, SOURCE) is None


@pytest.mark.parametrize(
    ("claim", "what"),
    [
        ("Serbia cancelled it in 2022.", "2022"),
        ("Turkey delivered six of them.", "6"),
        ("It paid USD 1,036.4 million.", "1036.4"),
        ("The plan was cancelled in March.", "March"),
        ("The plan of Hungary was cancelled.", "Hungary"),
        ("It was Viktor Orban who cancelled it.", "Viktor Orban"),
    ],
)
def test_what_is_not(claim: str, what: str) -> None:
    assert what in (missing(claim, SOURCE) or "")


@pytest.mark.parametrize(
    ("claim", "sentence", "otherwise"),
    [
        ("Serbia has not cancelled its plan.", "Serbia cancelled its plan in 2023.", True),
        ("Serbia cancelled its plan.", "Serbia never cancelled its plan.", True),
        ("Serbia didn’t cancel its plan.", "Serbia did not cancel its plan.", False),
        ("Serbia cancelled its plan.", "Serbia cancelled its plan.", False),
        ("Nothing was said of it.", "Serbia cancelled its plan.", False),
        (
            "The price is under discussion.",
            "He did not sign, and the price is under discussion.",
            False,
        ),
        (
            "The price is under discussion.",
            "It is not true that the price is under discussion.",
            True,
        ),
    ],
)
def test_denials(claim: str, sentence: str, otherwise: bool) -> None:
    assert denies_otherwise(claim, sentence) == otherwise
