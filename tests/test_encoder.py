"""The exported embedding model: equal to the original, and never used when it is not."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from qa import encoder
from qa.embedding import model_folder
from qa.encoder import Encoder, batches
from qa.encoder.export import LEAST_COSINE, export
from qa.settings import DEFAULT_EMBEDDER
from tests.conftest import SEEDS

QUESTIONS = (
    "Why did Serbia cancel the Bayraktar order?",
    "how many drones did kosovo receive",
    "When was smallpox declared eradicated?",
    "Who stole the Mona Lisa?",
    "What replaces a password?",
)


@pytest.fixture(scope="module")
def original() -> SentenceTransformer:
    """The default model, but one that was trained to be told what is a question."""
    prompts = {"query": "query: ", "document": "passage: "}
    return SentenceTransformer(
        str(model_folder(DEFAULT_EMBEDDER)), device="cpu", prompts=prompts, local_files_only=True
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache") / "encoders" / "it"


@pytest.fixture(scope="module")
def exported(original: SentenceTransformer, place: Path) -> Encoder:
    made = export(original, place, "auto")
    assert made
    return made


def test_it_finds_what_the_original_finds_in_the_same_order(
    original: SentenceTransformer, exported: Encoder
) -> None:
    texts = [file.read_text("utf-8")[:600] for file in sorted(SEEDS.rglob("*/*.md"))[:40]]
    passages = original.encode_document(texts, normalize_embeddings=True)
    theirs = original.encode_query(list(QUESTIONS), normalize_embeddings=True)
    ours = exported.questions(QUESTIONS)
    assert float(np.min(np.sum(ours * theirs, axis=1))) > 1 - 1e-3
    np.testing.assert_array_equal(
        np.argsort(-(ours @ passages.T))[:, :10], np.argsort(-(theirs @ passages.T))[:, :10]
    )
    together = exported.passages(texts)  # in the precision of passages
    assert float(np.min(np.sum(together * passages, axis=1))) > 0.99


def test_what_is_put_before_questions_and_passages_is_kept(exported: Encoder, place: Path) -> None:
    about = encoder.about(place)
    assert about
    assert (about.question, about.passage, about.dimension) == ("query: ", "passage: ", 384)
    assert about.cosine >= LEAST_COSINE
    told = Encoder(place, about).questions(QUESTIONS)
    np.testing.assert_array_equal(told, exported.questions(QUESTIONS))


@pytest.mark.parametrize("name", [*encoder.FILES, encoder.ABOUT])
def test_a_damaged_file_is_noticed(exported: Encoder, place: Path, name: str) -> None:
    file = place / name
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert encoder.about(place) is None
    file.write_bytes(whole)
    assert encoder.about(place)


def test_a_model_that_comes_out_otherwise_is_refused_once_and_for_all(
    original: SentenceTransformer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(original, "max_seq_length", None)
    place = tmp_path / "it"
    assert export(original, place, "auto") is None
    assert encoder.refused(place)
    assert encoder.about(place) is None


def test_models_are_told_apart_by_their_bytes(tmp_path: Path) -> None:
    places = set()
    for weights in (b"one", b"two", b"one"):
        (tmp_path / "model.safetensors").write_bytes(weights)
        places.add(encoder.place(tmp_path))
    assert len(places) == 2
    (tmp_path / "config.json").write_text(json.dumps({}))
    assert encoder.place(tmp_path) not in places


def test_batches_hold_every_text_once_like_with_like() -> None:
    lengths = [3, 250, 1, 120, 7, 256, 9, 256, 255, 40]
    made = list(batches(lengths))
    assert sorted(chain.from_iterable(made)) == list(range(len(lengths)))
    assert made[0] == [5, 7]  # 2 of 256 tokens are 512
    assert [lengths[i] for i in chain.from_iterable(made)] == sorted(lengths, reverse=True)
    assert list(batches([])) == []
