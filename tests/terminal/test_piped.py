"""Conversations whose lines come from a pipe, behind the fakes: every command, every problem."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from qa import Assistant, Rewrite, Turn
from qa.chat import Scope
from qa.terminal import converse
from qa.terminal.commands import COMMANDS
from tests.chatting import ALBANIA, KOSOVO, SERBIA, client
from tests.factories import full_disk

Say = Callable[..., tuple[str, str]]


@pytest.fixture
def assistant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Assistant]:
    monkeypatch.chdir(tmp_path)
    with client(tmp_path / "index") as opened:
        yield opened


@pytest.fixture
def say(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Say:
    """Pipes lines into a conversation; what it printed, and the problems that it told."""

    def piped(
        *lines: str, resume: str | None = None, scope: Scope | None = None
    ) -> tuple[str, str]:
        content = "\n".join(lines).encode("utf-8", "surrogateescape")
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        converse(assistant, resume=resume, scope=scope)
        told = capsys.readouterr()
        return told.out, told.err

    return piped


def _id(assistant: Assistant) -> str:
    return assistant.sessions()[0].id


def test_small_talk_rests_on_nothing(say: Say) -> None:
    out, err = say("Thanks!")
    assert out == "You’re welcome. What else would you like to know?\n\n"
    assert err == ""


def test_each_line_is_a_question_and_nothing_but_answers_is_printed(
    assistant: Assistant, say: Say
) -> None:
    out, err = say(SERBIA, "", "  ", ALBANIA)
    assert out == (
        "Serbia cancelled the Bayraktar order over Kosovo. [1]\n"
        "[1] Serbia drops drones — The Courier, 2024-10-11\n"
        f"Confidence {_confidence(assistant, SERBIA)}\n"
        "\n"
        "Albania did order three drones from Turkey in May. [1]\n"
        "[1] Albania buys — The Courier, 2024-10-11\n"
        f"Confidence {_confidence(assistant, ALBANIA)}\n"
        "\n"
    )
    assert err == ""
    assert [session.turns for session in assistant.sessions()] == [2]


def _confidence(assistant: Assistant, question: str) -> str:
    return f"{assistant.ask(question).confidence:.0%}"


def test_problems_are_a_line_each_and_the_conversation_goes_on(say: Say) -> None:
    out, err = say("why " * 5_000, "/srces", "/xyzzy", "/delete", "/other", "/sources", SERBIA)
    assert err.splitlines() == [
        (
            "qa: The question has 19,999 characters; the limit is 4,000."
            " Ask something shorter, or ingest the long text as an article."
        ),
        "qa: There is no /srces. Did you mean /sources?",
        "qa: There is no /xyzzy. /help shows what there is.",
        "qa: /delete needs more. Write it as /delete ID.",
        *["qa: Nothing was asked yet in this conversation. Ask something first."] * 2,
    ]
    assert "Serbia cancelled" in out


def test_bytes_that_are_no_text_are_no_problem(assistant: Assistant, say: Say) -> None:
    say("Why did \udcff\udcfe Serbia cancel?", SERBIA)
    assert [session.turns for session in assistant.sessions()] == [2]


def test_sources_are_the_words_of_the_last_answer(assistant: Assistant, say: Say) -> None:
    out, _ = say(SERBIA, "/sources")
    assert "https://courier.example/serbia" in out
    assert "“Serbia cancelled the Bayraktar order over Kosovo.”" in out
    assistant.remove("serbia")
    again, _ = say("/sources", resume="")
    assert "“Serbia cancelled the Bayraktar order over Kosovo.”" in again


def test_a_decline_names_what_is_near(assistant: Assistant, say: Say) -> None:
    assistant.settings = assistant.settings.model_copy(update={"decline_below": 1.0})
    out, err = say("Who is king?", "/sources", scope={"sources": ["The Courier"]})
    assert out.startswith("The articles don’t say. Nothing in them mentions “king”.\nNear: ")
    assert "The nearest passages:" in out
    out, err = say("Who is king?", "/sources", scope={"since": "2030"})
    assert "Near:" not in out
    assert "rests on no passage" in err


def test_a_follow_up_shows_how_it_was_read_and_can_be_read_otherwise(
    assistant: Assistant, say: Say
) -> None:
    out, _ = say(SERBIA, "And the other?", f"/as {ALBANIA}", "/sources")
    assert out.count("Reading: ") == 1
    assert f"Reading: {ALBANIA}\nAlbania did order" in out
    assert "courier.example/albania" in out
    turns = assistant.session(_id(assistant))
    assert [turn.answer["standalone_question"] for turn in turns] == [SERBIA, ALBANIA]


class Ambiguous:
    """Finds another reading for every follow-up."""

    def rewrite(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        return Rewrite(question, other=KOSOVO if turns else None)


def test_the_other_reading_is_offered_and_taken(assistant: Assistant, say: Say) -> None:
    assistant.rewriter = Ambiguous()
    out, err = say(SERBIA, "/other", "When was that?", "/other")
    assert f"Or did you mean: {KOSOVO}  /other\n" in out
    assert err == "qa: The last question has no other reading. Give it one with /as QUESTION.\n"
    assert f"Reading: {KOSOVO}\nKosovo did receive" in out
    assert assistant.session(_id(assistant))[1].answer["standalone_question"] == KOSOVO


def test_conversations_are_begun_listed_renamed_resumed_and_deleted(
    assistant: Assistant, say: Say
) -> None:
    out, _ = say(SERBIA, "/rename Drones for Serbia", "/new", ALBANIA, "/sessions")
    assert "Now called “Drones for Serbia”." in out
    second, first = assistant.sessions()
    assert out.strip().endswith(
        f"{second.id}\t{second.changed.isoformat()}\t1\t{ALBANIA}\n"
        f"{first.id}\t{first.changed.isoformat()}\t1\tDrones for Serbia"
    )
    out, _ = say(
        f"/resume {first.id}", KOSOVO, f"/delete {second.id}", "/sessions", "/quit", SERBIA
    )
    assert f"Deleted “{ALBANIA}”." in out
    assert [(session.id, session.turns) for session in assistant.sessions()] == [(first.id, 2)]
    out, _ = say(f"/delete {first.id}", "/sessions", ALBANIA, resume=first.id[:5])
    assert "Deleted “Drones for Serbia”.\nA new conversation.\n" in out
    assert "There are none yet." in out
    assert first.id not in [session.id for session in assistant.sessions()]


def test_resuming_what_is_not_there(say: Say) -> None:
    _, err = say("/resume", "/resume nothing")
    assert err.splitlines() == [
        "qa: There is no conversation to resume yet. Ask something first.",
        "qa: No conversation has the id 'nothing'. `qa chat --list` shows the ids.",
    ]


def test_exports_never_overwrite(assistant: Assistant, say: Say, tmp_path: Path) -> None:
    out, err = say(
        "/export",
        SERBIA,
        "/export",
        "/export",
        "/export some.json",
        "/export a.docx",
        "/export no/a.md",
    )
    assert "Written to why-did-serbia-cancel-the-bayraktar-order.md." in out
    assert err.splitlines() == [
        "qa: Nothing was asked yet in this conversation. Ask something first.",
        "qa: why-did-serbia-cancel-the-bayraktar-order.md is there already. Name another file.",
        "qa: a.docx is neither .md nor .json. Name a file that ends in one of the two.",
        "qa: no/a.md cannot be written (No such file or directory). Name a file in another folder.",
    ]
    session_id = _id(assistant)
    text = (tmp_path / "why-did-serbia-cancel-the-bayraktar-order.md").read_text("utf-8")
    assert text == assistant.export_session(session_id)
    assert json.loads((tmp_path / "some.json").read_text("utf-8"))["id"] == session_id


def test_a_turn_that_cannot_be_saved_is_told(assistant: Assistant, say: Say) -> None:
    assistant.ask(SERBIA)
    with full_disk(1_000):
        out, err = say(SERBIA)
    assert "Serbia cancelled" in out
    assert err.startswith("qa: This turn is not saved. The index ")


def test_help_has_a_row_for_every_command(say: Say) -> None:
    out, _ = say("/help")
    for command in COMMANDS:
        assert f"/{command.name}" in out
        assert command.does in out


def test_of_many_conversations_the_latest_are_listed(assistant: Assistant, say: Say) -> None:
    say(SERBIA)
    exported = assistant.export_session(_id(assistant), "json")
    for _ in range(21):
        assistant.import_session(exported)
    out, _ = say("/sessions")
    assert len(out.strip().splitlines()) == 21
    assert out.strip().endswith("And 2 more: `qa chat --list`.")
