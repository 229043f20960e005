"""Store a trained network small, as the library reads it.

    python -m qa.reader.export --trained DIR [--out DIR]

`DIR` is what `qa.reader.train` left: `network.pt`, and the examples, some of which show the
quantisation what values to expect. Needs `pip install 'qa[train]'`. The weights that mix its logits
with the retrieval's scores are fitted afterwards, by `benchmarks.reader_weights`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from argparse import ArgumentParser
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from qa.reader.examples import stored
from qa.reader.inputs import Inputs, tensors
from qa.reader.network import ReaderNetwork, encoder_folder
from qa.reader.runtime import MODEL, SUMS
from qa.reader.train import LEARNT, learnt

_SHOWN = 300
_TOGETHER = 4
_UNFITTED = {"choice": [1, 1, 0, 0, 0], "confidence": [1, 0, 0, 0, 0, 0, 0, 0, 0]}
"""Until `benchmarks.reader_weights` has fitted them."""
_SUMMED = ("reader.xml", "reader.bin", "tokenizer.json", "weights.json")


def export(trained: Path, out: Path) -> None:
    """Write the network with eight bits a weight, and the tokenizer, into `out`."""
    import nncf
    import openvino

    encoder = encoder_folder()
    network = ReaderNetwork.from_encoder(encoder)
    network.load_state_dict(torch.load(trained / "network.pt", weights_only=True))
    shown = _shown(trained / "examples.jsonl.gz", Inputs.from_file(encoder / "tokenizer.json"))
    example = {name: torch.from_numpy(tensor) for name, tensor in shown[0].items()}
    with torch.no_grad():
        model = openvino.convert_model(network.eval(), example_input=example)
    for output, name in zip(model.outputs, ("start", "end", "relevance"), strict=True):
        output.get_tensor().set_names({name})
    quantized = nncf.quantize(
        model,
        nncf.Dataset(shown),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(shown),
    )
    out.mkdir(parents=True, exist_ok=True)
    openvino.save_model(quantized, out / "reader.xml")
    learnt(network, out / LEARNT)
    shutil.copyfile(encoder / "tokenizer.json", out / "tokenizer.json")
    (out / "weights.json").write_text(json.dumps(_UNFITTED), encoding="utf-8")


def seal(folder: Path, files: Sequence[str] = _SUMMED) -> None:
    """Write down the sums that loading compares the files with."""
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files
    ]
    (folder / SUMS).write_text("".join(lines), encoding="ascii")


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
    seal(arguments.out)


if __name__ == "__main__":
    main()
