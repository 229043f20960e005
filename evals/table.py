"""One table of every suite and public benchmark that can be run here.

    python -m evals.table --data DIR [--limit N] [--work DIR] [--out FILE]

`DIR` holds the question sets in `dev/`, as JSON Lines. Writes Markdown.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path

from evals.adapters import resolve
from evals.rendering import means, number
from evals.results import SHOWN, Result, overall, rows
from evals.running import opened, run
from qa import Settings

_BENCHMARKS = (
    ("SQuAD 2.0, gold passage", "squad:{}/dev/squad2_half.jsonl.gz@gold"),
    ("SQuAD 2.0, one archive", "squad:{}/dev/squad2_half.jsonl.gz"),
    ("CLAP NQ, gold passage", "clapnq:{}/dev/clapnq.jsonl.gz@gold"),
    ("CLAP NQ, one archive", "clapnq:{}/dev/clapnq.jsonl.gz"),
    ("MTRAG-UN", "mtrag:{}/dev/mtrag_un.jsonl.gz"),
    ("CANARD", "canard:{}/dev/canard.jsonl.gz"),
    ("TREC CAsT", "cast:{}/dev/trec_cast.jsonl.gz"),
)
_OWN = (("ours, dev", "dev"), ("ours, test", "test"))


def line(name: str, result: Result) -> str:
    """A row of the table."""
    whole = overall(result)
    cells = [
        str(whole.questions),
        *means(next(rows(result)), SHOWN),
        number(whole.refusal_f1),
        number(whole.verbatim),
        number(whole.calibration_error),
        str(whole.errors),
        f"{whole.p50 * 1000:.0f} ms",
    ]
    return f"| {name} | {' | '.join(cells)} |"


def by_type(name: str, result: Result) -> str:
    """The share answered right by type of question, with its interval."""
    told = (
        f"| {row.name} | {row.questions} | {right.mean:.3f} | {right.low:.3f} – {right.high:.3f} |"
        for row in rows(result)
        if (right := row.figures.get("right"))
    )
    head = (f"### {name}", "", "| | questions | right | 95% |", "|---|---|---|---|")
    return "\n".join((*head, *told))


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=300, help="the most of each benchmark")
    parser.add_argument("--work", type=Path, default=Path("build/evals"))
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("RESULTS.md"))
    arguments = parser.parse_args()
    told, details = [], []
    for name, suite, limit in (
        *((name, suite, None) for name, suite in _OWN),
        *((name, suite, arguments.limit) for name, suite in _BENCHMARKS),
    ):
        asked = resolve(suite.format(arguments.data), arguments.work, limit)
        with opened(asked, arguments.work, Settings()) as assistant:
            result = run(asked, assistant)
        told.append(line(name, result))
        sys.stdout.write(f"{told[-1]}\n")
        sys.stdout.flush()
        if limit is None:
            details.append(by_type(name, result))
    headings = [*SHOWN.values(), "decline F1", "verbatim", "ECE", "errors", "p50"]
    table = [
        f"| | questions | {' | '.join(headings)} |",
        f"|{'---|' * (len(headings) + 2)}",
        *told,
    ]
    arguments.out.write_text(_PAGE.format("\n".join(table), "\n\n".join(details), arguments.limit))


_PAGE = """# Results

Made by `python -m evals.table --data DIR`; [README.md](README.md) says what each measure is.
Settings are the default ones. Of each public benchmark {2} questions or conversations were asked,
chosen by chance.

{0}

## By type of question

{1}
"""


if __name__ == "__main__":
    main()
