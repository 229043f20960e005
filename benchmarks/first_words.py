"""How soon the web page shows the first words of an answer, after Enter.

python -m benchmarks.first_words [--rounds N] [--chromium PATH]

The page is that of `qa serve` over `seeds/`, its models loaded, in a real browser; each question is
the first of a conversation.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import click
import numpy as np
from playwright.sync_api import Browser, sync_playwright

from benchmarks.load import SEEDS, server
from qa import Assistant

QUESTIONS = (
    "Why did Serbia cancel the Bayraktar order?",
    "How many Bayraktar drones did Kosovo receive?",
    "When was smallpox declared eradicated?",
    "Who stole the Mona Lisa?",
    "How many Rafale jets did Serbia order?",
)
# From the key to the first sentence in the page, as the browser sees both.
_WATCH = """() => new Promise((seen) => {
  const box = document.querySelector('#question textarea');
  let pressed;
  box.addEventListener('keydown', () => { pressed = performance.now(); }, { once: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector('#live .sentence, #turns .sentence')) return;
    observer.disconnect();
    seen(performance.now() - pressed);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
  window.watched = true;
})"""


def first_words(browser: Browser, url: str, question: str) -> float:
    """Milliseconds from Enter to the first words of the answer."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("#suggested button")  # the page has nothing left to do
    page.fill("#question textarea", question)
    page.evaluate(f"() => {{ window.first = ({_WATCH})(); }}")
    page.press("#question textarea", "Enter")
    milliseconds = float(page.evaluate("() => window.first"))
    context.close()
    return milliseconds


@click.command()
@click.option("--rounds", default=4, show_default=True)
@click.option("--chromium", default="/usr/bin/chromium", show_default=True)
def main(rounds: int, chromium: str) -> None:
    """Print the median and the 95th percentile."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        with Assistant.open(index) as assistant:
            assistant.ingest(SEEDS)
        with server(index) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            first_words(browser, url, QUESTIONS[0])
            taken = [first_words(browser, url, q) for _ in range(rounds) for q in QUESTIONS]
            browser.close()
    p50, p95 = np.percentile(taken, (50, 95))
    print(f"first words after Enter, {len(taken)} questions: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


if __name__ == "__main__":
    main()
