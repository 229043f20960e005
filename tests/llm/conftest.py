"""No keys of this machine, and a server that says what it is told to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qa.providers import PROVIDERS
from tests.llm.servers import Stub


@pytest.fixture
def stub() -> Iterator[Stub]:
    started = Stub()
    yield started
    started.close()


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever keys this machine has, no test sees them."""
    for row in PROVIDERS.values():
        monkeypatch.delenv(row.key, raising=False)
    for name in ("OPENAI_API_BASE", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)
