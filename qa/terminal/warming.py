"""Models that load while the first question is typed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable


class Warming:
    """Runs a function in a thread of its own, where Ctrl-C does not reach it.

    Interrupted half-way, an import of PyTorch cannot be made up for in the same process.
    """

    def __init__(self, load: Callable[[], object]) -> None:
        self._load = load
        self._error: Exception | None = None
        # Not `Thread.join`: a Ctrl-C during it has Python 3.11 take the thread for ended.
        self._done = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def wait(self) -> None:
        """Until all is loaded; raises what went wrong."""
        self._done.wait()
        if self._error:
            raise self._error

    def leave(self) -> None:
        """End the process at once if it still loads.

        A thread inside native code that meets the end of the interpreter may abort it, and there
        is nothing here that would have to be tidied up.
        """
        if not self._done.is_set():
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)

    def _run(self) -> None:
        try:
            self._load()
        except Exception as error:
            self._error = error
        finally:
            self._done.set()
