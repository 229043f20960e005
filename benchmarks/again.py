"""What it costs to ingest a folder in which nothing has changed.

    python -m benchmarks.again --data DIR [--articles 10000]

Paragraphs of the public sets are written into a folder as Markdown, a file each, and ingested by
`qa ingest` twice, each time as a process of its own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from benchmarks.cold_start import seconds
from benchmarks.load import QA
from benchmarks.size.corpus import articles_of


@click.command()
@click.option("--data", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--articles", "wanted", default=10_000, show_default=True)
def main(data: Path, wanted: int) -> None:
    """Print the seconds of both and their ratio."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "articles"
        folder.mkdir()
        chosen = articles_of(data)[:wanted]
        for article in chosen:
            text = f"# {article.title}\n\n{article.body}\n"
            (folder / f"{article.id}.md").write_text(text, encoding="utf-8")
        ingest = (*QA, "ingest", str(folder), "--index", f"{temporary}/index")
        first, again = seconds(ingest), seconds(ingest)
    print(
        f"{len(chosen):,} articles: {first:.1f} s, unchanged {again:.1f} s;"
        f" {again / first:.2%}, {len(chosen) / again:,.0f} articles/s"
    )


if __name__ == "__main__":
    main()
