"""What is measured in a process of its own: the parts of `qa bench size` that must not share one.

Each command prints one JSON object as its last line; `run` starts one and reads it. Each imports
what it needs and no more, since the whole process is timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from benchmarks.size.contenders import CONTENDERS, OURS, TxtAI

if TYPE_CHECKING:
    from benchmarks.size.corpus import Stored

_folder = click.Path(path_type=Path)


def run(*arguments: object, stdin: object = None, shown: bool = False) -> Any:
    """What a command prints, run in a new process; `shown`: what it says meanwhile as well."""
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.size.fresh", *map(str, arguments)],
        input=json.dumps(stdin),
        stdout=subprocess.PIPE,
        stderr=None if shown else subprocess.PIPE,
        text=True,
    )
    if process.returncode:
        told = " ".join(map(str, arguments))
        raise click.ClickException(f"`{told}` failed:\n{process.stderr or ''}")
    return json.loads(process.stdout.splitlines()[-1])


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes of this process, as Linux counts them."""

    anonymous: int
    """What it has to itself; RssAnon."""
    files: int
    """What it has mapped of files, which the system may take back; RssFile."""
    peak: int
    """The most of both together that it ever had; VmHWM."""

    @classmethod
    def now(cls) -> Memory:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        told = dict(line.split(":", 1) for line in lines)
        kilobytes = (int(told[name].split()[0]) for name in ("RssAnon", "RssFile", "VmHWM"))
        return cls(*(1024 * one for one in kilobytes))


@click.group()
def main() -> None:
    """One measurement."""


@main.command()
@click.argument("name")
@click.argument("data", type=_folder)
@click.argument("work", type=_folder)
@click.argument("most", type=int)
def build(name: str, data: Path, work: Path, most: int) -> None:
    """Store collections, folder and size of each from stdin, unless they are there.

    Ours go on where they stopped, others start again.
    """
    from benchmarks.size.corpus import Corpus

    wanted = [(Path(folder), size) for folder, size in json.load(sys.stdin).items()]
    contender = CONTENDERS[name]()
    corpus = Corpus.load(data, work, most)
    for folder, size in wanted:
        label = f"{name}, {size:,} passages"
        with click.progressbar(length=size, label=label, file=sys.stderr) as bar:
            if name in OURS:
                articles, held = _held(folder)
                bar.update(held)
                contender.build(_counted(corpus.upto(size, articles, held), bar), folder)
            elif not folder.exists():
                part = folder.with_suffix(".part")
                contender.build(_counted(corpus.upto(size), bar), part)
                part.rename(folder)
    _tell({})


def _counted(articles: Iterator[Stored], bar: Any) -> Iterator[Stored]:
    for one in articles:
        yield one
        bar.update(len(one.passages))


def _held(folder: Path) -> tuple[int, int]:
    """Articles and passages that are there already."""
    from qa import Assistant

    with Assistant.open(folder) as assistant:
        return assistant.count_articles(), assistant.collection.count_passages()


@main.command()
@click.argument("name")
@click.argument("base", type=_folder)
@click.argument("folder", type=_folder)
def search(name: str, base: Path, folder: Path) -> None:
    """Ask the questions of stdin of a small collection, then of a large one, with the same models.

    What the large one takes beyond the small one is due to its size alone: the models are loaded
    and have read passages before.
    """
    questions = json.load(sys.stdin)
    contender = CONTENDERS[name]()
    ask = contender.open(base)
    for question in questions:
        ask(question)
    before = Memory.now()
    started = time.perf_counter()
    ask = contender.open(folder)
    ask(questions[0])
    first = time.perf_counter() - started
    seconds = []
    for question in questions:
        started = time.perf_counter()
        ask(question)
        seconds.append(time.perf_counter() - started)
    _tell(
        {
            "first": first,
            "seconds": seconds,
            "before": asdict(before),
            "after": asdict(Memory.now()),
        }
    )


@main.command()
@click.argument("name")
@click.argument("folder", type=_folder)
@click.argument("question")
def once(name: str, folder: Path, question: str) -> None:
    """Find something for one question and end."""
    CONTENDERS[name]().open(folder)(question)
    _tell({})


@main.command()
@click.argument("name")
def ingest(name: str) -> None:
    """Ingest the articles of stdin, rows with a title and a text, the model loaded before."""
    from benchmarks import ingest as plain

    rows = json.load(sys.stdin)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if name == "qa":
            done = plain.ours(rows, folder)
            told = {"again": _again(folder)}
        elif name == "llama-index":
            done, told = plain.llama_index(rows, folder), {}
        else:
            done, told = _txtai(rows), {}
    _tell({"articles": len(rows), "passages": done.passages, "seconds": done.seconds, **told})


def _again(folder: Path) -> float:
    """Seconds to ingest what is there already."""
    from qa import Assistant

    with Assistant.open(folder / "index") as assistant:
        started = time.perf_counter()
        report = assistant.ingest(folder / "articles.jsonl")
        seconds = time.perf_counter() - started
    assert not report.added, report
    return seconds


def _txtai(rows: list[dict[str, str]]) -> Any:
    """The passages that we cut, since it cuts none itself; the cutting is not timed."""
    from benchmarks.ingest import Run
    from benchmarks.size.corpus import article, cut
    from qa import SentenceTransformerEmbedder

    counter = SentenceTransformerEmbedder()
    texts = [
        passage.in_article()
        for number, row in enumerate(rows)
        for passage in cut(article(str(number), row["title"], row["text"], "txtai"), counter)
    ]
    contender = TxtAI()
    contender.index(["load the model"])
    started = time.perf_counter()
    contender.index(texts)
    return Run(len(texts), time.perf_counter() - started)


@main.command()
def machine() -> None:
    """What the machine can do at most."""
    from benchmarks.size.machine import measured

    _tell(asdict(measured()))


def _tell(figures: dict[str, Any]) -> None:
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
