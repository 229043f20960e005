"""Conversations as they go, to be read by eye.

    python -m benchmarks.play FILE [--index DIR] > transcript.md

Each line of the file is one conversation: a JSON list of its questions.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.adapters import reading
from qa import Answer, Assistant


def read(file: Path) -> Iterator[list[str]]:
    """The questions of each conversation. Raises `SuiteError` with the line's number."""
    for number, line in enumerate(reading.text(file).split("\n"), 1):
        if line.strip():
            yield reading.parsed(line, list[str], f"{file}, line {number}")


def transcript(title: str, questions: Sequence[str], assistant: Assistant) -> Iterator[str]:
    """One conversation as paragraphs of Markdown."""
    yield f"## {title}"
    chat = assistant.chat()
    for question in questions:
        yield from _turn(chat.ask(question))


def _turn(answer: Answer) -> Iterator[str]:
    yield f"**{answer.question}**"
    other = f" Or: {answer.other_reading}" if answer.other_reading else ""
    if other or answer.standalone_question != answer.question:
        yield f"*Read as: {answer.standalone_question}{other}*"
    yield f"{'Declined. ' if answer.declined else ''}{answer.text}"
    if titles := dict.fromkeys(f"[{c.number}] {c.article.title}" for c in answer.citations):
        yield "— " + "; ".join(titles)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--index", type=Path, help="the collection; $QA_INDEX if left out")
    arguments = parser.parse_args()
    with Assistant.open(arguments.index) as assistant:
        for number, questions in enumerate(read(arguments.file), 1):
            print(
                *transcript(f"Conversation {number}", questions, assistant), sep="\n\n", end="\n\n"
            )


if __name__ == "__main__":
    main()
