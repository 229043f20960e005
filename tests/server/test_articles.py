"""`/v1/articles`: what goes in comes out, and only what may."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import SEEDS

from .conftest import Serve, Served

ARTICLE = {
    "id": "drones/2024",
    "title": "Drones",
    "body": "Kosovo received five Bayraktar drones on Sunday.",
    "source": "Wire",
    "published": "2024-10-11",
    "tags": ["war"],
}


@pytest.fixture(name="http")
def served_http(serve: Serve) -> httpx.Client:
    return serve().http


def _outcomes(response: httpx.Response) -> dict[str, int]:
    assert response.status_code == 200, response.text
    return {outcome: len(told) for outcome, told in response.json().items() if told}


def test_an_article_is_added_read_answered_from_and_removed(http: httpx.Client) -> None:
    posted = http.post("/v1/articles", json={"articles": [ARTICLE]})
    assert _outcomes(posted) == {"added": 1}
    shown = http.get("/v1/articles/drones/2024").json()
    assert shown == {**ARTICLE, "url": None}

    asked = http.post(
        "/v1/ask", json={"question": "How many Bayraktar drones did Kosovo receive?"}
    ).json()
    (cited,) = {citation["article"]["id"] for citation in asked["citations"]}
    assert cited == "drones/2024"

    assert http.delete("/v1/articles/drones/2024").json()["title"] == "Drones"
    assert http.get("/v1/articles/drones/2024").status_code == 404
    assert http.delete("/v1/articles/drones/2024").status_code == 404


def test_posting_again_changes_nothing_and_a_new_version_replaces(http: httpx.Client) -> None:
    for expected, article in (
        ("added", ARTICLE),
        ("unchanged", ARTICLE),
        ("updated", {**ARTICLE, "body": "It was six."}),
    ):
        assert _outcomes(http.post("/v1/articles", json={"articles": [article]})) == {expected: 1}


def test_a_bad_article_keeps_no_good_one_out(http: httpx.Client) -> None:
    bad: list[dict[str, Any]] = [{"title": "Empty", "body": " "}, {"body": "x", "published": "?"}]
    posted = http.post("/v1/articles", json={"articles": [*bad, ARTICLE]})
    assert _outcomes(posted) == {"added": 1, "skipped": 2}
    first, second = (skipped["reason"] for skipped in posted.json()["skipped"])
    assert first.startswith("Line 1: It has no text.")
    assert second.startswith("Line 2: Its published date '?' cannot be read.")


def test_files_of_several_kinds(http: httpx.Client) -> None:
    story = next((SEEDS / "balkans").glob("*.md"))
    files = [
        ("files", (story.name, story.read_bytes())),
        ("files", ("../../etc/notes.txt", b"Nothing was found.")),
        ("files", ("more.jsonl", json.dumps(ARTICLE).encode())),
        ("files", ("picture.png", b"\x89PNG")),
    ]
    posted = http.post("/v1/articles", files=files)
    assert _outcomes(posted) == {"added": 3, "skipped": 1}
    told = posted.json()
    assert [added["origin"] for added in told["added"]] == [
        f"upload:{story.name}",
        "upload:notes.txt",
        "upload:more.jsonl#drones/2024",
    ]
    assert told["skipped"][0]["reason"].startswith("Files like 'picture.png' cannot be read.")


def test_uploading_a_file_again_is_a_version_of_it(http: httpx.Client) -> None:
    def outcome(text: bytes) -> dict[str, int]:
        return _outcomes(http.post("/v1/articles", files={"files": ("notes.txt", text)}))

    assert outcome(b"It was five.") == {"added": 1}
    assert outcome(b"It was five.") == {"unchanged": 1}
    assert outcome(b"It was six.") == {"updated": 1}


def test_addresses_that_are_not_public_and_files_of_the_server_stay_closed(
    serve: Serve, tmp_path: Path
) -> None:
    served = serve()
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    posted = served.http.post("/v1/articles", json={"urls": [f"{served.url}/v1/articles"]})
    assert _outcomes(posted) == {"skipped": 1}
    assert "not a public address" in posted.json()["skipped"][0]["reason"]
    for url in (str(secret), secret.as_uri(), "ftp://example.org/"):
        refused = served.http.post("/v1/articles", json={"urls": [url]})
        assert refused.status_code == 422
        assert "https://host/path" in refused.json()["error"]["message"]
    assert served.http.get("/v1/articles").json()["total"] == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {}}, 422),
        ({"json": {"articles": []}}, 422),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422),
        ({"content": b"\xff", "headers": {"content-type": "multipart/form-data"}}, 400),
        ({"files": {"note": (None, "no file")}}, 422),
        ({"content": b"text", "headers": {"content-type": "text/plain"}}, 415),
        ({}, 415),
    ],
)
def test_what_offers_nothing_is_refused(
    http: httpx.Client, sent: dict[str, Any], status: int
) -> None:
    refused = http.post("/v1/articles", **sent)
    assert refused.status_code == status
    assert refused.json()["error"]["message"]


def test_pages(real: Served) -> None:
    whole = real.http.get("/v1/articles", params={"limit": 1000}).json()
    assert whole["total"] == len(whole["articles"]) > 70
    pages = [
        card
        for offset in range(0, whole["total"], 30)
        for card in real.http.get("/v1/articles", params={"limit": 30, "offset": offset}).json()[
            "articles"
        ]
    ]
    assert pages == whole["articles"]
    assert "body" not in pages[0]
    assert real.http.get("/v1/articles", params={"limit": 0}).status_code == 422


def test_the_beginning_of_an_id_is_not_the_id(serve: Serve) -> None:
    http = serve().http
    (card,) = http.get("/v1/articles").json()["articles"]
    for method in ("GET", "DELETE"):
        assert http.request(method, f"/v1/articles/{card['id'][:-1]}").status_code == 404
    assert http.get(f"/v1/articles/{card['id']}").status_code == 200
