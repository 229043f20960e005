"""Web pages: the article without the page around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import trafilatura
from lxml import etree
from trafilatura.settings import Document

from qa.articles.blocks import Block, render, split_title
from qa.articles.dates import day_if_any
from qa.articles.draft import Draft, one_line
from qa.articles.encoding import decode
from qa.articles.origins import host_of, web_url
from qa.articles.raw import Raw
from qa.articles.trees import TRAFILATURA, blocks_of_tree
from qa.errors import UnreadableSource
from qa.settings import Settings

OPTIONS: Mapping[str, Any] = {"favor_precision": True}
"""What to extract with: the best of those that `benchmarks/extraction.py` compares."""

# A date that is only mentioned on the page is not the day it was published.
_DATES = {"original_date": True, "extensive_search": False}
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE
)
# The HTML standard has browsers look no further, either.
_CHARSET_WITHIN = 1024
_TITLE_SEPARATORS = "|-–—·•:"


def read_html(raw: Raw, settings: Settings) -> Draft:
    """The article of a page, with the metadata that the page states. Nothing is downloaded."""
    data = raw.content(settings.max_source_bytes)
    found = extract(decode(data, raw.charset or _declared_charset(data)))
    if found is None:
        raise UnreadableSource("No article was found in the page.")
    site = one_line(found.sitename or "")
    title, blocks = split_title(
        body_blocks(found), _without_site(one_line(found.title or ""), site)
    )
    return Draft(
        body=render(blocks),
        title=title,
        source=site,
        published=day_if_any(found.date),
        url=_canonical(found.url, raw.url),
        tags=tuple(tag.strip() for tags in found.tags or () for tag in tags.split(",")),
    )


def extract(html: str, options: Mapping[str, Any] = OPTIONS) -> Document | None:
    """What trafilatura makes of a page: its body as a tree, and its metadata; None without text."""
    tree = trafilatura.load_html(html)
    if tree is None:
        return None
    # Menus are never the article; on a page that has none they would be taken for it.
    etree.strip_elements(tree, "nav", with_tail=False)
    found = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        with_metadata=True,
        date_extraction_params=_DATES,
        **options,
    )
    return found if isinstance(found, Document) and body_blocks(found) else None


def body_blocks(found: Document) -> list[Block]:
    """The body of a page. Code within one line is a word of its paragraph."""
    for code in found.body.iter("code"):
        if "\n" not in "".join(code.itertext()):
            code.tag = "span"
    return blocks_of_tree(found.body, TRAFILATURA)


def _declared_charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:_CHARSET_WITHIN])
    return match[1].decode("ascii") if match else None


def _without_site(title: str, site: str) -> str:
    """A title without the name of the site after it, as in `Taxes rise | The Example`."""
    head = title.removesuffix(site).rstrip() if site else title
    bare = head.rstrip(_TITLE_SEPARATORS).rstrip()
    return bare if bare and bare != head else title


def _canonical(stated: str | None, fetched: str | None) -> str | None:
    """The address a page states for itself; of a fetched page only within its own site.

    Otherwise a page could take the place of another site's article in the collection.
    """
    url = web_url(stated) if stated else None
    if url is None or fetched is None:
        return url or fetched
    ours, theirs = host_of(fetched), host_of(url)
    same_site = ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")
    return url if same_site else fetched
