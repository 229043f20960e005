"""What can be typed besides questions: a row for each command."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from qa.errors import QAError
from qa.terminal.talk import Talk
from qa.transcript import Form

_LISTED = 20


class Leave(Exception):
    """The conversation is over."""


@dataclass(frozen=True, slots=True)
class Command:
    """A word behind a slash, what may follow it, and what it does."""

    name: str
    argument: str
    does: str
    run: Callable[[Talk, str], None]


def run(talk: Talk, line: str) -> None:
    """Run a line that begins with a slash. Raises `QAError`, and `Leave` at `/quit`."""
    name, _, argument = line.removeprefix("/").partition(" ")
    command = _BY_NAME.get(name.lower())
    if command is None:
        near = get_close_matches(name.lower(), _BY_NAME, 1, 0.5)
        remedy = f"Did you mean /{near[0]}?" if near else "/help shows what there is."
        raise QAError(f"There is no /{name}.", remedy)
    argument = argument.strip()
    if not argument and command.argument and not command.argument.startswith("["):
        raise QAError(f"/{name} needs more.", f"Write it as /{name} {command.argument}.")
    command.run(talk, argument)


def _sources(talk: Talk, _: str) -> None:
    last = talk.last()
    if not (last["citations"] or last["hits"]):
        raise QAError("The last answer rests on no passage.", "Ask without filters.")
    talk.screen.evidence(last)


def _other(talk: Talk, _: str) -> None:
    other = talk.last()["other_reading"]
    if not other:
        raise QAError("The last question has no other reading.", "Give it one with /as QUESTION.")
    talk.again(other)


def _as(talk: Talk, standalone: str) -> None:
    talk.again(standalone)


def _new(talk: Talk, _: str) -> None:
    talk.begin()
    talk.screen.note("A new conversation.")


def _sessions(talk: Talk, _: str) -> None:
    sessions = talk.assistant.sessions()
    if not sessions:
        talk.screen.note("There are none yet.")
        return
    talk.screen.sessions(sessions[:_LISTED], talk.chat.id)
    if len(sessions) > _LISTED:
        talk.screen.note(f"And {len(sessions) - _LISTED:,} more: `qa chat --list`.")


def _resume(talk: Talk, session_id: str) -> None:
    talk.resume(session_id)


def _rename(talk: Talk, title: str) -> None:
    talk.last()
    renamed = talk.assistant.rename_session(talk.chat.id or "", title)
    talk.screen.note(f"Now called “{renamed.title}”.")


def _delete(talk: Talk, session_id: str) -> None:
    deleted = talk.assistant.delete_session(session_id)
    talk.screen.note(f"Deleted “{deleted.title}”.")
    if deleted.id == talk.chat.id:
        _new(talk, "")


def _export(talk: Talk, name: str) -> None:
    talk.last()
    file = Path(name or f"{_slug(talk.chat.title or 'conversation')}.md").expanduser()
    if file.suffix.lower() not in _FORMS:
        raise QAError(
            f"{file} is neither .md nor .json.", "Name a file that ends in one of the two."
        )
    text = talk.assistant.export_session(talk.chat.id or "", _FORMS[file.suffix.lower()])
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise QAError(f"{file} is there already.", "Name another file.") from None
    except OSError as error:
        raise QAError(
            f"{file} cannot be written ({error.strerror}).", "Name a file in another folder."
        ) from error
    talk.screen.note(f"Written to {file}.")


def _help(talk: Talk, _: str) -> None:
    talk.screen.table((f"/{c.name} {c.argument}", c.does) for c in COMMANDS)


def _quit(_talk: Talk, _: str) -> None:
    raise Leave


COMMANDS = (
    Command("sources", "", "the words that the last answer cites, in full", _sources),
    Command("other", "", "ask the last question in its other reading", _other),
    Command("as", "QUESTION", "ask the last question again, read as this one", _as),
    Command("new", "", "begin another conversation", _new),
    Command("sessions", "", "list the conversations", _sessions),
    Command("resume", "[ID]", "go on with one of them, or the latest", _resume),
    Command("rename", "TITLE", "give this one a title", _rename),
    Command("delete", "ID", "delete one of them", _delete),
    Command("export", "[FILE]", "write this one to a .md or .json file", _export),
    Command("help", "", "this list", _help),
    Command("quit", "", "end; Ctrl-D does too", _quit),
)

_BY_NAME = {command.name: command for command in COMMANDS}
_FORMS: dict[str, Form] = {".md": "markdown", ".json": "json"}


def _slug(title: str) -> str:
    """A title as the name of a file."""
    return "-".join(re.findall(r"\w+", title.lower()))[:60].strip("-") or "conversation"
