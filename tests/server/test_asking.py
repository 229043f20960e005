"""`/v1/ask`, by httpx and by curl."""

from __future__ import annotations

import json
import subprocess

from qa import Assistant
from qa.server.outgoing import AnswerBody

from .conftest import HEADLINE, Serve, Served


def _without_timings(told: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if name != "timings"}


def test_the_answer_is_what_python_gets(real: Served, assistant: Assistant) -> None:
    response = real.ask(HEADLINE)
    assert response.status_code == 200
    told = response.json()
    answer = json.loads(json.dumps(assistant.ask(HEADLINE).to_dict()))
    assert _without_timings(told) == _without_timings(answer)
    assert told["citations"]
    AnswerBody.model_validate(told)


def test_a_remark_is_replied_to(real: Served) -> None:
    told = real.ask("Which articles do you have about Kosovo?").json()
    AnswerBody.model_validate(told)
    assert told["remark"]
    assert told["citations"] == told["sentences"] == told["hits"] == []
    assert len(told["listed"]) == 7
    assert all(card["title"] in told["text"] for card in told["listed"])
    assert real.ask(HEADLINE).json()["remark"] is False


def test_curl(real: Served, assistant: Assistant) -> None:
    ran = subprocess.run(
        [
            *("curl", "--silent", "--fail", "--noproxy", "*", f"{real.url}/v1/ask"),
            *("--json", json.dumps({"question": HEADLINE, "until": "2023"})),
        ],
        capture_output=True,
        check=True,
    )
    assert json.loads(ran.stdout)["text"] == assistant.ask(HEADLINE, until="2023").text


def test_history_and_filters_reach_the_assistant(real: Served, assistant: Assistant) -> None:
    turn = (HEADLINE, "Because of Kosovo.")
    as_pair = real.ask("When was that?", history=[turn], since="2023-09").json()
    named = [{"question": turn[0], "answer": turn[1]}]
    as_object = real.ask("When was that?", history=named, since="2023-09").json()
    answer = assistant.ask("When was that?", history=[turn], since="2023-09")
    for told in (as_pair, as_object):
        assert told["standalone_question"] == answer.standalone_question != "When was that?"
        assert told["text"] == answer.text
    nobody = real.ask(HEADLINE, sources=["Nobody’s Gazette"]).json()
    assert nobody["declined"]
    assert not nobody["hits"]


def test_a_caller_may_say_how_a_question_is_read(real: Served) -> None:
    turn = {"question": "Who is Edi Rama?", "answer": "A prime minister."}
    read = real.ask("Why?", history=[turn], standalone="When did Romania sign for drones?").json()
    assert read["question"] == "Why?"
    assert read["standalone_question"] == "When did Romania sign for drones?"
    known = turn | {"standalone": "What did Edi Rama say about drones?"}
    assert real.ask("When?", history=[known]).json()["standalone_question"] == (
        "When did Edi Rama say about drones?"
    )


def test_bad_questions_get_the_problem_and_the_remedy(real: Served) -> None:
    empty = real.ask("  ")
    assert empty.status_code == 400
    assert empty.json()["error"] == {
        "message": "The question is empty.",
        "remedy": "Ask something about the articles.",
        "type": "invalid_request_error",
    }
    day = real.ask(HEADLINE, since="soon").json()["error"]
    assert day["remedy"] == "Write it as 2024-10-11, 2024-10 or 2024."
    missing = real.http.post("/v1/ask", json={})
    assert missing.status_code == 422
    assert missing.json()["error"]["message"] == "question: Field required"


def test_the_description_needs_no_network(serve: Serve) -> None:
    http = serve().http
    page = http.get("/docs").text
    assert "https://" not in page
    for path in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert f"/static-offline-docs/{path}" in page
        assert http.get(f"/static-offline-docs/{path}").status_code == 200
    paths = http.get("/openapi.json").json()["paths"]
    assert {"/v1/ask", "/v1/articles", "/v1/chat/completions", "/healthz"} <= paths.keys()
