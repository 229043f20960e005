"""Conversations played through a chat, as Markdown."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.play import read, transcript
from evals.suites import SuiteError
from qa import Assistant


def test_a_transcript_tells_what_was_read_answered_and_cited(assistant: Assistant) -> None:
    asked = ["Why did Serbia cancel the Bayraktar order?", "Why?", "Who won the chess Olympiad?"]
    title, *told = transcript("One", asked, assistant)
    assert title == "## One"
    assert told[0] == f"**{asked[0]}**"
    assert "[1]" in told[1]
    assert told[2].startswith("— [1] ")
    assert told[3] == "**Why?**"
    assert told[4] == f"*Read as: {assistant.standalone('Why?', [(asked[0], '')])}*"
    unanswered = told[told.index(f"**{asked[2]}**") + 1]
    assert unanswered.startswith("Declined. ")


def test_a_line_is_a_conversation(tmp_path: Path) -> None:
    file = tmp_path / "conversations.jsonl"
    file.write_text('["Who?", "Why?"]\n\n["Where?"]\n')
    assert list(read(file)) == [["Who?", "Why?"], ["Where?"]]
    file.write_text('["Who?"]\n{"question": "Why?"}\n')
    with pytest.raises(SuiteError, match="line 2: Input should be a valid array"):
        list(read(file))
