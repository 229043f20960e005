"""Question answering over articles: every sentence of an answer cites their words.

from qa import Assistant

assistant = Assistant.open("indexes/news")
assistant.ingest("seeds/")
print(assistant.ask("Why did Serbia cancel the Bayraktar order?").text)
"""

from __future__ import annotations

from qa.articles import Upload
from qa.assistant import Assistant
from qa.chat import Chat
from qa.collection.doctor import Diagnosis
from qa.collection.folders import collection_name, collections
from qa.conversation import Rewriter
from qa.embedding import Embedder, SentenceTransformerEmbedder
from qa.errors import (
    CollectionError,
    InvalidQuestion,
    ModelUnavailable,
    NotVerbatim,
    QAError,
    StoreUnavailable,
    UnknownArticle,
    UnknownSession,
    UnreadableSession,
    UnreadableSource,
)
from qa.events import Answered, Event, Retrieved, Rewritten, Written
from qa.ingest import Done
from qa.reader import Reader
from qa.records import (
    Answer,
    Article,
    Candidate,
    Check,
    Citation,
    Filters,
    Finding,
    Hit,
    Ingested,
    IngestReport,
    Listed,
    Passage,
    Period,
    Rating,
    Reading,
    Rewrite,
    Sentence,
    Session,
    Skipped,
    Span,
    StoredTurn,
    Turn,
)
from qa.settings import Settings
from qa.verifier import Verifier

__all__ = [
    "Answer",
    "Answered",
    "Article",
    "Assistant",
    "Candidate",
    "Chat",
    "Check",
    "Citation",
    "CollectionError",
    "Diagnosis",
    "Done",
    "Embedder",
    "Event",
    "Filters",
    "Finding",
    "Hit",
    "IngestReport",
    "Ingested",
    "InvalidQuestion",
    "Listed",
    "ModelUnavailable",
    "NotVerbatim",
    "Passage",
    "Period",
    "QAError",
    "Rating",
    "Reader",
    "Reading",
    "Retrieved",
    "Rewrite",
    "Rewriter",
    "Rewritten",
    "Sentence",
    "SentenceTransformerEmbedder",
    "Session",
    "Settings",
    "Skipped",
    "Span",
    "StoreUnavailable",
    "StoredTurn",
    "Turn",
    "UnknownArticle",
    "UnknownSession",
    "UnreadableSession",
    "UnreadableSource",
    "Upload",
    "Verifier",
    "Written",
    "collection_name",
    "collections",
]
