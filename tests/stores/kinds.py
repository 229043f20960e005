"""Vector stores to keep the vectors of a collection in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from llama_index.core.vector_stores import SimpleVectorStore
from llama_index.core.vector_stores.types import BasePydanticVectorStore
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient
from qdrant_client.models import Distance, VectorParams

from qa.stores import OpenStore, from_setting


def simple() -> OpenStore:
    """LlamaIndex's own, in memory."""
    stores: dict[str, BasePydanticVectorStore] = {}
    return lambda name, _: stores.setdefault(name, SimpleVectorStore())


def qdrant(folder: Path) -> OpenStore:
    """Qdrant in this process, in a folder."""
    client: Any = QdrantClient(path=str(folder))

    def open_(name: str, dimension: int) -> BasePydanticVectorStore:
        if not client.collection_exists(name):
            params = VectorParams(size=dimension, distance=Distance.COSINE)
            client.create_collection(name, vectors_config={"text-dense": params})
        return QdrantVectorStore(name, client=client, index_doc_id=False)

    return open_


def lite(folder: Path) -> OpenStore:
    """Milvus without a server."""
    return from_setting(f"milvus:{folder}/milvus.db", None)
