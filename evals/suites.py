"""What is asked, of which articles, and what a right answer is.

A suite is two JSON Lines files beside this module, `questions/NAME.jsonl` and
`questions/NAME.conversations.jsonl`; `README.md` beside them tells what each key means. A file of
one's own is asked of a collection that is there already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Literal, Self, TypeVar
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from qa import Article
from qa.articles import origin_of
from qa.errors import QAError

QUESTIONS = Path(__file__).parent / "questions"
SEEDS = Path(__file__).parents[1] / "seeds"

Kind = Literal["factoid", "why", "number", "list", "change", "yes_no", "unanswerable", "unjudged"]
"""Unjudged is one whose right answer is not known: only how it is rewritten is measured."""
KINDS: tuple[Kind, ...] = (
    "factoid", "why", "number", "list", "change", "yes_no", "unanswerable",
)  # fmt: skip
Missing = Literal["false_premise", "wrong_entity", "near_miss", "out_of_corpus"]
Follow = Literal[
    "first", "pronoun", "what_about", "ellipsis", "topic_shift", "correction", "answer_reference",
    "later",
]  # fmt: skip
"""Later is any but the first, where it is not told how it leans on those before it."""


class SuiteError(QAError):
    """A question set that cannot be read or used."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Strict):
    """A sentence of an article that answers, or helps to."""

    article: str
    """The article's path below the articles' folder, or its id."""
    start: int = Field(ge=0)
    quote: str = Field(min_length=1)

    @property
    def end(self) -> int:
        return self.start + len(self.quote)


class Question(_Strict):
    """A question and what is to be known about its answer."""

    id: str = Field(min_length=1)
    type: Kind
    question: str = Field(min_length=1)
    answers: tuple[tuple[str, ...], ...] = ()
    """The parts of the answer, each by the names that it may be given, the best one first."""
    evidence: tuple[Evidence, ...] = ()
    verdict: Literal["yes", "no"] | None = None
    missing: Missing | None = None
    """Why it cannot be answered."""
    near: tuple[str, ...] = ()
    """Articles that nearly answer an unanswerable one."""

    @property
    def answerable(self) -> bool:
        return self.type != "unanswerable"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.type in ("unanswerable", "unjudged"):
            if self.answers or self.evidence:
                raise ValueError(f"an {self.type} question has no answers and no evidence")
        elif not self.answers and not self.evidence:
            raise ValueError("a question that can be answered needs answers or evidence")
        if any(not part or not all(part) for part in self.answers):
            raise ValueError("each part of an answer needs at least one name, none of them empty")
        if (self.type == "yes_no") != (self.verdict is not None):
            raise ValueError("a yes_no question, and no other, has a verdict")
        return self


class OwnQuestion(Question):
    """A question of a file of one's own, as `qa feedback` writes it."""

    note: str = ""
    """For whoever reads the file."""
    since: str | None = None
    until: str | None = None
    sources: tuple[str, ...] = ()
    """The articles it is asked of, if not of all."""

    def given(self) -> Given:
        return Given(sources=self.sources, since=self.since, until=self.until)


class Turn(Question):
    """A question of a conversation."""

    follow: Follow
    """How it leans on the turns before it."""
    standalone: str = Field(min_length=1)
    """The question as it would be asked alone."""


class Conversation(_Strict):
    """Questions that are asked one after another."""

    id: str = Field(min_length=1)
    turns: tuple[Turn, ...] = Field(min_length=1)


Line = TypeVar("Line", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Given:
    """What a question is asked with."""

    history: tuple[tuple[str, str], ...] = ()
    """The questions before it and their answers, in place of the assistant's own."""
    sources: tuple[str, ...] = ()
    """The only sources that are searched; all if there are none."""
    # Of questions whose own lines tell them, which the fingerprint is of.
    since: str | None = field(default=None, repr=False)
    until: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions and conversations, and the articles that they are asked of."""

    name: str
    questions: tuple[Question, ...]
    conversations: tuple[Conversation, ...]
    articles: Path
    """What is ingested: a folder, or a JSONL file, empty or not, whose ids the evidence names."""
    given: Mapping[str, Given] = field(default_factory=dict)
    """By the ids of the questions and turns that are asked with something."""
    index: Path | None = None
    """The collection that is asked, as it is, its articles named by their ids; with one, nothing is
    ingested."""

    def asked(self) -> Iterator[Question]:
        """All questions, then those of the conversations."""
        yield from self.questions
        for conversation in self.conversations:
            yield from conversation.turns

    def fingerprint(self) -> str:
        """Of all that is asked: results of different sets do not compare."""
        digest = hashlib.sha256()
        for asked in (*self.questions, *self.conversations):
            digest.update(asked.model_dump_json().encode())
        for name, given in sorted(self.given.items(), key=itemgetter(0)):
            digest.update(repr((name, given)).encode())
        return digest.hexdigest()[:16]

    def by_key(self, articles: Iterable[Article]) -> dict[str, Article]:
        """The articles by what evidence calls them."""
        if self.index:
            return {article.id: article for article in articles}
        folder = origin_of(self.articles)
        return {
            unquote(article.origin.removeprefix(folder))
            if folder.endswith("/")
            else article.id: article
            for article in articles
        }

    def check(self, articles: Mapping[str, Article]) -> None:
        """Every quote stands where it is said to stand. Raises `SuiteError`."""
        for question in self.asked():
            for name in (*question.near, *(evidence.article for evidence in question.evidence)):
                if name not in articles:
                    raise SuiteError(
                        f"Question {question.id} names the article {name}, which is not there.",
                        "Name it by its id, as in `qa articles list`."
                        if self.index
                        else "Name the article by its path below the folder of articles.",
                    )
            for evidence in question.evidence:
                body = articles[evidence.article].body
                if body[evidence.start : evidence.end] != evidence.quote:
                    raise SuiteError(
                        f"Question {question.id}: {evidence.quote!r} does not stand at"
                        f" {evidence.start} of {evidence.article}.",
                        "The article has changed: look where it says that now."
                        if self.index
                        else "Run `python -m evals.offsets FILE` to set the offsets again.",
                    )


def load(name: str) -> Suite:
    """A suite of this project, by name. Raises `SuiteError`."""
    questions, conversations = (
        QUESTIONS / f"{name}.jsonl",
        QUESTIONS / f"{name}.conversations.jsonl",
    )
    if not questions.is_file():
        known = sorted(p.stem for p in QUESTIONS.glob("*.jsonl") if "." not in p.stem)
        raise SuiteError(f"There is no suite {name!r}.", f"There are: {', '.join(known)}.")
    suite = Suite(
        name,
        tuple(read(questions, Question)),
        tuple(read(conversations, Conversation)) if conversations.is_file() else (),
        SEEDS,
    )
    check_ids(question.id for question in suite.asked())
    check_ids(conversation.id for conversation in suite.conversations)
    return suite


def load_own(file: Path, index: Path) -> Suite:
    """The questions of a file, to be asked of a collection. Raises `SuiteError`."""
    try:
        empty = not file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise SuiteError(f"{file} cannot be read ({error}).", "Name a file of questions.") from None
    if empty:
        raise SuiteError(f"{file} holds no questions.", "`qa feedback` makes some of ratings.")
    questions = tuple(read(file, OwnQuestion))
    check_ids(question.id for question in questions)
    given = {question.id: question.given() for question in questions}
    return Suite(file.name, questions, (), index, given, index)


def read(file: Path, kind: type[Line]) -> Iterator[Line]:
    """The lines of a file. Raises `SuiteError` with the line's number."""
    # Not splitlines: a quote may hold what it takes for the end of a line, such as U+2028.
    lines = file.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors()[0]
            place = ".".join(str(part) for part in problem["loc"])
            message = problem["msg"].removeprefix("Value error, ")
            raise SuiteError(
                f"{file}, line {number}: {f'{place}: ' if place else ''}{message}.",
                "Mend the line; evals/README.md describes the keys.",
            ) from error


def check_ids(ids: Iterable[str]) -> None:
    """No id is there twice. Raises `SuiteError`."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise SuiteError(f"Two questions have the id {one}.", "Give one of them another.")
        seen.add(one)
