"""A sentence-transformers model exported for `qa.encoder`, and held against the original.

Any model will do whose inputs its tokenizer alone can make, whatever its pooling, its normalisation
and its layers after that: what does not come out equal is not used.
"""

from __future__ import annotations

import atexit
import json
import logging
import shutil
import tempfile
import warnings
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qa import encoder
from qa.encoder import ABOUT, NETWORK, REFUSED, TOKENIZER, About, Encoder, Precision, sums
from qa.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LEAST_COSINE = 0.999
"""Between the two vectors of a text; an export with less is refused."""
LEAST_IN_EIGHT_BITS = 0.95
"""The same for the network in eight bits: of English it is .99, of other languages less."""

_PROBES = (
    "Why did Serbia cancel the Bayraktar order?",
    "how many drones",
    "a",
    "  Two lines,\n\tand some “quoted” words — with €5.3 million, Đoković and 東京. ",
    "Сербия отказалась от заказа. ألغت صربيا الطلب. セルビアは注文を取り消した。",
    "The ministry said on Tuesday that it had ended the talks. " * 9,
    "A text that is longer than what the model reads is cut off at its end. " * 99,
)
_NAMES = ("input_ids", "attention_mask", "token_type_ids")

_log = logging.getLogger(__name__)


def export(
    model: SentenceTransformer, folder: Path, precision: Precision, *, eight_bits: bool = False
) -> Encoder | None:
    """The model as an encoder, kept in a folder for other processes; None if it is refused.

    `eight_bits` tells that the network in eight bits was made of its weights. Where the folder
    cannot be written, this process has its encoder all the same.
    """
    drafts = _drafts(folder)
    atexit.register(shutil.rmtree, drafts, ignore_errors=True)
    draft = drafts / folder.name
    draft.mkdir()
    made = _exported(model, draft, precision, eight_bits)
    if whole := encoder.about(folder):  # another process was quicker
        return Encoder(folder, whole, precision)
    try:
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    except OSError:  # nothing can be kept here
        return made
    return made and Encoder(folder, made.about, precision)


def _drafts(folder: Path) -> Path:
    """A new folder beside the wanted one, from where it can be moved; elsewhere if need be."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    except OSError:
        return Path(tempfile.mkdtemp(prefix="qa-"))


def _exported(
    model: SentenceTransformer, draft: Path, precision: Precision, eight_bits: bool
) -> Encoder | None:
    try:
        _write(model, draft)
        about = _about(model, draft)
        cosine = _least_cosine(model, Encoder(draft, about, "float32"))
        if eight_bits:
            told = _least_cosine(model, Encoder(draft, about, "int8"))
            about = replace(about, eight_bits=told >= LEAST_IN_EIGHT_BITS)
    except ModelUnavailable:
        raise  # the package itself is damaged
    except (OSError, MemoryError):
        return None  # another time it may succeed
    except Exception as error:  # of whatever the model, its tokenizer or the conversion is made of
        _refuse(draft, f"{type(error).__name__}: {error}")
        return None
    if not cosine >= LEAST_COSINE:
        _refuse(draft, f"A cosine with the original is {cosine:.4f}.")
        return None
    about = replace(about, cosine=cosine)
    (draft / ABOUT).write_text(json.dumps(asdict(about), indent=2) + "\n", "utf-8")
    return Encoder(draft, about, precision)


def _refuse(draft: Path, reason: str) -> None:
    _log.info("The embedding model stays with PyTorch: %s", reason)
    (draft / REFUSED).write_text(f"{reason}\n", encoding="utf-8")


def _write(model: SentenceTransformer, draft: Path) -> None:
    """Network and tokenizer."""
    import openvino
    import torch
    from tokenizers import Tokenizer

    from qa.encoder.network import WholeModel

    shown = model.preprocess(list(_PROBES[:2]))
    tensors = {name: shown[name] for name in _NAMES if name in shown}
    others = {name: value for name, value in shown.items() if name not in tensors}
    with torch.inference_mode(), warnings.catch_warnings():
        # What tracing warns of, holding the export against the original would show.
        warnings.simplefilter("ignore")
        network = openvino.convert_model(WholeModel(model, others).eval(), example_input=tensors)
    openvino.save_model(network, draft / NETWORK, compress_to_fp16=True)
    tokenizer = Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_padding()
    if model.max_seq_length is None:
        raise ValueError("it does not say how long a text it reads")
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.save(str(draft / TOKENIZER))


def _about(model: SentenceTransformer, draft: Path) -> About:
    import openvino

    network = openvino.Core().read_model(draft / NETWORK)
    return About(
        dimension=int(model.get_embedding_dimension() or 0),
        question=_prompt(model, "query"),
        passage=_prompt(model, "document", "passage", "corpus"),
        padding=int(model.tokenizer.pad_token_id),
        inputs=tuple(name for name in _NAMES if name in _inputs(network)),
        eight_bits=False,
        cosine=0.0,
        sums=sums(draft),
    )


def _inputs(network: Any) -> set[str]:
    return {name for tensor in network.inputs for name in tensor.get_names()}


def _prompt(model: SentenceTransformer, *names: str) -> str:
    """The first of these prompts that the model has, else its default one."""
    for name in (*names, model.default_prompt_name):
        if name in model.prompts:
            return model.prompts[name] or ""
    return ""


def _least_cosine(model: SentenceTransformer, encoder: Encoder) -> float:
    """Between the vectors of the original and the export, of all the probes."""
    texts = list(_PROBES)
    pairs = (
        (model.encode_query(texts, show_progress_bar=False), encoder.questions(texts)),
        (model.encode_document(texts, show_progress_bar=False), encoder.passages(texts)),
    )
    return min(
        float(np.min(np.sum(_unit(np.asarray(one)) * _unit(other), axis=1))) for one, other in pairs
    )


def _unit(vectors: Any) -> Any:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
