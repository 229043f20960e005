"""`/mcp`: tools for agents that speak the Model Context Protocol."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette

from qa.errors import QAError
from qa.records import Answer, Hit, article_card, passage_card
from qa.server.articles import whole
from qa.server.desk import Desk
from qa.server.incoming import Asked, Day, Name

_INSTRUCTIONS = (
    "Answers from a collection of articles. Every sentence cites the exact words of an article; "
    "`declined` means that the articles do not say. Asked which articles there are, it lists them."
)
_MOST_PASSAGES = 25

Since = Annotated[Day | None, Field(description="Only articles of this day or later.")]
Until = Annotated[Day | None, Field(description="Only articles of this day or earlier.")]
Sources = Annotated[list[Name] | None, Field(description="Only articles of these sources.")]
Limit = Annotated[int, Field(ge=1, le=_MOST_PASSAGES)]


def server(desk: Desk) -> MCPServer[Any]:
    """The tools `ask`, `search` and `read_article`, none of which changes anything."""
    tools: MCPServer[Any] = MCPServer("qa", instructions=_INSTRUCTIONS, subscriptions=False)
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @tools.tool(annotations=reading)
    async def ask(
        question: str, since: Since = None, until: Until = None, sources: Sources = None
    ) -> dict[str, Any]:
        """Answer a question from the articles, with verbatim citations; or decline."""
        asked = Asked(question=question, since=since, until=until, sources=sources)
        try:
            return _answer(await desk.ask(asked))
        except QAError as error:
            raise ToolError(str(error)) from None

    @tools.tool(annotations=reading)
    async def search(
        question: str,
        since: Since = None,
        until: Until = None,
        sources: Sources = None,
        limit: Limit = 5,
    ) -> dict[str, Any]:
        """Find the passages of the articles that bear on a question, best first."""
        asked = Asked(question=question, since=since, until=until, sources=sources)
        try:
            return {"passages": [_passage(hit) for hit in await desk.search(asked, limit)]}
        except QAError as error:
            raise ToolError(str(error)) from None

    @tools.tool(annotations=reading)
    async def read_article(article_id: str) -> dict[str, Any]:
        """Read one article, whole, by the id that `ask` and `search` give."""
        try:
            return whole(await asyncio.to_thread(desk.article, article_id))
        except QAError as error:
            raise ToolError(str(error)) from None

    return tools


def app(tools: MCPServer[Any]) -> Starlette:
    """The tools over streamable HTTP, with no sessions to keep; hosts are checked outside."""
    return tools.streamable_http_app(
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


def _answer(answer: Answer) -> dict[str, Any]:
    """What of an answer a model needs; the passages that were not cited would only fill it."""
    return {
        "text": answer.text,
        "declined": answer.declined,
        "remark": answer.remark,
        "confidence": round(answer.confidence, 4),
        "short_answer": answer.short_answer,
        "citations": [
            {
                "number": citation.number,
                "quote": citation.quote,
                "start": citation.start,
                "end": citation.end,
                "article": article_card(citation.article),
            }
            for citation in answer.citations
        ],
        "listed": [article_card(article) for article in answer.listed],
    }


def _passage(hit: Hit) -> dict[str, Any]:
    return {**passage_card(hit.passage), "score": round(hit.score, 4)}
