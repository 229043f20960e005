"""The page in a real browser: Debian's Chromium, driven by Playwright, over the real models."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from qa import Assistant, Settings
from qa.server import create_app
from tests.articles.conftest import served_site as served_site
from tests.server.conftest import Served
from ui import mount

ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEADLINE = "Why did Serbia cancel the Bayraktar order?"
WAIT = 60_000
"""Milliseconds that anything may take on a busy machine."""

expect.set_options(timeout=WAIT)

# What Gradio says of its requests when a reload cuts them off.
_CUT_OFF = ("AbortError", "Connection errored out")

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gradio counts its events with what pandas will not have any more."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::DeprecationWarning"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert executable, "`make test` installs Chromium; `make browser` does that alone."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def copied(untouched: Path, assistant: Assistant, tmp_path: Path) -> Iterator[Assistant]:
    """The example articles in a collection of this test's own, `articles` in an empty folder."""
    shutil.copytree(untouched, tmp_path / "indexes" / "articles")
    with assistant.beside(tmp_path / "indexes" / "articles") as opened:
        yield opened


@pytest.fixture
def slow(copied: Assistant, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes every answer from now on take three seconds more to read for."""

    def delay() -> None:
        read = copied.reader.read

        def slowly(*asked: Any) -> Any:
            time.sleep(3)
            return read(*asked)

        monkeypatch.setattr(copied.reader, "read", slowly)

    return delay


@pytest.fixture
def served(copied: Assistant) -> Iterator[Served]:
    started = Served(create_app(copied, Settings(), pages=[mount]))
    yield started
    started.close()


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Open]:
    """Opens the page as somebody new; whatever it asks of other hosts, or gets wrong, fails."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def local(route: Route) -> None:
        if route.request.url.startswith(served.url):
            route.continue_()
        else:
            wrong.append(f"asked for {route.request.url}")
            route.abort()

    def said(text: str) -> None:
        if not any(each in text for each in _CUT_OFF):
            wrong.append(text)

    def watched(page: Page) -> None:
        page.on("pageerror", lambda error: said(str(error)))
        page.on("console", lambda told: said(told.text) if told.type == "error" else None)

    def open_(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        context.set_default_timeout(WAIT)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.route(lambda url: url.startswith("http"), local)
        context.on("page", watched)
        page = context.new_page()
        page.goto(served.url)
        page.wait_for_selector(".conversation", state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def page(visit: Open) -> Page:
    return visit()


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the answer."""
    before = page.locator("#turns .turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('#turns .turn').length > n", arg=before)


def settled(page: Page) -> None:
    """Wait until the questions to go on with are there too."""
    page.wait_for_selector("#suggested button")
