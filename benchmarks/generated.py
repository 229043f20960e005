"""Is what a language model writes supported, where it is shown as supported?

    python -m benchmarks.generated ask --llm SETTING [--questions 60] [--out FILE]
    python -m benchmarks.generated share FILE

`ask` puts questions of `evals/` to the example articles, answered by a model, and writes a line for
each sentence: what it says, what came of it, the passages that the model was shown, the words
cited. A person fills in `label`: whether the words cited say what the sentence says or, where none
are cited, whether the passages do. `share` then counts how often what is shown is not supported,
and how often what is supported was left out.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click
from rich.progress import track

from benchmarks.load import SEEDS
from qa import Assistant, Settings

QUESTIONS = Path(__file__).parents[1] / "evals" / "questions" / "dev.jsonl"


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
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
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
                lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            if answered == questions:
                break


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def share(file: Path) -> None:
    """Count what the labels say."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
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
