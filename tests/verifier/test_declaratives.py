"""Questions with their answers, told as statements."""

from __future__ import annotations

import pytest

from qa.verifier.declaratives import statement

TEXT = (
    "Kosovo received five drones in July 2023. Peruggia stole the Mona Lisa because he wanted it"
    " back in Italy. Goods pass through Serbia. He wrote to a dealer in Florence."
)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("Who painted the Mona Lisa?", "Leonardo", "Leonardo painted the Mona Lisa."),
        (
            "When did Kosovo receive the drones?",
            "July 2023",
            "Kosovo received the drones in July 2023.",
        ),
        ("How many drones did Kosovo receive?", "five", "Kosovo received five drones."),
        (
            "What did Peruggia steal in 1911?",
            "the Mona Lisa",
            "Peruggia stole the Mona Lisa in 1911.",
        ),
        (
            "Why did Peruggia steal it?",
            "he wanted it back in Italy",
            "Peruggia stole it because he wanted it back in Italy.",
        ),
        ("Where was Peruggia arrested?", "Florence", "Peruggia was arrested in Florence."),
        ("In what city was he arrested?", "Florence", "He was arrested in Florence."),
        ("When was the treaty signed?", "4 June", "The treaty was signed on 4 June."),
        ("What is the capital of Serbia?", "Belgrade", "The capital of Serbia is Belgrade."),
        ("What is the process called?", "firing", "The process is called firing."),
        ("Where do goods pass?", "through Serbia", "Goods pass through Serbia."),
        ("How many drones were delivered?", "Five", "Five drones were delivered."),
        ("Who was he writing to?", "a dealer", "He was writing to a dealer."),
    ],
)
def test_told(question: str, answer: str, told: str) -> None:
    assert statement(question, answer, TEXT) == told


@pytest.mark.parametrize("question", ["Did Kosovo receive drones?", "Name the thief.", "What?", ""])
def test_what_fits_no_pattern_is_left(question: str) -> None:
    assert statement(question, "yes", TEXT) is None
