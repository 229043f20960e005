"""Every setting of the library, in one flat object; each is also an environment variable `QA_*`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_EMBEDDER = "sentence-transformers/all-MiniLM-L6-v2"

# The best on the training questions of `benchmarks/retrieval.py`, which has the table.
LEXICAL_WEIGHT = 0.13


class Settings(BaseSettings):
    """How a collection is built, searched and answered from."""

    model_config = SettingsConfigDict(env_prefix="QA_", frozen=True, extra="forbid")

    index: Path = Path("indexes/default")

    # Reading
    allow_private_urls: bool = False
    """Whether `http(s)` sources may point at addresses that are not public."""
    fetch_timeout: float = Field(30.0, gt=0)
    """Seconds for one URL, redirects and body included."""
    max_source_bytes: int = Field(100_000_000, gt=0)
    """A larger file or download is skipped; of a JSONL file, a larger line."""
    read_timeout: float = Field(60.0, gt=0)
    """Seconds to read one document in, downloads not counted; one that takes longer is skipped."""
    read_memory: int = Field(2_000_000_000, gt=0)
    """Bytes of memory to read one document in, where the system can hold a process to it: Linux."""

    # Embedding
    embedder: str = DEFAULT_EMBEDDER
    """A sentence-transformers name or path; only the default one comes with the package."""
    embedder_dtype: Literal["auto", "int8", "bfloat16", "float32"] = "auto"
    """What passages are multiplied in; `auto` is the quickest that model and processor allow."""
    allow_downloads: bool = False
    """Whether a model that is not on this machine may be fetched."""
    ray: str | None = None
    """HOST:PORT of a Ray cluster that embeds the passages; None: this process does."""

    # Passages
    passage_tokens: int = Field(128, ge=16)
    """The most tokens of the embedder in a passage, its title not counted."""
    passage_overlap: int = Field(1, ge=0)
    """Sentences that a passage repeats from the one before it."""

    # Where vectors are searched
    store: str | None = None
    """A vector store, as `milvus:URI`; None: FAISS, in this process."""
    store_token: SecretStr | None = Field(None, min_length=1)
    """What the store must be shown, as `user:password`."""

    # Asking
    reader: Literal["similarity", "trained"] = "trained"
    """What finds the answer: a network that was trained to, in English; or, in any language, the
    likeness of question and sentence."""
    candidates: int = Field(25, ge=1)
    """Passages that are read for a question."""
    lexical_weight: float = Field(LEXICAL_WEIGHT, ge=0)
    """What a matched word that no other passage has adds to a passage's cosine; 0: no words."""
    decline_below: float = Field(0.2, ge=0, le=1)
    """Confidence under which the answer is that the articles don't say."""
    max_question_chars: int = Field(4_000, ge=1)
    today: date | None = None
    """The day that “yesterday” and “last year” are counted from; None is the day it is."""

    # A language model
    llm: str | None = None
    """The one that makes follow-ups stand alone and writes answers, as `openai-like:MODEL@URL` and
    the like; None: no language model. Keys have environment variables of their own."""
    llm_passages: int = Field(8, ge=1)
    """Passages that it is shown; fewer for one with a small context or on a slow machine."""
    unsupported: Literal["drop", "mark"] = "drop"
    """What becomes of its sentences that the articles do not support."""
    llm_timeout: float = Field(30.0, gt=0)
    """Seconds that it may keep silent."""

    # Serving
    token: SecretStr | None = Field(None, min_length=1)
    """What clients of `qa serve` must show; without one it serves loopback only."""
    allow_origins: tuple[str, ...] = ()
    """Web sites whose pages may call the server, as `["https://example.org"]`; else none."""
    answers_at_once: int = Field(2, ge=1)
    answers_waiting: int = Field(64, ge=0)
    """Questions that wait for their turn; one more is turned away."""
    answer_timeout: float = Field(60.0, gt=0)
    """Seconds for one question, waiting included."""
    ingest_timeout: float = Field(600.0, gt=0)
    """Seconds for one request that adds articles, waiting included."""
    requests_per_minute: int = Field(300, ge=1)
    """Of one client."""
    max_request_bytes: int = Field(1_000_000, ge=1)
    max_upload_bytes: int = Field(50_000_000, ge=1)
    """Of one request that adds articles."""
    log_content: bool = False
    """Whether the server's log may hold questions, and what errors say."""
