"""Articles in and out, collections, and articles that mean harm."""

from __future__ import annotations

import json
from pathlib import Path

from fpdf import FPDF
from playwright.sync_api import Page, expect

from qa import Assistant
from tests.articles.conftest import Site
from tests.ui.conftest import ask
from ui.articles import upload

OVERRIDE = "\u202e"
HOSTILE = {
    "id": "hostile",
    "title": "<img src=x onerror='window.ran=1'> Zorbling <script>window.ran=1</script>",
    "source": "<b onmouseover='window.ran=1'>Evil Post</b>",
    "published": "2024-05-05",
    "url": "https://evil.example/?<script>window.ran=1</script>",
    "body": (
        "The Zorbling festival drew 4,321 visitors to Quibbleton in May. "
        "<script>window.ran=1</script><img src='http://evil.example/x.png' onerror='window.ran=1'> "
        "![x](http://evil.example/y.png) [click](javascript:window.ran=1) ${window.ran=1} "
        "{{constructor.constructor('window.ran=1')()}} `back` \\ "
        f"{OVERRIDE}gnitseretni yrev{OVERRIDE} is what the mayor of Quibbleton said.\n\n"
    )
    # A word as long as that is one token to the models: five megabytes, and soon read.
    + f"Nothing else but {'la' * 100} was sung. " * 22_000,
}


def articles(page: Page) -> None:
    page.get_by_role("tab", name="Articles").click()
    page.wait_for_selector("#articles table")


def test_a_pdf_is_uploaded_and_asked_about(page: Page, tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.multi_cell(0, 8, "The lighthouse of Merrowby was sold for 12,750 pounds.")
    pdf.output(str(tmp_path / "lighthouse.pdf"))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 no more")
    articles(page)
    page.set_input_files(
        "#files input[type=file]", [tmp_path / "lighthouse.pdf", tmp_path / "broken.pdf"]
    )
    expect(page.locator("#lines li.added")).to_have_count(1)
    skipped = page.locator("#lines li.skipped")
    expect(skipped).to_contain_text("broken.pdf")
    assert len(skipped.inner_text()) > len("skipped broken.pdf")  # and why
    page.get_by_role("tab", name="Ask").click()
    ask(page, "For how much was the lighthouse of Merrowby sold?")
    page.click("#turns .chip")
    expect(page.locator("#panel mark.chosen").first).to_contain_text("12,750 pounds")


def test_each_file_is_told_of_while_it_is_read(copied: Assistant, tmp_path: Path) -> None:
    good, bad, many = (tmp_path / name for name in ("good.txt", "bad.pdf", "many.jsonl"))
    good.write_text("Rain in Ostrel\n\nIt rained for three days in Ostrel.", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 no more")
    rows = [{"title": f"Day {n} in Ostrel", "body": f"Day {n} was dry."} for n in range(30)]
    lines = [json.dumps(row) for row in rows] + ["no JSON"] * 25
    many.write_text("\n".join(lines), encoding="utf-8")
    steps = [[line.outcome for line in told] for told in upload(copied, [good, bad, many])]
    assert steps[0] == ["waiting", "waiting", "waiting"]
    assert ["reading", "waiting", "waiting"] in steps
    assert ["added", "reading", "waiting"] in steps
    assert ["added", "skipped", "reading"] in steps
    *_, last = upload(copied, [many])
    assert last[0].detail == "30 articles: 30 unchanged"
    assert len(last) == 22
    assert last[-1].detail == "5 more that cannot be read"


def test_a_feed_is_read(page: Page, copied: Assistant, site: Site) -> None:
    copied.settings = copied.settings.model_copy(update={"allow_private_urls": True})
    entries = "".join(
        f"<item><title>{title}</title><pubDate>Mon, 06 May 2024 09:00:00 GMT</pubDate>"
        f"<description>{body}</description></item>"
        for title, body in (
            ("Bells of Ostrel", "The tower of Ostrel has nineteen bells, the bishop said."),
            ("A bridge for Ostrel", "The bridge of Ostrel cost four million crowns."),
        )
    )
    feed = f"<rss version='2.0'><channel><title>Ostrel Post</title>{entries}</channel></rss>"
    articles(page)
    page.fill("#address textarea, #address input", site.page("/feed", feed, "application/rss+xml"))
    page.press("#address textarea, #address input", "Enter")
    expect(page.locator("#lines li.added")).to_contain_text("2 articles: 2 added")
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many bells does the tower of Ostrel have?")
    page.click("#turns .chip")
    expect(page.locator("#panel mark.chosen").first).to_contain_text("nineteen bells")


def test_find_remove_and_undo(page: Page, copied: Assistant) -> None:
    articles(page)
    before = copied.count_articles()
    page.fill("#matching textarea, #matching input", "rafale croatia")
    expect(page.locator("#articles tbody tr")).not_to_have_count(50)
    title = page.locator("#articles tbody tr .link").first.inner_text()
    page.locator("#articles [data-do=remove]").first.click()
    expect(page.locator("#undo")).to_contain_text(title)
    assert copied.count_articles() == before - 1
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#articles tbody")).to_contain_text(title)
    assert copied.count_articles() == before


def test_an_article_that_is_gone_still_shows_what_was_cited(page: Page, copied: Assistant) -> None:
    ask(page, "How many Bayraktar drones did Kosovo receive?")
    citation = copied.ask("How many Bayraktar drones did Kosovo receive?").citations[0]
    copied.remove(citation.article.id)
    page.click("#turns .chip[data-number='1']")
    expect(page.locator("#panel mark.chosen").first).to_have_text(citation.quote)
    expect(page.locator("#panel .note").first).to_contain_text("removed")


def test_an_address_that_is_not_public_is_refused(page: Page) -> None:
    articles(page)
    for address, reason in (("file:///etc/passwd", "web"), ("http://127.0.0.1:1/x", "public")):
        page.fill("#address textarea, #address input", address)
        page.click("#fetch")
        expect(page.locator("#lines")).to_contain_text(reason)
        assert "root:" not in page.locator("#lines").inner_text()


def test_another_collection(page: Page) -> None:
    ask(page, "How many Bayraktar drones did Kosovo receive?")
    articles(page)
    page.get_by_text("Where to look").click()
    name = page.locator("#new-name textarea, #new-name input")
    name.fill("../outside")
    page.click("#create")
    expect(page.locator("#notice .trouble")).to_be_visible()
    name.fill("Chess")
    page.click("#create")
    expect(page.locator("#articles")).to_contain_text("No articles yet")
    expect(page.locator("#notice .trouble")).to_have_count(0)
    page.get_by_role("tab", name="Ask").click()
    assert page.locator("#turns .turn").count() == 0
    page.reload()
    page.wait_for_selector(".conversation[data-collection='Chess']", state="attached")


def test_a_hostile_article_is_text(page: Page, copied: Assistant, tmp_path: Path) -> None:
    """The fixture fails it too, if anything is fetched."""
    (tmp_path / "hostile.jsonl").write_text(json.dumps(HOSTILE) + "\n", encoding="utf-8")
    assert not copied.ingest(tmp_path / "hostile.jsonl").skipped
    assert len(HOSTILE["body"]) > 5_000_000
    page.reload()
    articles(page)
    page.fill("#matching textarea, #matching input", "zorbling")
    expect(page.locator("#articles tbody tr")).to_have_count(1)
    assert "<img src=x" in page.locator("#articles tbody").inner_text()
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many visitors did the Zorbling festival draw to Quibbleton?")
    page.hover("#turns .chip")
    page.click("#turns .chip")
    expect(page.locator("#panel mark.chosen").first).to_be_visible()
    found = copied.ask("How many visitors did the Zorbling festival draw to Quibbleton?")
    assert page.locator("#panel .body").text_content() == found.citations[0].article.body
    for inside in ("img", "script", "b"):
        assert page.locator(f"#panel {inside}, .turn {inside}, #articles {inside}").count() == 0
    page.keyboard.press("Escape")
    page.click(".made summary")
    ask(page, "What did the mayor of Quibbleton say?")
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
