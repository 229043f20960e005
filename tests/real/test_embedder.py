"""The real embedding model: the weights are upstream's, and the seam keeps its promises."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from qa import (
    Assistant,
    CollectionError,
    ModelUnavailable,
    SentenceTransformerEmbedder,
    Settings,
    encoder,
)
from qa.embedding import model_folder
from qa.encoder import Precision
from qa.settings import DEFAULT_EMBEDDER
from tests.conftest import SEEDS

UPSTREAM = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_the_weights_are_those_of_the_model_they_are_named_for() -> None:
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None
    weights = (folder / "model.safetensors").read_bytes()
    assert hashlib.sha256(weights).hexdigest() == UPSTREAM


def test_vectors_are_of_unit_norm_and_in_order(embedder: SentenceTransformerEmbedder) -> None:
    texts = ["Serbia drops drones. " * 12, "A passkey replaces a password.", "Drones."]
    vectors = embedder.embed_passages(texts)
    assert vectors.shape == (3, embedder.dimension) == (3, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    question = embedder.embed_question("What replaces a password?")
    assert int(np.argmax(vectors @ question)) == 1


def test_bfloat16_changes_a_cosine_by_less_than_a_hundredth() -> None:
    texts = ["Kosovo received five drones from Turkey.", "The airport opens in September."]
    half = SentenceTransformerEmbedder(dtype="bfloat16").embed_passages(texts)
    full = SentenceTransformerEmbedder(dtype="float32").embed_passages(texts)
    assert float(np.min(np.sum(half * full, axis=1))) > 0.99


def test_vectors_in_eight_bits_are_near_those_of_float32() -> None:
    texts = [file.read_text("utf-8")[:600] for file in sorted(SEEDS.rglob("*/*.md"))]
    eight = SentenceTransformerEmbedder(dtype="int8").embed_passages(texts)
    full = SentenceTransformerEmbedder(dtype="float32").embed_passages(texts)
    cosines = np.sum(eight * full, axis=1)
    # Without VNNI, sums of two products that do not fit are cut off.
    mean, least = (0.999, 0.997) if encoder.multiplies_eight_bits() else (0.997, 0.995)
    assert float(np.min(cosines)) > least
    assert mean < float(np.mean(cosines)) < 0.9999  # another network it was


def test_passages_are_in_eight_bits_where_the_processor_multiplies_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["Kosovo received five drones from Turkey.", "The airport opens in September."]
    expected: tuple[tuple[bool, Precision], ...] = ((True, "int8"), (False, "float32"))
    for multiplies, same in expected:
        monkeypatch.setattr("qa.encoder.multiplies_eight_bits", lambda told=multiplies: told)
        monkeypatch.setattr("qa.encoder.multiplies_bfloat16", lambda: False)
        auto = SentenceTransformerEmbedder().embed_passages(texts)
        np.testing.assert_array_equal(
            auto, SentenceTransformerEmbedder(dtype=same).embed_passages(texts)
        )


def test_a_model_without_weights_in_eight_bits_says_so(tmp_path: Path) -> None:
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None
    copy = shutil.copytree(folder, tmp_path / "model")
    weights = load_file(copy / "model.safetensors")
    weights["embeddings.LayerNorm.bias"] += 0.01
    save_file(weights, copy / "model.safetensors", {"format": "pt"})
    trained_on = SentenceTransformerEmbedder(str(copy), dtype="int8")
    with pytest.raises(ModelUnavailable, match="QA_EMBEDDER_DTYPE=auto"):
        trained_on.embed_passages(["Drones."])


def test_damaged_weights_in_eight_bits_are_one_error_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(encoder.EIGHT_BITS, tmp_path / "model")
    (copy / "passages.bin").write_bytes(b"no weights")
    monkeypatch.setattr("qa.encoder.EIGHT_BITS", copy)
    with pytest.raises(ModelUnavailable, match="QA_EMBEDDER_DTYPE=float32"):
        SentenceTransformerEmbedder(dtype="int8").embed_passages(["Drones."])


def test_no_texts_give_no_vectors(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.embed_passages([]).shape == (0, 384)
    assert embedder.count_tokens([]) == []


def test_tokens_are_counted_whole_however_long_the_text(
    embedder: SentenceTransformerEmbedder,
) -> None:
    assert embedder.count_tokens(["drone " * 1000, "", "drone"]) == [1000, 0, 1]


def test_another_model_works_by_its_path(tmp_path: Path) -> None:
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None
    copy = shutil.copytree(folder, tmp_path / "model")
    settings = Settings(embedder=str(copy))
    with Assistant.open(tmp_path / "index", settings=settings) as assistant:
        (tmp_path / "a.txt").write_text("Drones\n\nKosovo received five drones from Turkey.")
        assert len(assistant.ingest(tmp_path / "a.txt").added) == 1
        assert "five" in assistant.ask("How many Bayraktar drones did Kosovo receive?").text
    with pytest.raises(CollectionError, match="QA_EMBEDDER="):
        Assistant.open(tmp_path / "index")


def test_a_model_that_is_not_here_is_one_clear_error() -> None:
    missing = SentenceTransformerEmbedder("nobody/no-such-model")
    with pytest.raises(ModelUnavailable, match="QA_ALLOW_DOWNLOADS"):
        missing.embed_question("Anything?")
