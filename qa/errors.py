"""Errors that say what is wrong and what to do about it."""

from __future__ import annotations


class QAError(Exception):
    """Something the user can put right: one sentence on what is wrong, one on the remedy."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem} {remedy}".strip())
        self.problem = problem
        self.remedy = remedy


class InvalidQuestion(QAError):
    """The question is empty, far too long, or carries a filter that cannot be read."""


class UnknownArticle(QAError):
    """No article has this id, or more than one does."""


class UnknownSession(QAError):
    """No conversation has this id, or more than one does."""


class UnreadableSession(QAError):
    """A text that is no whole exported conversation."""


class UnreadableSource(QAError):
    """A file, folder, URL or feed that no article can be read from."""


class CollectionError(QAError):
    """The index folder cannot be opened, written, or used with these settings."""


class StoreUnavailable(CollectionError):
    """The vector store that a collection is kept in is not installed or does not answer."""


class ModelUnavailable(QAError):
    """A model is not on this machine, is not the one expected, or does not answer."""


class NotVerbatim(AssertionError):
    """A citation whose quote is not in its article: a bug in this library, never bad input."""
