"""Conversations that are saved: through the front door, alone and beside other clients."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from qa import Answered, Assistant, InvalidQuestion, QAError, Turn, UnknownSession
from qa.chat import RECENT
from qa.collection.sessions import Sessions, new_id
from tests.chatting import ALBANIA, KOSOVO, SERBIA, client, execute, leaned_on
from tests.factories import full_disk

Clients = Callable[[], Assistant]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def another(folder: Path) -> Iterator[Clients]:
    """Opens clients of one collection."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(client(folder))


@pytest.fixture
def assistant(another: Clients) -> Assistant:
    return another()


@contextmanager
def read_turns() -> Iterator[list[int]]:
    """How many turns each reading of a session took from the database."""
    counts: list[int] = []
    news = Sessions.news

    def counted(*given: Any) -> Any:
        found = news(*given)
        counts.append(len(found[1]))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sessions, "news", counted)
        yield counts


def _asked(assistant: Assistant, session_id: str | None) -> list[str]:
    """The questions of a saved conversation."""
    return [turn.answer["question"] for turn in assistant.session(session_id or "")]


def test_a_conversation_goes_on_in_another_process(assistant: Assistant, another: Clients) -> None:
    chat = assistant.chat()
    answers = [chat.ask(SERBIA), chat.ask("And Albania?")]
    other = another()
    resumed = other.chat(chat.id)
    assert resumed.turns == chat.turns == [Turn.of(answer) for answer in answers]
    assert resumed.turns[0].titles
    assert resumed.title == chat.title == SERBIA
    resumed.ask("And Kosovo?")
    assert leaned_on(other) == [SERBIA, "And Albania?"]


def test_a_turn_holds_its_whole_answer_also_when_the_article_is_gone(assistant: Assistant) -> None:
    chat = assistant.chat()
    answer = chat.ask(SERBIA)
    assistant.remove("serbia")
    (turn,) = assistant.session(chat.id or "")
    assert turn.number == 1
    assert turn.answer == answer.to_dict()
    assert turn.answer["citations"][0]["quote"].startswith("Serbia cancelled")
    assert assistant.chat(chat.id).turns == [Turn.of(answer)]


def test_a_conversation_appears_with_its_first_turn(assistant: Assistant) -> None:
    chat = assistant.chat()
    assert (chat.title, chat.turns, assistant.sessions()) == (None, [], [])
    chat.ask(SERBIA)
    (session,) = assistant.sessions()
    assert (session.id, session.title, session.turns) == (chat.id, SERBIA, 1)


@pytest.mark.parametrize("question", ["", " \n", "why " * 5_000])
def test_what_is_no_question_stores_nothing(assistant: Assistant, question: str) -> None:
    chat = assistant.chat()
    with pytest.raises(InvalidQuestion):
        chat.ask(question)
    assert (chat.turns, assistant.sessions()) == ([], [])


def test_an_answer_abandoned_halfway_stores_nothing(assistant: Assistant) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA)
    events = chat.stream(ALBANIA)
    assert not any(isinstance(next(events), Answered) for _ in range(3))
    del events
    assert _asked(assistant, chat.id) == [SERBIA]
    assert len(chat.turns) == 1


def test_a_chat_in_memory_leaves_nothing(assistant: Assistant) -> None:
    chat = assistant.chat(save=False)
    chat.ask(SERBIA)
    chat.ask("And Albania?")
    assert leaned_on(assistant) == [SERBIA]
    assert chat.again(ALBANIA).question == "And Albania?"
    assert [turn.standalone for turn in chat.turns] == [SERBIA, ALBANIA]
    assert (chat.id, chat.unsaved, chat.title) == (None, None, SERBIA)
    assert assistant.sessions() == []


def test_a_saved_chat_can_go_on_in_memory(assistant: Assistant) -> None:
    saved = assistant.chat()
    saved.ask(SERBIA)
    copy = assistant.chat(saved.id, save=False)
    copy.ask("And Albania?")
    copy.again(ALBANIA)
    assert [turn.question for turn in copy.turns] == [SERBIA, "And Albania?"]
    assert _asked(assistant, saved.id) == [SERBIA]


def test_saving_leaves_the_generation_as_it_was(assistant: Assistant) -> None:
    before = assistant.collection._database.generation
    assistant.chat().ask(SERBIA)
    assert assistant.collection._database.generation == before


def test_a_collection_of_an_earlier_version_gets_its_tables_when_it_needs_them(
    folder: Path, another: Clients
) -> None:
    another().chat().ask(SERBIA)
    execute(folder, "DROP TABLE turns", "DROP TABLE sessions")
    old = another()
    assert old.sessions() == []
    with pytest.raises(UnknownSession):
        old.session("aaaa")
    chat = old.chat()
    chat.ask(SERBIA)
    assert _asked(another(), chat.id) == [SERBIA]


def test_a_beginning_of_an_id_will_do_if_it_is_the_only_one(assistant: Assistant) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA)
    assert chat.id
    exported = assistant.export_session(chat.id, "json")
    for session_id in ("abc11111", "abc22222"):
        assistant.import_session(exported.replace(chat.id, session_id))
    assert assistant.chat("abc1").id == "abc11111"
    with pytest.raises(UnknownSession, match=r"2 conversations .* as in 'abc11111'"):
        assistant.chat("abc")
    for unknown in ("", "nothing", "%", "\ud800"):
        with pytest.raises(UnknownSession, match="No conversation"):
            assistant.chat(unknown)


def test_a_server_takes_whole_ids_only_and_none_is_guessed(assistant: Assistant) -> None:
    assert assistant.find_session("a" * 16) is None  # before anything was saved
    ids = {new_id() for _ in range(1_000)}
    assert len({one[:8] for one in ids}) == 1_000
    assert all(re.fullmatch("[a-z2-7]{16}", one) for one in ids)  # five bits each
    chat = assistant.chat()
    chat.ask(SERBIA)
    assert chat.id
    assert assistant.find_session(chat.id) == assistant.sessions()[0]
    for other in ("", chat.id[:-1], f"{chat.id}a", chat.id.upper(), "%", "_" * 16, "\ud800"):
        assert assistant.find_session(other) is None
    assert assistant.chat(chat.id[:4]).id == chat.id


def test_conversations_are_listed_renamed_and_deleted(assistant: Assistant) -> None:
    first, second = assistant.chat(), assistant.chat()
    first.ask(SERBIA)
    second.ask(f"{'really ' * 20}why?")
    assert [session.id for session in assistant.sessions()] == [second.id, first.id]
    assert second.title == "really really really really really really really really …"
    assert first.id
    assistant.rename_session(first.id[:6], "  Drones \n for Serbia ")
    assert first.title == "Drones for Serbia"
    assert [session.id for session in assistant.sessions()] == [first.id, second.id]
    for title in ("", " ", "x" * 201):
        with pytest.raises(QAError, match="1 to 200"):
            assistant.rename_session(first.id, title)
    assert assistant.delete_session(first.id).title == "Drones for Serbia"
    assert [session.id for session in assistant.sessions()] == [second.id]
    for gone in (assistant.session, assistant.delete_session, assistant.chat):
        with pytest.raises(UnknownSession):
            gone(first.id)


def test_asking_again_takes_the_place_of_the_last_turn(
    assistant: Assistant, another: Clients
) -> None:
    chat = assistant.chat()
    with pytest.raises(InvalidQuestion, match="no question yet"):
        chat.again(SERBIA)
    chat.ask(SERBIA)
    chat.ask("And the other one?")
    again = chat.again(ALBANIA)
    assert (again.question, again.standalone_question) == ("And the other one?", ALBANIA)
    assert chat.turns[-1] == Turn.of(again)
    assert [turn.number for turn in assistant.session(chat.id or "")] == [1, 2]
    resumed = another().chat(chat.id)
    resumed.again(KOSOVO)
    assert [turn.standalone for turn in resumed.turns] == [SERBIA, KOSOVO]
    chat.ask("Why?")
    assert leaned_on(assistant) == [SERBIA, "And the other one?"]
    assert [turn.standalone for turn in chat.turns[:2]] == [SERBIA, KOSOVO]


def test_two_clients_lean_on_each_other(assistant: Assistant, another: Clients) -> None:
    one = assistant.chat()
    one.ask(SERBIA)
    two = another().chat(one.id)
    two.ask(ALBANIA)
    one.ask("Why?")
    assert leaned_on(assistant) == [SERBIA, ALBANIA]
    assert [turn.question for turn in one.turns] == [SERBIA, ALBANIA, "Why?"]
    two.again(KOSOVO)  # its own last one, which is not the last of all
    one.ask("And then?")
    assert [turn.standalone for turn in one.turns[:2]] == [SERBIA, KOSOVO]
    assert [turn.question for turn in one.turns[1:]] == [ALBANIA, "Why?", "And then?"]


def test_two_clients_that_ask_the_same_turn_again_lose_nothing(
    assistant: Assistant, another: Clients
) -> None:
    one = assistant.chat()
    one.ask("Why?")
    two = another().chat(one.id)
    one.again(SERBIA)
    two.again(ALBANIA)
    assert [turn.standalone for turn in two.turns] == [SERBIA, ALBANIA]


def test_clients_that_ask_at_once_lose_nothing(assistant: Assistant, another: Clients) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA)
    chats = [chat, *(another().chat(chat.id) for _ in range(3))]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda i: [chats[i].ask(f"Drone {i} {n}?") for n in range(8)], range(4)))
    turns = assistant.session(chat.id or "")
    assert [turn.number for turn in turns] == list(range(1, 34))
    wanted = {f"Drone {i} {n}?" for i in range(4) for n in range(8)}
    assert {turn.answer["question"] for turn in turns[1:]} == wanted
    chat.ask("Why?")
    assert len(chat.turns) == 34


def test_threads_share_a_chat(assistant: Assistant) -> None:
    chat = assistant.chat()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: chat.ask(f"Drone {n}?"), range(16)))
    assert len(chat.turns) == len(assistant.session(chat.id or "")) == 16


def test_a_conversation_deleted_under_a_client_begins_again_and_says_so(
    assistant: Assistant, another: Clients
) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA)
    chat.ask(ALBANIA)
    another().delete_session(chat.id or "")
    chat.ask("Why?")
    assert leaned_on(assistant) == []
    begun_again = chat.restarted
    assert _asked(assistant, chat.id) == [turn.question for turn in chat.turns] == ["Why?"]
    chat.ask(KOSOVO)
    assert (begun_again, chat.restarted) == (True, False)
    assert _asked(assistant, chat.id) == ["Why?", KOSOVO]


def test_a_conversation_deleted_while_its_client_is_answered(
    assistant: Assistant, another: Clients
) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA)
    events = chat.stream(ALBANIA)
    next(events)
    another().delete_session(chat.id or "")
    list(events)
    assert bool(chat.restarted)
    assert _asked(assistant, chat.id) == [turn.question for turn in chat.turns] == [ALBANIA]
    assistant.delete_session(chat.id or "")
    chat.again(KOSOVO)
    assert [turn.standalone for turn in chat.turns] == [KOSOVO]


def test_asking_again_overwrites_nothing_of_a_conversation_begun_again(
    assistant: Assistant, another: Clients
) -> None:
    one = assistant.chat()
    one.ask(SERBIA)
    two = another().chat(one.id)
    assistant.delete_session(one.id or "")
    two.ask(ALBANIA)
    one.again(KOSOVO)
    assert _asked(assistant, one.id) == [ALBANIA, SERBIA]


def test_a_full_disk_costs_no_answer_and_no_turn(assistant: Assistant, another: Clients) -> None:
    chat = assistant.chat()
    chat.ask(SERBIA)
    with full_disk(1_000):
        answer = chat.ask("And Albania?")
        assert not answer.declined
        assert "the disk not full" in (chat.unsaved or "")
        assert [turn.question for turn in chat.turns] == [SERBIA, "And Albania?"]
        chat.again(ALBANIA)
        assert [turn.standalone for turn in chat.turns] == [SERBIA, ALBANIA]
    assert _asked(another(), chat.id) == [SERBIA]
    chat.ask("Why?")
    assert leaned_on(assistant) == [SERBIA, "And Albania?"]
    assert chat.unsaved is None
    stored = another().chat(chat.id)
    assert stored.turns == chat.turns
    assert [turn.question for turn in chat.turns] == [SERBIA, "And Albania?", "Why?"]


def test_a_new_reading_that_cannot_be_stored_is_shown_all_the_same(assistant: Assistant) -> None:
    chat = assistant.chat()
    chat.ask("Why?")
    chat.ask(ALBANIA)
    with full_disk(1_000):
        chat.again(KOSOVO)
        assert [turn.standalone for turn in chat.turns] == ["Why?", KOSOVO]
    chat.ask(SERBIA)
    stored = [turn.answer["standalone_question"] for turn in assistant.session(chat.id or "")]
    assert stored == [turn.standalone for turn in chat.turns] == ["Why?", KOSOVO, SERBIA]


def test_a_conversation_of_hundreds_of_turns_hands_on_the_last_ones(assistant: Assistant) -> None:
    chat = assistant.chat()
    for n in range(200):
        chat.ask(f"Drone number {n}?")
    resumed = assistant.chat(chat.id)
    resumed.ask("Why?")
    assert leaned_on(assistant) == [turn.question for turn in resumed.turns[-RECENT - 1 : -1]]
    assert len(resumed.turns) == 201
    with read_turns() as read:
        resumed.ask("And then?")
    assert read == [0, 1]
