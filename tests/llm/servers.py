"""Language model servers on loopback ports: a real one, and one that says what it is told to."""

from __future__ import annotations

import json
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

_STARTED_WITHIN = 60  # seconds; two on an idle machine


class SmallModel:
    """SmolLM2-135M behind llama.cpp, in a process of its own that does not outlive this one."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.llm.small_model"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], _STARTED_WITHIN)
        self.url = self._process.stdout.readline().strip() if ready else ""
        if not self.url:
            self.kill()
            raise AssertionError("the language model did not start")
        self.setting = f"openai-like:smollm2@{self.url}/v1"

    def wait_until_busy(self) -> None:
        """Until it is writing a reply."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if any(slot["is_processing"] for slot in httpx.get(f"{self.url}/slots").json()):
                return
            time.sleep(0.02)
        raise AssertionError("nobody asked the language model")

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Stub:
    """Answers every request with the same status and body; keeps what it was sent."""

    status: int = 200
    body: str = ""
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                stub.asked.append(Asked(self.path, headers, json.loads(sent)))
                told = stub.body.encode()
                self.send_response(stub.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
