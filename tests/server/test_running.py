"""`qa serve` as a process: addresses, signals, what is missing."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from benchmarks.load import QA
from qa.cli import main
from tests.ports import free_port

_SLOW_SERVER = """
import sys, time
from qa import Assistant, Settings
from qa.reader.similarity import SimilarityReader
from qa.server import serve
from qa.testing import HashingEmbedder

class Slow(SimilarityReader):
    def read(self, query, candidates):
        print("reading", file=sys.stderr, flush=True)
        time.sleep(1)
        return super().read(query, candidates)

embedder = HashingEmbedder()
settings = Settings(decline_below=0)
with Assistant.open(
    sys.argv[1], embedder=embedder, reader=Slow(embedder), settings=settings
) as assistant:
    serve(assistant, port=0)
"""


@contextmanager
def _process(*command: str | Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _wait_for(process: subprocess.Popen[str], word: str) -> str:
    assert process.stderr
    for line in process.stderr:
        if word in line:
            return line
    raise AssertionError(f"it ended without {word!r}")


def test_a_signal_in_the_middle_of_an_answer_lets_it_end(tmp_path: Path) -> None:
    with _process(sys.executable, "-c", _SLOW_SERVER, tmp_path / "index") as process:
        url = json.loads(_wait_for(process, '"serving"'))["url"]
        _wait_for(process, '"ready"')
        with httpx.stream(
            "POST",
            f"{url}/v1/chat/completions",
            json={"stream": True, "messages": [{"role": "user", "content": "Why?"}]},
        ) as response:
            _wait_for(process, "reading")
            process.send_signal(signal.SIGTERM)
            assert response.read().endswith(b"data: [DONE]\n\n")
        process.communicate(timeout=10)
        assert process.returncode == 0
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{url}/healthz")


def test_the_page_is_there_when_its_address_is_said(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    options = ("--no-browser", "--port", str(port), "--index", tmp_path / "index")
    with _process(*QA, "ui", *options) as process:
        assert url in _wait_for(process, "The page is at")
        assert httpx.get(url).status_code == 200


def _fails(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    assert stop.value.code == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    return line


def test_others_than_loopback_demand_a_token(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    line = _fails(capsys, "serve", "--index", tmp_path / "index", "--host", "0.0.0.0")
    assert line == (
        "qa: Others can reach 0.0.0.0, and there is no token to tell who may."
        " Set QA_TOKEN to a long random text, or serve 127.0.0.1."
    )


def test_a_port_that_is_taken_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        line = _fails(capsys, "serve", "--index", tmp_path / "index", "--port", port)
    assert line == (
        f"qa: 127.0.0.1, port {port}, cannot be served: Address already in use."
        " Choose another with --host and --port."
    )


def test_without_the_extra_the_command_names_it(tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys; sys.modules['fastapi'] = None\nfrom qa.cli import main; main(['serve'])",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QA_INDEX": str(tmp_path / "index")},
    )
    assert ran.returncode == 1
    assert ran.stderr == (
        "qa: `qa serve` needs the package fastapi, which is not installed."
        " Install it with `pip install 'qa[server]'`.\n"
    )
