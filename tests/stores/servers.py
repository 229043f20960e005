"""A real Milvus server on loopback, in a process that does not outlive this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

TOKEN = "root:Milvus"  # what a new server asks for


class Milvus:
    """Milvus 2.3 with its data in a folder, and a password."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.setting = f"milvus:{self.url}"
        self.start()

    def start(self) -> None:
        """Start it with the data that it had; it is ready when this returns."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stores.milvus_server", self._folder, str(self._port)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        if self._process.stdout.readline() != "ready\n":
            self.kill()
            raise AssertionError(f"Milvus did not start; see {self._folder}/logs")

    def kill(self) -> None:
        """As a power cut would; it takes no notice of SIGTERM."""
        self._process.communicate()  # it is killed when it hears no more of this process

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Meanwhile it takes connections, and answers nobody."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        server = int(children.read_text().split()[0])
        os.kill(server, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(server, signal.SIGCONT)
