"""Line by line: questions are asked, commands are run, and errors end neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from qa.assistant import Assistant
from qa.chat import Scope
from qa.errors import QAError
from qa.terminal import commands, lines
from qa.terminal.screen import Screen
from qa.terminal.talk import Talk
from qa.terminal.warming import Warming


def converse(
    assistant: Assistant,
    *,
    resume: str | None = None,
    scope: Scope | None = None,
    again: Callable[[str], str] = "qa chat --resume {}".format,
) -> None:
    """A conversation with whoever types, or with what is piped in, a question a line.

    `resume` is the id of a conversation to go on with, empty for the latest; `again` makes of an
    id the command that would. Raises `QAError` if that conversation is not there.
    """
    screen = Screen()
    talk = Talk(assistant, screen, scope or Scope())
    screen.hint(f"{assistant.count_articles():,} articles. Ask, or type /help; Ctrl-D ends.")
    if resume is not None:
        talk.resume(resume)
    if not screen.interactive:
        _follow(talk, lines.piped())
        return
    warming = Warming(lambda: assistant.search("Is everything there?", limit=1))
    talk.ready = warming.wait
    names = [f"/{command.name}" for command in commands.COMMANDS]
    with suppress(KeyboardInterrupt):  # one more, while the last was dealt with
        _follow(talk, lines.typed(assistant.collection.folder / lines.HISTORY, names))
    screen.note(_farewell(talk, again), to_copy=True)
    warming.leave()


def _follow(talk: Talk, said: Iterable[str]) -> None:
    for line in said:
        try:
            if line.startswith("/"):
                commands.run(talk, line)
            else:
                talk.ask(line)
        except commands.Leave:
            return
        except QAError as error:
            talk.screen.problem(str(error))
        except KeyboardInterrupt:
            if not talk.screen.interactive:
                raise
            talk.screen.note("Stopped.")
        talk.screen.gap()


def _farewell(talk: Talk, again: Callable[[str], str]) -> str:
    if talk.chat.unsaved:
        return f"The last turns are lost. {talk.chat.unsaved}"
    if talk.chat.turns:
        return f"Resume with `{again(talk.chat.id or '')}`."
    earlier = talk.assistant.sessions()
    if earlier:
        return f"Nothing was asked here. Resume the latest with `{again(earlier[0].id)}`."
    return "Nothing was asked, so there is nothing to resume."
