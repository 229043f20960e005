"""The stored network: whole, or refused with the remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.errors import ModelUnavailable
from qa.networks import verified
from qa.reader.inputs import Inputs
from qa.reader.runtime import MODEL, NETWORK, Network


def checked(folder: Path) -> Path:
    return verified(folder, "reader", "answer without it")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def test_the_stored_model_is_the_one_that_was_trained() -> None:
    assert checked(MODEL) == MODEL


def test_it_is_small_enough_for_the_repository() -> None:
    assert sum(file.stat().st_size for file in MODEL.iterdir()) <= 50_000_000


@pytest.mark.parametrize("name", ["reader.bin", "reader.xml", "tokenizer.json", "weights.json"])
def test_a_missing_file_is_one_error_with_the_remedy(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelUnavailable, match=name) as error:
        checked(copy)
    assert "answer without it" in str(error.value)


def test_an_altered_file_is_one_error_with_the_remedy(copy: Path) -> None:
    weights = copy / "reader.bin"
    altered = bytearray(weights.read_bytes())
    altered[len(altered) // 2] ^= 1
    weights.write_bytes(altered)
    with pytest.raises(ModelUnavailable, match="not the file that was installed"):
        checked(copy)


def test_no_folder_or_a_damaged_list_is_the_same_error(copy: Path) -> None:
    with pytest.raises(ModelUnavailable):
        checked(copy / "nowhere")
    (copy / "SHA256SUMS").write_text("nonsense\n")
    with pytest.raises(ModelUnavailable):
        checked(copy)


def test_the_order_and_company_of_windows_change_little() -> None:
    inputs = Inputs.from_file(MODEL / "tokenizer.json")
    network = Network(MODEL / NETWORK)
    texts = [("Trade", "Serbia bought twelve jets. " * n) for n in (1, 9, 2, 5, 3, 7)]
    windows = [window for of_one in inputs.windows("How many jets?", texts) for window in of_one]
    together = network(windows)
    alone = [network([window])[0] for window in windows]
    for one, other, window in zip(together, alone, windows, strict=True):
        assert one.start.shape == one.end.shape == (len(window.offsets),)
        assert np.allclose(one.start, other.start, atol=0.6)
        assert one.relevance == pytest.approx(other.relevance, abs=0.6)


def test_no_windows_give_no_logits() -> None:
    assert Network(MODEL / NETWORK)([]) == []
