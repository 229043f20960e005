"""Where the lines of a conversation come from: a keyboard, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

HISTORY = "chat-history"


def piped() -> Iterator[str]:
    """The lines of standard input, whatever bytes they hold."""
    for raw in sys.stdin.buffer:
        if line := raw.decode("utf-8", "replace").strip():
            yield line


def typed(history: Path, words: Sequence[str]) -> Iterator[str]:
    """Lines typed at a prompt, with editing, completion of some words, and those typed before.

    Ends at Ctrl-D, and at Ctrl-C on an empty line; on another line it empties it. A history file
    that cannot be read or written is done without.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.formatted_text import FormattedText
    from prompt_toolkit.history import FileHistory
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    class Forgiving(FileHistory):
        def load_history_strings(self) -> Iterator[str]:
            with suppress(OSError):
                yield from super().load_history_strings()

        def store_string(self, string: str) -> None:
            with suppress(OSError):
                super().store_string(string)

    keys = KeyBindings()

    @keys.add("c-c")
    def _(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=EOFError)

    session: PromptSession[str] = PromptSession(
        FormattedText([("bold", "> ")]),
        history=Forgiving(str(history)),
        completer=WordCompleter(list(words), sentence=True),
        complete_while_typing=False,
        key_bindings=keys,
    )
    while True:
        try:
            line = session.prompt()
        except (EOFError, KeyboardInterrupt):
            return
        if line.strip():
            yield line.strip()
