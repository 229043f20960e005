"""What it costs to ingest a folder in which nothing has changed.

    python -m benchmarks.again --data DIR [--articles 10000] [--paragraphs 5]

Articles are made of paragraphs of the public sets, drawn at random, and written as Markdown into a
folder that `qa ingest` reads twice, each time as a process of its own.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import click

from benchmarks.cold_start import seconds
from benchmarks.load import QA
from benchmarks.size.corpus import articles_of

_SEED = 7


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--articles", "wanted", default=10_000, show_default=True)
@click.option("--paragraphs", default=5, show_default=True, help="Of an article.")
def main(data: Path, wanted: int, paragraphs: int) -> None:
    """Print the seconds of both and their ratio."""
    chance = random.Random(_SEED)
    known = articles_of(data)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "articles"
        folder.mkdir()
        for number in range(wanted):
            drawn = chance.sample(known, paragraphs)
            text = "\n\n".join([f"# {drawn[0].title}", *(one.body for one in drawn)])
            (folder / f"{number}.md").write_text(f"{text}\n", encoding="utf-8")
        ingest = (*QA, "ingest", str(folder), "--index", f"{temporary}/index")
        first, again = seconds(ingest), seconds(ingest)
    print(
        f"{wanted:,} articles: {first:.1f} s, unchanged {again:.1f} s;"
        f" {again / first:.2%}, {wanted / again:,.0f} articles/s"
    )


if __name__ == "__main__":
    main()
