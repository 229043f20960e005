"""A trained network stored small, and the sums that loading compares its files with.

Needs `pip install 'qa[train]'`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from qa.networks import SUMS

if TYPE_CHECKING:
    import openvino

Shown = Mapping[str, npt.NDArray[np.int64]]
"""Inputs of a network by their names."""


def converted(network: nn.Module, shown: Shown, outputs: Sequence[str]) -> openvino.Model:
    """A network as OpenVINO's, its outputs named."""
    import openvino

    example = {name: torch.from_numpy(tensor) for name, tensor in shown.items()}
    with torch.no_grad():
        model = openvino.convert_model(network.eval(), example_input=example)
    for output, name in zip(model.outputs, outputs, strict=True):
        output.get_tensor().set_names({name})
    return model


def eight_bits(model: openvino.Model, shown: Sequence[Shown], file: Path) -> None:
    """Write a network with eight bits a weight.

    What is shown tells the quantisation what values to expect.
    """
    import openvino

    file.parent.mkdir(parents=True, exist_ok=True)
    openvino.save_model(quantized(model, shown), file)


def quantized(model: Any, shown: Sequence[Any], exact: Sequence[str] = ()) -> Any:
    """A network of OpenVINO or PyTorch that rounds weights and activations to eight bits.

    What is shown, its inputs, tells what values to expect; `exact` names operations that stay.
    """
    import nncf

    return nncf.quantize(
        model,
        nncf.Dataset(list(shown)),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(shown),
        ignored_scope=nncf.IgnoredScope(names=list(exact)),
    )


def seal(folder: Path, files: Sequence[str]) -> None:
    """Write down the sums that loading compares the files with."""
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in files
    ]
    (folder / SUMS).write_text("".join(lines), encoding="ascii")
