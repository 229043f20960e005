"""Store a trained rewriting network small, as the library reads it.

    python -m qa.conversation.export --trained DIR --data DIR [--out DIR]

`DIR` is what `qa.conversation.train` left. Some of what it was trained on shows the quantisation
what values to expect. Needs `pip install 'qa[train]'`.
"""

from __future__ import annotations

import shutil
from argparse import ArgumentParser
from pathlib import Path

import torch

from qa.conversation.examples import SEED, follow_ups
from qa.conversation.inputs import Inputs
from qa.conversation.network import RewritingNetwork
from qa.conversation.runtime import MODEL, NETWORK, OUTPUTS
from qa.exporting import converted, eight_bits, seal
from qa.reader.inputs import tensors
from qa.reader.network import encoder_folder
from qa.training import LEARNT

_SHOWN = 300
_SUMMED = (NETWORK, "rewriter.bin", "tokenizer.json")


def export(trained: Path, data: Path, out: Path) -> None:
    """Write the network with eight bits a weight, and the tokenizer, into `out`."""
    encoder = encoder_folder()
    network = RewritingNetwork.from_encoder(encoder)
    network.load_state_dict(torch.load(trained / "network.pt", weights_only=True))
    inputs = Inputs.from_file(encoder / "tokenizer.json")
    chosen = follow_ups(data, SEED)[:_SHOWN]
    shown = [tensors([inputs.window(one.question, one.turns)]) for one in chosen]
    eight_bits(converted(network, shown[0], OUTPUTS), shown, out / NETWORK)
    if trained != out:
        shutil.copyfile(trained / LEARNT, out / LEARNT)
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")
    seal(out, _SUMMED)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    export(arguments.trained, arguments.data, arguments.out)


if __name__ == "__main__":
    main()
