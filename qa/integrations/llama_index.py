"""The same retrieval and the same answers, for LlamaIndex programs."""

from __future__ import annotations

from collections.abc import Iterable

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from qa.assistant import Assistant
from qa.records import Answer, Article, Passage, article_card


class ArticleRetriever(BaseRetriever):
    """The passages an assistant would read for a question, best first.

    A node's text is the passage; its metadata is that of the article, with `start` and `end`.
    """

    def __init__(self, assistant: Assistant, *, similarity_top_k: int | None = None) -> None:
        super().__init__()
        self._assistant = assistant
        self._limit = similarity_top_k

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._assistant.search(query_bundle.query_str, limit=self._limit)
        return [
            _node(hit.passage, self._assistant.article(hit.passage.article_id), hit.score)
            for hit in hits
        ]


class ArticleQueryEngine(BaseQueryEngine):
    """Answers with citations: one source node a citation, holding its quote.

    `response.metadata` is `Answer.to_dict()`; a declined answer and a remark have no source nodes.
    """

    def __init__(self, assistant: Assistant) -> None:
        super().__init__(callback_manager=None)
        self._assistant = assistant

    def _query(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return _response(self._assistant.ask(query_bundle.query_str))

    async def _aquery(self, query_bundle: QueryBundle) -> RESPONSE_TYPE:
        return _response(await self._assistant.aask(query_bundle.query_str))

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def _response(answer: Answer) -> Response:
    return Response(
        response=answer.text,
        source_nodes=[
            NodeWithScore(
                node=TextNode(
                    text=citation.quote,
                    metadata={
                        **article_card(citation.article),
                        "number": citation.number,
                        "start": citation.start,
                        "end": citation.end,
                    },
                ),
                score=answer.confidence,
            )
            for citation in answer.citations
        ],
        metadata=answer.to_dict(),
    )


def _node(passage: Passage, article: Article, score: float) -> NodeWithScore:
    metadata = {**article_card(article), "start": passage.start, "end": passage.end}
    hidden = list(_unread(metadata))
    return NodeWithScore(
        node=TextNode(
            id_=passage.id,
            text=passage.text,
            metadata=metadata,
            excluded_embed_metadata_keys=hidden,
            excluded_llm_metadata_keys=hidden,
        ),
        score=score,
    )


def _unread(metadata: Iterable[str]) -> Iterable[str]:
    """Metadata that serves programs, not the model that reads the node."""
    return (key for key in metadata if key not in ("title", "source", "published"))
