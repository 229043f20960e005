from __future__ import annotations

from itertools import pairwise

import pytest

from qa.embedding import model_folder
from qa.reader.inputs import MAX_TOKENS, Inputs, tensors
from qa.settings import DEFAULT_EMBEDDER


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None
    return Inputs.from_file(folder / "tokenizer.json")


def test_a_window_gives_back_the_words_of_its_text(inputs: Inputs) -> None:
    text = "Zürich’s café sold 1,200 drones."
    ((window,),) = inputs.windows("How many?", [("Trade", text)])
    assert [text[start:end] for start, end in window.offsets][:2] == ["Zürich", "’"]
    assert len(window.ids) == window.first + len(window.offsets) + 1
    assert window.ids[0] == 101
    assert window.ids[-1] == 102


def test_a_final_question_mark_makes_no_difference(inputs: Inputs) -> None:
    asked, typed = (inputs.windows(q, [("T", "Text.")]) for q in ("Who sold it? ", "who sold it"))
    assert asked == typed


def test_a_long_text_is_read_in_windows_that_overlap_and_miss_nothing(inputs: Inputs) -> None:
    text = " ".join(f"word{n}" for n in range(400))
    (windows,) = inputs.windows("Which word?", [("Title", text)])
    assert len(windows) > 2
    assert all(len(window.ids) <= MAX_TOKENS for window in windows)
    assert {offset for window in windows for offset in window.offsets} == {
        offset for one in inputs.windows("", [("", text)])[0] for offset in one.offsets
    }
    for left, right in pairwise(windows):
        assert right.offsets[0] < left.offsets[-1]


def test_a_question_longer_than_a_window_leaves_room_for_the_text(inputs: Inputs) -> None:
    (windows,) = inputs.windows("why " * 3000, [("T" * 5000, "The text to be read.")])
    assert len(windows) == 1
    assert len(windows[0].ids) <= MAX_TOKENS
    assert len(windows[0].offsets) == 6


@pytest.mark.parametrize("text", ["", "   \n", "\u200b"])
def test_a_text_without_words_has_no_window(inputs: Inputs, text: str) -> None:
    assert inputs.windows("Who?", [("Title", text), ("Title", "Words.")])[0] == []


@pytest.mark.parametrize(
    "text", ["Сербия отказалась", "セルビアは契約を", "\U0001f680" * 600, "\x00"]
)
def test_text_in_any_script_is_read(inputs: Inputs, text: str) -> None:
    for windows in inputs.windows(text, [(text, text)]):
        assert all(len(window.ids) <= MAX_TOKENS for window in windows)


def test_tensors_pad_to_the_longest(inputs: Inputs) -> None:
    (short,), (long,) = inputs.windows("Who?", [("", "One."), ("", "One two three.")])
    made = tensors([short, long])
    assert {name: t.shape for name, t in made.items()} == dict.fromkeys(
        ("input_ids", "token_type_ids", "attention_mask"), (2, len(long.ids))
    )
    assert made["attention_mask"].sum(1).tolist() == [len(short.ids), len(long.ids)]
    assert made["token_type_ids"][0].tolist()[: len(short.ids)] == [0] * short.question_tokens + [
        1
    ] * (len(short.ids) - short.question_tokens)
