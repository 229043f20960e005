"""Where all doors bring their questions: bounded, timed, counted."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import TypeVar

from qa.articles import Upload
from qa.assistant import Assistant
from qa.errors import UnknownArticle
from qa.events import Answered, Event
from qa.ingest import report
from qa.records import Answer, Article, Hit, IngestReport
from qa.server.incoming import Asked
from qa.server.logs import note
from qa.server.metrics import Metrics
from qa.server.workers import Workers
from qa.settings import Settings

T = TypeVar("T")

# Assistants take articles from one request at a time.
_INGESTS_AT_ONCE, _INGESTS_WAITING = 1, 8


class Desk:
    """An assistant for many clients at once."""

    def __init__(self, assistant: Assistant, settings: Settings, metrics: Metrics) -> None:
        self.assistant = assistant
        self._metrics = metrics
        self._log_content = settings.log_content
        self._answers = Workers(
            at_once=settings.answers_at_once,
            waiting=settings.answers_waiting,
            seconds=settings.answer_timeout,
        )
        self._ingests = Workers(
            at_once=_INGESTS_AT_ONCE,
            waiting=_INGESTS_WAITING,
            seconds=settings.ingest_timeout,
        )
        metrics.watch("answers", self._answers)
        metrics.watch("ingests", self._ingests)

    async def events(self, asked: Asked) -> AsyncGenerator[Event]:
        """`Assistant.stream`; the last event is `Answered`. Raises `QAError`."""
        steps = self.assistant.stream(
            asked.question, history=asked.turns(), standalone=asked.standalone, **asked.filters()
        )
        async with aclosing(self._answers.steps(steps)) as events:
            async for event in events:
                if isinstance(event, Answered):
                    self._note(event.answer)
                yield event

    async def ask(self, asked: Asked) -> Answer:
        """`Assistant.ask`. Raises `QAError`."""
        last = await _last(self.events(asked))
        assert isinstance(last, Answered)
        return last.answer

    async def search(self, asked: Asked, limit: int) -> tuple[Hit, ...]:
        """`Assistant.search`. Raises `QAError`."""
        return await _last(
            self._answers.steps(
                _one(lambda: self.assistant.search(asked.question, limit=limit, **asked.filters()))
            )
        )

    async def ingest(self, *sources: str | Upload) -> IngestReport:
        """`Assistant.ingest`; if it is stopped, whole articles are stored. Raises `QAError`."""
        async with aclosing(self._ingests.steps(self.assistant.ingesting(*sources))) as events:
            return report([event async for event in events])

    def article(self, article_id: str) -> Article:
        """The article with exactly this id. Raises `UnknownArticle`."""
        found = self.assistant.article(article_id)
        if found.id != article_id:
            raise UnknownArticle(
                f"No article has the id {article_id!r}.", "GET /v1/articles lists them."
            )
        return found

    def remove(self, article_id: str) -> Article:
        """Remove the article with exactly this id. Raises `UnknownArticle`."""
        return self.assistant.remove(self.article(article_id).id)

    def warm(self) -> None:
        """Load the models before somebody waits for them. Raises `QAError`."""
        self.assistant.search("Is everything there?", limit=1)

    def close(self) -> None:
        self._answers.close()
        self._ingests.close()

    def _note(self, answer: Answer) -> None:
        self._metrics.answered(answer)
        note(
            "answer",
            declined=answer.declined,
            confidence=round(answer.confidence, 3),
            citations=len(answer.citations),
            stages={stage: round(seconds, 4) for stage, seconds in answer.timings.items()},
            **({"question": answer.question} if self._log_content else {}),
        )


def _one(call: Callable[[], T]) -> Iterator[T]:
    yield call()


async def _last(steps: AsyncGenerator[T]) -> T:
    async with aclosing(steps):
        *_, last = [step async for step in steps]
    return last
