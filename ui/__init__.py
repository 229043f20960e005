"""The web page: read the answer, click the citation, see the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

    from qa import Assistant


def mount(app: FastAPI, assistant: Assistant) -> None:
    """Show the page at `/` of an app that has all other doors."""
    from ui.page import mount as mounted  # Gradio takes seconds to load

    mounted(app, assistant)
