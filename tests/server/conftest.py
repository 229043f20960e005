"""Real servers on loopback ports, asked by real clients."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from qa import Assistant, Candidate, Reading, Settings
from qa.reader.similarity import SimilarityReader
from qa.retrieval import Query
from qa.server import Page, create_app
from qa.testing import HashingEmbedder

HEADLINE = "Why did Serbia cancel the Bayraktar order?"
STORY = "Serbia cancelled the Bayraktar order because Turkey armed Kosovo. The price was secret."
STORED = "# Serbia drops drones\n\n" + STORY
QUESTION = "Why did Serbia cancel the Bayraktar order?"


class Served:
    """An app behind uvicorn, in a thread of this process."""

    def __init__(self, app: FastAPI) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()
        self.http = httpx.Client(base_url=self.url, timeout=30)

    def ask(self, question: str = QUESTION, **others: Any) -> httpx.Response:
        return self.http.post("/v1/ask", json={"question": question, **others})

    def close(self) -> None:
        self.http.close()
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


class GatedReader:
    """Reads for QUESTION when it is let; `reading` tells that somebody waits for it."""

    def __init__(self, reader: SimilarityReader) -> None:
        self._reader = reader
        self.gate = threading.Event()
        self.reading = threading.Semaphore(0)

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        if query.text == QUESTION:  # a server that gets ready asks another one
            self.reading.release()
            assert self.gate.wait(30)
        return self._reader.read(query, candidates)


@pytest.fixture(scope="session")
def real(assistant: Assistant) -> Iterator[Served]:
    """The example articles, served; only to be read."""
    served = Served(create_app(assistant, Settings(requests_per_minute=100_000)))
    yield served
    served.close()


Serve = Callable[..., Served]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Assistant]:
    """One article behind the hashing embedder."""
    (tmp_path / "story.md").write_text(STORED, encoding="utf-8")
    embedder = HashingEmbedder()
    with Assistant.open(
        tmp_path / "index", embedder=embedder, settings=Settings(decline_below=0)
    ) as opened:
        opened.ingest(tmp_path / "story.md")
        yield opened


@pytest.fixture
def serve(small: Assistant) -> Iterator[Serve]:
    """Starts servers of the small collection, each with its own settings."""
    running: list[Served] = []

    def start(*, pages: Sequence[Page] = (), host: str = "127.0.0.1", **settings: Any) -> Served:
        app = create_app(small, Settings(**settings), host=host, pages=pages)
        running.append(Served(app))
        return running[-1]

    yield start
    for served in running:
        served.close()


@pytest.fixture
def gated(small: Assistant) -> Iterator[GatedReader]:
    """The reader of the small collection, shut."""
    reader = GatedReader(SimilarityReader(small.embedder))
    small.reader = reader
    yield reader
    reader.gate.set()
