"""Ingest speed beside LlamaIndex's defaults: the same articles, the same model, one run.

    python -m benchmarks.ingest --data DIR [--articles N]

Ours reads the articles from a JSON Lines file, cuts, embeds, stores and indexes them on disk;
LlamaIndex's (`VectorStoreIndex.from_documents`, `HuggingFaceEmbedding`, nothing else changed) holds
them in memory. Rounds alternate, since timings on a shared machine wander; the ratio of passages a
second is what counts, and that of articles a second beside it, since the two cut differently.
"""

from __future__ import annotations

import json
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from qa import Assistant, Settings
from qa.embedding import model_folder
from qa.reader.examples import read_rows


@dataclass(frozen=True, slots=True)
class Run:
    """One ingest of all articles."""

    passages: int
    seconds: float


def ours(articles: list[dict[str, Any]], folder: Path) -> Run:
    file = folder / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    assistant = Assistant.open(folder / "index")
    assistant.embedder.embed_question("load the model")
    started = time.perf_counter()
    report = assistant.ingest(file)
    seconds = time.perf_counter() - started
    assert len(report.added) == len(articles), report.skipped
    return Run(assistant.collection.count_passages(), seconds)


def llama_index(articles: list[dict[str, Any]], _folder: Path) -> Run:
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    model = HuggingFaceEmbedding(model_name=str(model_folder(Settings().embedder)))
    model.get_query_embedding("load the model")
    documents = [Document(text=row["text"], metadata={"title": row["title"]}) for row in articles]
    started = time.perf_counter()
    index = VectorStoreIndex.from_documents(documents, embed_model=model)
    seconds = time.perf_counter() - started
    return Run(len(index.docstore.docs), seconds)


CONTENDERS: dict[str, Callable[[list[dict[str, Any]], Path], Run]] = {
    "ours": ours,
    "LlamaIndex": llama_index,
}


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=6119, help="the most to ingest")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    articles = list(read_rows(arguments.data, "corpora/wiki2"))[: arguments.articles]
    runs: dict[str, list[Run]] = {name: [] for name in CONTENDERS}
    for number in range(1, arguments.rounds + 1):
        for name, ingest in CONTENDERS.items():
            with tempfile.TemporaryDirectory() as folder:
                run = ingest(articles, Path(folder))
            runs[name].append(run)
            print(
                f"round {number} {name:10} {run.passages:6} passages {run.seconds:7.1f} s"
                f" {run.passages / run.seconds:7.1f} passages/s"
                f" {len(articles) / run.seconds:7.1f} articles/s",
                flush=True,
            )
    ratios = [
        (a.passages / a.seconds) / (b.passages / b.seconds)
        for a, b in zip(runs["ours"], runs["LlamaIndex"], strict=True)
    ]
    times = [b.seconds / a.seconds for a, b in zip(runs["ours"], runs["LlamaIndex"], strict=True)]
    print(
        f"ratio, median of rounds: {median(ratios):.2f}x passages/s,"
        f" {median(times):.2f}x articles/s"
    )


if __name__ == "__main__":
    main()
