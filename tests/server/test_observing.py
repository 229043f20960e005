"""Health, figures and the log: enough to look after a server, nothing of what people ask."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence

import httpx
import pytest

from qa import Assistant, Candidate, ModelUnavailable, Reading
from qa.retrieval import Query
from qa.server.logs import JsonLines

from .conftest import QUESTION, STORY, Serve


class BrokenReader:
    """Stumbles over the first passage and says so, as bugs do."""

    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        raise AssertionError(candidates[0].passage.text)


class MissingReader:
    def read(self, query: Query, candidates: Sequence[Candidate]) -> Reading:
        raise ModelUnavailable("The model is not here.", "Install it.")


def _ready(http: httpx.Client) -> int:
    """The status of readiness once it has made up its mind."""
    for _ in range(25):
        status = http.get("/healthz/ready").status_code
        if status == 200:
            break
        time.sleep(0.02)
    return status


def test_live_and_ready(serve: Serve) -> None:
    http = serve().http
    assert http.get("/healthz").json() == {"status": "ok"}
    assert _ready(http) == 200


def test_without_its_model_it_is_live_but_not_ready(small: Assistant, serve: Serve) -> None:
    small.reader = MissingReader()
    served = serve()
    assert served.http.get("/healthz").status_code == 200
    assert _ready(served.http) == 503
    refused = served.ask()
    assert refused.status_code == 503
    assert refused.json()["error"]["remedy"] == "Install it."


def test_figures(serve: Serve) -> None:
    served = serve()
    served.ask()
    served.ask("")
    served.ask("thanks")
    served.http.get("/v1/articles/made/up")
    told = served.http.get("/metrics").text
    for line in (
        'qa_http_requests_total{door="/v1/ask",method="POST",status="200"} 2.0',
        'qa_http_requests_total{door="/v1/ask",method="POST",status="400"} 1.0',
        'door="/v1/articles/{article_id:path}",method="GET",status="404"} 1.0',
        'qa_answers_total{outcome="answered"} 1.0',
        'qa_answers_total{outcome="remark"} 1.0',
        'qa_answer_stage_seconds_count{stage="reading"} 1.0',
        "qa_answers_waiting 0.0",
        "process_resident_memory_bytes ",
    ):
        assert line in told


def _lines(caplog: pytest.LogCaptureFixture, *, log_content: bool = False) -> str:
    formatter = JsonLines(log_content=log_content)
    return "\n".join(
        formatter.format(record) for record in caplog.records if record.name == "qa.server"
    )


def test_the_log_holds_no_words_of_people(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "qa.server")
    served = serve()
    served.ask()
    served.http.get(f"/v1/articles?{QUESTION}")
    logged = _lines(caplog)
    assert '"event": "answer"' in logged
    assert '"door": "/v1/ask", "status": 200' in logged
    assert all(json.loads(line)["time"] for line in logged.splitlines())
    for words in ("Serbia", "Bayraktar", "Kosovo"):
        assert words not in logged


def test_it_holds_the_questions_where_that_is_wanted(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "qa.server")
    serve(log_content=True).ask()
    assert QUESTION in _lines(caplog)


def test_a_bug_is_logged_without_words_and_told_without_details(
    small: Assistant, serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    small.reader = BrokenReader()
    served = serve()
    time.sleep(0.2)  # the preparation stumbles too
    told = served.ask()
    assert told.status_code == 500
    assert told.json() == {
        "error": {
            "message": "Something went wrong here.",
            "remedy": "The server's log has it.",
            "type": "server_error",
        }
    }
    logged = _lines(caplog)
    assert '"error": "AssertionError"' in logged
    assert told.headers["x-request-id"] in logged
    assert "test_observing.py:" in logged
    assert "Kosovo" in STORY
    assert "Kosovo" not in logged
    assert "Kosovo" in _lines(caplog, log_content=True)
