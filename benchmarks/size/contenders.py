"""What is measured: this library, and what others would take, with the same embedding model.

Others are as they come, but for the model: `VectorStoreIndex` of LlamaIndex over its simple store,
and txtai's `Embeddings` with `hybrid` and `content`. Where they search, they hold our passages and
vectors, so that one search is measured against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from qa import Assistant, Candidate, Hit, Reading, Settings
from qa.embedding import model_folder

if TYPE_CHECKING:
    from benchmarks.size.corpus import Stored  # with all that training needs

MOST_FOR_OTHERS = 100_000
"""Passages that the others hold in memory as they are."""
_CANDIDATES = 25
"""Passages that every search finds: those that are read here."""

Search = Callable[[str], object]


class Contender(Protocol):
    """One way to hold passages and to find some; its models load once."""

    def build(self, articles: Iterable[Stored], folder: Path) -> None:
        """Store passages with their vectors in a new folder."""
        ...

    def open(self, folder: Path) -> Search:
        """What finds passages, or an answer, for a question in what was built there."""
        ...


class Ours:
    """This library: whole answers, or the passages it would read."""

    def __init__(self, *, reads: bool) -> None:
        self._reads = reads
        self._opened: Assistant | None = None

    def build(self, articles: Iterable[Stored], folder: Path) -> None:
        with Assistant.open(folder) as assistant:
            for one in articles:
                assistant.collection.put(*one)
            assistant.collection.refresh()

    def open(self, folder: Path) -> Search:
        if self._opened:
            self._opened = self._opened.beside(folder)
        else:
            self._opened = Assistant.open(folder, reader=None if self._reads else _Unread())
        return self._opened.ask if self._reads else self._opened.search


class _Unread:
    """In a reader's place: leaves the candidates as they were found."""

    def read(self, query: object, candidates: Sequence[Candidate]) -> Reading:  # noqa: ARG002
        return Reading((), tuple(Hit.of(one, one.score) for one in candidates), 0.0)


class LlamaIndex:
    """The index that LlamaIndex's documentation begins with."""

    def build(self, articles: Iterable[Stored], folder: Path) -> None:
        from llama_index.core import MockEmbedding, VectorStoreIndex
        from llama_index.core.schema import TextNode

        nodes = [
            TextNode(
                text=passage.text, metadata={"title": passage.title}, embedding=vector.tolist()
            )
            for one in articles
            for passage, vector in zip(one.passages, one.vectors, strict=True)
        ]
        model = MockEmbedding(len(nodes[0].embedding or ()))  # all nodes have their vector
        VectorStoreIndex(nodes, embed_model=model).storage_context.persist(str(folder))

    def open(self, folder: Path) -> Search:
        from llama_index.core import StorageContext, load_index_from_storage

        stored = StorageContext.from_defaults(persist_dir=str(folder))
        index: Any = load_index_from_storage(stored, embed_model=self._model)
        retriever = index.as_retriever(similarity_top_k=_CANDIDATES)
        return lambda question: retriever.retrieve(question)

    @cached_property
    def _model(self) -> Any:
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        return HuggingFaceEmbedding(model_name=_model_folder())


class TxtAI:
    """txtai with an index of words beside that of vectors, and the texts in its database."""

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}

    def index(self, texts: Iterable[str], vectors: dict[str, Any] | None = None) -> Any:
        """The texts, embedded unless their vectors are given."""
        from txtai import Embeddings

        index = Embeddings(path=_model_folder(), hybrid=True, content=True, models=self._models)
        if vectors is not None:
            index.model.encode = lambda some, *_: np.array([vectors[text] for text in some])
        index.index(texts)
        return index

    def build(self, articles: Iterable[Stored], folder: Path) -> None:
        vectors = {
            passage.in_article(): vector
            for one in articles
            for passage, vector in zip(one.passages, one.vectors, strict=True)
        }
        self.index(vectors, vectors).save(str(folder))

    def open(self, folder: Path) -> Search:
        from txtai import Embeddings

        index = Embeddings(models=self._models)
        index.load(str(folder))
        return lambda question: index.search(question, _CANDIDATES)


CONTENDERS: dict[str, Callable[[], Contender]] = {
    "qa ask": lambda: Ours(reads=True),
    "qa search": lambda: Ours(reads=False),
    "llama-index": LlamaIndex,
    "txtai": TxtAI,
}
OURS = ("qa ask", "qa search")
OTHERS = tuple(name for name in CONTENDERS if name not in OURS)
_PACKAGES = {"llama-index": "llama_index.embeddings.huggingface", "txtai": "txtai"}


def installed(other: str) -> bool:
    """Whether what another contender needs is there."""
    try:
        return find_spec(_PACKAGES[other]) is not None
    except ModuleNotFoundError:
        return False


def _model_folder() -> str:
    return str(model_folder(Settings().embedder))
