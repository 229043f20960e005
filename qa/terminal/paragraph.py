"""Text that comes piece by piece, wrapped between words as it comes."""

from __future__ import annotations

from rich.cells import cell_len
from rich.console import Console
from rich.style import StyleType


class Paragraph:
    """Writes to a console; what is written stays, so an answer can be read while it grows."""

    def __init__(self, console: Console, style: StyleType = "") -> None:
        self._console = console
        self._style = style
        self._column = 0
        self.text = ""
        """All that was written, the pieces with a space between."""

    def write(self, piece: str) -> None:
        """Add a piece after a space."""
        self.text = f"{self.text} {piece}".strip()
        for word in piece.split():
            width = cell_len(word)
            if self._column and self._column + 1 + width > self._console.width:
                self._out("\n")
                self._column = 0
            gap = " " if self._column else ""
            self._out(gap + word)
            self._column += len(gap) + width

    def end(self) -> None:
        """End the line that was begun, if one was."""
        if self._column:
            self._out("\n")
            self._column = 0

    def _out(self, text: str) -> None:
        self._console.out(text, style=self._style, end="", highlight=False)
        self._console.file.flush()
