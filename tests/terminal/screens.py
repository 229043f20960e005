"""A program behind a pseudo-terminal, driven as by a person: typed to, waited for, read."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PROMPT = "\n>"  # the space after it is drawn by moving the cursor
CTRL_C, CTRL_D, UP, ENTER = "\x03", "\x04", "\x1b[A", "\r"

_PATIENCE = 120.0  # seconds; a busy machine may take most of them to load the models
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[()][A-Z0-9]|[=>78])")

# The terminal is this session's own, so that Ctrl-C reaches the program; a question that says
# “slowly” is read until somebody stops it.
_BOOTSTRAP = """
import fcntl, signal, sys, termios, time
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.default_int_handler)  # tests run in the background ignore it
from qa.cli import main
from qa.reader.trained import TrainedReader
read = TrainedReader.read
def slowly(self, query, candidates):
    if "slowly" in query.text:
        time.sleep(600)
    return read(self, query, candidates)
TrainedReader.read = slowly
main(sys.argv[1:])
"""


class Terminal:
    """What a program printed is looked through from where the last look ended."""

    def __init__(self, arguments: Sequence[str | Path]) -> None:
        self._screen, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self._program = subprocess.Popen(
            [sys.executable, "-c", _BOOTSTRAP, *map(str, arguments)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"},
        )
        os.close(theirs)
        self.text = ""
        """Everything so far, without colours and movements."""
        self._raw = b""
        self._seen = 0

    def type(self, keys: str) -> None:
        os.write(self._screen, keys.encode())

    def say(self, line: str) -> None:
        """Wait for the prompt, and type a line."""
        self.expect(PROMPT)
        self.type(line + ENTER)

    def expect(self, wanted: str) -> str:
        """Wait for a text; gives back what came before it."""
        give_up = time.monotonic() + _PATIENCE
        while (found := self.text.find(wanted, self._seen)) < 0:
            if not self._read(give_up):
                raise AssertionError(f"{wanted!r} did not come: {self.text[self._seen :]!r}")
        before = self.text[self._seen : found]
        self._seen = found + len(wanted)
        return before

    def code(self) -> int:
        """The exit code, once the program has ended."""
        give_up = time.monotonic() + _PATIENCE
        while self._read(give_up):
            pass
        return self._program.wait(_PATIENCE)

    def close(self) -> None:
        self._program.kill()
        self._program.wait()
        os.close(self._screen)

    def _read(self, give_up: float) -> bool:
        """Read what comes next; whether anything came."""
        ready, _, _ = select.select([self._screen], [], [], max(0.0, give_up - time.monotonic()))
        try:
            self._raw += os.read(self._screen, 65_536) if ready else b""
        except OSError:  # it has ended
            return False
        self.text = _ESCAPES.sub("", self._raw.decode("utf-8", "replace")).replace("\r", "")
        return bool(ready)


@contextmanager
def terminal(*arguments: str | Path) -> Iterator[Terminal]:
    """Runs `qa` with these arguments; killed at the end if it still runs."""
    opened = Terminal(arguments)
    try:
        yield opened
    finally:
        opened.close()
