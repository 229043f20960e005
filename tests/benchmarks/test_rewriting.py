"""All of the benchmark of rewriting, on tiny conversations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.rewriting import measure
from qa.cli import cli
from qa.testing import HashingEmbedder
from tests.benchmarks.conversations import asked, conversation, lines, task


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The files of both splits, with a conversation each."""
    drones = conversation(
        asked("Who sent drones?", "Who sent drones?", answer="Turkey sent drones."),
        asked("Why?", "Why did Turkey send drones?"),
        title="Drones",
        section="Delivery",
    )
    cast = conversation(
        asked("Who sent drones?", "Who sent drones?", text="Turkey sent five drones."),
        asked("Why?", "Why were drones sent?", text="Drones were sent against smugglers."),
    )
    mtrag = task("Why?", "Bots scrape pages.", history=("What do bots scrape?", "Pages."))
    for split in ("train", "dev"):
        lines(tmp_path / split / "canard.jsonl.gz", drones)
    lines(tmp_path / "train" / "trec_cast.jsonl.gz", drones)
    lines(tmp_path / "dev" / "trec_cast.jsonl.gz", cast)
    lines(tmp_path / "dev" / "mtrag_un.jsonl.gz", mtrag)
    wiki = ({"_id": f"w{i}", "title": f"Town {i}", "text": f"Town {i} is old."} for i in range(12))
    lines(tmp_path / "corpora" / "wiki2.jsonl.gz", *wiki)
    return tmp_path


def test_all_sets_are_measured(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = measure(data, tmp_path / "work", "dev", HashingEmbedder())
    human = figures["dev/trec_cast: search"]["means"]["human"]
    assert human["dense R@5"] == human["fused R@5"] == [1.0, 1.0, 1.0]
    # Nothing shares a word with "Why?"; with the question before it, the drones are found.
    copied = figures["dev/trec_cast: search"]["means"]["copy"]
    assert copied["fused MRR@10"][0] < 1
    before = figures["dev/trec_cast: search"]["means"]["last question + question"]
    assert before["fused R@5"][0] == 1.0
    assert figures["dev/mtrag_un: search"]["means"]["ours"]["dense R@5"][0] == 1.0
    assert figures["dev/canard: wording"]["means"]["ours, title told"]["F1"][0] > 0
    assert "p50" in figures["ours: milliseconds a follow-up"]
    told = capsys.readouterr().out
    assert "dev/mtrag_un: search" in told
    assert "ours: of the way to human" in told


def test_the_command_measures_with_the_real_model_and_writes_json(
    data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "figures.json"
    work = ["--work", str(tmp_path / "work"), "--json", str(file)]
    shown = CliRunner().invoke(
        cli, ["bench", "rewriting", "--data", str(data), *work], catch_exceptions=False
    )
    assert shown.exit_code == 0
    figures = json.loads(file.read_text())
    assert figures["dev/trec_cast: search"]["means"]["human"]["dense R@5"][0] == 1.0
    train = CliRunner().invoke(
        cli, ["bench", "rewriting", "--data", str(data), "--split", "train", *work]
    )
    assert "train/trec_cast: wording" in train.output
    assert "search" not in train.output.replace("added, searched", "")
