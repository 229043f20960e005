"""`qa chat`: a conversation in the terminal."""

from __future__ import annotations

from qa.terminal.loop import converse
from qa.terminal.screen import Screen

__all__ = ["Screen", "converse"]
