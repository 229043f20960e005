"""`qa ui`: `qa serve`, with the page opened in a browser."""

from __future__ import annotations

import threading
import time
import webbrowser
from pathlib import Path

import click
import httpx

_PATIENCE = 120.0
"""Seconds in which the server should be up."""


@click.command()
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    help="Folder of the index. [default: $QA_INDEX or indexes/default]",
)
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-browser", is_flag=True, help="Only serve it.")
@click.pass_context
def ui(context: click.Context, index: Path | None, port: int, no_browser: bool) -> None:
    """Ask in a web page: chat, articles, and the words behind each citation."""
    root = context.find_root()
    assert isinstance(root.command, click.Group)
    serve = root.command.get_command(root, "serve")
    assert serve is not None
    url = f"http://127.0.0.1:{port}/"
    threading.Thread(target=_announce, args=(url, not no_browser), daemon=True).start()
    context.invoke(serve, index=index, host="127.0.0.1", port=port)


def _announce(url: str, browser: bool) -> None:
    """Say where the page is, and open it, once there is an answer at its address."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            httpx.get(f"{url}healthz", timeout=1).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            click.echo(f"The page is at {url} (Ctrl-C ends it).", err=True)
            if browser:
                webbrowser.open(url)
            return
