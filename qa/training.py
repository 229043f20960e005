"""A training run that can be stopped and goes on: steps, their rate, checkpoints, a log.

What the networks of this library have in common; each has a `train.py` of its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import save_file
from torch import nn

from qa.encoder import multiplies_bfloat16

T = TypeVar("T")

log = logging.getLogger(__name__)

WARM_UP = 0.06
WEIGHT_DECAY = 0.01
CHECKPOINT_STEPS = 200
LOG_STEPS = 25
LEARNT = "learnt.safetensors"
"""Where `learnt` writes."""


def fit(
    network: nn.Module,
    backward: Callable[[int], tuple[float, int]],
    *,
    steps: int,
    rate: float,
    out: Path,
) -> None:
    """Train a network on its device, and leave its weights in `out/network.pt`.

    `backward` takes the gradients of a step, and returns its loss and how many texts it read. The
    rate rises over the first steps and falls to 0. A run that was stopped goes on from its last
    checkpoint in `out`.
    """
    device = next(network.parameters()).device
    optimizer = torch.optim.AdamW(_by_decay(network), lr=rate, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * steps + 1), (steps - step) / steps)
    )
    checkpoint = out / "checkpoint.pt"
    done = 0
    if checkpoint.is_file():
        saved = torch.load(checkpoint, map_location=device, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        done = saved["step"]
        log.info("going on from step %d", done)
    started, recent, read = time.monotonic(), [], 0
    for step in range(done, steps):
        loss, texts = backward(step)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        recent.append(loss)
        read += texts
        last = step + 1 == steps
        if (step + 1) % LOG_STEPS == 0 or last:
            seconds = time.monotonic() - started
            log.info(
                "step %d of %d, loss %.3f, %.1f texts/s, %.0f min left",
                step + 1,
                steps,
                sum(recent) / len(recent),
                read / seconds,
                seconds / (step + 1 - done) * (steps - step - 1) / 60,
            )
            recent = []
        if (step + 1) % CHECKPOINT_STEPS == 0 or last:
            save(
                {
                    "network": network.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "step": step + 1,
                },
                checkpoint,
            )
    save(network.state_dict(), out / "network.pt")
    learnt(network, out / LEARNT)


def show_progress() -> None:
    """Print what a run tells of itself, with the time of day."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")


def precision(device: torch.device) -> AbstractContextManager[object]:
    """bfloat16 where the device multiplies it itself; elsewhere it takes fifty times longer."""
    native = device.type != "cpu" or multiplies_bfloat16()
    return torch.autocast(device.type, dtype=torch.bfloat16) if native else nullcontext()


def by_length(items: Sequence[T], length: Callable[[T], int], most: int) -> Iterator[list[T]]:
    """Runs of about equal length, of at most so many tokens: padding costs as much as reading."""
    part: list[T] = []
    for item in sorted(items, key=length):
        if part and (len(part) + 1) * length(item) > most:
            yield part
            part = []
        part.append(item)
    if part:
        yield part


def learnt(network: nn.Module, file: Path) -> None:
    """Write the weights that training changed, in half precision: the others are the encoder's."""
    changed = {name for name, weights in network.named_parameters() if weights.requires_grad}
    save_file(
        {
            name: w.half().contiguous()
            for name, w in network.state_dict().items()
            if name in changed
        },
        file,
    )


def save(state: dict[str, object], file: Path) -> None:
    """Write a state whole or not at all."""
    unfinished = file.with_suffix(".part")
    torch.save(state, unfinished)
    unfinished.replace(file)


def _by_decay(network: nn.Module) -> list[dict[str, object]]:
    """Parameter groups for an optimiser: matrices decay, biases and norms do not."""
    learnt = [p for p in network.parameters() if p.requires_grad]
    return [
        {"params": [p for p in learnt if p.ndim > 1], "weight_decay": WEIGHT_DECAY},
        {"params": [p for p in learnt if p.ndim <= 1], "weight_decay": 0.0},
    ]
