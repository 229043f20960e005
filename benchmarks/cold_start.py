"""How long a question takes in a new process, beside `import torch` in one.

    python -m benchmarks.cold_start [--rounds N] [--index DIR]

Both are whole processes of the same interpreter, taken turn by turn, since timings on a shared
machine wander; the ratio of the medians is what counts. Without `--index`, `seeds/` is ingested
first, which also exports the embedding model where no earlier process did.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click

from benchmarks.load import QA, SEEDS

QUESTION = "Why did Serbia cancel the Bayraktar order?"
_TORCH = (sys.executable, "-c", "import torch")


def seconds(command: Sequence[str]) -> float:
    """How long a process takes, from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(index: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of asking and of importing, a pair a round; a pair before them is not counted."""
    ask = (*QA, "ask", QUESTION, "--index", str(index))
    pairs = [(seconds(ask), seconds(_TORCH)) for _ in range(rounds + 1)][1:]
    return [asked for asked, _ in pairs], [imported for _, imported in pairs]


@click.command()
@click.option("--rounds", default=7, show_default=True)
@click.option("--index", type=click.Path(path_type=Path), help="One that answers the question.")
def main(rounds: int, index: Path | None) -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        if index is None:
            index = Path(folder) / "index"
            seconds((*QA, "ingest", str(SEEDS), "--index", str(index)))
        asked, imported = measure(index, rounds)
    print(
        f"median of {rounds}: qa ask {median(asked):.2f} s, import torch {median(imported):.2f} s;"
        f" ratio {median(asked) / median(imported):.2f}"
    )


if __name__ == "__main__":
    main()
