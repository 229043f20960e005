"""Where the language data lies that LlamaIndex ships: no download, no import of LlamaIndex."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from qa.errors import ModelUnavailable

if TYPE_CHECKING:
    from nltk.stem.snowball import EnglishStemmer
    from nltk.tokenize.punkt import PunktSentenceTokenizer

# NLTK imports them, if they are there, for functions that nothing here calls: three quarters of the
# time that it takes to load.
_LEFT_OUT = ("scipy", "sklearn")

# "How many" and "how much" ask; they are not what is asked about.
_QUESTION_WORDS = frozenset({"many", "much"})

_NEWS_ABBREVIATIONS = frozenset(
    "gen lt col sgt capt cmdr maj brig adm sen rep gov prof st mt vs approx inc ltd corp co jr sr"
    " dept univ al e.g i.e fig figs vol pp".split()
)


@cache
def _nltk_data() -> Path:
    spec = find_spec("llama_index.core")
    for root in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(root, "_static", "nltk_cache")
        if folder.is_dir():
            return folder
    raise ModelUnavailable(
        "The sentence tokenizer that LlamaIndex ships is missing.",
        "Reinstall it with `pip install --force-reinstall llama-index-core`.",
    )


@cache
def sentence_tokenizer() -> PunktSentenceTokenizer:
    """NLTK's English Punkt model (Kiss & Strunk 2006) with the abbreviations of news prose."""
    with _hidden(*_LEFT_OUT):
        from nltk.tabdata import PunktDecoder
        from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    # NLTK's own loader refuses files outside its data folders, so its decoder is handed ours.
    decode = PunktDecoder()
    folder = _nltk_data() / "tokenizers/punkt_tab/english"
    parameters = PunktParameters()
    with (folder / "abbrev_types.txt").open(encoding="utf-8") as file:
        parameters.abbrev_types = decode.txt2set(file) | _NEWS_ABBREVIATIONS
    with (folder / "sent_starters.txt").open(encoding="utf-8") as file:
        parameters.sent_starters = decode.txt2set(file)
    with (folder / "collocations.tab").open(encoding="utf-8") as file:
        parameters.collocations = set(decode.tab2tups(file))
    with (folder / "ortho_context.tab").open(encoding="utf-8") as file:
        parameters.ortho_context = decode.tab2intdict(file)
    return PunktSentenceTokenizer(parameters)


@cache
def stemmer() -> EnglishStemmer:
    """Porter's second English stemmer, as NLTK has it."""
    with _hidden(*_LEFT_OUT):
        from nltk.stem.snowball import EnglishStemmer

    return EnglishStemmer()


@cache
def stopwords() -> frozenset[str]:
    """English function words, lower case, from NLTK's list."""
    listed = (_nltk_data() / "corpora/stopwords/english").read_text(encoding="utf-8").split()
    return frozenset(part for word in listed for part in word.split("'")) | _QUESTION_WORDS


class _Hiding(MetaPathFinder):
    """Has one thread import as if these packages were not installed; for all others they are."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = packages
        self._thread = threading.get_ident()

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname in self._packages and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)


@contextmanager
def _hidden(*packages: str) -> Iterator[None]:
    finder = _Hiding(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
