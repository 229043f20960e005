"""Take the README's pictures of the web page: `docs/page-*.png`.

python docs/screens.py [CHROMIUM]
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
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


def picture(page: Page, name: str) -> None:
    page.wait_for_timeout(500)
    page.mouse.move(640, 790)
    shot = Image.open(BytesIO(page.screenshot()))
    shot.quantize(64, dither=Image.Dither.NONE).save(DOCS / f"page-{name}.png", optimize=True)


def pictures(browser: Browser, url: str) -> None:
    page = _opened(browser, url)
    ask(page, "Why did Serbia cancel the Bayraktar order?")
    ask(page, "How many Rafale jets did it order?")
    page.evaluate("document.scrollingElement.scrollTo(0, 0)")
    picture(page, "chat")
    page.click("#turns .turn:first-child .chip")
    picture(page, "article")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Articles").click()
    picture(page, "articles")
    page = _opened(browser, url, color_scheme="dark")
    ask(page, "What did Erdogan offer Bosnia?")
    page.evaluate("document.scrollingElement.scrollTo(0, 0)")
    picture(page, "dark")


def _opened(browser: Browser, url: str, **options: Any) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}, **options).new_page()
    page.goto(url)
    page.wait_for_selector("#suggested button")
    return page


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
