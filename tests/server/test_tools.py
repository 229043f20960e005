"""The MCP tools, by the official client."""

from __future__ import annotations

import asyncio
from typing import Any

from mcp.client.client import Client

from qa import Assistant

from .conftest import HEADLINE, Served


def _call(served: Served, tool: str, **arguments: Any) -> Any:
    async def call() -> Any:
        async with Client(f"{served.url}/mcp") as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(call())


def test_the_tools_are_listed(real: Served) -> None:
    async def tools() -> dict[str, Any]:
        async with Client(f"{real.url}/mcp") as client:
            return {tool.name: tool for tool in (await client.list_tools()).tools}

    found = asyncio.run(tools())
    assert found.keys() == {"ask", "search", "read_article"}
    assert all(tool.description and tool.annotations.read_only_hint for tool in found.values())
    assert found["ask"].input_schema["required"] == ["question"]


def test_older_clients_are_served_too(real: Served) -> None:
    async def call() -> Any:
        async with Client(f"{real.url}/mcp", mode="legacy") as client:
            return await client.call_tool("search", {"question": HEADLINE})

    assert len(asyncio.run(call()).structured_content["passages"]) == 5


def test_ask_gives_the_answer_with_its_citations(real: Served, assistant: Assistant) -> None:
    told = _call(real, "ask", question=HEADLINE).structured_content
    answer = assistant.ask(HEADLINE)
    assert told["text"] == answer.text
    assert [each["quote"] for each in told["citations"]] == [c.quote for c in answer.citations]
    assert _call(real, "ask", question=HEADLINE, until="1999").structured_content["declined"]


def test_the_articles_that_a_remark_names_can_be_read(real: Served) -> None:
    told = _call(real, "ask", question="Do you have anything on heat pumps?").structured_content
    assert told["remark"]
    (card,) = told["listed"]
    article = _call(real, "read_article", article_id=card["id"]).structured_content
    assert article["title"] == card["title"]


def test_what_search_finds_can_be_read(real: Served, assistant: Assistant) -> None:
    passages = _call(real, "search", question=HEADLINE, limit=3).structured_content["passages"]
    assert [each["id"] for each in passages] == [
        hit.passage.id for hit in assistant.search(HEADLINE, limit=3)
    ]
    first = passages[0]
    article = _call(real, "read_article", article_id=first["article_id"]).structured_content
    assert article["body"][first["start"] : first["end"]] == first["text"]


def test_errors_tell_the_remedy(real: Served) -> None:
    for tool, arguments, told in (
        ("ask", {"question": " "}, "The question is empty. Ask something about the articles."),
        ("ask", {"question": HEADLINE, "since": "soon"}, "Write it as 2024-10-11"),
        ("read_article", {"article_id": "nothing"}, "No article has the id"),
        ("search", {"question": HEADLINE, "limit": 1000}, "limit"),
    ):
        result = _call(real, tool, **arguments)
        assert result.is_error
        assert told in result.content[0].text
