"""The network of the trained reader, as it is trained: one encoder, two heads."""

from __future__ import annotations

from pathlib import Path

from torch import Tensor, nn
from transformers import BertModel

from qa.embedding import model_folder
from qa.settings import DEFAULT_EMBEDDER


class ReaderNetwork(nn.Module):
    """Reads a question and a passage together.

    Inputs are (batch, length) integers; outputs are the logits that the answer starts and ends at
    each token, (batch, length), and that the passage answers the question at all, (batch,).
    """

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.span = nn.Linear(width, 2)
        self.relevance = nn.Sequential(nn.Linear(width, width), nn.Tanh(), nn.Linear(width, 1))

    @classmethod
    def from_encoder(cls, folder: Path) -> ReaderNetwork:
        """On the weights of a BERT, the heads untrained."""
        # Dropout costs a third of a step on a CPU, and two passes do not overfit this few weights.
        # Spelt-out attention is the faster one on a CPU in bfloat16, backward included.
        encoder: BertModel = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        # Half of all weights: without their gradient a step is an eighth shorter, and words that
        # training never shows stay beside those that it moves.
        encoder.embeddings.word_embeddings.requires_grad_(False)
        return cls(encoder)

    def forward(
        self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        states = self.encoder(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        start, end = self.span(states).unbind(-1)
        return start, end, self.relevance(states[:, 0]).squeeze(-1)


def encoder_folder() -> Path:
    """The weights that the reader starts from: those of the default embedder."""
    folder = model_folder(DEFAULT_EMBEDDER)
    assert folder is not None  # it comes with a package
    return folder
