"""The network in eight bits that embeds passages with the default model: made, and measured.

    python -m benchmarks.encoder_weights make --data DIR --work DIR [--out DIR]
    python -m benchmarks.encoder_weights measure --data DIR [--rounds N]

Weights and activations are rounded, then the network is trained until its vectors of passages of
public training sets are close to those it gave before. The same command goes on where an
interrupted run stopped. Making needs `pip install 'qa[train]'`.
"""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import click
import numpy as np
import openvino
import torch
from sentence_transformers import SentenceTransformer
from torch import nn

from benchmarks.size.corpus import article, cut
from qa.chunking import embedded_text
from qa.embedding import SentenceTransformerEmbedder, Vectors, model_folder
from qa.encoder import EIGHT_BITS, EIGHT_BITS_NETWORK, Encoder, Precision, in_eight_bits
from qa.encoder.export import export
from qa.encoder.network import WholeModel
from qa.exporting import Shown, converted, quantized, seal
from qa.reader.examples import read_rows
from qa.settings import DEFAULT_EMBEDDER
from qa.training import fit, show_progress

_TRAINED_ON = (
    ("train/squad_du", "context"),
    ("train/squad2_half", "context"),
    ("train/nq_paragraphs", "context"),
)
_MEASURED = (("corpora/wiki2", "text"), ("corpora/wikinews", "text"))
_MEASURED_OF_EACH = 200
"""Paragraphs or articles."""
_SEED = 7
_SHOWN = 250
"""Batches that tell the rounding what activations to expect."""
_EPOCHS = 2
_BATCHES_A_STEP = 4
_RATE = 3e-5
_EXACT = ("model/0/output/dense/linear/0", "model/0/token_type_embeddings/embedding/0")
"""What rounding costs most of all: one is a fourteenth of the time, the other none."""
_PRECISIONS: tuple[Precision, ...] = ("float32", "bfloat16", "int8")

_data = click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)


@dataclass(frozen=True, slots=True)
class Batch:
    """Passages of about equal length."""

    shown: Shown
    vectors: Vectors
    """(passages, dimension), those of the model in float32; it makes them of unit norm."""

    @property
    def tensors(self) -> dict[str, torch.Tensor]:
        return {name: torch.from_numpy(tensor) for name, tensor in self.shown.items()}


@click.group()
def main() -> None:
    """Make the network, or measure it."""


@main.command()
@_data
@click.option("--work", type=click.Path(path_type=Path), required=True, help="For checkpoints.")
@click.option("--out", type=click.Path(path_type=Path), default=EIGHT_BITS)
def make(data: Path, work: Path, out: Path) -> None:
    """Write the default model, in eight bits, into a folder."""
    show_progress()
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None  # it comes with a package
    if not in_eight_bits(folder):
        raise click.ClickException(f"{folder} does not hold the weights that qa.encoder names.")
    model = SentenceTransformer(str(folder), device="cpu")
    encoder = export(model, work / "float32", "float32")
    assert encoder is not None  # the default model is not refused
    batches = _batches(encoder, _passages(data, _TRAINED_ON))
    shown = [batch.tensors for batch in batches[:_SHOWN]]
    network: nn.Module = quantized(WholeModel(model, {}).eval(), shown, _EXACT)
    _train(network, batches, work)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `measure` would show what tracing warns of
        made = converted(network, batches[0].shown, ("vectors",))
    out.mkdir(parents=True, exist_ok=True)
    openvino.save_model(made, out / EIGHT_BITS_NETWORK)
    seal(out, (EIGHT_BITS_NETWORK, Path(EIGHT_BITS_NETWORK).with_suffix(".bin").name))


def _batches(encoder: Encoder, texts: Sequence[str]) -> list[Batch]:
    """In random order."""
    vectors = encoder.passages(texts)
    places, shown = encoder.inputs(texts)
    batches = [Batch(one, vectors[batch]) for batch, one in zip(places, shown, strict=True)]
    random.Random(_SEED).shuffle(batches)
    return batches


def _train(network: nn.Module, batches: Sequence[Batch], work: Path) -> None:
    """Words keep their vectors. Without dropout, since the vectors were made without."""
    torch.manual_seed(_SEED)
    for name, weights in network.named_parameters():
        if ".embeddings." in name:
            weights.requires_grad_(False)
    network.eval()
    steps = len(batches) // _BATCHES_A_STEP

    def backward(step: int) -> tuple[float, int]:
        losses = []
        first = step % steps * _BATCHES_A_STEP
        for batch in batches[first : first + _BATCHES_A_STEP]:
            cosines = torch.sum(network(**batch.tensors) * torch.from_numpy(batch.vectors), dim=1)
            percent = 100 * (1 - cosines)
            mean = torch.sum(percent) / _BATCHES_A_STEP
            mean.backward()  # type: ignore[no-untyped-call]
            losses += percent.tolist()
        return sum(losses) / len(losses), len(losses)

    fit(network, backward, steps=steps * _EPOCHS, rate=_RATE, out=work)


@main.command()
@_data
@click.option("--rounds", default=3, show_default=True)
def measure(data: Path, rounds: int) -> None:
    """Print passages a second, and cosines with those of float32, of texts not trained on."""
    texts = _passages(data, _MEASURED, _MEASURED_OF_EACH)
    embedders = {name: SentenceTransformerEmbedder(dtype=name) for name in _PRECISIONS}
    vectors = {name: embedder.embed_passages(texts) for name, embedder in embedders.items()}
    seconds: dict[Precision, list[float]] = {name: [] for name in embedders}
    for _ in range(rounds):
        for name, embedder in embedders.items():
            started = time.perf_counter()
            embedder.embed_passages(texts)
            seconds[name].append(time.perf_counter() - started)
    print(f"{len(texts):,} passages, {rounds} rounds")
    for name in embedders:
        times = median(a / b for a, b in zip(seconds["float32"], seconds[name], strict=True))
        print(
            f"{name:9} {len(texts) / median(seconds[name]):6.1f} passages/s, {times:.2f}× float32;"
            f" {_cosines(vectors[name], vectors['float32'])}"
        )


def _cosines(some: Vectors, others: Vectors) -> str:
    cosines = np.sum(some * others, axis=1)
    return f"cosine {np.mean(cosines):.5f}, least {np.min(cosines):.4f}"


def _passages(data: Path, sets: Sequence[tuple[str, str]], of_each: int | None = None) -> list[str]:
    """What an ingest embeds of the texts of each set, or of some chosen at random."""
    chance = random.Random(_SEED)
    embedder = SentenceTransformerEmbedder()
    found: list[str] = []
    for name, field in sets:
        texts = sorted({(row["title"], row[field]) for row in read_rows(data, name)})
        for title, text in chance.sample(texts, of_each) if of_each else texts:
            one = article("", title, text, name)
            found += [embedded_text(one, passage) for passage in cut(one, embedder)]
    return found


if __name__ == "__main__":
    main()
