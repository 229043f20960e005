"""Bodies, places and time are limited; nothing that is sent breaks a server."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import openai
import pytest

from .conftest import QUESTION, GatedReader, Serve, Served

JSON = {"Content-Type": "application/json"}


def _until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _figure(served: Served, name: str) -> float:
    (line,) = [
        line for line in served.http.get("/metrics").text.splitlines() if line.startswith(name)
    ]
    return float(line.split()[-1])


def test_large_bodies_are_refused_however_they_come(serve: Serve) -> None:
    http = serve(max_request_bytes=1_000, max_upload_bytes=5_000).http
    body = json.dumps({"question": "x" * 2_000}).encode()

    def chunks() -> Iterator[bytes]:
        for first in range(0, len(body), 100):
            yield body[first : first + 100]

    for path in ("/v1/ask", "/v1/chat/completions"):
        for content in (body, chunks()):
            refused = http.post(path, content=content, headers=JSON)
            assert refused.status_code == 413
    assert http.post("/mcp", content=body, headers=JSON).status_code == 413
    file = {"files": ("note.txt", b"x" * 3_000)}
    assert http.post("/v1/articles", files=file).status_code == 200
    file = {"files": ("note.txt", b"x" * 6_000)}
    assert http.post("/v1/articles", files=file).status_code == 413
    assert http.get("/v1/models").is_success


def test_a_claim_of_100_megabytes_is_refused_before_they_come(serve: Serve) -> None:
    served = serve()
    host, port = served.url.removeprefix("http://").split(":")
    for path in ("/v1/ask", "/v1/articles", "/nothing"):
        with socket.create_connection((host, int(port)), timeout=5) as client:
            client.sendall(
                f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
                f"Content-Length: 100000000\r\n\r\n".encode()
            )
            assert client.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"null", 422),
        (b"[]", 422),
        (b"\xff\xfe", 422),
        (b'{"question": 1e999}', 422),
        (b'{"question": ' + b"9" * 5_000 + b"}", 400),
        (b'{"question": "\\ud800"}', 422),
        (b'{"question": "Why?", "history": [["\\udfff", ""]]}', 422),
        (b'{"question": "Why?", "sources": ["\\u0000"]}', 200),
        (b'{"question": "Why\\u0000?"}', 200),
        (b'{"question": "Why?", "since": "99999"}', 400),
        (b'{"question": "Why?", "\\ud800": 1}', 200),
        (b"[" * 100_000, 400),
        (b'{"question": "' + b"why " * 2_000 + b'"}', 400),
    ],
)
def test_strange_bodies(serve: Serve, content: bytes, status: int) -> None:
    served = serve()
    told = served.http.post("/v1/ask", content=content, headers=JSON)
    assert told.status_code == status, told.text
    if status != 200:
        assert told.json()["error"]["message"]
        assert len(told.content) < 1_000
    assert served.ask().is_success


def test_strange_headers_and_paths(serve: Serve) -> None:
    served = serve()
    host, port = served.url.removeprefix("http://").split(":")
    for head in (
        "GET /v1/articles/%ED%A0%80%00 HTTP/1.1\r\nHost: {host}",
        "GET /v1/articles/..%2F..%2Fetc HTTP/1.1\r\nHost: {host}",
        "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nHost: evil.example",
        "GET /v1/models HTTP/1.1",
        "POST /v1/ask HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1",
        "POST /v1/ask HTTP/1.1\r\nHost: {host}\r\nContent-Length: 2\r\nTransfer-Encoding: x",
        "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer \x80\xff",
        "GET /v1/models HTTP/1.1\r\nHost: {host}\r\nX: " + "y" * 100_000,
        "FOO /v1/models HTTP/1.1\r\nHost: {host}",
        "nonsense",
    ):
        with socket.create_connection((host, int(port)), timeout=5) as client:
            request = head.format(host=host) + "\r\nConnection: close\r\n\r\n"
            client.sendall(request.encode("latin-1"))
            answered = client.recv(12)
        assert answered[:9] == b"HTTP/1.1 ", head[:60]
        assert answered[9:10] != b"5", head[:60]
    assert served.ask().is_success
    assert 'method="FOO"' not in served.http.get("/metrics").text


def test_more_questions_than_places_are_turned_away_and_it_recovers(
    serve: Serve, gated: GatedReader
) -> None:
    served = serve(answers_at_once=1, answers_waiting=1)
    with ThreadPoolExecutor(2) as clients:
        first = clients.submit(served.ask)
        assert gated.reading.acquire(timeout=10)
        second = clients.submit(served.ask)
        _until(lambda: _figure(served, "qa_answers_waiting") == 1)

        for stream in (False, True):
            with pytest.raises(openai.InternalServerError) as refused:
                openai.OpenAI(
                    base_url=f"{served.url}/v1", api_key="none", max_retries=0
                ).chat.completions.create(
                    model="qa", messages=[{"role": "user", "content": QUESTION}], stream=stream
                )
            assert refused.value.status_code == 503
        turned_away = served.ask()
        assert turned_away.status_code == 503
        assert int(turned_away.headers["retry-after"]) > 0
        assert served.http.get("/healthz").is_success

        gated.gate.set()
        assert first.result().is_success
        assert second.result().is_success
    _until(lambda: _figure(served, "qa_answers_running") == 0)
    assert served.ask().is_success


def test_what_takes_too_long_is_given_up_and_its_place_is_free_again(
    serve: Serve, gated: GatedReader
) -> None:
    served = serve(answers_at_once=1, answers_waiting=1, answer_timeout=0.3)
    late = served.ask()
    assert late.status_code == 504
    assert late.json()["error"]["message"] == "It took longer than 0.3 s, and was given up."
    # The thread cannot be stopped in the middle of reading: it keeps its place until then.
    assert _figure(served, "qa_answers_running") == 1
    gated.gate.set()
    _until(lambda: _figure(served, "qa_answers_running") == 0)
    _until(lambda: served.ask().is_success)


def test_a_client_that_hangs_up_stops_its_stream(serve: Serve, gated: GatedReader) -> None:
    served = serve(answers_at_once=1, answers_waiting=1)
    body = {"messages": [{"role": "user", "content": QUESTION}], "stream": True}
    with served.http.stream("POST", "/v1/chat/completions", json=body) as response:
        assert response.status_code == 200
        assert gated.reading.acquire(timeout=10)
    with ThreadPoolExecutor(1) as clients:
        waiting = clients.submit(served.ask)
        _until(lambda: _figure(served, "qa_answers_waiting") == 1)
        gated.gate.set()
        assert waiting.result().is_success
    # Only the one that somebody waited for was told.
    assert _figure(served, 'qa_answers_total{outcome="answered"}') == 1


def test_a_stream_that_fails_says_so(serve: Serve, gated: GatedReader) -> None:
    served = serve(answer_timeout=0.3)
    client = openai.OpenAI(base_url=f"{served.url}/v1", api_key="none", max_retries=0)
    stream = client.chat.completions.create(
        model="qa", messages=[{"role": "user", "content": QUESTION}], stream=True
    )
    with pytest.raises(openai.APIError, match="It took longer than"):
        list(stream)
