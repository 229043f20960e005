"""Ask, check the words, ask again: what people come for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from qa import Assistant
from tests.ui.conftest import HEADLINE, Open, ask, settled


def stored(assistant: Assistant) -> list[dict[str, object]]:
    """The answers of the only conversation."""
    [session] = assistant.sessions()
    return [dict(turn.answer) for turn in assistant.session(session.id)]


def test_the_words_behind_a_citation(page: Page, copied: Assistant) -> None:
    ask(page, HEADLINE)
    page.click('.chip[data-number="1"]')
    expect(page.locator("#panel mark.chosen").first).to_be_in_viewport()
    citation = copied.ask(HEADLINE).citations[0]
    shown = page.locator("#panel mark.chosen").all_text_contents()
    assert "".join(shown) == citation.quote
    assert page.locator("#panel .body").text_content() == citation.article.body
    assert citation.article.title in page.locator("#panel h2").inner_text()
    link = page.locator("#panel a")
    assert link.get_attribute("href") == citation.article.url
    assert "noopener" in (link.get_attribute("rel") or "")


def test_hovering_shows_the_quote(page: Page, copied: Assistant) -> None:
    ask(page, HEADLINE)
    page.hover('.chip[data-number="1"]')
    quote = page.locator('.chip[data-number="1"] q')
    expect(quote).to_be_visible()
    assert quote.text_content() == copied.ask(HEADLINE).citations[0].quote
    box, room = page.locator(".chip .quote").first.bounding_box(), page.viewport_size
    assert box
    assert room
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= room["width"]


def test_by_keyboard_alone(page: Page) -> None:
    page.keyboard.type(HEADLINE)  # the box has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector("#turns .chip")
    chip = page.locator(".chip").first
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if chip.evaluate("chip => chip === document.activeElement"):
            break
    expect(chip).to_be_focused()
    expect(chip.locator("q")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#quote")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(chip).to_be_focused()


def test_a_follow_up_and_its_reading_edited(page: Page, copied: Assistant) -> None:
    ask(page, "What did Erdogan announce in Albania?")
    ask(page, "When was that?")
    turn = page.locator("#turns .turn").nth(1)
    read = turn.locator(".standalone").inner_text()
    assert "Albania" in read
    turn.locator(".reading [data-do=edit]").first.click()
    turn.locator("form.editing input").fill("How many Bayraktar drones did Kosovo receive?")
    turn.locator("form.editing input").press("Enter")
    expect(page.locator("#turns .turn").nth(1).locator(".standalone")).to_have_text(
        "How many Bayraktar drones did Kosovo receive?"
    )
    assert page.locator("#turns .turn").count() == 2
    assert "five" in page.locator("#turns .turn").nth(1).locator(".answer").inner_text().lower()
    assert [answer["standalone_question"] for answer in stored(copied)][1] == (
        "How many Bayraktar drones did Kosovo receive?"
    )


def test_a_decline_helps(page: Page) -> None:
    ask(page, "Who won the 2031 chess cup in Atlantis?")
    declined = page.locator(".declined")
    expect(declined).to_be_visible()
    assert page.locator("[role=alert]:visible").count() == 0
    assert declined.locator(".passage").count() == 3
    declined.locator(".passage").first.click()
    expect(page.locator("#panel mark.chosen").first).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)
    page.locator("#suggested button").first.click()
    page.wait_for_selector("#turns .turn:nth-child(2) .answer")


def test_a_suggested_question_is_asked(page: Page) -> None:
    settled(page)
    question = page.locator("#suggested button").first.inner_text()
    page.locator("#suggested button").first.click()
    page.wait_for_selector("#turns .turn")
    assert page.locator("#turns h3").inner_text() == question
    assert page.locator("#turns .chip").count() >= 1


def test_articles_that_differ_stand_side_by_side(
    page: Page, copied: Assistant, tmp_path: Path
) -> None:
    for day, number in (("2023-03-02", "430"), ("2024-09-12", "612")):
        (tmp_path / f"{day}.md").write_text(
            f"---\ntitle: Vosby kiln, {day}\nsource: Kiln Post\npublished: {day}\n---\n"
            f"The Vosby kiln employs {number} people, its manager said. It fires bricks.\n",
            encoding="utf-8",
        )
        copied.ingest(tmp_path / f"{day}.md")
    ask(page, "How many people does the Vosby kiln employ?")
    versions = page.locator(".version")
    expect(versions).to_have_count(2)
    latest, earlier = versions.all_inner_texts()
    assert "As of 12 September 2024" in latest
    assert "612" in latest
    assert "As of 2 March 2023" in earlier
    assert "430" in earlier
    versions.nth(1).locator(".chip").click()
    expect(page.locator("#panel mark.chosen").first).to_contain_text("430 people")


def test_an_answer_is_stopped(page: Page, copied: Assistant, slow: Callable[[], None]) -> None:
    ask(page, HEADLINE)
    settled(page)
    slow()
    page.fill("#question textarea", "How many Bayraktar drones did Kosovo receive?")
    page.press("#question textarea", "Enter")
    page.click("#stop")
    expect(page.locator("#live .pending")).to_have_count(0)
    expect(page.locator("#ask")).to_be_visible()
    assert page.locator("#turns .turn").count() == 1
    ask(page, "And Albania?")  # after what was stopped, nothing waits
    assert page.locator("#turns .turn").count() == 2
    assert [answer["question"] for answer in stored(copied)] == [HEADLINE, "And Albania?"]


def test_reloading_resumes(page: Page) -> None:
    ask(page, HEADLINE)
    page.reload()
    page.wait_for_selector("#turns .chip")
    assert page.locator("#turns h3").inner_text() == HEADLINE
    ask(page, "And Albania?")
    assert page.locator("#turns .turn").count() == 2


def test_conversations_are_renamed_resumed_and_deleted(page: Page, copied: Assistant) -> None:
    ask(page, HEADLINE)
    page.click("#begin")
    page.wait_for_function("() => !document.querySelector('#turns .turn')")
    ask(page, "How many Bayraktar drones did Kosovo receive?")
    assert page.locator("#sessions li").count() == 2
    page.once("dialog", lambda dialog: dialog.accept("The headline"))
    page.locator("#sessions li").nth(1).hover()
    page.locator("#sessions li").nth(1).get_by_text("Rename").click()
    expect(page.locator("#sessions li", has_text="The headline")).to_be_visible()
    page.get_by_role("button", name="The headline", exact=True).click()
    expect(page.locator("#turns h3")).to_have_text(HEADLINE)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#sessions li[aria-current]").get_by_text("Delete").click()
    expect(page.locator("#sessions li")).to_have_count(1)
    assert len(copied.sessions()) == 1


def test_two_people_never_see_each_other(visit: Open) -> None:
    one, other = visit(), visit()
    ask(one, HEADLINE)
    ask(other, "How many Bayraktar drones did Kosovo receive?")
    one.reload()
    other.reload()
    one.wait_for_selector("#turns .turn")
    other.wait_for_selector("#turns .turn")
    assert one.locator("#turns h3").all_inner_texts() == [HEADLINE]
    assert other.locator("#turns h3").all_inner_texts() == [
        "How many Bayraktar drones did Kosovo receive?"
    ]
    assert one.locator("#sessions li").count() == other.locator("#sessions li").count() == 1


def test_export_and_copy(page: Page, copied: Assistant) -> None:
    ask(page, HEADLINE)
    quote = copied.ask(HEADLINE).citations[0].quote
    with page.expect_download() as download:
        page.locator("#sessions").get_by_text("Markdown").click()
    assert quote in download.value.path().read_text("utf-8")
    with page.expect_download() as download:
        page.locator("#sessions").get_by_text("JSON").click()
    assert json.loads(download.value.path().read_text("utf-8"))
    page.get_by_text("Copy with citations").click()
    expect(page.locator(".said")).to_have_text("Copied.")
    assert quote in page.evaluate("navigator.clipboard.readText()")


def test_a_rating_is_kept_as_a_question(page: Page, copied: Assistant) -> None:
    ask(page, HEADLINE)
    page.click("[data-do=rate][data-good='0']")
    page.fill("form.comment input", "It left out who said so.")
    page.press("form.comment input", "Enter")
    expect(page.locator(".said")).to_have_text("Kept with your words, thank you.")
    [rating] = copied.ratings()
    assert (rating.good, rating.comment) == (False, "It left out who said so.")
    assert HEADLINE in copied.export_ratings()
    page.reload()
    expect(page.locator("[data-do=rate][data-good='0']")).to_have_attribute("aria-pressed", "true")


def test_how_an_answer_was_made(page: Page) -> None:
    ask(page, HEADLINE)
    page.click(".made summary")
    made = page.locator(".made").inner_text()
    assert "retrieval" in made
    assert "reading" in made
    assert page.locator(".made tbody tr").count() > 5


def test_filters_are_kept_to_and_wrong_ones_explained(page: Page) -> None:
    settled(page)
    page.get_by_text("Where to look").click()
    since = page.locator("#since textarea, #since input")
    since.click()  # once it stands still: what is typed while it opens is lost
    since.press_sequentially("the day before")
    expect(since).to_have_value("the day before")
    page.fill("#question textarea", HEADLINE)
    page.press("#question textarea", "Enter")
    trouble = page.locator("#live .trouble")
    expect(trouble).to_be_visible()
    assert "2024-10" in trouble.inner_text()
    assert page.input_value("#question textarea") == HEADLINE  # nothing is lost
    since.clear()
    since.press_sequentially("2024-10")
    expect(since).to_have_value("2024-10")
    ask(page, HEADLINE)
    page.click(".made summary")
    assert "since 2024-10-01" in page.locator(".made").inner_text()
