"""How `qa serve` bears many clients: a fair load, ten times as much, and what is left after it.

python -m benchmarks.load --seconds 120

Each client asks as soon as it is answered, under an address of its own, as behind a proxy; half of
the tenfold clients share one.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import httpx
import numpy as np

from qa import Assistant

_OVERLOAD = 10
_SHORT = 5.0
"""Seconds of warming up, and of the load after the overload."""
QA = (sys.executable, "-c", "from qa.cli import main; main()")
"""The command, in a process of the same interpreter."""
_IMPATIENCE = 0.1
"""Seconds after which an overloading client tries again, whatever Retry-After says."""
SEEDS = Path(__file__).parents[1] / "seeds"
_MEMORY = "process_resident_memory_bytes "


@dataclass
class Tally:
    """What some clients met with."""

    statuses: Counter[str] = field(default_factory=Counter)
    """By status, or by the kind of error where there was no response."""
    seconds: list[float] = field(default_factory=list)
    """Of the requests that were answered."""

    def line(self, name: str, lasted: float) -> str:
        counts = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        if not self.seconds:
            return f"{name}: {counts}"
        p50, p95 = np.percentile(self.seconds, (50, 95))
        rate = len(self.seconds) / lasted
        return f"{name}: {counts}; {rate:.1f} answers/s, p50 {p50:.2f} s, p95 {p95:.2f} s"


@contextmanager
def server(index: Path) -> Iterator[str]:
    """The address of a server in a process of its own, its models loaded."""
    command = (*QA, "serve", "--port", "0")
    with tempfile.NamedTemporaryFile() as log:
        process = subprocess.Popen([*command, "--index", str(index)], stderr=log)
        try:
            while '"ready"' not in (logged := Path(log.name).read_text(encoding="utf-8")):
                if process.poll() is not None:
                    raise click.ClickException(logged)
                time.sleep(0.1)
            yield json.loads(logged.splitlines()[0])["url"]
        finally:
            process.terminate()
            process.wait()


async def _ask_on(
    client: httpx.AsyncClient, address: str, questions: Iterator[str], until: float, tally: Tally
) -> None:
    while time.monotonic() < until:
        started = time.monotonic()
        try:
            response = await client.post(
                "/v1/ask",
                json={"question": next(questions)},
                headers={"X-Forwarded-For": address},
            )
        except httpx.HTTPError as error:
            tally.statuses[type(error).__name__] += 1
            continue
        tally.statuses[str(response.status_code)] += 1
        if response.status_code == httpx.codes.OK:
            tally.seconds.append(time.monotonic() - started)
        else:
            await asyncio.sleep(_IMPATIENCE)


async def _load(
    url: str, addresses: Sequence[str], questions: Iterator[str], seconds: float
) -> Tally:
    """So many clients at once as there are addresses, for so many seconds."""
    tally = Tally()
    until = time.monotonic() + seconds
    limits = httpx.Limits(max_connections=len(addresses))
    async with (
        httpx.AsyncClient(base_url=url, timeout=120, limits=limits, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        for address in addresses:
            group.create_task(_ask_on(client, address, questions, until, tally))
    return tally


def _memory(url: str) -> float:
    """Resident, in MB."""
    lines = httpx.get(f"{url}/metrics", trust_env=False).text.splitlines()
    (line,) = [line for line in lines if line.startswith(_MEMORY)]
    return float(line.removeprefix(_MEMORY)) / 1e6


def _questions(url: str) -> Iterator[str]:
    page = httpx.get(f"{url}/v1/articles", params={"limit": 1000}, trust_env=False).json()
    titles = [article["title"] for article in page["articles"]]
    return itertools.cycle([f"Why did it happen: {title}?" for title in titles])


def measure(index: Path, clients: int, seconds: float) -> None:
    """Print what each phase met with, and the memory after it."""
    with server(index) as url:
        questions = _questions(url)
        fair = [f"192.0.2.{number}" for number in range(clients)]
        later = [f"198.51.100.{number}" for number in range(clients)]
        greedy = ["203.0.113.1"] * (clients * _OVERLOAD // 2)
        others = fair * (_OVERLOAD // 2)
        phases = (
            (f"{clients} clients, warming up", fair, _SHORT),
            (f"{clients} clients", fair, seconds),
            (f"{clients * _OVERLOAD} clients", greedy + others, seconds / 2),
            (f"{clients} clients after that", later, _SHORT),
        )
        print(f"resident at the start: {_memory(url):.0f} MB")
        for name, addresses, lasts in phases:
            started = time.monotonic()
            tally = asyncio.run(_load(url, addresses, questions, lasts))
            print(tally.line(name, time.monotonic() - started))
            print(f"resident: {_memory(url):.0f} MB")


@click.command()
@click.option("--index", type=click.Path(path_type=Path), help="Folder. [default: of seeds/]")
@click.option("--clients", default=32, show_default=True)
@click.option("--seconds", default=120.0, show_default=True, help="Of the fair load.")
def main(index: Path | None, clients: int, seconds: float) -> None:
    """Measure on a server that this starts."""
    with tempfile.TemporaryDirectory() as folder:
        if index is None:
            index = Path(folder) / "index"
            with Assistant.open(index) as assistant:
                assistant.ingest(SEEDS)
        measure(index, clients, seconds)


if __name__ == "__main__":
    main()
