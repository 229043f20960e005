"""Markdown files, with or without front matter."""

from __future__ import annotations

from dataclasses import replace

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from markdown_it import MarkdownIt

from qa.articles.blocks import render, split_title
from qa.articles.draft import Draft
from qa.articles.encoding import decode
from qa.articles.fields import draft_of
from qa.articles.raw import Raw
from qa.articles.trees import blocks_of_html
from qa.errors import UnreadableSource
from qa.settings import Settings


def read_markdown(raw: Raw, settings: Settings) -> Draft:
    """Front matter gives `title source published|date url tags id`; the text loses its markup."""
    text = decode(raw.content(settings.max_source_bytes), raw.charset)
    try:
        fields, body = frontmatter.parse(text, handler=YAMLHandler())
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableSource(
            f"Its front matter is not YAML: {' '.join(str(error).split())}.",
            "Put values that hold a colon in quotes, and write dates as 2024-10-11.",
        ) from None
    draft = draft_of({str(name).lower(): value for name, value in fields.items()}, body)
    # Through HTML, because Markdown may hold HTML anywhere.
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)
    title, blocks = split_title(blocks_of_html(html), draft.title)
    return replace(draft, title=title, body=render(blocks))
