"""Train the rewriting network.

    python -m qa.conversation.train --data DIR --out DIR [--seed N] [--passes N] [--start FILE]

It learns which words of a follow-up to leave out, which of the conversation to put in and where,
and which others a person would add; see `qa.conversation.examples` for what on. It starts from the
encoder of the trained reader, or from the one that `--start` names. The same command goes on where
an interrupted run stopped.
"""

from __future__ import annotations

import logging
import random
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from qa.conversation.alignment import Gold, align
from qa.conversation.examples import SEED, FollowUp, follow_ups
from qa.conversation.inputs import Inputs, Window
from qa.conversation.network import RewritingNetwork
from qa.reader.inputs import tensors
from qa.reader.network import encoder_folder
from qa.reader.runtime import MODEL as READER
from qa.training import LEARNT, by_length, fit, precision, show_progress

log = logging.getLogger(__name__)

BATCH = 32
LEARNING_RATE = 1.5e-4
_ADDED_WEIGHT = 3.0
"""Few words of a conversation are ever added."""
_TOKENS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True)
class Item:
    """One follow-up as the network sees it, and what a person did to it."""

    window: Window
    gold: Gold


def item(follow_up: FollowUp, inputs: Inputs) -> Item:
    """The window of a follow-up with its gold edits."""
    window = inputs.window(follow_up.question, follow_up.turns)
    return Item(window, align(window, follow_up.rewrite))


def loss_of(network: RewritingNetwork, part: Sequence[Item], device: torch.device) -> Tensor:
    """The sum over items of the mean loss of each kind of edit."""
    windows = [one.window for one in part]
    inputs = {name: torch.from_numpy(t).to(device) for name, t in tensors(windows).items()}
    with precision(device):
        outputs = network(**inputs)
    left_out, connector, start, end, added = (one.float() for one in outputs)
    total = torch.zeros((), device=device)
    for row, one in enumerate(part):
        sites = list(one.window.sites)
        words = sites[:-1]
        gold = one.gold
        if words:
            total = total + functional.binary_cross_entropy_with_logits(
                left_out[row, words], torch.tensor(gold.left_out, device=device).float()
            )
        known = [i for i, wanted in enumerate(gold.connectors) if wanted is not None]
        wanted = torch.tensor([gold.connectors[i] for i in known], device=device)
        total = total + functional.cross_entropy(connector[row, [sites[i] for i in known]], wanted)
        pointed = [i for i in known if gold.spans[i]]
        for i in pointed:
            firsts = [one.window.tokens[first][0] for first, _ in gold.spans[i]]
            lasts = [one.window.tokens[last][1] for _, last in gold.spans[i]]
            for logits, places in ((start, firsts), (end, lasts)):
                of_context = logits[row, sites[i], one.window.question_tokens : len(one.window.ids)]
                gold_places = logits[row, sites[i], places]
                total = total + 0.5 * (
                    torch.logsumexp(of_context, 0) - torch.logsumexp(gold_places, 0)
                ) / len(pointed)
        firsts = [first for first, _ in one.window.tokens]
        if firsts:
            total = total + functional.binary_cross_entropy_with_logits(
                added[row, firsts],
                torch.tensor(gold.added, device=device).float(),
                pos_weight=torch.tensor(_ADDED_WEIGHT, device=device),
            )
    return total


def train(
    chosen: Sequence[FollowUp], inputs: Inputs, out: Path, seed: int, passes: int, start: Path
) -> None:
    """Train on the follow-ups; the weights are left in `out/network.pt`."""
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = RewritingNetwork.from_encoder(encoder_folder())
    network.load_state_dict(
        {n: w.float() for n, w in load_file(start).items() if n.startswith("encoder.")},
        strict=False,
    )
    network.to(device).train()
    order = [i for n in range(passes) for i in _shuffled(len(chosen), seed + n)]

    def backward(step: int) -> tuple[float, int]:
        batch = [item(chosen[i], inputs) for i in order[step * BATCH : (step + 1) * BATCH]]
        total = 0.0
        for part in by_length(batch, lambda one: len(one.window.ids), _TOKENS_AT_ONCE):
            loss = loss_of(network, part, device) / len(batch)
            loss.backward()  # type: ignore[no-untyped-call]
            total += loss.item()
        return total, len(batch)

    fit(network, backward, steps=len(order) // BATCH, rate=LEARNING_RATE, out=out)


def _shuffled(count: int, seed: int) -> list[int]:
    order = list(range(count))
    random.Random(seed).shuffle(order)
    return order


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/*.jsonl.gz")
    parser.add_argument("--out", type=Path, required=True, help="for weights and checkpoints")
    parser.add_argument("--start", type=Path, default=READER / LEARNT, help="an earlier encoder")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--most", type=int, help="train on so many follow-ups at most")
    arguments = parser.parse_args()
    show_progress()
    arguments.out.mkdir(parents=True, exist_ok=True)
    chosen = follow_ups(arguments.data, arguments.seed)[: arguments.most]
    log.info("training on %d follow-ups, %d times", len(chosen), arguments.passes)
    inputs = Inputs.from_file(encoder_folder() / "tokenizer.json")
    train(chosen, inputs, arguments.out, arguments.seed, arguments.passes, arguments.start)


if __name__ == "__main__":
    main()
