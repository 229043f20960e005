"""A real Ray cluster of two nodes on loopback, each with one processor."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

_RAY = Path(sys.executable).with_name("ray")
_STARTED_WITHIN = 120  # seconds; five on an idle machine


class Cluster:
    """A head, whose machine commands are run on, and another node that a test may kill."""

    def __enter__(self) -> Cluster:
        self._folder = tempfile.mkdtemp(prefix="ray")  # a short path: sockets are in it
        self.address = f"127.0.0.1:{_free_port()}"
        port = self.address.rpartition(":")[2]
        self._head = self._start(
            "--head", f"--port={port}", "--include-dashboard=false", f"--temp-dir={self._folder}"
        )
        self._other = self._start(f"--address={self.address}")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for node in (self._other, self._head):
            _kill(node)
        shutil.rmtree(self._folder, ignore_errors=True)

    def wait_until_the_other_embeds(self) -> None:
        """Until a worker of the second node is in the midst of a block."""
        until = time.monotonic() + _STARTED_WITHIN
        busy = ["pgrep", "--session", str(self._other.pid), "--full", "ray::_embed"]
        while subprocess.run(busy, stdout=subprocess.DEVNULL, check=False).returncode:
            if time.monotonic() > until:
                raise AssertionError("the other node was given nothing")
            time.sleep(0.02)

    def kill_the_other(self) -> None:
        _kill(self._other)

    def _start(self, *options: str) -> subprocess.Popen[str]:
        node = subprocess.Popen(
            [
                *(_RAY, "start", "--block", "--num-cpus=1", "--object-store-memory=80000000"),
                *("--node-ip-address=127.0.0.1", "--disable-usage-stats", *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        assert node.stdout
        told = ""
        for line in node.stdout:
            told += line
            if "Ray runtime started" in line:
                return node
        _kill(node)
        raise AssertionError(f"a node did not start:\n{told}")


def _kill(node: subprocess.Popen[str]) -> None:
    """All processes of a node at once, as when its machine loses power."""
    subprocess.run(["pkill", "-KILL", "--session", str(node.pid)], check=False)
    node.communicate()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
