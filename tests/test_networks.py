"""What was compiled before is used again, if it is what it was."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import openvino
import pytest
from openvino import opset13 as ops

from qa import networks


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of compiled networks, which is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return networks.cache() / "compiled"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A network that doubles numbers."""
    numbers = ops.parameter([-1], np.float32)
    doubled = openvino.Model([ops.multiply(numbers, np.float32(2))], [numbers], "doubling")
    openvino.save_model(doubled, tmp_path / "doubling.xml")
    return tmp_path / "doubling.xml"


def doubles(file: Path, settings: dict[str, str] | None = None) -> bool:
    outputs = networks.load(file, settings or {})([np.array([1, 3], np.float32)])
    return list(outputs[0]) == [2, 6]


def test_it_is_compiled_once(file: Path, kept: Path) -> None:
    assert doubles(file)
    [compiled] = kept.iterdir()
    written = compiled.stat().st_ino
    assert doubles(file)
    assert [(one, one.stat().st_ino) for one in kept.iterdir()] == [(compiled, written)]


def test_what_is_damaged_is_compiled_again(file: Path, kept: Path) -> None:
    assert doubles(file)
    [compiled] = kept.iterdir()
    whole = compiled.read_bytes()
    compiled.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert doubles(file)
    assert compiled.read_bytes() == whole


def test_without_a_place_to_keep_it_it_runs(file: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    kept.touch()  # no folder can be made there
    assert doubles(file)


def test_the_last_used_are_kept(file: Path, kept: Path) -> None:
    first = {"INFERENCE_NUM_THREADS": "1"}
    assert doubles(file, first)
    [used] = kept.iterdir()
    for number in range(20):
        other = kept / f"doubling-{number}"
        other.touch()
        os.utime(other, (number, number))
    os.utime(used, (0, 0))
    assert doubles(file, first)
    assert doubles(file)
    left = {one.name for one in kept.iterdir()}
    assert used.name in left
    assert "doubling-19" in left
    assert "doubling-0" not in left
    assert len(left) == 8
