"""Training: one seed gives one set of examples, and an interrupted run goes on as if whole."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from torch import Tensor

from qa import training
from qa.embedding import model_folder
from qa.reader import train
from qa.reader.examples import SOURCES, Example, build, held_back, questions
from qa.reader.inputs import Inputs
from qa.reader.network import ReaderNetwork
from qa.settings import DEFAULT_EMBEDDER

TOWNS = ("Vellin", "Ostrelia", "Krivanj", "Marrick", "Selmograd", "Pellan", "Kessa", "Dunmore")


def row(town: str, file: str) -> dict[str, object]:
    """A question on a paragraph about a town."""
    population = f"{len(town)},{len(file)}00"
    context = (
        f"The old harbour of {town} lies on the river. In the north, {town} has {population} people"
        f" who live by fishing. Visitors from {TOWNS[0]} come to {town} each summer for the boats."
    )
    impossible = file == "train/squad2_half" and town == "Kessa"
    answer = {"text": population, "start": context.index(population)}
    return {
        "id": town,
        "title": f"{town}_in_{file.rsplit('/', 1)[-1]}",
        "context": context,
        "question": f"How many people live in {town}?",
        "answers": [] if impossible else [answer],
        "is_impossible": impossible,
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for source in SOURCES:
        file = folder / f"{source.file}.jsonl.gz"
        file.parent.mkdir(exist_ok=True)
        with gzip.open(file, "wt", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row(town, source.file)) + "\n" for town in TOWNS)
    return folder


@pytest.fixture(scope="module")
def groups(data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[Example]]:
    return build(data, tmp_path_factory.mktemp("work"), seed=1)


def test_what_is_held_back_is_never_trained_on(data: Path) -> None:
    asked = questions(data, seed=1)
    assert len(asked) < len(SOURCES) * len(TOWNS)
    for question in asked:
        source = SOURCES[question.source]
        if source.titles_tell:
            assert not held_back(question.title.replace(" ", "_"), source.held_back)


def test_answers_are_where_they_are_said_to_be(groups: list[list[Example]]) -> None:
    told = [example for group in groups for example in group if example.answer]
    assert told
    for example in told:
        assert example.answer is not None
        assert example.text[slice(*example.answer)].replace(",", "").isdigit()


def test_a_question_is_read_against_passages_without_its_answer(
    groups: list[list[Example]],
) -> None:
    for group in groups:
        assert len({example.question for example in group}) == 1
        assert all(example.answer is None for example in group[1:])
    assert any(len(group) > 1 for group in groups)
    assert any(group[0].answer is None for group in groups)


def test_the_same_seed_gives_the_same_examples(
    data: Path, groups: list[list[Example]], tmp_path: Path
) -> None:
    assert build(data, tmp_path, seed=1) == groups


def test_an_interrupted_run_goes_on(
    groups: list[list[Example]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "GROUPS_A_STEP", 3)
    monkeypatch.setattr(training, "CHECKPOINT_STEPS", 1)
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None
    inputs = Inputs.from_file(folder / "tokenizer.json")
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    whole.mkdir()
    broken.mkdir()
    train.train(groups[:9], inputs, whole, seed=1)

    steps = 0
    step_loss = train.step_loss

    def failing(
        network: ReaderNetwork, batch: Sequence[train.Item], device: torch.device
    ) -> Tensor:
        nonlocal steps
        steps += 1
        if steps == 3:
            raise KeyboardInterrupt
        return step_loss(network, batch, device)

    monkeypatch.setattr(train, "step_loss", failing)
    with pytest.raises(KeyboardInterrupt):
        train.train(groups[:9], inputs, broken, seed=1)
    assert not (broken / "network.pt").exists()
    train.train(groups[:9], inputs, broken, seed=1)
    assert steps == 4

    one, other = (torch.load(f / "network.pt", weights_only=True) for f in (whole, broken))
    assert one.keys() == other.keys()
    for name, weights in one.items():
        assert torch.allclose(weights, other[name], atol=1e-5), name


def test_a_step_learns_where_the_answer_is(groups: list[list[Example]]) -> None:
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None
    inputs = Inputs.from_file(folder / "tokenizer.json")
    network = ReaderNetwork.from_encoder(folder)
    batch = [item for n, g in enumerate(groups[:6]) for item in train.items(g, n, inputs)]
    device = torch.device("cpu")
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-4)
    losses = []
    for _ in range(4):
        loss = train.step_loss(network, batch, device)
        losses.append(loss.item())
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
    assert losses[-1] < 0.8 * losses[0]
