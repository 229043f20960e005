"""Whether a sentence points back: whether the one before it is needed to understand it."""

from __future__ import annotations

import re

_OPENS_POINTING = re.compile(
    r"[\"“”'‘’(]*(?:"
    r"(?:However|But|And|Yet|So|Instead|Nevertheless|Nonetheless|Therefore|Thus|Otherwise|Still"
    r"|Then|Afterwards|Later|Similarly|In contrast|By contrast|On the other hand|For example"
    r"|For instance|As a result)\b"
    r"|(?:He|She|It|They|His|Her|Hers|Its|Their|Theirs|This|That|These|Those|Such|Both|Neither"
    r"|Each|The (?:former|latter|other|others|two|pair|move|decision|deal|plan|figure|number))"
    r"\b(?! (?:year|week|month|morning|evening|autumn|spring|summer|winter|is why|is how)\b)"
    r"|The same\b|(?:Yes|No)\b[,.]"
    r")"
)
_POINTS = re.compile(
    r"\b(?:this|these|those|such) (?!(?:year|week|month|time|morning|evening|autumn|spring|summer"
    r"|winter|decade|century|a|an|as|is|was|are|were|that|the)\b)\w+",
)


def points_back(sentence: str) -> bool:
    """Whether it opens with "However", "He", "The plan" and the like, or says "this plan"."""
    return bool(_OPENS_POINTING.match(sentence) or _POINTS.search(sentence))
