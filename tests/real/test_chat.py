"""A saved conversation with the real models over the example articles."""

from __future__ import annotations

from qa import Assistant, Turn


def test_a_conversation_is_saved_resumed_asked_again_and_exported(assistant: Assistant) -> None:
    chat = assistant.chat()
    first = chat.ask("What did Erdogan announce in Albania?")
    chat.ask("When was that?")
    assert chat.id
    try:
        resumed = assistant.chat(chat.id[:6])
        assert resumed.turns == chat.turns
        assert resumed.turns[0] == Turn.of(first)
        again = resumed.again("When did Kosovo receive five Bayraktar drones?")
        assert "July 2023" in again.text
        assert [turn.answer["question"] for turn in assistant.session(chat.id)] == [
            "What did Erdogan announce in Albania?",
            "When was that?",
        ]
        text = assistant.export_session(chat.id)
        assert "*Read as:* When did Kosovo receive five Bayraktar drones?" in text
        assert all(f"[{citation.number}] **" in text for citation in again.citations)
        imported = assistant.import_session(assistant.export_session(chat.id, "json"))
        assert assistant.session(imported.id) == assistant.session(chat.id)
        assistant.delete_session(imported.id)
    finally:
        assistant.delete_session(chat.id)
