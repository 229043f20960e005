"""The LlamaIndex doors lead to the same passages and the same answers."""

from __future__ import annotations

import asyncio

from llama_index.core.schema import MetadataMode, TextNode

from qa import Assistant
from qa.integrations.llama_index import ArticleQueryEngine, ArticleRetriever

HEADLINE = "Why did Serbia cancel the Bayraktar order?"


def test_the_retriever_returns_the_passages_that_would_be_read(assistant: Assistant) -> None:
    nodes = ArticleRetriever(assistant, similarity_top_k=5).retrieve(HEADLINE)
    hits = assistant.ask(HEADLINE).hits[:5]
    assert [node.node.node_id for node in nodes] == [hit.passage.id for hit in hits]
    for node in nodes:
        assert isinstance(node.node, TextNode)
        body = assistant.article(node.metadata["id"]).body
        assert body[node.metadata["start"] : node.metadata["end"]] == node.node.text
    shown = nodes[0].node.get_content(MetadataMode.LLM)
    assert nodes[0].metadata["title"] in shown
    assert "start:" not in shown


def test_the_query_engine_keeps_the_citations(assistant: Assistant) -> None:
    answer = assistant.ask(HEADLINE)
    engine = ArticleQueryEngine(assistant)
    for response in (engine.query(HEADLINE), asyncio.run(engine.aquery(HEADLINE))):
        assert str(response) == answer.text
        assert [node.node.get_content() for node in response.source_nodes] == [
            citation.quote for citation in answer.citations
        ]
        assert response.metadata
        assert response.metadata["short_answer"] == answer.short_answer


def test_a_remark_has_no_sources(assistant: Assistant) -> None:
    response = ArticleQueryEngine(assistant).query("Who are you?")
    assert response.source_nodes == []
    assert response.metadata
    assert response.metadata["remark"]


def test_a_declined_answer_has_no_sources(assistant: Assistant) -> None:
    response = ArticleQueryEngine(assistant).query("What is the capital of Mongolia?")
    assert response.source_nodes == []
    assert str(response).startswith("The articles don’t say.")
