"""The door for terminals: commands that call the assistant and render what it returns."""

from __future__ import annotations

import json
import logging
import shlex
import sys
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click

from qa import filters, rendering, terminal
from qa.articles import expected, origin_of
from qa.assistant import Assistant
from qa.errors import QAError
from qa.settings import Settings

EXIT_ERROR, EXIT_DECLINED = 1, 3
COMMANDS = "qa.commands"


class Commands(click.Group):
    """The commands of this module and those that installed packages add as `qa.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        added = (point.name for point in entry_points(group=COMMANDS))
        return sorted({*super().list_commands(ctx), *added})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if own := super().get_command(ctx, cmd_name):
            return own
        for point in entry_points(group=COMMANDS, name=cmd_name):
            command: click.Command = point.load()
            return command
        return None


def index_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--index DIR`, given to the command as a path or None for the setting."""
    return click.option(
        "--index",
        type=click.Path(path_type=Path),
        help="Folder of the index. [default: $QA_INDEX or indexes/default]",
    )(function)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="qa")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def cli(debug: bool) -> None:
    """Ask your articles; every sentence of the answer cites their words."""


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@index_option
@click.option("--prune", is_flag=True, help="Remove articles that vanished from these sources.")
@click.option("--ray", metavar="ADDRESS", help="Embed on the Ray cluster whose head is there.")
def ingest(sources: tuple[str, ...], index: Path | None, prune: bool, ray: str | None) -> None:
    """Read files, folders, URLs or feeds into the index.

    Reads .md .txt .html .pdf .docx .jsonl, RSS and Atom. What has not changed costs nothing.
    """
    settings = Settings(ray=ray) if ray else Settings()
    with Assistant.open(index, settings=settings) as assistant:
        total = expected(sources) if sys.stderr.isatty() else None
        report = terminal.follow(assistant.ingesting(*sources, prune=prune), total)
        click.echo(rendering.report(report, assistant.count_articles()))
    for skipped in report.skipped:
        click.echo(rendering.skipped(skipped), err=True)
    named = {origin_of(source) for source in sources}
    if any(skipped.origin in named for skipped in report.skipped):
        sys.exit(EXIT_ERROR)


@cli.command()
@click.argument("question")
@index_option
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.option("--since", metavar="DAY", help="Only articles of this day or later.")
@click.option("--until", metavar="DAY", help="Only articles of this day or earlier.")
@click.option("--source", "sources", multiple=True, help="Only articles of this source.")
@click.option("--llm", metavar="NAME", help="The language model that writes the answer.")
def ask(
    question: str,
    index: Path | None,
    as_json: bool,
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
    llm: str | None,
) -> None:
    """Answer a question from the articles, or say that they don't. Exit code 3 if they don't."""
    settings = Settings(llm=llm) if llm else Settings()
    with Assistant.open(index, settings=settings) as assistant:
        answer = assistant.ask(question, since=since, until=until, sources=sources)
        empty = not (answer.hits or answer.remark or assistant.count_articles())
    if empty:
        raise _empty(index)
    if as_json:
        click.echo(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        rendering.answer(answer)
    if answer.declined:
        sys.exit(EXIT_DECLINED)


@cli.command()
@index_option
@click.option(
    "--resume",
    is_flag=False,
    flag_value="",
    metavar="[ID]",
    help="Go on with a conversation; without an ID, with the latest.",
)
@click.option("--list", "listing", is_flag=True, help="List the conversations.")
@click.option("--since", metavar="DAY", help="Only articles of this day or later.")
@click.option("--until", metavar="DAY", help="Only articles of this day or earlier.")
@click.option("--source", "sources", multiple=True, help="Only articles of this source.")
def chat(
    index: Path | None,
    resume: str | None,
    listing: bool,
    since: str | None,
    until: str | None,
    sources: tuple[str, ...],
) -> None:
    """Ask one question after another, each leaning on those before; piped in, one a line."""
    filters.parse(since, until, sources)  # what cannot be read is said now
    with Assistant.open(index) as assistant:
        if listing:
            terminal.Screen().sessions(assistant.sessions())
            return
        if not assistant.count_articles():
            raise _empty(index)
        where = f" --index {shlex.quote(str(index))}" if index else ""
        terminal.converse(
            assistant,
            resume=resume,
            scope={"since": since, "until": until, "sources": sources},
            again=lambda session_id: f"qa chat{where} --resume {session_id}",
        )


def _empty(index: Path | None) -> QAError:
    return QAError(
        f"The index {index or Settings().index} holds no articles.",
        "Add some with `qa ingest SOURCE…`.",
    )


@cli.group()
def articles() -> None:
    """List, read and remove the articles of the index."""


@articles.command("list")
@index_option
def list_articles(index: Path | None) -> None:
    """All articles, newest first."""
    with Assistant.open(index) as assistant:
        rendering.articles(assistant.articles())


@articles.command("show")
@click.argument("article_id")
@index_option
def show_article(article_id: str, index: Path | None) -> None:
    """One article, whole."""
    with Assistant.open(index) as assistant:
        rendering.article(assistant.article(article_id))


@articles.command("remove")
@click.argument("article_ids", nargs=-1, required=True)
@index_option
def remove_articles(article_ids: tuple[str, ...], index: Path | None) -> None:
    """Remove articles from the index; their files are left alone."""
    with Assistant.open(index) as assistant:
        for article_id in article_ids:
            removed = assistant.remove(article_id)
            click.echo(f"Removed {removed.id}: {removed.title}")


@cli.command()
@index_option
def feedback(index: Path | None) -> None:
    """Print the rated answers as questions for `qa eval FILE`, a JSON object a line."""
    with Assistant.open(index) as assistant:
        click.echo(assistant.export_ratings(), nl=False)


@cli.command()
@index_option
@click.option("--repair", is_flag=True, help="Make again what can be made of the articles.")
def doctor(index: Path | None, repair: bool) -> None:
    """Check every part of the index; exit code 1 if one is damaged."""
    diagnoses = Assistant.examine(index, repair=repair)
    rendering.diagnoses(diagnoses)
    if any(diagnosis.verdict == "damaged" for diagnosis in diagnoses):
        sys.exit(EXIT_ERROR)


@cli.command()
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Others demand $QA_TOKEN.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def serve(index: Path | None, host: str, port: int) -> None:
    """Answer over HTTP: JSON, the OpenAI protocol, MCP; /docs lists the doors."""
    try:
        from qa import server
    except ModuleNotFoundError as error:
        raise QAError(
            f"`qa serve` needs the package {error.name}, which is not installed.",
            "Install it with `pip install 'qa[server]'`.",
        ) from error
    with Assistant.open(index) as assistant:
        server.serve(assistant, host, port)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; every error is one line and an exit code, see the README."""
    arguments = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in arguments
    if debug:
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    else:
        logging.disable(logging.WARNING)
        warnings.simplefilter("ignore")
    try:
        cli.main(arguments, prog_name="qa", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _fail("Stopped. Whatever was stored stays; run the command again to go on.")
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_ERROR)
    except Exception as error:
        if debug:
            raise
        _fail(_one_line(error))


def _fail(message: str) -> None:
    click.echo(f"qa: {message}", err=True)
    sys.exit(EXIT_ERROR)


def _one_line(error: Exception) -> str:
    from pydantic import ValidationError

    if isinstance(error, QAError):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(_settings_problems(error))
    return f"{type(error).__name__}: {' '.join(str(error).split())} (--debug shows where)."


def _settings_problems(error: Any) -> Iterator[str]:
    for problem in error.errors():
        name = "_".join(str(part) for part in problem["loc"]).upper()
        yield f"QA_{name}={problem['input']!r} cannot be used: {problem['msg'].lower()}."
