"""Courtesies before a question: “Thanks! And why?”, “Hi, could you tell me who founded Baykar?”."""

from __future__ import annotations

import re

_ASKING = (
    r"(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|please|tell|show|list|give|name|explain|help)\b"
)
# Only a mark parts a courtesy from what it stands before: “Hello Kitty” is somebody.
_OPENING = re.compile(
    r"(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks|thank you|ok|okay|great|sorry"
    r"|excuse me)(?: there| again| so much| very much| a lot)*(?:\s*[,.!;:…–—]+\s*|\n\s*))+"
    rf"(?=(?:(?:and|but|so|also|now|then) )?{_ASKING})",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"(?:(?:hi|hello|hey)(?: there)? )?(?:please )?"
    r"(?:(?:can|could|would|will) you (?:please |kindly )?"
    r"(?:tell me|explain(?: to me)?|let me know)"
    r"|tell me|let me know|do you know|i(?:['’]d| would) like to know|i want to know"
    r"|i wonder|i was wondering)(?: please)?[,:]? "
    r"(?=(?:who|whom|whose|what|when|where|why|how|which)\b)",
    re.IGNORECASE,
)


def stripped(question: str) -> str:
    """The question without the courtesies that it opens with: its end, word for word.

    What is written like a title, as in “Tell Me Why”, is none.
    """
    if opening := _OPENING.match(question):
        question = question[opening.end() :]
    request = _REQUEST.match(question)
    return question[request.end() :] if request and not _titled(request.group()) else question


def _titled(words: str) -> bool:
    return any(word[0].isupper() and word[0] != "I" for word in words.split()[1:])
