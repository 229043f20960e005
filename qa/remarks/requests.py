"""Requests for articles: “Which articles do you have about Kosovo from 2023?”.

Written for precision: it asks what *you* have, or for articles to be listed; and what it wants them
about is a short name, not a question of its own.
"""

from __future__ import annotations

import re

from qa.remarks.kinds import Kind, Remark

_ARTICLES = r"(?:(?:news(?:paper)? )?(?:articles|stories|reports|texts|documents|pieces))"
_ONE = r"(?:(?:news(?:paper)? )?(?:article|story|report|text|document|piece))"
_HAVE = r"(?:do you (?:have|hold|store)|have you got|have you|you have(?: got)?|you['’]ve got)"
_HERE = r"in (?:your|this|the) (?:collection|index|library|archive|database)"
_ABOUT = r"(?:about|on|regarding|concerning|mentioning|that mention|covering|related to)"
_SHOW = (
    r"(?:(?:can|could|would) you )?(?:please )?(?:list|show|give|find|display)(?: me)?"
    r"(?: (?:all|the|your|some|any|of|every|latest|newest|most recent))*"
)
_SUBJECT = rf"{_ABOUT} (?P<subject>.+?)"
# Days, or a source of the collection; who replies knows whether there is such a one.
_SINCE = (
    r"(?P<since>(?:from|by|in|of|since|before|after|until|between|published|written|during|over"
    r"|dated|last|this|today|yesterday) ?.*?)"
)
_WHICH = rf"(?: {_SUBJECT}| {_SINCE})?"

# Each is matched from end to end. Where nothing is said to the assistant, only “articles” will do:
# “Which stories are about love in the Decameron?” is no request.
_FORMS = tuple(
    (kind, re.compile(form + r"[\s?.!…]*", re.IGNORECASE))
    for kind, form in (
        (Kind.ARTICLES, rf"(?:which|what) (?:other )?{_ARTICLES} {_HAVE}{_WHICH}"),
        (Kind.ARTICLES, rf"(?:which|what) {_ARTICLES} {_SUBJECT} {_HAVE}"),
        (
            Kind.ARTICLES,
            (
                rf"{_HAVE} (?:anything|something|(?:(?:any|some|more|other) )*{_ARTICLES}"
                rf"|(?:an|a|any) {_ONE})(?: {_SUBJECT}| {_SINCE})"
            ),
        ),
        (Kind.ARTICLES, rf"what (?:do you have|have you got) {_SUBJECT}"),
        (Kind.ARTICLES, rf"(?:which|what) articles are (?:there )?{_HERE}"),
        (Kind.ARTICLES, rf"(?:which|what) articles are there {_SUBJECT}"),
        (Kind.ARTICLES, r"(?:which|what) articles (?:are about|mention) (?P<subject>.+?)"),
        (Kind.ARTICLES, rf"are there (?:any |some )?articles {_SUBJECT}"),
        (Kind.ARTICLES, rf"is there (?:an|any) article {_SUBJECT}"),
        (Kind.ARTICLES, rf"{_SHOW} articles(?: (?:that )?you have)?{_WHICH}"),
        (Kind.ARTICLES, r"(?:all )?articles about (?P<subject>.+?)"),
        (
            Kind.COUNT,
            rf"how many {_ARTICLES} {_HAVE}(?: in total| altogether| now| here| {_HERE})?{_WHICH}",
        ),
        (Kind.COUNT, rf"how many {_ARTICLES} {_SUBJECT} {_HAVE}"),
        (Kind.COUNT, rf"how many articles {_SUBJECT} are there(?: {_HERE})?"),
        (Kind.COUNT, rf"how many articles are (?:there )?{_HERE}"),
        (Kind.COUNT, rf"how many articles are there(?: {_SUBJECT}| {_SINCE})"),
        (Kind.COUNT, r"how many articles (?:can you search|do you (?:know|search))"),
    )
)

_MAY_BE_ONE = re.compile(rf"\b(?:{_ARTICLES}|{_ONE}|you (?:have|got)|have you)\b", re.IGNORECASE)
_MOST_WORDS = 10
# What asks, points or goes on is a question: “anything on why it was cancelled”. Lower case, since
# “anything on WHO and the US” is none.
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|how|which|whether|if|it|its|he|him|his|she|her|they"
    r"|them|their|that|this|these|those|there|me|my|you|your|we|us)\b(?! (?:week|month|year))"
    r"|[?!;]|\w{3}\. "
)


def request(question: str) -> Remark | None:
    """The remark that asks for articles of the collection, or for their number."""
    if not _MAY_BE_ONE.search(question):  # few do, and looking once is cheap
        return None
    asked = " ".join(question.split())
    for kind, form in _FORMS:
        if found := form.fullmatch(asked):
            parts = found.groupdict()
            subject, since = parts.get("subject"), parts.get("since")
            which = f" about {subject}" if subject else f" {since}" if since else ""
            asks = _ASKS.search(which) or len(which.split()) > _MOST_WORDS
            return None if asks else Remark(kind, f"articles{which}")
    return None
