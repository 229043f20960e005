"""Reading documents in a process that can be ended: no file stops an ingest.

A parser may loop, fill the memory or crash on a document made for it, and nothing within Python can
stop native code. This holds such a document to time and memory; it is no sandbox.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType

from qa.articles.kinds import Kind
from qa.articles.raw import Raw
from qa.articles.web import Download, fetch
from qa.articles.wire import Finished, Task, Wanted, decoded
from qa.errors import UnreadableSource
from qa.records import Article, Skipped
from qa.settings import Settings

# The package's own `__init__` loads what answers questions, which takes four times as long as what
# reads (4.1 s of CPU against 0.9). Not `multiprocessing`, which would run a user's script again.
_START = """
import sys, types
sys.modules["qa"] = types.ModuleType("qa")
sys.modules["qa"].__path__ = [sys.argv[1]]
from qa.articles.worker import main
main(int(sys.argv[2]))
"""


class ReadingProcess:
    """Reads documents one after the other in a worker process, replaced when one breaks it.

    To be closed, or used in `with`. The worker starts with the first document that needs it, and
    ends by itself if this process dies. Not for two threads at once.
    """

    def __init__(self) -> None:
        self._worker: _Worker | None = None

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._worker:
            self._worker.end()
            self._worker = None

    def read(self, kind: Kind, raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
        """The articles of a document.

        Raises UnreadableSource when it takes more than `read_timeout` or `read_memory`, or when
        its parser crashes.
        """
        if kind.isolated_from is None or 0 < raw.size < kind.isolated_from:
            yield from kind.read(raw, settings)
            return
        self._worker = self._worker or _Worker()
        finished = False
        try:
            yield from self._worker.read(kind, raw, settings)
            finished = True
        finally:
            # What is still at work on a document cannot take the next one.
            if not finished:
                self.close()


class _Worker:
    """A process that runs `qa.articles.worker`, ready to read."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-c",
                    _START,
                    Path(__file__).parents[1],
                    str(theirs.fileno()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        try:
            self._connection.recv_bytes()
        except BaseException as error:
            self.end()
            if isinstance(error, EOFError):
                raise UnreadableSource("The process that reads documents did not start.") from None
            raise

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self._connection.close()
        self._process.kill()
        self._process.wait()

    def read(self, kind: Kind, raw: Raw, settings: Settings) -> Iterator[Article | Skipped]:
        try:
            self._connection.send(
                Task(kind.name, replace(raw, follow=None), raw.follow is not None, settings)
            )
            left = settings.read_timeout
            while True:
                started = time.monotonic()
                if not self._connection.poll(max(0.0, left)):
                    raise _too_long(settings)
                message = decoded(self._connection.recv_bytes())
                left -= time.monotonic() - started
                if isinstance(message, Finished):
                    return
                if isinstance(message, Wanted):
                    self._connection.send(_fetched(message.url, settings))
                else:
                    yield message
        except (EOFError, ConnectionError):
            raise self._crash(settings) from None

    def _crash(self, settings: Settings) -> UnreadableSource:
        """Why there is no process at the other end any more."""
        code = self._process.wait()
        if code == -signal.SIGALRM:
            return _too_long(settings)
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return UnreadableSource(
            f"Its parser crashed ({how}).", "It may be damaged: open it and save it again."
        )


def _fetched(url: str, settings: Settings) -> Download | UnreadableSource:
    try:
        return fetch(url, settings)
    except UnreadableSource as error:
        return error


def _too_long(settings: Settings) -> UnreadableSource:
    return UnreadableSource(
        f"Reading it took longer than {settings.read_timeout:g} s.",
        "Set QA_READ_TIMEOUT to allow more.",
    )
