"""Questions to ask, made by rule from sentences and titles and proved by asking them.

No question is shown that the assistant does not answer from the words it was made from. Rules are
written for precision: a sentence that they are not sure of gives no question.
"""

from __future__ import annotations

from qa.suggestions.suggesting import Suggestions

__all__ = ["Suggestions"]
