"""The real `qa chat`, with the real models, behind a real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Assistant, SentenceTransformerEmbedder
from tests.conftest import SEEDS
from tests.terminal.screens import CTRL_C, CTRL_D, ENTER, PROMPT, UP, terminal

QUESTION = "Why did Serbia cancel the Bayraktar order?"


@pytest.fixture(scope="module")
def balkans(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder
) -> Path:
    """The folder of an index that conversations may be saved in."""
    folder = tmp_path_factory.mktemp("terminal") / "index"
    with Assistant.open(folder, embedder=embedder) as assistant:
        assert not assistant.ingest(SEEDS / "balkans").skipped
    return folder


def _latest(folder: Path, embedder: SentenceTransformerEmbedder) -> tuple[str, list[str]]:
    """The id and the questions of the conversation that changed last."""
    with Assistant.open(folder, embedder=embedder) as assistant:
        session_id = assistant.sessions()[0].id
        return session_id, [turn.answer["question"] for turn in assistant.session(session_id)]


def test_a_conversation(balkans: Path, embedder: SentenceTransformerEmbedder) -> None:
    with terminal("chat", "--index", balkans) as chat:
        chat.expect("articles. Ask, or type /help; Ctrl-D ends.")
        chat.say(QUESTION)
        assert "to Kosovo" in chat.expect("[1] ")
        chat.expect("/sources shows the words.")
        chat.say("And slowly Albania?")
        chat.expect("Reading: Why did slowly Albania cancel the Bayraktar order?")
        chat.expect("Reading 25 passages")
        chat.type(CTRL_C)
        chat.expect("Stopped.")
        chat.say("/surces")
        chat.expect("There is no /surces. Did you mean /sources?")
        chat.say("/sources")
        chat.expect("“")
        chat.expect(PROMPT)
        chat.type(UP + UP + UP + CTRL_C + CTRL_D)
        chat.expect("Resume with `qa chat --index")
        assert chat.code() == 0
        assert "Traceback" not in chat.text
    session_id, questions = _latest(balkans, embedder)
    assert f"--resume {session_id}`." in chat.text
    assert questions == [QUESTION]

    with terminal("chat", "--index", balkans, "--resume") as chat:
        chat.expect(f"“{QUESTION}”, 1 turn so far. The last one:")
        chat.expect(f"> {QUESTION}")
        chat.expect("[1]")
        chat.expect(PROMPT)
        chat.type(UP + ENTER)  # what was typed last in the session before
        chat.expect("“")
        chat.say("/quit")
        chat.expect(f"--resume {session_id}`.")
        assert chat.code() == 0


def test_an_answer_is_stopped_while_the_models_load(balkans: Path) -> None:
    with terminal("chat", "--index", balkans) as chat:
        chat.say(QUESTION)
        chat.expect("Loading the models")
        chat.type(CTRL_C)
        chat.expect("Stopped.")
        chat.say(QUESTION)
        chat.expect("Confidence")
        chat.expect(PROMPT)
        chat.type(CTRL_C)
        chat.expect("Resume with `qa chat")
        assert chat.code() == 0
        assert "Traceback" not in chat.text


def test_leaving_at_once_waits_for_nothing(balkans: Path) -> None:
    with terminal("chat", "--index", balkans) as chat:
        chat.expect(PROMPT)
        chat.type(CTRL_D)
        chat.expect("Nothing was asked")
        assert chat.code() == 0


def test_a_history_that_cannot_be_written_is_done_without(balkans: Path) -> None:
    history = balkans / "chat-history"
    history.unlink(missing_ok=True)
    history.mkdir()
    try:
        with terminal("chat", "--index", balkans) as chat:
            chat.say("/help")
            chat.expect("this list")
            chat.expect(PROMPT)
            chat.type(UP + ENTER)
            chat.expect("this list")
            chat.say("/quit")
            assert chat.code() == 0
            assert "Traceback" not in chat.text
    finally:
        history.rmdir()


def test_a_day_that_is_none_is_told_before_anything_is_typed(balkans: Path) -> None:
    with terminal("chat", "--index", balkans, "--since", "soon") as chat:
        chat.expect("qa: since 'soon' is not a day.")
        assert chat.code() == 1
