from __future__ import annotations

import numpy as np
import pytest

from qa.reader.neighbours import Neighbours
from qa.reader.network import encoder_folder

WORDS = ["[PAD]", "bought", "purchased", "drone", "boughten", "of", "##ing"]
VECTORS = np.array(
    [[0, 0, 9], [1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [1, 0, 0.1], [1, 0, 0], [1, 0, 0]], np.float32
)


def test_forms_of_a_word_short_words_and_pieces_are_no_neighbours() -> None:
    assert Neighbours(WORDS, VECTORS).closer("bought", 0.8) == ["purchased"]


def test_an_unknown_word_has_none() -> None:
    assert Neighbours(WORDS, VECTORS).closer("sold", 0.0) == []


@pytest.mark.parametrize(("word", "other"), [("bought", "purchased"), ("money", "funds")])
def test_words_of_one_sense_are_near_in_the_encoder(word: str, other: str) -> None:
    assert other in Neighbours.of_encoder(encoder_folder()).closer(word, 0.52)
