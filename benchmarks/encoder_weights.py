"""The network in eight bits that embeds passages with the default model: made, and measured.

    python -m benchmarks.encoder_weights make --data DIR [--out DIR]
    python -m benchmarks.encoder_weights measure --data DIR [--rounds N]

Nothing is trained: weights and activations are rounded, and passages of the public training sets
show what activations to expect. Making needs `pip install 'qa[train]'`.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click
import numpy as np
import openvino
from sentence_transformers import SentenceTransformer

from benchmarks.size.corpus import article, cut
from qa.chunking import embedded_text
from qa.embedding import SentenceTransformerEmbedder, Vectors, model_folder
from qa.encoder import EIGHT_BITS, EIGHT_BITS_NETWORK, NETWORK, Precision, in_eight_bits
from qa.encoder.export import export
from qa.exporting import eight_bits, seal
from qa.reader.examples import read_rows
from qa.settings import DEFAULT_EMBEDDER

_SHOWN = (
    ("train/squad_du", "context"),
    ("train/squad2_half", "context"),
    ("train/nq_paragraphs", "context"),
)
_MEASURED = (("corpora/wiki2", "text"), ("corpora/wikinews", "text"))
_FROM_EACH = 200
"""Paragraphs or articles."""
_SEED = 7
_EXACT = r".*encoder\.layer\.0\.output\.dense.*MatMul"
"""What rounding costs most: half of all error, for a fourteenth of the time."""
_PRECISIONS: tuple[Precision, ...] = ("float32", "bfloat16", "int8")

_data = click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)


@click.group()
def main() -> None:
    """Make the network, or measure it."""


@main.command()
@_data
@click.option("--out", type=click.Path(path_type=Path), default=EIGHT_BITS)
def make(data: Path, out: Path) -> None:
    """Write the default model's export, in eight bits, into a folder."""
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None  # it comes with a package
    if not in_eight_bits(folder):
        raise click.ClickException(f"{folder} does not hold the weights that qa.encoder names.")
    with tempfile.TemporaryDirectory() as temporary:
        exact = Path(temporary) / "exact"
        made = export(SentenceTransformer(str(folder), device="cpu"), exact, "float32")
        assert made is not None  # the default model is not refused
        _, shown = made.inputs(_passages(data, _SHOWN))
        network = openvino.Core().read_model(exact / NETWORK)
        eight_bits(network, list(shown), out / EIGHT_BITS_NETWORK, [_EXACT])
    seal(out, (EIGHT_BITS_NETWORK, Path(EIGHT_BITS_NETWORK).with_suffix(".bin").name))


@main.command()
@_data
@click.option("--rounds", default=3, show_default=True)
def measure(data: Path, rounds: int) -> None:
    """Print passages a second, and cosines with those of float32, of texts that were not shown."""
    texts = _passages(data, _MEASURED)
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
    return f"cosine {np.mean(cosines):.4f}, least {np.min(cosines):.4f}"


def _passages(data: Path, sets: Sequence[tuple[str, str]]) -> list[str]:
    """What an ingest embeds of some texts of each set, chosen at random."""
    chance = random.Random(_SEED)
    embedder = SentenceTransformerEmbedder()
    found: list[str] = []
    for name, field in sets:
        texts = sorted({(row["title"], row[field]) for row in read_rows(data, name)})
        for title, text in chance.sample(texts, _FROM_EACH):
            one = article("", title, text, name)
            found += [embedded_text(one, passage) for passage in cut(one, embedder)]
    return found


if __name__ == "__main__":
    main()
