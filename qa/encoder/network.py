"""A sentence-transformers model as one PyTorch network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class WholeModel(torch.nn.Module):
    """All layers of a model as one function of its tensors."""

    def __init__(self, model: SentenceTransformer, others: Mapping[str, Any]) -> None:
        """`others` is what its layers are given besides, the same with every text."""
        super().__init__()
        self.model = model
        self.others = others

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """(texts, dimension), of three tensors (texts, tokens)."""
        given = {"input_ids": input_ids, "attention_mask": attention_mask, **self.others}
        if token_type_ids is not None:
            given["token_type_ids"] = token_type_ids
        embedded: torch.Tensor = self.model(given)["sentence_embedding"]
        return embedded
