"""Fakes for tests: deterministic, instant, and never in the place of the real ones."""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qa.embedding import Vectors
from qa.terms import terms
from qa.verifier.trained import shared

if TYPE_CHECKING:  # importing LlamaIndex takes seconds, and few tests need it
    from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM


class HashingEmbedder:
    """Bags of hashed terms: texts that share words are near. Counts the texts it embedded."""

    def __init__(self, dimension: int = 256) -> None:
        self.name = f"hashing-{dimension}"
        self.dimension = dimension
        self.embedded = 0

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded += len(texts)
        return np.array([self._vector(text) for text in texts], np.float32).reshape(
            len(texts), self.dimension
        )

    def embed_question(self, question: str) -> Vectors:
        return self._vector(question)

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 1e-3, np.float32)
        for term in terms(text):
            vector[zlib.crc32(term.encode()) % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


class WordVerifier:
    """A text supports a statement as far as it has its words. Counts the statements it read."""

    supported = 0.75
    partly = 0.4

    def __init__(self) -> None:
        self.read = 0

    def support(self, pairs: Sequence[tuple[str, str, str]]) -> list[float]:
        self.read += len(pairs)
        return list(map(shared, pairs))


class Script:
    """What a language model says, reply by reply; an exception is raised. Keeps its prompts."""

    def __init__(self, *replies: str | Exception) -> None:
        self._replies = deque(replies)
        self.prompts: list[str] = []

    def llm(self) -> CustomLLM:
        """A LlamaIndex LLM that follows the script, and fails with LookupError beyond its end."""
        from llama_index.core.llms import CompletionResponse, CustomLLM, LLMMetadata

        script = self

        class ScriptedLLM(CustomLLM):
            @property
            def metadata(self) -> LLMMetadata:
                return LLMMetadata(model_name="scripted")

            def complete(self, prompt: str, *_: Any, **__: Any) -> CompletionResponse:
                return CompletionResponse(text=script._next(prompt))

            def stream_complete(self, prompt: str, *_: Any, **__: Any) -> CompletionResponseGen:
                text = script._next(prompt)
                return (
                    CompletionResponse(text=text[:end], delta=text[end - 1])
                    for end in range(1, len(text) + 1)
                )

        return ScriptedLLM()

    def _next(self, prompt: str) -> str:
        self.prompts.append(prompt)
        if not self._replies:
            raise LookupError("The script has no reply left.")
        reply = self._replies.popleft()
        if isinstance(reply, Exception):
            raise reply
        return reply
