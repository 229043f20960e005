"""The table of conversations, as somebody at a keyboard sees it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from qa.records import Session
from qa.terminal import Screen

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def _ids(*ids: str) -> list[str]:
    """The ids as they are shown."""
    screen = Screen()
    shown = io.StringIO()
    screen._console = Console(file=shown, force_terminal=True, no_color=True, width=80)
    screen.sessions(Session(one, "Why?", _NOW, _NOW, 1) for one in ids)
    return [line.split()[0] for line in shown.getvalue().splitlines()[1:]]


@pytest.mark.parametrize(
    ("ids", "shown"),
    [
        ([], []),
        (["abcdefghijklmnop"], ["abcdefgh"]),
        (["abcdefghijklmnop", "bcdefghijklmnopa"], ["abcdefgh", "bcdefghi"]),
        (["abcdefghijklmnop", "abcdefghijaaaaaa"], ["abcdefghijk", "abcdefghija"]),
        (["abc", "abcdefghij"], ["abc", "abcdefgh"]),
        (["abcdefghi", "abcdefgh"], ["abcdefghi", "abcdefgh"]),
    ],
)
def test_ids_are_as_long_as_tells_them_apart(ids: list[str], shown: list[str]) -> None:
    assert _ids(*ids) == shown
