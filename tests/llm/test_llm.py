"""Every kind of model through its real client, against a server that says what it is told to."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys

import pytest
from llama_index.core.llms import ChatMessage

from qa import Assistant, ModelUnavailable, QAError, Settings, Turn, llm
from qa.conversation.builtin import BuiltInRewriter
from qa.conversation.generated import GeneratedRewriter
from qa.providers import PROVIDERS
from tests.llm.servers import SmallModel, Stub

HELLO = [ChatMessage("Say hello.")]
KEY = "sk-secret-0123456789"


def opened(setting: str, *, timeout: float = 10, max_tokens: int = 16) -> llm.NamedLLM:
    return llm.from_setting(setting, timeout=timeout, max_tokens=max_tokens)


def test_a_real_server_answers_the_same_twice(small_model: SmallModel) -> None:
    model = opened(small_model.setting, timeout=60)
    reply = llm.ask(model, HELLO)
    assert reply.strip()
    assert llm.ask(model, HELLO) == reply
    assert len(reply) < 16 * 20


def test_a_real_server_that_is_too_slow(small_model: SmallModel) -> None:
    with pytest.raises(ModelUnavailable, match=r"took too long.*QA_LLM_TIMEOUT"):
        llm.ask(opened(small_model.setting, timeout=0.05, max_tokens=500), HELLO)


OPENAI = json.dumps(
    {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": "Hello!"},
            }
        ],
    }
)
ANTHROPIC = json.dumps(
    {
        "id": "1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [{"type": "text", "text": "Hello!"}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }
)
OLLAMA = json.dumps(
    {
        "model": "m",
        "created_at": "2024-10-11T00:00:00Z",
        "done": True,
        "message": {"role": "assistant", "content": "Hello!"},
    }
)
KINDS = [
    ("openai-like:org/m", OPENAI, "/v1/chat/completions", "authorization", "QA_LLM_API_KEY"),
    ("openai:gpt-4o-mini", OPENAI, "/v1/chat/completions", "authorization", "OPENAI_API_KEY"),
    ("anthropic:claude-sonnet-4-5", ANTHROPIC, "/v1/messages", "x-api-key", "ANTHROPIC_API_KEY"),
    ("ollama:m:8b", OLLAMA, "/api/chat", "authorization", "OLLAMA_API_KEY"),
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind[0])
def kind(
    request: pytest.FixtureRequest, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str, str]:
    """A setting that leads to the stub, with its path and the header for its key."""
    name, stub.body, path, header, variable = request.param
    monkeypatch.setenv(variable, KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", f"{stub.url}/v1")
    monkeypatch.setenv("OPENAI_API_BASE", f"{stub.url}/v1")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", stub.url)
    address = {"openai-like": f"@{stub.url}/v1", "ollama": f"@{stub.url}"}
    return name + address.get(name.partition(":")[0], ""), path, header


def test_each_kind_is_asked_in_its_own_way(
    kind: tuple[str, str, str], stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    setting, path, header = kind
    caplog.set_level(logging.DEBUG)
    model = opened(setting, max_tokens=16)
    assert llm.ask(model, HELLO) == "Hello!"
    (asked,) = stub.asked
    assert asked.path == path
    assert KEY in asked.headers[header]
    limits = asked.body.get("options", asked.body)
    assert limits["temperature"] == 0
    assert limits.get("num_predict", limits.get("max_tokens")) == 16
    assert setting.partition(":")[2].startswith(asked.body["model"])
    assert caplog.records
    assert KEY not in caplog.text
    assert KEY not in repr(vars(model)["_wanted"])


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, "refuses the key"),
        (404, "answered 404"),
        (500, "answered 500"),
    ],
)
def test_a_server_that_refuses_is_told_without_the_key(
    kind: tuple[str, str, str], stub: Stub, status: int, told: str
) -> None:
    stub.status = status
    message = f"No model for {KEY}, that is for\nsk-sec***789 or Bearer abc.def; see the list."
    stub.body = json.dumps({"error": {"type": "x", "message": message}})
    with pytest.raises(ModelUnavailable, match=told) as caught:
        llm.ask(opened(kind[0]), HELLO)
    shown = str(caught.value)
    assert "sk-sec" not in shown
    assert "abc.def" not in shown
    assert "\n" not in shown
    assert caught.value.__suppress_context__
    assert len(stub.asked) == 1, "there is no second try, which would take the time again"


@pytest.mark.parametrize("body", ["", "<html>", "[]", "{}", '{"choices": []}'])
def test_what_is_no_reply_is_told(kind: tuple[str, str, str], stub: Stub, body: str) -> None:
    stub.body = body
    rules = BuiltInRewriter()
    turns = [Turn("Why did Serbia cancel the order?", "Because.")]
    read = GeneratedRewriter(opened(kind[0]), rules).rewrite("What about Albania?", turns)
    assert read.question == rules.rewrite("What about Albania?", turns).question
    assert str(read.note).startswith("The language model’s ")
    assert str(read.note).endswith(" The question was read without it.")


def test_a_dead_port(kind: tuple[str, str, str], stub: Stub) -> None:
    stub.close()
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        llm.ask(opened(kind[0]), HELLO)


def test_a_server_that_accepts_and_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        setting = f"openai-like:m@http://127.0.0.1:{silent.getsockname()[1]}/v1"
        with pytest.raises(ModelUnavailable, match="took too long"):
            llm.ask(opened(setting, timeout=0.2), HELLO)


def test_the_key_of_openai_goes_to_nobody_else(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    stub.body = OPENAI
    llm.ask(opened(f"openai-like:m@{stub.url}/v1"), HELLO)
    assert KEY not in repr(stub.asked)


@pytest.mark.parametrize(
    "setting",
    [
        *("gpt-4o", "openai:", ":gpt-4o", "gemini:pro", "openai gpt-4o", "OpenAI:gpt-4o"),
        *("openai-like:m", "openai-like:m@localhost:8080", "openai-like:@http://a", "ollama:"),
        *("openai:gpt-4o@http://a", "ollama:m@localhost", "ollama:m@http://", "ollama:m@ftp://a"),
        *("ollama:m@http://user:pw@a", "openai-like:m@http://a/v1?key=k", "ollama:m@http://a:x"),
    ],
)
def test_a_setting_that_names_no_model(setting: str) -> None:
    with pytest.raises(QAError) as caught:
        opened(setting)
    for row in PROVIDERS.values():
        assert f"`{row.form}`" in caught.value.remedy


@pytest.mark.parametrize("setting", [KEY, f"openai:gpt-4o:{KEY} ", f"ollama:m@http://{KEY}@a"])
def test_a_key_in_the_setting_is_not_repeated(setting: str) -> None:
    with pytest.raises(QAError) as caught:
        opened(setting)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(("name", "row"), PROVIDERS.items())
def test_a_missing_extra_names_its_install_command(
    name: str, row: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.packages.find_spec", lambda module: None)
    url = "@http://127.0.0.1:9" if name == "openai-like" else ""
    with pytest.raises(ModelUnavailable, match=rf"`pip install 'qa\[{name}\]'`"):
        opened(f"{name}:m{url}")


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_a_missing_key_names_its_variable(name: str) -> None:
    with pytest.raises(ModelUnavailable, match=f"{name.upper()}_API_KEY"):
        opened(f"{name}:m")


def test_opening_imports_and_asks_nothing(tmp_path: object) -> None:
    """Not even of a dead server; what is missing is told all the same."""
    code = (
        "import sys; from qa import Assistant, Settings\n"
        "Assistant.open(sys.argv[1], settings=Settings(llm='ollama:m@http://127.0.0.1:9')).close()\n"
        "print(any(name in sys.modules for name in ('llama_index.core', 'ollama')))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, f"{tmp_path}/index"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "False\n", ran.stderr


def test_opening_tells_what_is_missing(tmp_path: object) -> None:
    with pytest.raises(QAError, match="OPENAI_API_KEY"):
        Assistant.open(f"{tmp_path}/index", settings=Settings(llm="openai:gpt-4o-mini"))
    with pytest.raises(QAError, match="openai-like:MODEL@URL"):
        Assistant.open(f"{tmp_path}/index", settings=Settings(llm="gpt-4o"))
