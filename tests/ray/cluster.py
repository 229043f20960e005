"""A real Ray cluster of two nodes on loopback, each with one processor."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from tests.ports import free_port

_RAY = Path(sys.executable).with_name("ray")
_LOOPBACK = "127.0.0.2"  # of 127.0.0.1 Ray makes the address of the machine
_STARTED_WITHIN = 240  # seconds; five on an idle machine
_ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_agent_register_timeout_ms": str(1_000 * _STARTED_WITHIN),
    "RAY_raylet_start_wait_time_s": str(_STARTED_WITHIN),
}


class Cluster:
    """A head, whose machine commands are run on, and another node that a test may kill."""

    def __enter__(self) -> Cluster:
        self._folder = tempfile.mkdtemp(prefix="ray")  # a short path: sockets are in it
        self._nodes: list[subprocess.Popen[str]] = []
        port = free_port()
        self.address = f"{_LOOPBACK}:{port}"
        try:
            self._start(
                *("--head", f"--port={port}", f"--temp-dir={self._folder}"),
                *("--include-dashboard=false", f"--ray-client-server-port={free_port()}"),
            )
            self._start(f"--address={self.address}")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        for node in self._nodes:
            _kill(node)
        shutil.rmtree(self._folder, ignore_errors=True)

    def wait_until_the_other_embeds(self) -> None:
        """Until a worker of the second node is in the midst of a block."""
        until = time.monotonic() + _STARTED_WITHIN
        busy = ["pgrep", "--session", str(self._nodes[1].pid), "--full", "ray::_embed"]
        while subprocess.run(busy, stdout=subprocess.DEVNULL, check=False).returncode:
            if time.monotonic() > until:
                raise AssertionError("the other node was given nothing")
            time.sleep(0.02)

    def kill_the_other(self) -> None:
        _kill(self._nodes[1])

    def _start(self, *options: str) -> None:
        node = subprocess.Popen(
            [
                *(_RAY, "start", "--block", "--num-cpus=1", "--object-store-memory=80000000"),
                *(f"--node-ip-address={_LOOPBACK}", "--include-log-monitor=false", *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | _ENVIRONMENT,
            start_new_session=True,
        )
        self._nodes.append(node)
        assert node.stdout
        told = ""
        for line in node.stdout:
            told += line
            if "Ray runtime started" in line:
                return
        raise AssertionError(f"a node did not start:\n{told}")


def _kill(node: subprocess.Popen[str]) -> None:
    """All processes of a node at once, as when its machine loses power."""
    subprocess.run(["pkill", "-KILL", "--session", str(node.pid)], check=False)
    if node.stdout and not node.stdout.closed:
        node.communicate()
