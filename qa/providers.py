"""Where language models come from: one row for each LlamaIndex integration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Wanted:
    """The model that is to be built."""

    model: str
    url: str | None
    key: str | None = field(repr=False)
    timeout: float
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Provider:
    """Where models come from: the LlamaIndex integration, and how it names what is wanted."""

    name: str
    """Of the setting, and of the extra that installs it."""
    kind: str
    address: Literal["needed", "optional", "none"]
    key: str
    """The environment variable that holds it."""
    needs_key: bool
    arguments: Callable[[Wanted], dict[str, Any]]

    @property
    def module(self) -> str:
        return f"llama_index.llms.{self.name.replace('-', '_')}"

    @property
    def package(self) -> str:
        return f"llama-index-llms-{self.name}"

    @property
    def form(self) -> str:
        address = {"needed": "@URL", "optional": "[@URL]", "none": ""}[self.address]
        return f"{self.name}:MODEL{address}"

    def takes(self, url: str | None) -> bool:
        """Whether models of this kind are named with such an address."""
        if url is None:
            return self.address != "needed"
        try:
            parts = urlsplit(url)
            plain = not (parts.username or parts.password or parts.query or parts.fragment)
            return self.address != "none" and bool(parts.hostname) and plain and parts.port != 0
        except ValueError:
            return False


def _common(wanted: Wanted) -> dict[str, Any]:
    return {
        "model": wanted.model,
        "temperature": 0.0,
        "max_tokens": wanted.max_tokens,
        "timeout": wanted.timeout,
        "max_retries": 0,  # each would take the time again
        "api_key": wanted.key,
    }


def _openai_like(wanted: Wanted) -> dict[str, Any]:
    # Without a key of its own the client would send that of OpenAI to whoever this is.
    return _common(wanted) | {
        "api_base": wanted.url,
        "api_key": wanted.key or "none",
        "is_chat_model": True,
    }


def _ollama(wanted: Wanted) -> dict[str, Any]:
    return {
        "model": wanted.model,
        "temperature": 0.0,
        "additional_kwargs": {"num_predict": wanted.max_tokens},
        "request_timeout": wanted.timeout,
        "context_window": _CONTEXT_WINDOW,  # or the server is asked for it first
        "thinking": False,  # it would use up the tokens of the reply
    } | ({"base_url": wanted.url} if wanted.url else {})


_CONTEXT_WINDOW = 8_192

PROVIDERS = {
    row.name: row
    for row in (
        Provider("openai-like", "OpenAILike", "needed", "QA_LLM_API_KEY", False, _openai_like),
        Provider("openai", "OpenAI", "none", "OPENAI_API_KEY", True, _common),
        Provider("anthropic", "Anthropic", "none", "ANTHROPIC_API_KEY", True, _common),
        Provider("ollama", "Ollama", "optional", "OLLAMA_API_KEY", False, _ollama),
    )
}
