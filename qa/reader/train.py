"""Train the reader.

    python -m qa.reader.train --data DIR --out DIR [--seed N] [--groups N] [--start FILE]

One network learns where an answer starts and ends, and whether a passage answers at all; see
`qa.reader.examples` for what on. The same command goes on where an interrupted run stopped. About
two hours on two CPU cores that multiply bfloat16; a GPU is used if there is one.
"""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from qa.reader.examples import SEED, Example, build
from qa.reader.inputs import Inputs, Window, tensors
from qa.reader.network import ReaderNetwork, encoder_folder
from qa.training import by_length, fit, precision, show_progress

log = logging.getLogger(__name__)

GROUPS_A_STEP = 16
LEARNING_RATE = 1.5e-4
LATER_LEARNING_RATE = 1e-4
"""Where the weights have been trained before."""
_TOKENS_AT_ONCE = 1152
_IMPOSSIBLE = -1e4


@dataclass(frozen=True, slots=True)
class Item:
    """One example as the network sees it."""

    window: Window
    group: int
    answer: tuple[int, int] | None
    """The first and the last token of the answer, counted from the window's first id."""


def items(group: Sequence[Example], number: int, inputs: Inputs) -> Iterator[Item]:
    """The window of each example that holds its answer, or its first one."""
    read = inputs.windows(group[0].question, [(e.title, e.text) for e in group])
    for example, windows in zip(group, read, strict=True):
        if example.answer is None:
            if windows:
                yield Item(windows[0], number, None)
            continue
        for window in windows:
            if tokens := _tokens(window, example.answer):
                yield Item(window, number, tokens)
                break


def _tokens(window: Window, answer: tuple[int, int]) -> tuple[int, int] | None:
    """The tokens of a window that an answer begins and ends in."""
    start, end = answer
    first = next((i for i, (_, stop) in enumerate(window.offsets) if stop > start), None)
    last = next((i for i, (_, stop) in enumerate(window.offsets) if stop >= end), None)
    if first is None or last is None or window.offsets[first][0] > start:
        return None
    return window.first + first, window.first + last


def step_loss(network: ReaderNetwork, batch: Sequence[Item], device: torch.device) -> Tensor:
    """The loss of a step's examples.

    Start and end are normalised over all passages of a question, so that spans compare between
    passages (Clark and Gardner 2018); relevance is learnt both by itself and against the others.
    """
    parts = list(by_length(batch, lambda item: len(item.window.ids), _TOKENS_AT_ONCE))
    order = [item for part in parts for item in part]
    outputs = [_read(network, part, device) for part in parts]
    start_all, end_all, start_gold, end_gold, relevance = (
        torch.cat([output[i] for output in outputs]) for i in range(5)
    )
    answers = torch.tensor([item.answer is not None for item in order], device=device)
    loss = functional.binary_cross_entropy_with_logits(relevance, answers.float())
    groups: dict[int, list[int]] = {}
    for row, item in enumerate(order):
        groups.setdefault(item.group, []).append(row)
    told: list[Tensor] = []
    for rows in groups.values():
        gold = [row for row in rows if order[row].answer is not None]
        if not gold:
            continue
        right = gold[0]
        told.append(0.5 * (torch.logsumexp(start_all[rows], 0) - start_gold[right]))
        told.append(0.5 * (torch.logsumexp(end_all[rows], 0) - end_gold[right]))
        if len(rows) > 1:
            told.append(0.5 * (torch.logsumexp(relevance[rows], 0) - relevance[right]))
    return loss + torch.stack(told).sum() / len(groups) if told else loss


def _read(
    network: ReaderNetwork, part: Sequence[Item], device: torch.device
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Log of the summed exponentials of start and end; their gold logits; relevance: each (n,)."""
    windows = [item.window for item in part]
    inputs = {name: torch.from_numpy(t).to(device) for name, t in tensors(windows).items()}
    text = torch.zeros_like(inputs["input_ids"], dtype=torch.bool)
    for row, window in enumerate(windows):
        text[row, window.first : window.first + len(window.offsets)] = True
    with precision(device):
        start, end, relevance = network(**inputs)
    start, end = (side.float().masked_fill(~text, _IMPOSSIBLE) for side in (start, end))
    firsts = torch.tensor([item.answer[0] if item.answer else 0 for item in part], device=device)
    lasts = torch.tensor([item.answer[1] if item.answer else 0 for item in part], device=device)
    return (
        torch.logsumexp(start, 1),
        torch.logsumexp(end, 1),
        start.gather(1, firsts[:, None]).squeeze(1),
        end.gather(1, lasts[:, None]).squeeze(1),
        relevance.float(),
    )


def train(
    groups: Sequence[Sequence[Example]],
    inputs: Inputs,
    out: Path,
    seed: int,
    start: Path | None = None,
) -> None:
    """Train on the groups once, in their order; the weights are left in `out/network.pt`.

    From the weights of an earlier training, if `start` names them, as `learnt` wrote them.
    """
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = ReaderNetwork.from_encoder(encoder_folder())
    rate = LEARNING_RATE
    if start is not None:
        rate = LATER_LEARNING_RATE
        network.load_state_dict(load_file(start), strict=False)
    network.to(device).train()

    def backward(step: int) -> tuple[float, int]:
        chosen = groups[step * GROUPS_A_STEP : (step + 1) * GROUPS_A_STEP]
        batch = [item for n, group in enumerate(chosen) for item in items(group, n, inputs)]
        loss = step_loss(network, batch, device)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.item(), len(batch)

    fit(network, backward, steps=len(groups) // GROUPS_A_STEP, rate=rate, out=out)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/*.jsonl.gz")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for weights and checkpoints"
    )
    parser.add_argument("--start", type=Path, help="weights of an earlier training")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--groups", type=int, default=52_000, help="train on so many at most")
    arguments = parser.parse_args()
    show_progress()
    arguments.out.mkdir(parents=True, exist_ok=True)
    groups = build(arguments.data, arguments.out, arguments.seed)[: arguments.groups]
    log.info("training on %d groups, %d examples", len(groups), sum(map(len, groups)))
    inputs = Inputs.from_file(encoder_folder() / "tokenizer.json")
    train(groups, inputs, arguments.out, arguments.seed, arguments.start)


if __name__ == "__main__":
    main()
