from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from .conftest import Site
from .reading import read_all, saved

PARAGRAPHS = """\
Serbia's president said on Friday that the country will not buy the drones after all, because the \
maker had delivered the same model to a neighbour a few months before.
The order had been planned for more than three years, and officials in the capital had praised it \
on many occasions as the beginning of a new chapter between the countries.
Analysts told the newspaper that talks about a joint production may still continue, although \
neither side has said when the next meeting of the ministers will take place.""".splitlines()


def page(head: str = "", body: str = "") -> str:
    text = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    return f"""<!DOCTYPE html><html><head><title>Order cancelled | The Example</title>{head}</head>
    <body><nav><ul><li><a href="/">Home</a></li><li><a href="/x">World</a></li></ul></nav>
    <article><h1>Order cancelled</h1>{text}{body}</article>
    <footer>Copyright 2019 The Example. All rights reserved.</footer></body></html>"""


HEAD = """
<meta property="og:site_name" content="The Example">
<meta property="og:title" content="Order cancelled">
<meta property="article:published_time" content="2024-10-11T08:00:00+02:00">
<meta property="article:modified_time" content="2024-12-24T08:00:00+02:00">
<link rel="canonical" href="https://www.example.com/world/order-cancelled.html">
<meta name="keywords" content="drones, Serbia">"""


def test_metadata_survives(tmp_path: Path) -> None:
    article = read_all(saved(tmp_path / "a.html", page(HEAD))).article
    assert article.title == "Order cancelled"
    assert article.source == "The Example"
    assert article.published == date(2024, 10, 11)
    assert article.url == "https://www.example.com/world/order-cancelled.html"
    assert article.id.startswith("order-cancelled-")
    assert article.tags == ("drones", "Serbia")


def test_json_ld_is_metadata_too(tmp_path: Path) -> None:
    data = """<script type="application/ld+json">{"@context": "https://schema.org",
      "@type": "NewsArticle", "headline": "Order cancelled", "datePublished": "2024-10-11",
      "publisher": {"@type": "Organization", "name": "The Example"}}</script>"""
    article = read_all(saved(tmp_path / "a.html", page(data))).article
    assert (article.title, article.source) == ("Order cancelled", "The Example")
    assert article.published == date(2024, 10, 11)


def test_the_body_is_the_article_and_nothing_around_it(tmp_path: Path) -> None:
    article = read_all(saved(tmp_path / "a.htm", page(HEAD))).article
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_structure_becomes_light_markdown(tmp_path: Path) -> None:
    body = """<h2>What comes next</h2><ul><li>A <b>first</b> point about the talks</li>
      <li>A <a href="/y">second</a> point about the price</li></ul>
      <table><tr><th>Year</th><th>Drones</th></tr><tr><td>2023</td><td>Twelve</td></tr></table>
      <blockquote>Neither easy nor good news for the region.</blockquote>
      <p>This closing paragraph has <em>emphasis</em>, an <img src="a.png" alt="image"> and
      <code>code</code> in it, all in one line.</p>"""
    article = read_all(saved(tmp_path / "a.xhtml", page(HEAD, body))).article
    assert article.body.split("\n\n", 3)[3] == "\n".join(
        (
            "## What comes next",
            "",
            "- A first point about the talks",
            "- A second point about the price",
            "",
            "| Year | Drones |",
            "| 2023 | Twelve |",
            "",
            "> Neither easy nor good news for the region.",
            "",
            "This closing paragraph has emphasis, an and code in it, all in one line.",
        )
    )


def test_a_page_without_metadata(tmp_path: Path) -> None:
    article = read_all(saved(tmp_path / "saved page.html", page())).article
    assert article.title == "Order cancelled"
    assert (article.published, article.url) == (None, None)
    assert article.id.startswith("saved-page-")


def test_another_encoding_is_recognised(tmp_path: Path) -> None:
    text = page(body="<p>Le président a déclaré que l’affaire était réglée.</p>")
    article = read_all(saved(tmp_path / "a.html", text.encode("cp1252"))).article
    assert "Le président a déclaré que l’affaire était réglée." in article.body


@pytest.mark.parametrize(
    "declaration",
    [
        '<meta charset="iso-8859-2">',
        "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'>",
    ],
)
def test_a_declared_encoding_counts(tmp_path: Path, declaration: str) -> None:
    # Without the declaration this is taken for another: ŁódĽ.
    sentence = "Łódź i Kraków"
    html = f"<html><head>{declaration}<title>Note</title></head><p>{sentence}</p></html>"
    article = read_all(saved(tmp_path / "a.html", html.encode("iso-8859-2"))).article
    assert (article.title, article.body) == ("Note", sentence)


def test_a_short_page_is_an_article(tmp_path: Path) -> None:
    html = "<html><head><title>Note</title></head><body><p>The office is closed.</p></body></html>"
    article = read_all(saved(tmp_path / "a.html", html)).article
    assert (article.title, article.body) == ("Note", "The office is closed.")


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html><head><title>x</title></head><body><script>var x = 1;</script></body></html>",
        "<html><body><nav><a href='/'>Home</a> <a href='/x'>World</a></nav></body></html>",
    ],
)
def test_a_page_without_an_article(tmp_path: Path, html: str) -> None:
    assert read_all(saved(tmp_path / "a.html", html)).reason == "No article was found in the page."


def test_nesting_deeper_than_the_stack(tmp_path: Path) -> None:
    html = page(HEAD, "<div>" * 30_000 + "deep" + "</div>" * 30_000)
    outcome = read_all(saved(tmp_path / "a.html", html))
    assert len(outcome.articles) + len(outcome.skipped) == 1


def test_a_fetched_page_has_its_canonical_address(site: Site) -> None:
    url = site.page("/a?utm=1", page(f'<link rel="canonical" href="{site.url}/order">'))
    article = read_all(url, allow_private_urls=True).article
    assert article.url == f"{site.url}/order"
    assert article.origin == url


def test_a_page_cannot_claim_the_address_of_another_site(site: Site) -> None:
    url = site.page("/a", page(HEAD))
    assert read_all(url, allow_private_urls=True).article.url == url
