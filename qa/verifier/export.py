"""Store a trained verifier small, as the library reads it.

    python -m qa.verifier.export --trained DIR --data DIR [--out DIR]

`DIR` is what `qa.verifier.train` left. Some of what it was trained on shows the quantisation what
values to expect. Needs `pip install 'qa[train]'`. Its threshold is chosen afterwards, by
`benchmarks.verifier_weights`.
"""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from pathlib import Path

import torch

from qa.exporting import converted, eight_bits, seal
from qa.reader.inputs import Inputs, tensors
from qa.reader.network import ReaderNetwork, encoder_folder
from qa.verifier.examples import SEED, build
from qa.verifier.trained import MODEL, NETWORK

SUMMED = (NETWORK, "verifier.bin", "tokenizer.json", "weights.json")
_SHOWN = 300
_UNFITTED = {"network": 1.0, "words": 0.0, "constant": 0.0, "supported": 0.5, "partly": 0.25}
"""Until `benchmarks.verifier_weights` has fitted them."""


def export(trained: Path, data: Path, out: Path) -> None:
    """Write the network with eight bits a weight, and the tokenizer, into `out`."""
    encoder = encoder_folder()
    network = ReaderNetwork.from_encoder(encoder)
    network.load_state_dict(torch.load(trained / "network.pt", weights_only=True))
    inputs = Inputs.from_file(encoder / "tokenizer.json")
    shown = [
        tensors(windows[:1])
        for example in build(data, SEED)[:_SHOWN]
        if (windows := inputs.windows(example.claim, [(example.title, example.text)])[0])
    ]
    model = converted(network, shown[0], ("start", "end", "relevance"))
    eight_bits(model, shown, out / NETWORK)
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")
    (out / "weights.json").write_text(json.dumps(_UNFITTED), encoding="utf-8")
    seal(out, SUMMED)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    export(arguments.trained, arguments.data, arguments.out)


if __name__ == "__main__":
    main()
