"""A language model named by one string, such as `openai-like:MODEL@URL`, behind LlamaIndex.

Nothing is imported, and no server asked, before the model is.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from qa.errors import ModelUnavailable, QAError
from qa.packages import installed
from qa.providers import PROVIDERS, Provider, Wanted

if TYPE_CHECKING:  # importing LlamaIndex takes seconds, and a model is seldom asked
    from llama_index.core.llms import LLM, ChatMessage, ChatResponse, ChatResponseGen


class ChatModel(Protocol):
    """What is needed of a language model: any LlamaIndex LLM has it."""

    def chat(self, messages: Sequence[ChatMessage]) -> ChatResponse: ...

    def stream_chat(self, messages: Sequence[ChatMessage]) -> ChatResponseGen: ...


class NamedLLM:
    """The LlamaIndex LLM that a setting names, built when it is first asked."""

    def __init__(self, provider: Provider, wanted: Wanted) -> None:
        self._provider = provider
        self._wanted = wanted

    @cached_property
    def llm(self) -> LLM:
        kind = getattr(import_module(self._provider.module), self._provider.kind)
        return cast("LLM", kind(**self._provider.arguments(self._wanted)))

    def chat(self, messages: Sequence[ChatMessage]) -> ChatResponse:
        return self.llm.chat(messages)

    def stream_chat(self, messages: Sequence[ChatMessage]) -> ChatResponseGen:
        return self.llm.stream_chat(messages)


def from_setting(setting: str, *, timeout: float, max_tokens: int) -> NamedLLM:
    """The model that a setting names: `timeout` in seconds, `max_tokens` the most of a reply.

    Raises `QAError` for a setting that names none, and `ModelUnavailable` if the package or the key
    is missing that it takes. The setting is never repeated: somebody may have put a key there.
    """
    named = _NAMED.fullmatch(setting.strip())
    provider = PROVIDERS.get(named["provider"]) if named else None
    if not named or not provider or not provider.takes(named["url"]):
        raise QAError(
            "QA_LLM has none of the forms that name a language model.",
            f"Write {' or '.join(f'`{row.form}`' for row in PROVIDERS.values())}; keys have"
            " variables of their own.",
        )
    if not installed(provider.module):
        raise ModelUnavailable(
            f"{provider.name} models need the package {provider.package}, which is not installed.",
            f"Install it with `pip install 'qa[{provider.name}]'`.",
        )
    key = os.environ.get(provider.key)
    if provider.needs_key and not key:
        raise ModelUnavailable(
            f"{provider.name} models need a key.", f"Put it into the variable {provider.key}."
        )
    return NamedLLM(provider, Wanted(named["model"], named["url"], key, timeout, max_tokens))


def ask(llm: ChatModel, messages: Sequence[ChatMessage]) -> str:
    """The model's reply, which may be empty. Raises `ModelUnavailable`, with no key in it."""
    try:
        return llm.chat(messages).message.content or ""
    except Exception as error:  # four client libraries, each with a family of its own
        # Whoever prints the cause as well would print what it says of the request.
        raise _told(error) from None


def stream(llm: ChatModel, messages: Sequence[ChatMessage]) -> Generator[str]:
    """The model's reply piece by piece; closing it stops the model. Raises as `ask` does."""
    try:
        reply = llm.stream_chat(messages)
        with closing(reply):
            for step in reply:
                if step.delta:
                    yield step.delta
    except Exception as error:
        raise _told(error) from None


def one_line(text: str) -> str:
    """A text to be put before a model as data: no line breaks, hidden characters or tags."""
    shown = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text)
    return " ".join(shown.translate(_NO_TAGS).split())


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_NO_TAGS = str.maketrans("<>", "‹›")
_NAMED = re.compile(r"(?P<provider>[a-z-]+):(?P<model>[^\s@]+)(?:@(?P<url>https?://\S+))?")


# By the names of an error's classes and of those that caused it, the first row that has one.
_CAUSES = (
    (
        {"TimeoutError", "TimeoutException"},
        "The language model took too long.",
        "Give it more time with QA_LLM_TIMEOUT, or take a faster one.",
    ),
    (
        {"ReadError", "WriteError", "RemoteProtocolError", "ConnectionResetError"},
        "The language model’s server broke off before its reply was whole.",
        "Look into the server’s log.",
    ),
    (
        {"JSONDecodeError"},
        "The language model’s server sent no reply that can be read.",
        "See that QA_LLM has the address of a language model.",
    ),
    (
        {"ConnectError", "ConnectionError"},
        "The language model’s server cannot be reached.",
        "See that it runs, and that QA_LLM has its address.",
    ),
)
_MOST_TOLD = 200
_KEY = re.compile(r"sk-[\w*-]{6,}|\bbearer\s+\S+", re.IGNORECASE)


def _told(error: Exception) -> ModelUnavailable:
    names = {kind.__name__ for cause in _causes(error) for kind in type(cause).__mro__}
    for causes, problem, remedy in _CAUSES:
        if causes & names:
            return ModelUnavailable(problem, remedy)
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return ModelUnavailable(
            "The language model’s server refuses the key.",
            f"See to {', '.join(row.key for row in PROVIDERS.values())}, whichever it is.",
        )
    who = f"server answered {status}" if status else f"client failed with {type(error).__name__}"
    return ModelUnavailable(f"The language model’s {who}.", f"It says: {_scrubbed(str(error))}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__


def _scrubbed(text: str) -> str:
    """The beginning of a text, on one line and without keys."""
    for key in filter(None, (os.environ.get(row.key) for row in PROVIDERS.values())):
        text = text.replace(key, "…")
    return _KEY.sub("…", " ".join(text.split()))[:_MOST_TOLD]
