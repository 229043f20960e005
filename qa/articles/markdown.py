"""Markdown files, with or without front matter."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt

from qa.articles import front_matter
from qa.articles.blocks import render, split_title
from qa.articles.draft import Draft
from qa.articles.encoding import decode
from qa.articles.fields import draft_of
from qa.articles.raw import Raw
from qa.articles.trees import blocks_of_html
from qa.settings import Settings


def read_markdown(raw: Raw, settings: Settings) -> Draft:
    """Front matter gives `title source published|date url tags id`; the text loses its markup."""
    text = decode(raw.content(settings.max_source_bytes), raw.charset)
    fields, body = front_matter.split(text)
    draft = draft_of(fields, body)
    # Through HTML, because Markdown may hold HTML anywhere.
    html = _parser().render(body)
    title, blocks = split_title(blocks_of_html(html), draft.title)
    return replace(draft, title=title, body=render(blocks))


@cache
def _parser() -> MarkdownIt:
    """Made once: that takes longer than a short article does."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.render("*a*")  # compiles its rules, before threads share them
    return parser
