"""The process in which a `ReadingProcess` has documents read."""

from __future__ import annotations

import math
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from qa.articles.kinds import KINDS
from qa.articles.sources import guarded, linked
from qa.articles.web import Download
from qa.articles.wire import Finished, Message, Task, Wanted, encoded
from qa.errors import UnreadableSource
from qa.records import Article, Skipped
from qa.settings import Settings

_BY_NAME = {kind.name: kind for kind in KINDS}
_STATM = Path("/proc/self/statm")
# The parent is the one to end what takes too long; this is for when there is no parent any more.
_GRACE = 2


def main(descriptor: int) -> None:
    """Read what comes over a connection, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to deal with
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with Connection(descriptor) as connection:
        _say(connection, Finished())
        while True:
            try:
                task = connection.recv()
            except EOFError:
                return
            for message in _messages(task, connection):
                _say(connection, message)


def _say(connection: Connection, message: Message) -> None:
    connection.send_bytes(encoded(message))


def _messages(task: Task, connection: Connection) -> Iterator[Message]:
    fetch = partial(_fetched, connection)
    follow = partial(linked, settings=task.settings, fetch=fetch) if task.follows else None
    raw = replace(task.raw, follow=follow)
    yield from guarded(raw.origin, _limited(_BY_NAME[task.kind].read(raw, task.settings), task))
    yield Finished()


def _limited(outcomes: Iterator[Article | Skipped], task: Task) -> Iterator[Article | Skipped]:
    """The same, each made within the limits of the settings."""
    while True:
        try:
            with _limits(task.settings):
                outcome = next(outcomes, None)
        except MemoryError:
            raise UnreadableSource(
                f"Reading it took more than the {task.settings.read_memory:,} bytes of memory "
                "allowed.",
                "Set QA_READ_MEMORY to allow more.",
            ) from None
        if outcome is None:
            return
        yield outcome


@contextmanager
def _limits(settings: Settings) -> Iterator[None]:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if _STATM.exists():
        held = int(_STATM.read_text().split()[0]) * resource.getpagesize()
        allowed = held + settings.read_memory
        if most == resource.RLIM_INFINITY or allowed < most:
            resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
    _start_clock(settings)
    try:
        yield
    finally:
        signal.alarm(0)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _start_clock(settings: Settings) -> None:
    signal.alarm(math.ceil(settings.read_timeout) + _GRACE)


def _fetched(connection: Connection, url: str, settings: Settings) -> Download:
    """A page that the document links to, as the parent downloads it."""
    signal.alarm(0)
    _say(connection, Wanted(url))
    answer = connection.recv()
    _start_clock(settings)
    if isinstance(answer, UnreadableSource):
        raise answer
    assert isinstance(answer, Download)
    return answer
