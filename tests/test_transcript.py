"""Saved conversations as Markdown and as JSON, and from JSON again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from qa import Assistant, QAError, UnreadableSession
from qa.records import Session, StoredTurn
from qa.transcript import Form, export
from tests.chatting import ALBANIA, SERBIA, client


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with client(tmp_path / "index") as opened:
        yield opened


@pytest.fixture
def saved(assistant: Assistant) -> str:
    """The id of a conversation: an answer, one in another reading, and a decline."""
    chat = assistant.chat()
    chat.ask(SERBIA)
    chat.ask("And Albania?", standalone=ALBANIA)
    assistant.settings = assistant.settings.model_copy(update={"decline_below": 1.0})
    chat.ask("Who is the king of Mongolia?")
    assert chat.id
    return chat.id


def test_markdown_tells_questions_readings_answers_and_evidence(
    assistant: Assistant, saved: str
) -> None:
    day = assistant.sessions()[0].created.astimezone()
    text = assistant.export_session(saved[:6])
    assert text.startswith(f"""# {SERBIA}

{day.day} {day:%B %Y}

## {SERBIA}

Serbia cancelled the Bayraktar order over Kosovo. [1]

[1] **Serbia drops drones** — The Courier, 2024-10-11 — <https://courier.example/serbia>

> Serbia cancelled the Bayraktar order over Kosovo.

## And Albania?

*Read as:* How many drones did Albania order?

Albania did order three drones from Turkey in May. [1]

[1] **Albania buys** — The Courier, 2024-10-11 — <https://courier.example/albania>

> Albania did order three drones from Turkey in May.

## Who is the king of Mongolia?

The articles don’t say. Nothing in them mentions “king”, “Mongolia”.

The nearest passages:
""")
    assert text.count("\n> ") == 5
    assert "Albania buys (albania)" in text.split("nearest passages:")[1]


def _turn(text: str) -> StoredTurn:
    """A turn in which a text stands wherever one can."""
    article = {"id": text, "title": text, "source": text, "published": None, "url": text}
    answer = {
        "question": text, "standalone_question": text + "!", "text": text, "period": None,
        "declined": False, "hits": [], "citations": [{"number": 1, "article": article,
        "quote": text}],
    }  # fmt: skip
    return StoredTurn(1, _NOW, answer)


_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_ODD = st.lists(
    st.sampled_from(
        [
            *"#*_`[]()<>!|~=+-:&\\",
            "1.",
            "2)",
            "[1]",
            "&copy;",
            "<b>",
            "](x)",
            "---",
            "```",
            "    ",
            "\n",
        ]
    )
    | st.sampled_from(["word", "a", "\n\n", "| a |", "[1]: x", "***"]),
    min_size=1,
).map(" ".join)


@given(_ODD.filter(str.strip))
def test_markdown_shows_any_words_and_does_nothing_with_them(words: str) -> None:
    turn = _turn(words)
    text = export(Session("id", words, _NOW, _NOW, 1), [turn], "markdown")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = [token.type for token in tokens if token.nesting >= 0]
    assert set(kinds) == {"heading_open", "paragraph_open", "inline", "blockquote_open"}
    inline = [token for token in tokens if token.type == "inline"]
    active = {child.type for token in inline for child in token.children or ()}
    assert active <= {"text", "text_special", "softbreak", "em_open", "em_close",
                      "strong_open", "strong_close"}  # fmt: skip
    quoted = tokens[_first(tokens, "blockquote_open") :]
    shown = " ".join(_shown(token) for token in quoted if token.type == "inline")
    assert shown.split() == words.split()


def _first(tokens: list[Any], kind: str) -> int:
    return next(i for i, token in enumerate(tokens) if token.type == kind)


def _shown(inline: Any) -> str:
    return "".join("\n" if c.type == "softbreak" else c.content for c in inline.children)


def test_a_form_that_is_not_there(assistant: Assistant, saved: str) -> None:
    with pytest.raises(QAError, match="Choose one of: markdown, json"):
        assistant.export_session(saved, cast(Form, "docx"))


def test_json_comes_back_whole_in_an_index_that_knows_no_article_of_it(
    assistant: Assistant, saved: str, tmp_path: Path
) -> None:
    exported = assistant.export_session(saved, "json")
    with Assistant.open(tmp_path / "elsewhere", embedder=assistant.embedder) as elsewhere:
        session = elsewhere.import_session(exported)
        assert session == assistant.sessions()[0]
        assert elsewhere.session(saved) == assistant.session(saved)
        assert elsewhere.export_session(saved, "json") == exported
        assert elsewhere.export_session(saved) == assistant.export_session(saved)
        assert len(elsewhere.chat(saved).turns) == 3


def test_an_import_overwrites_nothing(assistant: Assistant, saved: str) -> None:
    session = assistant.import_session(assistant.export_session(saved, "json"))
    assert session.id != saved
    assert assistant.session(session.id) == assistant.session(saved)
    assert len(assistant.sessions()) == 2


def test_what_a_later_version_adds_to_an_answer_is_kept(assistant: Assistant, saved: str) -> None:
    told = json.loads(assistant.export_session(saved, "json"))
    told["turns"][0]["answer"]["mood"] = {"sure": [1, 2.5, None]}
    session = assistant.import_session("\ufeff" + json.dumps(told))
    assert assistant.session(session.id)[0].answer == told["turns"][0]["answer"]


_OF_NOW = ("filters", "cosine", "bm25", "generated", "checks", "answer_note")


def test_what_an_earlier_version_exported_is_taken(assistant: Assistant, saved: str) -> None:
    told = json.loads(assistant.export_session(saved, "json"))
    for turn in told["turns"]:
        for part in (turn["answer"], *turn["answer"]["hits"]):
            for key in _OF_NOW:
                part.pop(key, None)
    session = assistant.import_session(json.dumps(told))
    assert assistant.session(session.id)[0].answer == told["turns"][0]["answer"]
    assert assistant.chat(session.id).turns == assistant.chat(saved).turns
    assert assistant.export_session(session.id) == assistant.export_session(saved)


def _without_each_key(told: Any, optional: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(its place as a pattern, the JSON without it) for every key; of lists, in the first only."""

    def walk(part: Any, path: str) -> Iterator[str]:
        if isinstance(part, dict):
            for key in list(part):
                if key not in optional:
                    kept = part.pop(key)
                    yield rf"{path}\.{key}"
                    part[key] = kept
                    yield from walk(kept, rf"{path}\.{key}")
        elif isinstance(part, list) and part:
            yield from walk(part[0], rf"{path}\.0")

    for path in walk(told, ""):
        yield path, json.dumps(told)


def test_a_conversation_with_any_key_missing_is_refused_whole(
    assistant: Assistant, saved: str
) -> None:
    told = json.loads(assistant.export_session(saved, "json"))
    kept_for_later = frozenset({"number", "timings", "as_of", *_OF_NOW})
    missing = list(_without_each_key(told, kept_for_later))
    assert len(missing) > 40
    for path, text in missing:
        with pytest.raises(UnreadableSession, match=rf"{path[2:]}: Field required"):
            assistant.import_session(text)
    assert len(assistant.sessions()) == 1


@pytest.mark.parametrize(
    ("what", "replacement", "problem"),
    [
        (r"\A.*\Z", "", "EOF"),
        (r"\A.*\Z", "Dear diary", "expected value"),
        (r"\A.*\Z", "[]", "should be an object"),
        (r"\A.*\Z", '{"a": 1}', "format: Field required"),
        (r"\A.*\Z", "[" * 100_000, "recursion|valid|nest"),
        (r".{2000}\Z", "", "EOF"),
        ("qa-session", "another", "format"),
        ('"version": 1', '"version": 2', r"another version .*format 2, this one reads 1"),
        ('"version": 1', '"version": "1"', "version"),
        ('"quote": "', '"quote": "More ', "offsets"),
        ('"created": "', '"created": "Monday ', "created"),
        ('"declined": false', '"declined": "no"', "declined"),
        ('"confidence": [0-9.]+', '"confidence": NaN', "confidence"),
        ('"question": "', r'"question": "\\ud800', "escape|surrogate"),
        ('"question": "', r'"question": "\\udc00 ', "escape|surrogate"),
        ('"id": "', '"id": "../../', "id"),
        (r'"turns": .*\Z', '"turns": []}', "turns"),
    ],
)
def test_what_is_no_whole_conversation_is_refused(
    assistant: Assistant, saved: str, what: str, replacement: str, problem: str
) -> None:
    text = assistant.export_session(saved, "json")
    changed = re.sub(what, replacement, text, count=1, flags=re.DOTALL)
    assert changed != text
    with pytest.raises(UnreadableSession, match=problem):
        assistant.import_session(changed)
    assert len(assistant.sessions()) == 1
