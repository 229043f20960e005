"""Metadata that a person wrote beside the text: JSONL objects and Markdown front matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from qa.articles.dates import day
from qa.articles.draft import Draft
from qa.articles.origins import web_url
from qa.errors import UnreadableSource


def draft_of(fields: Mapping[str, object], body: str) -> Draft:
    """A draft from `title source published|date url tags id`, each optional.

    Raises UnreadableSource for a value that cannot be read: dropping it would lose what the author
    said, and nobody would notice.
    """
    return Draft(
        body=body,
        title=_text(fields, "title"),
        source=_text(fields, "source"),
        published=_day(fields),
        url=_url(fields),
        tags=_tags(fields),
        id=_id(fields),
    )


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    # YAML reads the title `1984` as a number and `2024-10-11` as a date.
    if isinstance(value, str | int | float | date):
        return str(value)
    raise UnreadableSource(f"Its {name} is not text but {_shown(value)}.")


def _day(fields: Mapping[str, object]) -> date | None:
    for name in ("published", "date"):
        value = fields.get(name)
        if value is None or value == "":
            continue
        try:
            return day(value)
        except ValueError:
            raise UnreadableSource(
                f"Its {name} date {_shown(value)} cannot be read.", "Write it as 2024-10-11."
            ) from None
    return None


def _url(fields: Mapping[str, object]) -> str | None:
    text = _text(fields, "url").strip()
    if not text:
        return None
    if (url := web_url(text)) is None:
        raise UnreadableSource(
            f"Its url {_shown(text)} is not a web address.", "Write it as https://host/path."
        )
    return url


def _tags(fields: Mapping[str, object]) -> tuple[str, ...]:
    value = fields.get("tags")
    if isinstance(value, list):
        return tuple(_text({"tags": tag}, "tags") for tag in value)
    return tuple(_text(fields, "tags").split(","))


def _id(fields: Mapping[str, object]) -> str:
    value = fields.get("id")
    if value is None:
        return ""
    text = str(value).strip() if isinstance(value, str | int) else ""
    if not text or isinstance(value, bool):
        raise UnreadableSource(
            f"Its id is {_shown(value)}.", "Make it a text or a number, or leave it out."
        )
    return text


def _shown(value: object) -> str:
    """A value as a message can carry it, however long or odd it is."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
