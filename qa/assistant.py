"""The door for Python, and the only place where the parts are put together."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any

from qa import feedback, filters, periods, stores, transcript
from qa import llm as llms
from qa.answering import dates, extractive, generative
from qa.answering.generative import Generated
from qa.answering.parts import parts, together
from qa.answering.recency import newer_first
from qa.articles import Upload, origin_of, reading
from qa.chat import Chat
from qa.collection import Collection, doctor
from qa.collection.doctor import Diagnosis
from qa.collection.manifest import Manifest
from qa.conversation import Rewriter
from qa.conversation.builtin import BuiltInRewriter
from qa.distributed import RayEmbedder
from qa.embedding import Embedder, SentenceTransformerEmbedder
from qa.errors import InvalidQuestion, UnknownArticle
from qa.events import Answered, Event, Retrieved, Rewritten, Written
from qa.filters import Day
from qa.ingest import Ingest, IngestEvent, report, restore
from qa.llm import ChatModel
from qa.reader import Reader
from qa.reader.similarity import SimilarityReader
from qa.reader.trained import TrainedReader
from qa.records import (
    Answer,
    Article,
    Filters,
    Hit,
    IngestReport,
    Listed,
    Period,
    Rating,
    Rewrite,
    Session,
    StoredTurn,
    Turn,
)
from qa.remarks import courtesy, is_remark, leaned_on, recognised
from qa.remarks.replies import Replies
from qa.retrieval import Retriever
from qa.settings import Settings
from qa.stores import OpenStore
from qa.suggestions import Suggestions
from qa.transcript import Form
from qa.verifier import Verifier
from qa.verifier.trained import TrainedVerifier

History = Iterable[Turn | tuple[str, str]]


class Assistant:
    """Questions answered from one collection of articles; safe to share between threads.

    Opening is cheap: models load when they are first needed.
    """

    def __init__(
        self,
        collection: Collection,
        embedder: Embedder,
        reader: Reader,
        settings: Settings,
        rewriter: Rewriter | None = None,
        built_in: BuiltInRewriter | None = None,
        llm: ChatModel | None = None,
        verifier: Verifier | None = None,
        store: OpenStore | None = None,
    ) -> None:
        self.settings = settings
        self.collection = collection
        self.embedder = embedder
        self.retriever = Retriever(collection, embedder, settings.lexical_weight)
        self.reader = reader
        self._built_in = built_in or BuiltInRewriter()
        self.rewriter = rewriter or self._built_in
        self.llm = llm
        self.verifier = verifier or TrainedVerifier()
        self._store = store
        self.replies = Replies(collection, self.retriever)
        self._suggestions = Suggestions(
            collection, lambda question: self._without_model.ask(question)
        )
        self._ingesting = threading.Lock()

    @classmethod
    def open(
        cls,
        index: str | Path | None = None,
        *,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
        reader: Reader | None = None,
        rewriter: Rewriter | None = None,
        llm: ChatModel | None = None,
        verifier: Verifier | None = None,
        store: OpenStore | None = None,
    ) -> Assistant:
        """Open the collection in a folder, or start an empty one there.

        What is not given comes from `settings`, and those from the environment (`QA_*`). Raises
        `CollectionError` if the folder is something else or was built with another embedder, and
        `QAError` if the language model or the vector store set cannot be built here; whether they
        answer, asking shows.
        """
        settings = settings or Settings()
        built_in = BuiltInRewriter()
        rewriter = rewriter or _rewriter(settings, llm, built_in)
        llm = llm or _named(settings, generative.MOST_TOKENS)
        embedder = embedder or _embedder(settings)
        store = store or _store(settings)
        collection = _collection(Path(index or settings.index), embedder, settings, store)
        reader = reader or _reader(settings, embedder)
        return cls(collection, embedder, reader, settings, rewriter, built_in, llm, verifier, store)

    @staticmethod
    def examine(
        index: str | Path | None = None,
        *,
        repair: bool = False,
        settings: Settings | None = None,
        embedder: Embedder | None = None,
    ) -> list[Diagnosis]:
        """Look at every part of the collection in a folder: one diagnosis for each.

        With `repair`, what is damaged is made again from the text of the articles. A text that is
        no longer what was stored comes back only by ingesting it again. Raises `CollectionError` if
        there is no collection, or it was built with another embedder.
        """
        settings = settings or Settings()
        embedder = embedder or _embedder(settings)
        wanted = _manifest(embedder, settings)
        folder = Path(index or settings.index)
        return doctor.examine(folder, wanted, embedder, _store(settings), repair=repair)

    def beside(self, folder: str | Path) -> Assistant:
        """The collection in another folder, or an empty one started there, with the same models.

        Nothing is loaded twice, and each is closed by itself. Raises `CollectionError` as `open`.
        """
        collection = _collection(Path(folder), self.embedder, self.settings, self._store)
        return Assistant(
            collection,
            self.embedder,
            self.reader,
            self.settings,
            self.rewriter,
            self._built_in,
            self.llm,
            self.verifier,
            self._store,
        )

    def close(self) -> None:
        self.collection.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Articles

    def ingest(self, *sources: str | Path | Upload, prune: bool = False) -> IngestReport:
        """Read files, folders, URLs and feeds into the collection; the unchanged costs nothing.

        With `prune`, articles that have vanished from the named files and folders are removed.
        """
        return report(self.ingesting(*sources, prune=prune))

    def ingesting(
        self, *sources: str | Path | Upload, prune: bool = False
    ) -> Iterator[IngestEvent]:
        """The same, an event for each article as it is dealt with."""
        run = Ingest(self.collection, self.embedder)
        with self._ingesting, reading(self.settings, run.recall) as read:
            yield from run.run(chain.from_iterable(map(read, sources)))
            if prune:
                yield from run.prune(origin_of(source) for source in sources)

    def articles(self, limit: int | None = None, offset: int = 0) -> list[Article]:
        """All articles, newest first, undated ones last; or `limit` of them from `offset` on."""
        return self.collection.articles(limit, offset)

    def listing(self, matching: str = "", limit: int = 50, offset: int = 0) -> list[Listed]:
        """A page of the articles as rows of a table, in the order of `articles`; quick.

        `matching` is words, or parts of them, that the title or the source has, in any case and
        with or without accents; all of them must be there.
        """
        return self.collection.listing.page(matching, limit, offset)

    def count_articles(self, matching: str = "") -> int:
        """How many articles there are, or how many `listing` finds."""
        return self.collection.listing.count(matching)

    def sources(self) -> list[str]:
        """The names of the sources, sorted; one that is written in two ways is there once."""
        return sorted((name for name, _ in self.collection.sources()), key=str.casefold)

    def article(self, article_id: str) -> Article:
        """One article by its id, or by the beginning of it that no other shares.

        Raises `UnknownArticle`.
        """
        if found := self.collection.article(article_id):
            return found
        ids = self.collection.article_ids(article_id) if article_id else []
        if len(ids) == 1 and (found := self.collection.article(ids[0])):
            return found
        if ids:
            raise UnknownArticle(
                f"{len(ids)} articles have an id that starts with {article_id!r}.",
                f"Give more of it, as in {ids[0]!r}.",
            )
        raise UnknownArticle(
            f"No article has the id {article_id!r}.", "`qa articles list` shows the ids."
        )

    def remove(self, article_id: str) -> Article:
        """Remove an article from text, vectors and words at once; returns what was removed."""
        article = self.article(article_id)
        self.collection.remove(article.id)
        self.collection.refresh()
        return article

    def restore(self, article: Article) -> bool:
        """Put back what `remove` returned, to be found as before.

        If an article of its id is there meanwhile, that one stays; whether this one was put back.
        """
        return restore(article, self.collection, self.embedder)

    # Questions

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        standalone: str | None = None,
        since: Day = None,
        until: Day = None,
        sources: Iterable[str] | None = None,
    ) -> Answer:
        """Answer from the articles, or decline.

        `history` holds the turns so far, oldest first; `standalone` is how to read the question,
        in place of the reading that would be made of it. `since` and `until` are days, both
        included, as dates or as `2024-10-11`, `2024-10`, `2024`; `sources` are names of sources.
        Raises `InvalidQuestion`.
        """
        *_, last = self.stream(
            question,
            history=history,
            standalone=standalone,
            since=since,
            until=until,
            sources=sources,
        )
        assert isinstance(last, Answered)
        return last.answer

    async def aask(
        self,
        question: str,
        *,
        history: History = (),
        standalone: str | None = None,
        since: Day = None,
        until: Day = None,
        sources: Iterable[str] | None = None,
    ) -> Answer:
        """`ask` in a thread, for servers."""
        return await asyncio.to_thread(
            self.ask,
            question,
            history=history,
            standalone=standalone,
            since=since,
            until=until,
            sources=sources,
        )

    def search(
        self,
        question: str,
        *,
        since: Day = None,
        until: Day = None,
        sources: Iterable[str] | None = None,
        limit: int | None = None,
    ) -> tuple[Hit, ...]:
        """The passages that bear on a question, best first: `limit`, or `settings.candidates`."""
        asked, chosen, _ = self._timed(
            self._checked(question), filters.parse(since, until, sources)
        )
        query = self.retriever.query(asked, chosen)
        read = max(limit or 0, self.settings.candidates)
        return self.reader.read(query, self.retriever.candidates(query, read)).hits[:limit]

    def standalone(self, question: str, history: History = ()) -> str:
        """The question as it is searched for: with what it takes from the turns before it."""
        return self._rewritten(self._checked(question), history).question

    def stream(
        self,
        question: str,
        *,
        history: History = (),
        standalone: str | None = None,
        since: Day = None,
        until: Day = None,
        sources: Iterable[str] | None = None,
    ) -> Iterator[Event]:
        """`ask` step by step; the last event is `Answered`."""
        question = self._checked(question)
        given = filters.parse(since, until, sources)
        watch = _Stopwatch()
        if standalone is None:
            if reply := self._reply(question, given):
                watch.lap("replying")
                yield Rewritten(question, reply.period)
                yield Answered(replace(reply, filters=given, timings=watch.timings()))
                return
            rewrite = self._rewritten(question, history)
        else:
            rewrite = Rewrite(self._checked(standalone))
        asked, chosen, period = self._timed(rewrite.question, given)
        watch.lap("rewriting")
        yield Rewritten(rewrite.question, period, rewrite.other, rewrite.note)

        queries = [
            self.retriever.query(part, chosen, rewrite.terms) for part in self._parts_alone(asked)
        ]
        found = [self.retriever.candidates(query, self.settings.candidates) for query in queries]
        watch.lap("retrieval")
        yield Retrieved(sum(map(len, found)))

        readings = [self.reader.read(*seen) for seen in zip(queries, found, strict=True)]
        if period and period.latest:
            published = extractive.published(self.collection.intact)
            readings = [newer_first(reading, published) for reading in readings]
        watch.lap("reading")

        answers = [
            extractive.answer(
                query,
                reading,
                self.collection.intact,
                question=question,
                decline_below=self.settings.decline_below,
            )
            for query, reading in zip(queries, readings, strict=True)
        ]
        answer = answers[0] if len(answers) == 1 else together(answers)
        if not any(found):
            covered = self.collection.covered(Filters(sources=chosen.sources))
            answer = dates.nothing_published(answer, chosen, covered)
        watch.lap("answering")
        if self.llm and not answer.declined:
            written = Generated(
                rewrite.question,
                answer,
                self.settings.llm_passages,
                self.settings.unsupported == "mark",
                self.llm,
                self.verifier,
                self.collection.intact,
            )
            yield from map(Written, written.sentences())
            answer = written.answer
            watch.lap("writing")
        else:
            yield from map(Written, answer.sentences)
        yield Answered(
            replace(
                answer,
                standalone_question=rewrite.question,
                other_reading=rewrite.other,
                searched_also=rewrite.terms,
                reading_note=rewrite.note,
                filters=given,
                period=period,
                timings=watch.timings(),
            )
        )

    def suggestions(self, limit: int = 4) -> list[str]:
        """First questions, made from the newest articles and known to be answered by them.

        Making them takes some seconds; they are kept until the articles change.
        """
        return self._suggestions.first(limit)

    def follow_ups(self, answer: Answer | Mapping[str, Any], limit: int = 3) -> list[str]:
        """Questions to ask after an answer, which the articles behind it are known to answer.

        After a declined one they are of the articles that came nearest. Each stands alone. The
        answer may also be given as its `to_dict()`, as conversations keep it.
        """
        given = answer.to_dict() if isinstance(answer, Answer) else answer
        return self._suggestions.after(given, limit)

    # Conversations

    def chat(self, session_id: str | None = None, *, save: bool = True) -> Chat:
        """A conversation whose follow-ups may lean on the turns before them.

        It is saved from its first turn on, or stays in memory. With the id of a saved one, or a
        beginning of it that no other shares, that one goes on. Raises `UnknownSession`.
        """
        return Chat.open(self.stream, self.collection.sessions, session_id, save=save)

    def sessions(self) -> list[Session]:
        """The saved conversations, the one that changed last first."""
        return self.collection.sessions.all()

    def find_session(self, session_id: str) -> Session | None:
        """The saved conversation of exactly this id; None if there is none.

        For servers: elsewhere a beginning of an id will do, which a stranger could guess.
        """
        return self.collection.sessions.exactly(session_id)

    def session(self, session_id: str) -> list[StoredTurn]:
        """The turns of a saved conversation, each with its whole answer as a dict.

        Here and below, a beginning of the id will do; raises `UnknownSession`.
        """
        return self.collection.sessions.turns(self.collection.sessions.find(session_id).id)

    def rename_session(self, session_id: str, title: str) -> Session:
        return self.collection.sessions.rename(session_id, title)

    def delete_session(self, session_id: str) -> Session:
        """Delete a conversation with its turns; returns what was deleted."""
        return self.collection.sessions.delete(session_id)

    def export_session(self, session_id: str, form: Form = "markdown") -> str:
        """A conversation as a text to read, or as JSON that `import_session` takes."""
        with self.collection.snapshot():
            session = self.collection.sessions.find(session_id)
            return transcript.export(session, self.collection.sessions.turns(session.id), form)

    def import_session(self, text: str) -> Session:
        """Store a conversation that was exported as JSON, with its citations as recorded.

        It gets a new id if its own is taken. Raises `UnreadableSession`; then nothing is stored.
        """
        return self.collection.sessions.insert(*transcript.load(text))

    # Ratings

    def rate(
        self,
        answer: Answer | Mapping[str, Any],
        good: bool | None,
        comment: str = "",
        *,
        session_id: str | None = None,
        turn: int | None = None,
    ) -> Rating | None:
        """Keep whether an answer, or the dict of one, was right, and why; None takes that back.

        The same turn of the same conversation, by its whole id, is rated once: the last word
        counts. Without one of the two, the same answer is. A rating stays when its conversation
        or its articles go. Raises `QAError` for a comment that is too long, or what is no answer.
        """
        told = transcript.answer_of(answer.to_dict() if isinstance(answer, Answer) else answer)
        if good is None:
            self.collection.ratings.withdraw(told, session_id, turn)
            return None
        return self.collection.ratings.keep(told, good, comment, session_id, turn)

    def ratings(self, session_id: str | None = None) -> list[Rating]:
        """All ratings, or those of one conversation by its whole id; the latest first."""
        return self.collection.ratings.all(session_id)

    def export_ratings(self) -> str:
        """The ratings as questions for `qa eval FILE`, a JSON object a line, the oldest first.

        Of a good answer, what it cited and said in short is what is wanted. A bad one is not judged
        by until a person fills in what was wanted; the comment is in its note.
        """
        with self.collection.snapshot():
            return feedback.export(reversed(self.ratings()), self.collection.article)

    # Parts of the above

    @cached_property
    def _without_model(self) -> Assistant:
        """Answers in the articles' own words: for questions that nobody has asked yet."""
        if self.llm is None:
            return self
        return Assistant(
            self.collection, self.embedder, self.reader, self.settings, built_in=self._built_in
        )

    def _reply(self, question: str, chosen: Filters) -> Answer | None:
        """The reply to a remark; None for a question that goes to the articles."""
        remark = recognised(question)
        if remark is None:
            return None
        wanted, chosen, period = self._timed(remark.wanted, chosen)
        return self.replies.answer(replace(remark, wanted=wanted), question, chosen, period)

    def _rewritten(self, question: str, history: History) -> Rewrite:
        if is_remark(question):
            return Rewrite(question)
        return self.rewriter.rewrite(courtesy.stripped(question), leaned_on(_turns(history)))

    def _timed(self, question: str, chosen: Filters) -> tuple[str, Filters, Period | None]:
        """A question without the words for when its articles were published, and the filters."""
        timed = periods.read(question, self.settings.today or date.today())
        return timed.text, *filters.within(chosen, timed.period)

    def _parts_alone(self, question: str) -> list[str]:
        """What a question asks, each part as a question that stands alone."""
        asked = parts(question)
        before = [Turn(part, "", part) for part in asked]
        return [self._built_in.rewrite(part, before[:i]).question for i, part in enumerate(asked)]

    def _checked(self, question: str) -> str:
        # Half a surrogate pair, as broken JSON brings it, is no text.
        question = question.encode("utf-8", "ignore").decode("utf-8").strip()
        if not question:
            raise InvalidQuestion("The question is empty.", "Ask something about the articles.")
        limit = self.settings.max_question_chars
        if len(question) > limit:
            raise InvalidQuestion(
                f"The question has {len(question):,} characters; the limit is {limit:,}.",
                "Ask something shorter, or ingest the long text as an article.",
            )
        return question


def _collection(
    folder: Path, embedder: Embedder, settings: Settings, store: OpenStore | None
) -> Collection:
    Collection.built(folder, embedder.name)  # before its dimension, which may load a model
    return Collection.open(folder, _manifest(embedder, settings), store)


def _manifest(embedder: Embedder, settings: Settings) -> Manifest:
    """How a collection that is new is built."""
    return Manifest.new(
        embedder=embedder.name,
        dimension=embedder.dimension,
        passage_tokens=settings.passage_tokens,
        passage_overlap=settings.passage_overlap,
    )


def _embedder(settings: Settings) -> Embedder:
    model: dict[str, Any] = {
        "name": settings.embedder,
        "dtype": settings.embedder_dtype,
        "allow_downloads": settings.allow_downloads,
    }
    return (
        RayEmbedder(settings.ray, **model) if settings.ray else SentenceTransformerEmbedder(**model)
    )


def _store(settings: Settings) -> OpenStore | None:
    """The vector store of the settings, if they name one."""
    if not settings.store:
        return None
    token = settings.store_token
    return stores.from_setting(settings.store, token.get_secret_value() if token else None)


def _reader(settings: Settings, embedder: Embedder) -> Reader:
    return TrainedReader(embedder) if settings.reader == "trained" else SimilarityReader(embedder)


def _rewriter(settings: Settings, given: ChatModel | None, built_in: BuiltInRewriter) -> Rewriter:
    if not (given or settings.llm):
        return built_in
    from qa.conversation.generated import MOST_TOKENS, GeneratedRewriter

    model = given or _named(settings, MOST_TOKENS)
    return GeneratedRewriter(model, built_in) if model else built_in


def _named(settings: Settings, max_tokens: int) -> ChatModel | None:
    """The language model of the settings, if they name one."""
    if not settings.llm:
        return None
    return llms.from_setting(settings.llm, timeout=settings.llm_timeout, max_tokens=max_tokens)


class _Stopwatch:
    """Seconds by stage, and in all."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage] = now - self._last
        self._last = now

    def timings(self) -> dict[str, float]:
        return self._laps | {"total": self._last - self._started}


def _turns(history: History) -> Sequence[Turn]:
    return [turn if isinstance(turn, Turn) else Turn(*turn) for turn in history]
