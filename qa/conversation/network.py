"""The network that rewrites, as it is trained: one encoder, and a head for each kind of edit."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from qa.conversation.edits import CONNECTORS
from qa.conversation.inputs import SITES
from qa.reader.network import ReaderNetwork

_POINTER_WIDTH = 192


class RewritingNetwork(nn.Module):
    """Reads a question together with the turns before it, the latest first.

    Inputs are (batch, length) integers. Outputs are logits: that each token is left out,
    (batch, sites); how something is put before it, (batch, sites, connectors); where in the
    conversation what is put there starts and ends, (batch, sites, length) each; and that a token
    is of a word which a person would add, (batch, length). There are `SITES` sites, or as many as
    there are tokens.
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.left_out = nn.Linear(width, 1)
        self.connector = nn.Linear(width, len(CONNECTORS))
        self.added = nn.Linear(width, 1)
        self.site = nn.Linear(width, 2 * _POINTER_WIDTH)
        self.place = nn.Linear(width, 2 * _POINTER_WIDTH)

    @classmethod
    def from_encoder(cls, folder: Path) -> RewritingNetwork:
        """On the weights of a BERT, the heads untrained."""
        return cls(ReaderNetwork.from_encoder(folder).encoder)

    def forward(
        self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        states = self.encoder(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        sites = states[:, :SITES]
        from_start, from_end = self.site(sites).chunk(2, -1)
        to_start, to_end = self.place(states).chunk(2, -1)
        scale = _POINTER_WIDTH**-0.5
        return (
            self.left_out(sites).squeeze(-1),
            self.connector(sites),
            torch.matmul(from_start, to_start.transpose(1, 2)) * scale,
            torch.matmul(from_end, to_end.transpose(1, 2)) * scale,
            self.added(states).squeeze(-1),
        )
