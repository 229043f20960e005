from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import pytest

from .conftest import Site
from .reading import read_all, saved
from .test_html import HEAD, PARAGRAPHS, page

WHOLE = "".join(f"<p>{text}</p>" for text in PARAGRAPHS * 3)


def rss(*items: str) -> str:
    return f"""<?xml version="1.0"?><rss version="2.0"
      xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
      <title>The Example</title><link>https://example.com/</link>{"".join(items)}</channel></rss>"""


def item(title: str, link: str = "", summary: str = "", content: str = "", guid: str = "") -> str:
    encoded = f"<content:encoded>{escape(content)}</content:encoded>" if content else ""
    return f"""<item><title>{escape(title)}</title>{link and f"<link>{link}</link>"}
      {guid and f"<guid isPermaLink='false'>{guid}</guid>"}
      <pubDate>Fri, 11 Oct 2024 23:30:00 -0500</pubDate><category>war</category>
      <description>{escape(summary)}</description>{encoded}</item>"""


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Example</title>
  <entry><title>Atom entry</title><id>tag:example.com,2024:1</id>
  <link href="https://www.example.com/atom-entry"/><updated>2024-10-11T08:00:00Z</updated>
  <content type="html">&lt;p&gt;The &lt;b&gt;text&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;
  </content>  </entry></feed>"""


def test_metadata_survives(tmp_path: Path) -> None:
    entry = item("A & B", "https://www.example.com/a-b", content="<p>Text.</p>", guid="g 1")
    path = saved(tmp_path / "feed.xml", rss(entry))
    article = read_all(path).article
    assert (article.title, article.body, article.source) == ("A & B", "Text.", "The Example")
    assert article.published == date(2024, 10, 11)
    assert article.url == "https://www.example.com/a-b"
    assert article.tags == ("war",)
    assert article.origin == f"{path.resolve().as_uri()}#g%201"
    assert article.id.startswith("a-b-")


def test_atom(tmp_path: Path) -> None:
    article = read_all(saved(tmp_path / "a.atom", ATOM)).article
    assert (article.title, article.body) == ("Atom entry", "The text.\n\nMore.")
    assert (article.source, article.published) == ("The Example", date(2024, 10, 11))


def test_full_text_in_the_feed_is_used_and_nothing_fetched(site: Site) -> None:
    items = [
        item("In content", f"{site.url}/a", "Short.", content="<h2>Part</h2><p>Text.</p>"),
        item("In summary", f"{site.url}/b", WHOLE),
    ]
    url = site.page("/feed", rss(*items), "application/rss+xml")
    articles = read_all(url, allow_private_urls=True).articles
    assert [article.body for article in articles] == [
        "## Part\n\nText.",
        "\n\n".join(PARAGRAPHS * 3),
    ]
    assert [path for path, _ in site.requests] == ["/feed"]


def test_an_entry_that_is_only_announced_is_read_from_its_page(site: Site) -> None:
    site.page("/a", page(HEAD))
    url = site.page("/feed", rss(item("Feed's title", "/a", "Short.")), "text/xml")
    article = read_all(url, allow_private_urls=True).article
    assert article.body == "\n\n".join(PARAGRAPHS)
    assert (article.title, article.source) == ("Feed's title", "The Example")
    assert article.published == date(2024, 10, 11)
    assert article.url == f"{site.url}/a"
    assert article.origin == f"{url}#{site.url}/a"


def test_a_failing_entry_costs_no_other(site: Site) -> None:
    site.page("/good", page())
    site.redirect("/out", "http://[::1]:1/")
    links = ("/gone", "/good", "/out", "/feed")
    url = site.page("/feed", rss(*(item(link, link, "Short.") for link in links)), "text/xml")
    found = read_all(url, allow_private_urls=True)
    assert [article.title for article in found.articles] == ["/good"]
    assert [skipped.reason for skipped in found.skipped] == [
        "The server answered 404 Not Found.",
        "The server cannot be reached. Try again later.",
        "The entry links to a feed or a list of articles.",
    ]
    assert found.skipped[0].origin == f"{url}#{site.url}/gone"


def test_a_saved_feed_downloads_nothing(tmp_path: Path, site: Site) -> None:
    site.page("/a", page())
    items = [item("Summary", f"{site.url}/a", "Only this."), item("Nothing", f"{site.url}/b")]
    found = read_all(saved(tmp_path / "a.rss", rss(*items)), allow_private_urls=True)
    assert [article.body for article in found.articles] == ["Only this."]
    assert [skipped.reason for skipped in found.skipped] == ["It has no text."]
    assert not site.requests


def test_an_entry_that_comes_twice(tmp_path: Path) -> None:
    twice = item("Twice", content="Text.", guid="1") * 2
    found = read_all(saved(tmp_path / "a.rss", rss(twice)))
    assert len(found.articles) == 1
    assert "another entry with the same id" in found.skipped[0].reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<urlset><url/></urlset>", "It is not an RSS or Atom feed."),
        ("no xml", "It is not an RSS or Atom feed."),
        ("", "It is empty."),
        (rss(), "The feed has no entries."),
    ],
)
def test_what_is_no_feed(tmp_path: Path, content: str, reason: str) -> None:
    assert read_all(saved(tmp_path / "a.xml", content)).reason == reason


def test_an_entity_bomb_does_not_go_off(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = rss(item("Bomb", content="x", guid="1")).replace(
        '<?xml version="1.0"?>', f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "lol">{entities}]>'
    )
    bomb = bomb.replace("<title>Bomb</title>", "<title>&e11;</title>")
    found = read_all(saved(tmp_path / "a.xml", bomb))
    assert all(len(article.title) < 1000 for article in found.articles)
