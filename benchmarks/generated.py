"""Is what a language model writes supported, where it is shown as supported?

    python -m benchmarks.generated ask --llm SETTING [--questions 60] [--out FILE]
    python -m benchmarks.generated check FILE
    python -m benchmarks.generated share FILE

`ask` puts questions of `evals/` to the example articles, answered by a model, and writes a line for
each sentence: what it says, what came of it, the passages that the model was shown, the words
cited. A person fills in `label`: whether the words cited say what the sentence says or, where none
are cited, whether the passages do. `check` holds the sentences against their passages once more, as
the verifier is now; of what is cited otherwise, the label is taken away. `share` counts how often
what is shown is not supported, and how often what is supported was left out.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.progress import track

from benchmarks.load import SEEDS
from qa import Assistant, Settings
from qa.answering.markers import Draft
from qa.answering.verification import Source, check_in_turn
from qa.collection import Collection
from qa.verifier.trained import TrainedVerifier

Row = dict[str, Any]
"""A sentence, and what came of it."""

QUESTIONS = Path(__file__).parents[1] / "evals" / "questions" / "dev.jsonl"


def read(file: Path) -> list[Row]:
    """The rows of a file of JSON Lines."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


@click.group()
def main() -> None:
    """Sentences of a language model, beside the words that are cited for them."""


@main.command()
@click.option("--llm", required=True, help="As QA_LLM.")
@click.option("--questions", default=60, show_default=True)
@click.option("--passages", default=4, show_default=True, help="As QA_LLM_PASSAGES.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("build/generated.jsonl"))
def ask(llm: str, questions: int, passages: int, out: Path) -> None:
    """Write every sentence that the model makes, to be labelled."""
    rows = read(QUESTIONS)
    asked = [row["question"] for row in rows if "question" in row and not row.get("unanswerable")]
    out.parent.mkdir(parents=True, exist_ok=True)
    settings = Settings(llm=llm, llm_timeout=120, llm_passages=passages)
    with (
        tempfile.TemporaryDirectory() as folder,
        out.open("w", encoding="utf-8") as lines,
        Assistant.open(Path(folder) / "index", settings=settings) as assistant,
    ):
        assistant.ingest(SEEDS)
        answered = 0
        for question in track(asked, "Asking"):
            answer = assistant.ask(question)
            if not answer.checks:
                continue
            answered += 1
            quotes = {citation.number: citation.quote for citation in answer.citations}
            cited = {s.text: [quotes[n] for n in s.citations] for s in answer.sentences}
            shown = [hit.passage.id for hit in answer.hits[:passages]]
            for check in answer.checks:
                row = {
                    "question": question,
                    "sentence": check.text,
                    "verdict": check.verdict,
                    "support": check.support,
                    "reason": check.reason,
                    "passages": shown,
                    "quotes": cited.get(check.text, []) if answer.generated else [],
                    "label": None,
                }
                lines.write(_line(row))
            if answered == questions:
                break


@main.command("check")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def check_again(file: Path) -> None:
    """Hold the sentences of a file against the passages that the model was shown."""
    rows = read(file)
    with tempfile.TemporaryDirectory() as folder, Assistant.open(Path(folder)) as assistant:
        assistant.ingest(SEEDS)
        checked = [*again(rows, assistant.collection)]
    file.write_text("".join(map(_line, checked)), encoding="utf-8")


def again(rows: Sequence[Row], collection: Collection) -> Iterator[Row]:
    """The rows, with what comes of their sentences now, over the example articles."""
    stored = collection.passages(range(1, collection.count_passages() + 1)).values()
    passages = {passage.id: passage for passage in stored}
    verifier = TrainedVerifier()
    for _, of_one in groupby(rows, key=lambda row: row["question"]):
        answer = [*of_one]
        sources = [
            Source(number, passages[told], article)
            for number, told in enumerate(answer[0]["passages"], 1)
            if (article := collection.article(passages[told].article_id))
        ]
        drafts = [Draft(row["sentence"], ()) for row in answer]
        results = check_in_turn(drafts, sources, verifier)
        for row, (_, checked) in zip(answer, results, strict=True):
            quotes = [evidence.quote for evidence in checked.evidence]
            yield row | {
                "verdict": checked.verdict,
                "support": round(checked.support, 4),
                "reason": checked.reason,
                "quotes": quotes,
                "label": row["label"] if quotes == row["quotes"] else None,
            }


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def share(file: Path) -> None:
    """Count what the labels say."""
    rows = read(file)
    shown = [row for row in rows if row["verdict"] == "supported"]
    wrong = [row for row in shown if not row["label"]]
    right = [row for row in rows if row["label"]]
    dropped = [row for row in right if row["verdict"] != "supported"]
    questions = len({row["question"] for row in rows})
    click.echo(f"{len(rows)} sentences to {questions} questions")
    click.echo(f"shown as supported and not: {len(wrong)} of {len(shown)}")
    click.echo(f"supported and left out: {len(dropped)} of {len(right)}")


if __name__ == "__main__":
    main()
