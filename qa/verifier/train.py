"""Train the verifier.

    python -m qa.verifier.train --data DIR --out DIR [--seed N]

The reader's network, from the reader's weights: its head that tells whether a passage answers a
question learns to tell whether it supports a statement. See `qa.verifier.examples` for what on. The
same command goes on where an interrupted run stopped. About half an hour on two CPU cores that
multiply bfloat16; a GPU is used if there is one.
"""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from qa.reader.inputs import Inputs, Window, tensors
from qa.reader.network import ReaderNetwork, encoder_folder
from qa.reader.runtime import MODEL as READER
from qa.training import LEARNT, by_length, fit, precision, show_progress
from qa.verifier.examples import SEED, Example, build

log = logging.getLogger(__name__)

BATCH = 32
RATE = 1e-4
_TOKENS_AT_ONCE = 1152


def loss_of(
    network: ReaderNetwork, batch: Sequence[tuple[Window, float]], device: torch.device
) -> Tensor:
    """Binary cross-entropy of support, the mean over a batch."""
    parts = list(by_length(batch, lambda item: len(item[0].ids), _TOKENS_AT_ONCE))
    logits = []
    for part in parts:
        shown = tensors([window for window, _ in part])
        inputs = {name: torch.from_numpy(tensor).to(device) for name, tensor in shown.items()}
        with precision(device):
            logits.append(network(**inputs)[2].float())
    wanted = torch.tensor([support for part in parts for _, support in part], device=device)
    return functional.binary_cross_entropy_with_logits(torch.cat(logits), wanted)


def train(examples: Sequence[Example], inputs: Inputs, out: Path, seed: int) -> None:
    """Train on the examples once, in their order; the weights are left in `out/network.pt`."""
    torch.manual_seed(seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network = ReaderNetwork.from_encoder(encoder_folder())
    network.load_state_dict(load_file(READER / LEARNT), strict=False)
    network.to(device).train()

    def backward(step: int) -> tuple[float, int]:
        batch = [
            (window, example.support)
            for example in examples[step * BATCH : (step + 1) * BATCH]
            for window in inputs.windows(example.claim, [(example.title, example.text)])[0][:1]
        ]
        loss = loss_of(network, batch, device)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.item(), len(batch)

    fit(network, backward, steps=len(examples) // BATCH, rate=RATE, out=out)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/*.jsonl.gz")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for weights and checkpoints"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    show_progress()
    arguments.out.mkdir(parents=True, exist_ok=True)
    examples = build(arguments.data, arguments.seed)
    log.info("training on %d examples", len(examples))
    train(
        examples,
        Inputs.from_file(encoder_folder() / "tokenizer.json"),
        arguments.out,
        arguments.seed,
    )


if __name__ == "__main__":
    main()
