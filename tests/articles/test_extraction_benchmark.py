from __future__ import annotations

import gzip
import json
import runpy
from pathlib import Path

import pytest

from .test_html import HEAD, PARAGRAPHS, page

BENCHMARK = runpy.run_path(
    str(Path(__file__).parents[2] / "benchmarks" / "extraction.py"), run_name="extraction"
)


@pytest.mark.parametrize(
    ("extracted", "gold", "expected"),
    [
        # found {a, a, b}, wanted {a, b, c}: a and b are common
        ("A a b", "a b c", (2 / 3, 2 / 3, 2 / 3)),
        ("a", "a b c", (1, 1 / 3, 2 * (1 / 3) / (4 / 3))),
        ("## a\n\n- b\n2. c\n\n| d | e |\n\n> f", "a b c d e f", (1, 1, 1)),
        ("", "a", (0, 0, 0)),
    ],
)
def test_token_overlap(extracted: str, gold: str, expected: tuple[float, ...]) -> None:
    assert BENCHMARK["score"](extracted, gold) == pytest.approx(expected)


def test_a_page_without_result_counts_as_zero(tmp_path: Path) -> None:
    rows = []
    for name, html in (("a", page(HEAD)), ("b", "<html><body></body></html>")):
        (tmp_path / f"{name}.html.gz").write_bytes(gzip.compress(html.encode()))
        rows.append(json.dumps({"_id": name, "url": "", "text": "\n".join(PARAGRAPHS)}))
    (tmp_path / "ground_truth.jsonl").write_text("\n".join(rows))
    pages = BENCHMARK["pages_of"](tmp_path)
    assert BENCHMARK["mean_score"](BENCHMARK["body_of"], pages) == pytest.approx((0.5, 0.5, 0.5))
