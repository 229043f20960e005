"""The page as Gradio builds it: its parts, and which part calls what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from functools import partial, wraps
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from qa import Answered, Assistant, QAError, Retrieved, Rewritten, Written
from ui import articles, rendering
from ui.conversations import Conversations
from ui.memory import Memory
from ui.shelf import Shelf

_STATIC = Path(__file__).parent / "static"
_SYSTEM_FONTS = ["system-ui", "sans-serif"]
_SUGGESTED = 4
_LONGEST_UPLOAD = 100_000_000
_SUFFIXES = [".md", ".txt", ".html", ".htm", ".pdf", ".docx", ".jsonl", ".xml", ".rss", ".atom"]

Update = Any
"""What a listener gives back for a part: its new value, or `gr.update(…)`."""


def mount(app: FastAPI, assistant: Assistant) -> None:
    """Show the page at `/` of an app; it asks no other host for anything."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:  # Gradio would then begin an event loop, and never close it
        asyncio.run(_mounted(app, assistant))
    else:
        _mount(app, assistant)


async def _mounted(app: FastAPI, assistant: Assistant) -> None:
    _mount(app, assistant)


def _mount(app: FastAPI, assistant: Assistant) -> None:
    page = Page(Shelf(assistant))
    gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        theme=gr.themes.Base(font=_SYSTEM_FONTS, font_mono=["ui-monospace", "monospace"]),
        head=f'<meta name="color-scheme" content="light dark"><style>{_static("page.css")}</style>',
        js=_static("start.js"),
        max_file_size=_LONGEST_UPLOAD,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        ssr_mode=False,
        show_error=False,
    )


class Page:
    """The parts of the page and what happens when somebody uses them.

    Nothing of a conversation is kept here: what a browser has open, it remembers, and the
    conversations are in their collections.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._conversations = Conversations(shelf)
        with gr.Blocks(title="qa", analytics_enabled=False, delete_cache=(600, 600)) as self.blocks:
            self._build()
            self._connect()

    # Its parts

    def _build(self) -> None:
        self.memory = gr.BrowserState(None, storage_key="qa", secret="qa")
        self.removed = gr.State(None)
        with gr.Sidebar(width=300, elem_id="side"):
            _html("<h1>qa <span>ask your articles</span></h1>")
            self.begin = gr.Button("New conversation", elem_id="begin")
            with gr.Accordion("Where to look", open=False, elem_id="where"):
                self.collection = gr.Dropdown(label="Collection", elem_id="collection")
                with gr.Row(equal_height=True, elem_id="new-collection"):
                    self.new_name = _box("New collection…", "new-name")
                    self.create = gr.Button("Create", scale=0, min_width=80, elem_id="create")
                self.sources = gr.Dropdown(
                    label="Sources", multiselect=True, elem_id="sources", info="All, if none"
                )
                day = partial(gr.Textbox, "", placeholder="2024, 2024-10 or 2024-10-11")
                self.since = day(label="Published since", elem_id="since")
                self.until = day(label="Published until", elem_id="until")
            _html("<h2>Conversations</h2>")
            self.sessions = _html(elem_id="sessions")
        self.notice = _html(elem_id="notice")
        with gr.Tabs(elem_id="doors"):
            with gr.Tab("Ask", id="ask"):
                self.turns = _html(
                    elem_id="turns",
                    js_on_load=_static("page.js"),
                    server_functions=list(
                        map(_function, (self.read, self.cite, self.suggest, self.rate, self.export))
                    ),
                )
                self.live = _html(elem_id="live")
                _html('<div id="suggested"></div>')
                with gr.Row(elem_id="asking", equal_height=True):
                    self.question = _box("Ask the articles…", "question", 6, autofocus=True)
                    self.ask = gr.Button("Ask", variant="primary", scale=0, elem_id="ask")
                    self.stop = gr.Button("Stop", scale=0, elem_id="stop")
            with gr.Tab("Articles", id="articles"):
                self.files = gr.File(
                    label="Add articles",
                    show_label=False,
                    file_count="multiple",
                    file_types=_SUFFIXES,
                    elem_id="files",
                    height=130,
                )
                _html(
                    '<p class="facts">Markdown, text, HTML, PDF, Word, JSON Lines, RSS and Atom. '
                    "They are read on this machine and stay here.</p>"
                )
                with gr.Row(equal_height=True):
                    self.address = _box("A page or feed of the web: https://…", "address")
                    self.fetch = gr.Button("Add", scale=0, min_width=100, elem_id="fetch")
                self.lines = _html(elem_id="lines")
                self.undo = _html(elem_id="undo")
                self.matching = _box("Find an article by its title or source", "matching")
                self.table = _html(elem_id="articles")
        _html('<aside id="panel" aria-label="Article" hidden></aside>')

    def _connect(self) -> None:
        """Which part calls what; the page says itself what it is waiting for."""
        turns = self.turns  # whose events are those of page.js
        chat = [self.turns, self.live, self.sessions]
        whole = [self.memory, *chat, self.collection, self.sources, self.table, self.notice]
        scope = [self.since, self.until, self.sources]

        # What shows a step after another goes through Gradio's queue, and nothing else does: a
        # page that comes to the queue just when it is left there waits for ever.
        answering = partial(
            _on,
            outputs=[self.question, self.memory, *chat],
            concurrency_limit=2,
            concurrency_id="answers",
            trigger_mode="multiple",  # the next question need not wait for the end of a stopped one
        )
        written = [self.question.submit, self.ask.click]
        answered = [
            answering(written, self.answer, inputs=[self.question, self.memory, *scope]),
            answering(turns.ask_this, self.answer_clicked, inputs=[self.memory, *scope]),
            answering(turns.ask_again, self.answer_again, inputs=[self.memory, *scope]),
        ]
        reading = partial(_on, concurrency_limit=1, concurrency_id="articles")
        shown = [self.lines, self.table, self.sources]
        files, given = [self.memory, self.files], [self.address.submit, self.fetch.click]
        for read in (
            reading(self.files.upload, self.upload, files, [self.files, *shown]),
            reading(given, self.fetched, [self.memory, self.address], [self.address, *shown]),
        ):
            read.then(None, js="() => document.dispatchEvent(new Event('articles'))")

        on = partial(_on, queue=False)
        on(self.blocks.load, self.opened, self.memory, whole)
        on(self.stop.click, lambda: "", None, self.live, cancels=answered)
        on(self.begin.click, self.new, self.memory, whole)
        on(turns.open_session, self.resume, self.memory, whole)
        on(turns.rename_session, self.rename, self.memory, whole)
        on(turns.delete_session, self.delete, self.memory, whole)
        on(self.collection.input, self.switch, [self.memory, self.collection], whole)
        named = [self.memory, self.new_name]
        on(self.create.click, self.created, named, [*whole, self.new_name])

        listed = [self.memory, self.matching]
        kept = [self.undo, self.removed, self.table, self.sources]
        on(self.matching.change, self.found, listed, self.table, trigger_mode="always_last")
        on(turns.turn_to, self.turned, listed, self.table)
        on(turns.remove_article, self.remove, listed, kept)
        on(turns.restore_article, self.restore, [*listed, self.removed], kept)

    # The chat

    def opened(self, stored: Any) -> list[Update]:
        """The whole page as a browser remembers it."""
        memory = Memory.of(stored)
        names = self._shelf.names()
        if memory.collection not in names:
            memory = Memory(self._shelf.first, None, memory.own)
        return self._whole(memory)

    def answer(
        self, question: str, stored: Any, since: str, until: str, sources: list[str]
    ) -> Iterator[list[Update]]:
        """Ask what was typed."""
        yield from self._answered(question, Memory.of(stored), since, until, sources)

    def answer_clicked(
        self, stored: Any, since: str, until: str, sources: list[str], event: gr.EventData
    ) -> Iterator[list[Update]]:
        """Ask what was suggested."""
        question = str(event._data.get("question", ""))
        yield from self._answered(question, Memory.of(stored), since, until, sources)

    def answer_again(
        self, stored: Any, since: str, until: str, sources: list[str], event: gr.EventData
    ) -> Iterator[list[Update]]:
        """Ask the last question once more, read as it was edited."""
        standalone = str(event._data.get("standalone", ""))
        yield from self._answered(standalone, Memory.of(stored), since, until, sources, again=True)

    def _answered(
        self,
        question: str,
        memory: Memory,
        since: str,
        until: str,
        sources: list[str],
        *,
        again: bool = False,
    ) -> Iterator[list[Update]]:
        if not question.strip():
            yield [gr.skip()] * 5
            return
        words: dict[str, Any] = {"status": "Searching the articles…", "sentences": []}
        standalone: str | None = None
        notes: list[str] = []

        def shown() -> list[Update]:
            live = rendering.pending(question, standalone, notes, words)
            return [gr.skip(), gr.skip(), gr.skip(), live, gr.skip()]

        yield ["" if not again else gr.skip(), *shown()[1:]]
        try:
            chat, events = self._conversations.stream(
                memory,
                question,
                again=again,
                since=since.strip() or None,
                until=until.strip() or None,
                sources=sources or None,
            )
            for event in events:
                match event:
                    case Rewritten():
                        standalone = event.standalone_question
                        notes = [event.period.note] if event.period else []
                    case Retrieved():
                        words["status"] = f"Reading {event.candidates} passages…"
                    case Written():
                        words["sentences"].append(event.sentence.dated)
                    case Answered():
                        break
                yield shown()
        except QAError as error:
            live = rendering.trouble(str(error), question)
            kept = gr.skip() if again else question
            yield [kept, gr.skip(), gr.skip(), live, gr.skip()]
            return
        if chat.id:
            memory = memory.opened(memory.collection or self._shelf.first, chat.id)
        live = rendering.trouble(chat.unsaved) if chat.unsaved else ""
        yield [gr.skip(), memory.to_dict(), self._turns(memory), live, self._sessions(memory)]

    def new(self, stored: Any) -> list[Update]:
        """An empty conversation."""
        return self._whole(Memory.of(stored).left())

    def resume(self, stored: Any, event: gr.EventData) -> list[Update]:
        """Open one of this browser's conversations."""
        memory = Memory.of(stored)
        return self._tried(
            memory, lambda: self._conversations.resume(memory, str(event._data.get("session")))
        )

    def rename(self, stored: Any, event: gr.EventData) -> list[Update]:
        """Give a conversation a title."""
        memory, given = Memory.of(stored), event._data
        session, title = str(given.get("session")), str(given.get("title"))
        return self._tried(memory, lambda: self._conversations.rename(memory, session, title))

    def delete(self, stored: Any, event: gr.EventData) -> list[Update]:
        """Delete a conversation."""
        memory = Memory.of(stored)
        return self._tried(
            memory, lambda: self._conversations.delete(memory, str(event._data.get("session")))
        )

    def switch(self, stored: Any, name: str) -> list[Update]:
        """Go to another collection, in a new conversation."""
        memory = Memory.of(stored)
        return self._tried(memory, lambda: Memory(name, None, memory.own))

    def created(self, stored: Any, name: str) -> list[Update]:
        """Start an empty collection and go there."""
        memory = Memory.of(stored)
        whole = self._tried(memory, lambda: Memory(self._shelf.create(name), None, memory.own))
        return [*whole, ""]

    # What page.js asks for by itself

    def read(self, asked: Mapping[str, Any]) -> str:
        """An article, at some of its words if they are given."""
        span = (int(asked["start"]), int(asked["end"])) if asked.get("start") else None
        return _told(
            lambda: self._conversations.article(asked["collection"], asked["article"], span)
        )

    def cite(self, asked: Mapping[str, Any]) -> str:
        """The article behind a citation, its quotes marked."""
        return _told(
            lambda: self._conversations.cited(
                asked["collection"], asked["session"], int(asked["turn"]), int(asked["number"])
            )
        )

    def suggest(self, asked: Mapping[str, Any]) -> str:
        """Questions to begin with, or to go on with after the last answer."""
        collection, session = asked["collection"], asked["session"]
        try:
            answer = self._conversations.last_answer(collection, session)
            assistant = self._shelf.assistant(collection)
            if answer is None:
                title = "Questions your articles answer"
                return rendering.suggestions(assistant.suggestions(_SUGGESTED), title)
            title = "The articles do answer" if answer["declined"] else "You could ask next"
            return rendering.suggestions(assistant.follow_ups(answer), title)
        except QAError:
            return ""  # the question itself will tell

    def rate(self, asked: Mapping[str, Any]) -> str:
        """Keep a thumb and its comment; what to say of it."""
        good = {"1": True, "0": False}.get(str(asked.get("good")))
        try:
            self._conversations.rate(
                asked["collection"],
                asked["session"],
                int(asked["turn"]),
                good,
                str(asked.get("comment") or ""),
            )
        except QAError as error:
            return str(error)
        if good is None:
            return "Taken back."
        return "Kept with your words, thank you." if asked.get("comment") else "Kept, thank you."

    def export(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """A conversation as a file; or what went wrong."""
        try:
            text = self._conversations.export(
                asked["collection"], asked["session"], str(asked.get("form"))
            )
        except QAError as error:
            return {"error": str(error)}
        return {"text": text}

    # The articles

    def upload(self, stored: Any, files: list[str] | None) -> Iterator[list[Update]]:
        """Read files that were dropped."""
        paths = [Path(file) for file in files or ()]
        yield from self._ingested(stored, partial(articles.upload, files=paths), None)

    def fetched(self, stored: Any, address: str) -> Iterator[list[Update]]:
        """Read a page or a feed of the web."""
        yield from self._ingested(stored, partial(articles.fetch, address=address), "")

    def _ingested(self, stored: Any, read: Any, emptied: Update) -> Iterator[list[Update]]:
        """Lines that grow; then the table with what is new, and the field emptied."""
        assistant = self._shelf.assistant(Memory.of(stored).collection)
        try:
            for told in read(assistant):
                yield [gr.skip(), rendering.lines(told), gr.skip(), gr.skip()]
        except QAError as error:
            yield [gr.skip(), rendering.trouble(str(error)), gr.skip(), gr.skip()]
            return
        table = rendering.table(articles.table(assistant))
        yield [emptied, gr.skip(), table, gr.update(choices=assistant.sources())]

    def found(self, stored: Any, matching: str) -> Update:
        """The articles with these words."""
        assistant = self._shelf.assistant(Memory.of(stored).collection)
        return rendering.table(articles.table(assistant, matching))

    def turned(self, stored: Any, matching: str, event: gr.EventData) -> Update:
        """Another page of them."""
        assistant = self._shelf.assistant(Memory.of(stored).collection)
        offset = int(event._data.get("offset", 0))
        return rendering.table(articles.table(assistant, matching, offset))

    def remove(self, stored: Any, matching: str, event: gr.EventData) -> list[Update]:
        """Remove an article, and offer to put it back."""
        assistant = self._shelf.assistant(Memory.of(stored).collection)
        try:
            gone = articles.remove(assistant, str(event._data.get("article")))
        except QAError as error:
            return [rendering.trouble(str(error)), None, self.found(stored, matching), gr.skip()]
        table = rendering.table(articles.table(assistant, matching))
        return [rendering.removed(gone), gone, table, gr.update(choices=assistant.sources())]

    def restore(self, stored: Any, matching: str, gone: Any) -> list[Update]:
        """Put back what was removed last."""
        assistant = self._shelf.assistant(Memory.of(stored).collection)
        if gone is not None:
            assistant.restore(gone)
        table = rendering.table(articles.table(assistant, matching))
        return ["", None, table, gr.update(choices=assistant.sources())]

    # Parts of the above

    def _tried(self, memory: Memory, change: Any) -> list[Update]:
        """The page after a change, or as it was with what stands against it."""
        try:
            return self._whole(change())
        except QAError as error:
            whole = self._whole(memory)
            whole[-1] = rendering.trouble(str(error))
            return whole

    def _whole(self, memory: Memory) -> list[Update]:
        assistant = self._shelf.assistant(memory.collection)
        return [
            memory.to_dict(),
            self._turns(memory),
            "",
            self._sessions(memory),
            gr.update(choices=self._shelf.names(), value=memory.collection or self._shelf.first),
            gr.update(choices=assistant.sources(), value=[]),
            rendering.table(articles.table(assistant)),
            "",
        ]

    def _turns(self, memory: Memory) -> str:
        return rendering.conversation(
            self._conversations.turns(memory),
            memory.collection or self._shelf.first,
            memory.session or "",
        )

    def _sessions(self, memory: Memory) -> str:
        return rendering.sessions(self._conversations.listed(memory), memory.session)


def _html(value: str = "", **others: Any) -> gr.HTML:
    """HTML as it is written, in the styles of page.css alone."""
    return gr.HTML(value, apply_default_css=False, **others)


def _box(prompt: str, elem_id: str, max_lines: int = 1, **others: Any) -> gr.Textbox:
    """A box to write in, named by what stands in it while it is empty."""
    return gr.Textbox(
        label=prompt.rstrip("…"),
        show_label=False,
        placeholder=prompt,
        max_lines=max_lines,
        container=False,
        scale=1,
        min_width=100,
        elem_id=elem_id,
        **others,
    )


def _on(event: Any, *called: Any, **how: Any) -> gr.events.Dependency:
    """Call on an event, or on any of a list, without Gradio's veil over what waits for it."""
    listen: Callable[..., gr.events.Dependency] = (
        partial(gr.on, event) if isinstance(event, list) else event
    )
    return listen(*called, show_progress="hidden", **how)


def _static(name: str) -> str:
    return (_STATIC / name).read_text("utf-8")


def _function(method: Callable[[Mapping[str, Any]], Any]) -> Callable[[Mapping[str, Any]], Any]:
    """A method as Gradio takes it, which marks what it is given."""

    @wraps(method)
    def call(asked: Mapping[str, Any]) -> Any:
        return method(asked)

    return call


def _told(opened: Any) -> str:
    """An article as HTML, or what stands against it."""
    try:
        found = opened()
    except QAError as error:
        return rendering.trouble(str(error))
    return rendering.article(found.article, found.chosen, found.others, found.gone)
