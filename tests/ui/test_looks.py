"""On a phone, in the dark, with a screen reader."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.ui.conftest import HEADLINE, Open, ask, settled

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def serious(page: Page) -> list[str]:
    """What axe-core finds to be in people's way."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['help']} — {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def wide(page: Page) -> bool:
    """Whether one would have to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"))


def test_on_a_phone(visit: Open) -> None:
    page = visit(**PHONE)
    ask(page, HEADLINE)
    assert not wide(page)
    page.tap("#turns .chip")
    expect(page.locator("#panel mark.chosen").first).to_be_in_viewport()
    box = page.locator("#panel").bounding_box()
    assert box
    assert box["width"] >= 390
    assert not wide(page)
    page.tap("#panel .close")
    expect(page.locator("#panel")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_stands_in_the_way(visit: Open, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    settled(page)
    assert serious(page) == []
    ask(page, HEADLINE)
    settled(page)
    page.click(".made summary")
    page.click("#turns .chip")
    expect(page.locator("#panel h2")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    ask(page, "Who won the 2031 chess cup in Atlantis?")
    settled(page)
    assert serious(page) == []
    page.get_by_role("tab", name="Articles").click()
    page.wait_for_selector("#articles table")
    assert serious(page) == []
