"""Where vectors are kept beside a collection: a vector store behind LlamaIndex, named by a setting.

Nothing is imported, and no server asked, before vectors are sent or searched.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from qa.errors import QAError, StoreUnavailable
from qa.packages import installed

if TYPE_CHECKING:  # importing LlamaIndex takes seconds
    from llama_index.core.vector_stores.types import BasePydanticVectorStore

OpenStore = Callable[[str, int], "BasePydanticVectorStore"]
"""From the name of a collection and the dimension of its vectors to the store that has them.

It connects, and makes what is not there yet; after an error it is called again. The store must
compare by inner product or cosine, replace what has the same id, filter by metadata, and have
`delete_nodes`.
"""

MOST_AT_ONCE = 1_000
"""Vectors sent together; in Milvus, a message of 2 MB with 384 numbers a vector."""

# The metadata of every vector, which searches are filtered by.
DAY = "published"
"""The day of its article, counted from the first of the year 1; 0 if it has none."""
SOURCE = "source"
"""A digest of its article's source, of letters and digits only: nothing in it needs quoting."""


def from_setting(setting: str, token: str | None) -> OpenStore:
    """The store that a setting names, as `milvus:URI`.

    Raises `QAError` for a setting that names none, and `StoreUnavailable` if its package is
    missing. The setting is never repeated: somebody may have put a password there.
    """
    named = _NAMED.fullmatch(setting.strip())
    if not named or not _is_milvus(named["uri"]):
        raise QAError(
            "QA_STORE does not name a vector store.",
            "Write `milvus:http://HOST:PORT`, or `milvus:FILE.db` for one without a server; the"
            " token has the variable QA_STORE_TOKEN.",
        )
    if not installed("llama_index.vector_stores.milvus"):
        raise StoreUnavailable(
            "Milvus needs the package llama-index-vector-stores-milvus, which is not installed.",
            "Install it with `pip install 'qa[milvus]'`.",
        )
    return _milvus(named["uri"], token)


_NAMED = re.compile(r"milvus:(?P<uri>\S+)")


def _is_milvus(uri: str) -> bool:
    """Whether this is a server without a password in its address, or a file of Milvus Lite."""
    try:
        parts = urlsplit(uri)
        server = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        return bool(server and not parts.username) or (not parts.scheme and uri.endswith(".db"))
    except ValueError:
        return False


def _milvus(uri: str, token: str | None) -> OpenStore:
    def open_(name: str, dimension: int) -> BasePydanticVectorStore:
        # Both would write to standard error, the client whole tracebacks of what it raises.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        from llama_index.vector_stores.milvus import MilvusVectorStore
        from pymilvus import DataType

        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        store = MilvusVectorStore(
            uri=uri,
            token=token or "",
            collection_name=name,
            dim=dimension,
            similarity_metric="IP",
            index_config={"index_type": "AUTOINDEX"},  # what the server's operator chose
            scalar_field_names=[DAY, SOURCE],
            scalar_field_types=[DataType.INT64, DataType.VARCHAR],
            output_fields=[DAY],  # else the vectors come back as well
            upsert_mode=True,
            batch_size=MOST_AT_ONCE,
            # All that was written before a search is found by it, whoever wrote it.
            consistency_level="Strong",
            use_async_client=False,
        )
        store.client.load_collection(name)  # waits for a server that is still starting
        return store

    return open_
