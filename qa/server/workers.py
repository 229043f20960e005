"""Work in threads: so much at once, so much in line, and none of it for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

from qa.server.errors import Overloaded, TookTooLong

T = TypeVar("T")

_RETRY_AFTER = 2


class _End:
    """Nothing comes after it."""


_END: Final = _End()


class Workers:
    """Threads that turn work into its steps, for an event loop to await."""

    def __init__(self, *, at_once: int, waiting: int, seconds: float) -> None:
        """`seconds` is the limit for one piece of work, its time in line included."""
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="qa-work")
        self._at_once = at_once
        self._room = at_once + waiting
        self._seconds = seconds
        self._lock = threading.Lock()
        self._taken = 0

    @property
    def running(self) -> int:
        return min(self._taken, self._at_once)

    @property
    def waiting(self) -> int:
        return max(0, self._taken - self._at_once)

    async def steps(self, work: Iterator[T]) -> AsyncGenerator[T]:
        """The items of `work` as they are made.

        Whoever stops listening stops the work, before its next item. A place is free again once
        the thread is, which may be later. Raises `Overloaded`, `TookTooLong`, and what `work` does.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._seconds
        made: asyncio.Queue[T | _End] = asyncio.Queue()
        stopped = threading.Event()

        def tell(item: T | _End) -> None:
            loop.call_soon_threadsafe(made.put_nowait, item)

        job = self._start(lambda: _work(work, stopped, tell))
        try:
            while not isinstance(item := await self._next(made, deadline), _End):
                yield item
            await asyncio.wrap_future(job)
        finally:
            stopped.set()
            job.cancel()

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _start(self, work: Callable[[], None]) -> Future[None]:
        with self._lock:
            if self._taken >= self._room:
                raise Overloaded(
                    f"{self._room} requests are being worked on or wait for it.",
                    "Send it again in a moment.",
                    _RETRY_AFTER,
                )
            self._taken += 1
        job = self._threads.submit(work)
        job.add_done_callback(self._free)
        return job

    def _free(self, _: Future[None]) -> None:
        with self._lock:
            self._taken -= 1

    async def _next(self, made: asyncio.Queue[T], deadline: float) -> T:
        try:
            async with asyncio.timeout_at(deadline):
                return await made.get()
        except TimeoutError:
            raise TookTooLong(
                f"It took longer than {self._seconds:g} s, and was given up.",
                "Send it again when less is going on, or ask for less at a time.",
            ) from None


def _work(work: Iterator[T], stopped: threading.Event, tell: Callable[[T | _End], None]) -> None:
    try:
        for item in work:
            if stopped.is_set():
                break
            tell(item)
    finally:
        if isinstance(work, Generator):
            work.close()  # here, since what it holds belongs to this thread
        tell(_END)
