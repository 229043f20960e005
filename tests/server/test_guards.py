"""Who may come in: the token, the names of the host, the pages of other sites, the rate."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import httpx2
import openai
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from qa import Assistant, QAError, Settings
from qa.server import create_app
from qa.server.guards import is_loopback

from .conftest import QUESTION, Serve

TOKEN = "a token with spaces & ümlauts: ok"
DOORS = [
    ("POST", "/v1/ask"),
    ("POST", "/v1/articles"),
    ("GET", "/v1/articles"),
    ("GET", "/v1/articles/a"),
    ("DELETE", "/v1/articles/a"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
    ("POST", "/mcp"),
    ("GET", "/metrics"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/static-offline-docs/swagger-ui.css"),
    ("GET", "/"),
    ("GET", "/nothing"),
]


def _bearer(token: str) -> dict[bytes, bytes]:
    return {b"Authorization": f"Bearer {token}".encode()}


def test_with_a_token_every_door_asks_for_it(serve: Serve) -> None:
    served = serve(token=TOKEN)
    shown: list[dict[bytes, bytes]] = [
        {},
        {b"Authorization": b"Bearer"},
        _bearer(TOKEN[:-1]),
        _bearer(TOKEN + "x"),
        {b"Authorization": TOKEN.encode()},
        {b"Authorization": b"Basic !!"},
    ]
    for headers in shown:
        for method, path in DOORS:
            refused = served.http.request(method, path, headers=headers)
            assert refused.status_code == 401, (method, path)
            assert refused.headers["www-authenticate"].startswith("Bearer")
            assert refused.json()["error"]["remedy"] == "Send `Authorization: Bearer TOKEN`."
    for path in ("/healthz", "/healthz/ready"):
        assert served.http.get(path).status_code in (200, 503)


def test_with_the_token_the_doors_open(serve: Serve) -> None:
    served = serve(token=TOKEN)
    for method, path in DOORS:
        let_in = served.http.request(method, path, headers=_bearer(TOKEN))
        assert let_in.status_code != 401, (method, path)
    browser = served.http.get("/v1/articles", auth=httpx.BasicAuth("", TOKEN.encode()))
    assert browser.status_code == 200


def test_the_clients_of_openai_and_mcp_show_the_token(serve: Serve) -> None:
    served = serve(token="secret")

    def models(key: str) -> list[str]:
        with openai.OpenAI(base_url=f"{served.url}/v1", api_key=key, max_retries=0) as client:
            return [model.id for model in client.models.list()]

    assert models("secret") == ["qa"]
    with pytest.raises(openai.AuthenticationError):
        models("guess")

    async def tools() -> int:
        async with (
            httpx2.AsyncClient(headers={"Authorization": "Bearer secret"}) as http,
            Client(streamable_http_client(f"{served.url}/mcp", http_client=http)) as client,
        ):
            return len((await client.list_tools()).tools)

    assert asyncio.run(tools()) == 3


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_without_a_token_only_loopback_is_served(small: Assistant, host: str) -> None:
    with pytest.raises(QAError, match="Set QA_TOKEN to a long random text"):
        create_app(small, Settings(), host=host)
    create_app(small, Settings(token="secret"), host=host)


def test_an_empty_token_is_none() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Settings(token="")


def test_the_token_is_not_shown() -> None:
    assert "secret" not in repr(Settings(token="secret"))


def test_loopback_is_told_by_the_address_itself() -> None:
    own = ("localhost", "127.0.0.1", "127.3.2.1", "::1")
    others = ("localhost.example.org", "127.0.0.1.nip.io", "0.0.0.0", "::", "", "[::1]")
    assert all(map(is_loopback, own))
    assert not any(map(is_loopback, others))


def test_names_that_were_made_to_lead_to_loopback_are_refused(serve: Serve) -> None:
    served = serve()
    port = served.url.rpartition(":")[2]
    for name in ("localhost", "127.0.0.1", "[::1]"):
        assert served.http.get("/v1/models", headers={"Host": f"{name}:{port}"}).is_success
    for name in ("evil.example", f"evil.example:{port}", "[::1", "a@localhost.example", "%"):
        refused = served.http.get("/v1/models", headers={"Host": name})
        assert refused.status_code == 421, name


def test_pages_of_other_sites_cannot_even_post_a_form(serve: Serve) -> None:
    http = serve(allow_origins=("https://ours.example",)).http
    own = str(http.base_url).rstrip("/")

    def post(origin: str) -> httpx.Response:
        files = {"files": ("note.txt", b"Planted.")}
        return http.post("/v1/articles", files=files, headers={"Origin": origin})

    for origin in ("https://evil.example", "null", own + ".evil.example", ""):
        assert post(origin).status_code == 403, origin
    assert http.get("/v1/articles").json()["total"] == 1
    assert "access-control-allow-origin" not in post("https://evil.example").headers
    assert post(own).status_code == 200
    allowed = post("https://ours.example")
    assert allowed.headers["access-control-allow-origin"] == "https://ours.example"


def test_a_client_has_its_share_and_others_theirs(serve: Serve) -> None:
    served = serve(requests_per_minute=3)
    statuses = [served.http.get("/v1/models").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    refused = served.ask()
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.json()["error"]["type"] == "rate_limit_error"
    # A proxy on this machine tells who asks.
    assert served.http.get("/v1/models", headers={"X-Forwarded-For": "192.0.2.7"}).is_success
    assert served.http.get("/healthz").is_success


def test_guesses_of_the_token_count(serve: Serve) -> None:
    http = serve(token="secret", requests_per_minute=3).http
    assert [http.get("/docs").status_code for _ in range(4)] == [401, 401, 401, 429]


def test_a_page_is_added_last_and_guarded(serve: Serve) -> None:
    from fastapi import FastAPI
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    def page(app: FastAPI, assistant: Assistant) -> None:
        async def home(_: Any) -> PlainTextResponse:
            return PlainTextResponse(f"{assistant.count_articles()} article")

        app.mount("/", Starlette(routes=[Route("/", home)]))

    served = serve(pages=[page], token="secret")
    headers = {"Authorization": "Bearer secret"}
    assert served.http.get("/", headers=headers).text == "1 article"
    assert served.http.get("/").status_code == 401
    asked = served.http.post("/v1/ask", json={"question": QUESTION}, headers=headers)
    assert asked.json()["citations"]
