"""The benchmark by size: its corpus, its arithmetic, and all of it on a few passages."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.size import figures
from benchmarks.size.contenders import CONTENDERS, OTHERS, OURS, installed
from benchmarks.size.corpus import Corpus
from benchmarks.size.machine import Machine, Transformer, share
from qa import SentenceTransformerEmbedder
from qa.cli import cli
from qa.testing import HashingEmbedder
from tests.benchmarks.conversations import lines


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The files that the corpus is read from, of 120 short articles in all."""
    told = [f"Town {i} has {i + 3} mills. Its river is the Aa {i}. It is old." for i in range(120)]
    lines(
        tmp_path / "corpora" / "wiki2.jsonl.gz",
        *({"title": f"Town {i}", "text": told[i]} for i in range(60)),
    )
    lines(tmp_path / "corpora" / "wikinews.jsonl.gz", {"title": "Town 0", "text": told[0]})
    for name, first in (("squad_du", 60), ("squad2_half", 80), ("nq_paragraphs", 100)):
        rows = (
            {
                "title": f"Town_{i}",
                "context": told[i],
                "question": f" How many mills has Town {i}? ",
            }
            for i in range(first, first + 20)
        )
        lines(tmp_path / "train" / f"{name}.jsonl.gz", *rows)
    return tmp_path


def test_real_articles_come_first_each_text_once_and_always_in_the_same_order(
    data: Path, tmp_path: Path
) -> None:
    corpus = Corpus.load(data, tmp_path / "work", 1_000, HashingEmbedder())
    again = Corpus.load(data, tmp_path / "work", 1_000, HashingEmbedder())
    assert len(corpus.real) == 120
    assert [one.article for one in corpus.real] == [one.article for one in again.real]
    fewer = Corpus.load(data, tmp_path / "work", 50, HashingEmbedder())
    assert [one.article for one in fewer.real] == [one.article for one in corpus.real[:50]]
    assert fewer.digest != corpus.digest == again.digest


def test_the_extension_is_always_the_same_however_often_it_was_interrupted(
    data: Path, tmp_path: Path
) -> None:
    corpus = Corpus.load(data, tmp_path / "work", 120, HashingEmbedder())
    whole = list(corpus.upto(300))
    assert sum(len(one.passages) for one in whole) == 320  # 120 real and 8 articles of 25
    begun = list(islice(whole, 123))
    held = sum(len(one.passages) for one in begun)
    rest = list(Corpus.load(data, tmp_path / "work", 120, HashingEmbedder()).upto(300, 123, held))
    assert [one.article for one in whole] == [one.article for one in begun + rest]
    for one, same in zip(whole, begun + rest, strict=True):
        assert one.passages == same.passages
        np.testing.assert_array_equal(one.vectors, same.vectors)


def test_a_synthetic_passage_is_near_a_real_one_and_made_of_real_sentences(
    data: Path, tmp_path: Path
) -> None:
    corpus = Corpus.load(data, tmp_path / "work", 120, HashingEmbedder(384))
    real = np.concatenate([one.vectors for one in corpus.real])
    sentences = {p.words(span) for one in corpus.real for p in one.passages for span in p.sentences}
    (synthetic,) = list(corpus.upto(145))[120:]
    np.testing.assert_allclose(np.linalg.norm(synthetic.vectors, axis=1), 1, rtol=1e-5)
    assert np.max(synthetic.vectors @ real.T, axis=1).mean() == pytest.approx(0.8, abs=0.02)
    for passage in synthetic.passages:
        assert synthetic.article.body[passage.start : passage.end] == passage.text
        assert {passage.words(span) for span in passage.sentences} <= sentences


def test_questions_are_of_the_real_articles_of_the_smallest_size(
    data: Path, tmp_path: Path
) -> None:
    corpus = Corpus.load(data, tmp_path / "work", 120, HashingEmbedder())
    among = {one.article.title for one in corpus.upto(40)}
    asked = corpus.questions(data, 40, 100)
    assert asked
    assert {one.removeprefix("How many mills has ").removesuffix("?") for one in asked} <= among
    assert len(corpus.questions(data, 10**9, 100)) == 40  # of squad_du and nq_paragraphs


def test_ratios_are_medians_over_rounds_of_what_was_measured_together() -> None:
    ours = [{"p50": 10.0, "memory": 5.0}, {"p50": 20.0, "memory": 5.0}, {"p50": 10.0, "memory": -1}]
    theirs = [
        {"p50": 30.0, "memory": 9.0},
        {"p50": 40.0, "memory": 9.0},
        {"p50": 50.0, "memory": 9},
    ]
    # 30/10, 40/20, 50/10; a difference of memory below zero is no base for a ratio
    assert figures.ratios(theirs, ours) == {"p50": 3.0, "memory": None}
    ingests = {
        "qa": [{"passages": 200, "articles": 100, "seconds": 2.0, "again": 0.1}],
        "txtai": [{"passages": 150, "articles": 100, "seconds": 3.0}],
    }
    assert figures.slower(ingests) == {
        "txtai": {"passages/s": 100 / 50, "articles/s": 50 / (100 / 3)}
    }


def test_memory_and_time_of_a_search_are_what_the_large_collection_adds() -> None:
    told = {
        "first": 0.5,
        "seconds": [0.1] * 100 + [0.2],
        "before": {"anonymous": 300, "files": 100, "peak": 450},
        "after": {"anonymous": 360, "files": 140, "peak": 900},
    }
    measures = figures.searching(told, bytes_on_disk=5_000, passages=100)
    assert measures["p50"] == pytest.approx(0.1)
    assert (measures["anonymous"], measures["files"], measures["memory"]) == (60, 40, 100)
    assert (measures["peak"], measures["models"], measures["disk"]) == (500, 400, 50)


def test_the_operations_of_an_encoder_are_its_matrix_products() -> None:
    one = Transformer(layers=1, hidden=2, intermediate=8)
    # a token: 4 projections of 2×2 and 2 layers of 2×8; for each two tokens 2 sums over 2 numbers
    assert one.operations(tokens=3) == 2 * 3 * (4 * 4 + 2 * 16) + 2 * 3 * 3 * 2 * 2
    machine = Machine(cores=2, int8=50.0, bfloat16=100.0, float32=720.0, bandwidth=24.0)
    assert share(machine, one, [3, 3], passages_a_second=1) == pytest.approx(360 / 720)
    assert machine.scan(vectors=10, dimension=6, bytes_each=4) == 10.0


@pytest.mark.parametrize("name", [*OURS, *filter(installed, OTHERS)])
def test_every_contender_finds_what_it_was_given(
    name: str, data: Path, tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    corpus = Corpus.load(data, tmp_path / "work", 120, embedder)
    CONTENDERS[name]().build(corpus.upto(160), tmp_path / name)
    contender = CONTENDERS[name]()
    found = [contender.open(tmp_path / name)(f"How many mills has Town {i}?") for i in (7, 70)]
    assert "Town 7 has 10 mills." in str(found[0])
    assert "Town 70 has 73 mills." in str(found[1])


def test_the_command_measures_and_draws(data: Path, tmp_path: Path) -> None:
    file, plot = tmp_path / "figures.json", tmp_path / "size.svg"
    arguments = ["--data", str(data), "--work", str(tmp_path / "work"), "--json", str(file)]
    few = ["--sizes", "160", "--questions", "3", "--rounds", "1", "--with", ""]
    shown = CliRunner().invoke(
        cli,
        ["bench", "size", *arguments, *few, "--physics", "--plot", str(plot)],
        catch_exceptions=False,
    )
    assert shown.exit_code == 0, shown.output
    told = json.loads(file.read_text())
    assert told["questions"] == 3
    assert told["sizes"]["160"]["real"] == 120
    ask, search = (told["sizes"]["160"]["medians"][name] for name in OURS)
    assert ask["p50"] > search["p50"] > 0
    assert ask["cold"] > ask["first"] > 0
    assert ask["disk"] == search["disk"] > 1_000
    assert told["ingest"]["rounds"]["qa"][0]["passages"] == 120
    assert 0 < told["machine"]["ingest share of peak"] < 1
    assert "160 passages, 120 of them real" in shown.output
    assert plot.read_text().count("<path") > 4


def test_what_cannot_be_measured_is_told_at_once(data: Path) -> None:
    told = CliRunner().invoke(cli, ["bench", "size", "--data", str(data), "--sizes", "many"])
    assert "'many' is not numbers of passages" in told.output
    told = CliRunner().invoke(cli, ["bench", "size", "--data", str(data), "--with", "grep"])
    assert "'grep' is none of llama-index, txtai" in told.output
