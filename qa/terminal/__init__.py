"""`qa chat`: a conversation in the terminal; and what `qa ingest` shows there."""

from __future__ import annotations

from qa.terminal.loop import converse
from qa.terminal.progress import follow
from qa.terminal.screen import Screen

__all__ = ["Screen", "converse", "follow"]
