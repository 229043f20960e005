"""A server that is killed while it answers, and comes back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.ports import free_port
from tests.ui.conftest import HEADLINE, WAIT, ask

# Serves a collection; the reader takes its time if told to.
_SERVER = """
import sys, time
from qa import Assistant
from qa.server import serve
with Assistant.open(sys.argv[1]) as assistant:
    read = assistant.reader.read
    def slow(*asked):
        time.sleep(float(sys.argv[3]))
        return read(*asked)
    assistant.reader.read = slow
    serve(assistant, port=int(sys.argv[2]))
"""

Start = Callable[[float], subprocess.Popen[bytes]]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(untouched: Path, tmp_path: Path, port: int) -> Iterator[Start]:
    """Starts the server, whose answers take so many seconds more."""
    folder = tmp_path / "articles"
    shutil.copytree(untouched, folder)
    started: list[subprocess.Popen[bytes]] = []

    def start(seconds: float) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(folder), str(port), str(seconds)],
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        until = time.monotonic() + WAIT / 1000
        while time.monotonic() < until:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz/ready").is_success:
                    return process
            except httpx.HTTPError:
                time.sleep(0.2)
        raise TimeoutError

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_the_conversation_and_the_question_survive(
    chromium: Browser, start: Start, port: int
) -> None:
    process = start(0)
    context = chromium.new_context()
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector(".conversation", state="attached")
    ask(page, HEADLINE)
    process.kill()
    process.wait()
    process = start(30)
    page.reload()
    page.wait_for_selector("#turns .turn")

    page.fill("#question textarea", "How many Bayraktar drones did Kosovo receive?")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#live .pending")
    process.kill()
    process.wait()
    expect(page.locator("#stopped")).to_be_visible()
    expect(page.locator("#stopped")).to_contain_text("conversation is kept")

    start(0)
    expect(page.locator("#turns h3")).to_have_text(HEADLINE)
    expect(page.locator("#question textarea")).to_have_value(
        "How many Bayraktar drones did Kosovo receive?"
    )
    expect(page.locator("#stopped")).to_be_hidden()
    page.press("#question textarea", "Enter")
    expect(page.locator("#turns .turn")).to_have_count(2)
    context.close()
