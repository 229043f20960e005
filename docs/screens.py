"""Take the README's pictures of the web page: `docs/page-*.png`.

python docs/screens.py [CHROMIUM]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.load import SEEDS, server
from qa import Assistant

DOCS = Path(__file__).parent


def ask(page: Page, question: str) -> None:
    turns = page.locator("#turns .turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('#turns .turn').length > n", arg=turns)
    page.wait_for_selector("#suggested button")
    page.wait_for_timeout(1000)


def pictures(browser: Browser, url: str) -> None:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(url)
    page.wait_for_selector("#suggested button")
    ask(page, "Why did Serbia cancel the Bayraktar order?")
    ask(page, "How many drones did Kosovo receive?")
    page.screenshot(path=DOCS / "page-chat.png")
    page.click("#turns .turn:last-child .chip")
    page.wait_for_timeout(500)
    page.screenshot(path=DOCS / "page-article.png")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Articles").click()
    page.wait_for_timeout(500)
    page.screenshot(path=DOCS / "page-articles.png")
    dark = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark")
    page = dark.new_page()
    page.goto(url)
    page.wait_for_selector("#suggested button")
    ask(page, "Who won the chess world cup of 2031 in Atlantis?")
    page.screenshot(path=DOCS / "page-dark.png")


def main() -> None:
    chromium = sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "news"
        with Assistant.open(index) as assistant:
            assistant.ingest(SEEDS)
        with server(index) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            pictures(browser, url)
            browser.close()


if __name__ == "__main__":
    main()
