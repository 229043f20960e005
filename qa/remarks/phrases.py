"""Utterances that are remarks from end to end: a closed list of phrases, and nothing beside them.

“Hi, who are you?” is a remark, “Who are you talking about?” is not. A phrase has its place in the
lists only if no article could answer it, whatever was asked before; so “How is it going?”, where
“it” may be a building site, has none.
"""

from __future__ import annotations

import re
import unicodedata

from qa.remarks.assistant_questions import ASSISTANT_QUESTIONS
from qa.remarks.collection_questions import COLLECTION_QUESTIONS
from qa.remarks.kinds import STATEMENTS, Kind, Remark
from qa.remarks.small_talk import SMALL_TALK

_CONTRACTED = (
    (re.compile(r"[’ʼ`]"), "'"),
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'s\b"), " is"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'ll\b"), " will"),
)
_SPELLED = {
    "u": "you",
    "ya": "you",
    "ur": "your",
    "r": "are",
    "pls": "please",
    "okay": "ok",
    "thx": "thanks",
    "ty": "thanks",
    "goodbye": "bye",
    "whats": "what is",
    "thats": "that is",
    "whos": "who is",
    "chatbot": "bot",
    "chatgpt": "gpt",
}
_WORD = re.compile(r"\w+(?:'\w+)?")

# What asks comes first: “what are you for” is one phrase, not “what are you” and a rest.
_ROWS = {**COLLECTION_QUESTIONS, **dict(reversed((SMALL_TALK | ASSISTANT_QUESTIONS).items()))}
_PHRASE = re.compile(
    "|".join(f"(?P<{kind.name}>{'|'.join(said)})(?= |$)" for kind, said in _ROWS.items())
)
_RANK = {kind: rank for rank, kind in enumerate(Kind)}


def remark(utterance: str) -> Remark | None:
    """The remark that an utterance is, if it is made of known phrases and of nothing else."""
    words = _plain(utterance)
    kinds = []
    while words:
        found = _PHRASE.match(words)
        if found is None or found.lastgroup is None:
            return None
        kinds.append(Kind[found.lastgroup])
        words = words[found.end() :].removeprefix(" ").removeprefix("and ")
    if not kinds:
        return None
    kind = max(kinds, key=_RANK.__getitem__)
    asked = utterance.rstrip().endswith("?")
    return None if asked and kind in STATEMENTS else Remark(kind)


def _plain(utterance: str) -> str:
    """Its words in lower case, contractions spelled out, a blank between them."""
    text = unicodedata.normalize("NFKC", utterance).casefold()
    for pattern, spelled in _CONTRACTED:
        text = pattern.sub(spelled, text)
    return " ".join(_SPELLED.get(word, word) for word in _WORD.findall(text))
