"""Store a trained network small, as the library reads it.

    python -m qa.reader.export --trained DIR [--out DIR]

`DIR` is what `qa.reader.train` left: `network.pt`, and the examples, some of which show the
quantisation what values to expect. Needs `pip install 'qa[train]'`. The weights that mix its logits
with the retrieval's scores are fitted afterwards, by `benchmarks.reader_weights`.
"""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from qa.exporting import converted, eight_bits, seal
from qa.reader.examples import stored
from qa.reader.inputs import Inputs, tensors
from qa.reader.network import ReaderNetwork, encoder_folder
from qa.reader.runtime import MODEL, NETWORK
from qa.training import LEARNT, learnt

_SHOWN = 300
_TOGETHER = 4
_UNFITTED = {"choice": [1, 1, 0, 0, 0], "confidence": [1, 0, 0, 0, 0, 0, 0, 0, 0]}
"""Until `benchmarks.reader_weights` has fitted them."""
SUMMED = (NETWORK, "reader.bin", "tokenizer.json", "weights.json")


def export(trained: Path, out: Path) -> None:
    """Write the network with eight bits a weight, and the tokenizer, into `out`."""
    encoder = encoder_folder()
    network = ReaderNetwork.from_encoder(encoder)
    network.load_state_dict(torch.load(trained / "network.pt", weights_only=True))
    shown = _shown(trained / "examples.jsonl.gz", Inputs.from_file(encoder / "tokenizer.json"))
    model = converted(network, shown[0], ("start", "end", "relevance"))
    eight_bits(model, shown, out / NETWORK)
    learnt(network, out / LEARNT)
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")
    (out / "weights.json").write_text(json.dumps(_UNFITTED), encoding="utf-8")


def _shown(file: Path, inputs: Inputs) -> list[dict[str, npt.NDArray[np.int64]]]:
    windows = [
        window
        for group in islice(stored(file), _SHOWN)
        for example in group
        for window in inputs.windows(example.question, [(example.title, example.text)])[0][:1]
    ]
    return [tensors(windows[i : i + _TOGETHER]) for i in range(0, len(windows), _TOGETHER)]


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=MODEL)
    arguments = parser.parse_args()
    export(arguments.trained, arguments.out)
    seal(arguments.out, SUMMED)


if __name__ == "__main__":
    main()
