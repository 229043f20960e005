"""What makes a follow-up stand alone: ours, and what anyone would try first.

Each row of a table is a system. To measure another rewriter, add it to `REWRITERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from benchmarks.follow_ups import FollowUp
from qa.conversation import Rewriter
from qa.conversation.builtin import BuiltInRewriter
from qa.records import Rewrite, Turn

System = Callable[[FollowUp], Rewrite]

REWRITERS: Mapping[str, Callable[[], Rewriter]] = {
    "ours": BuiltInRewriter,
}


def copied(follow_up: FollowUp) -> Rewrite:
    return Rewrite(follow_up.question)


def after(turns: int, *, answers: bool) -> System:
    """The last so many turns in front of the question, all of them if 0.

    The embedder reads 256 tokens: of a long history the question itself is cut off.
    """

    def rewrite(follow_up: FollowUp) -> Rewrite:
        said: list[str] = []
        for turn in follow_up.turns[-turns:]:
            said += (turn.question, turn.answer) if answers else (turn.question,)
        return Rewrite(" ".join(filter(None, (*said, follow_up.question))))

    return rewrite


def human(follow_up: FollowUp) -> Rewrite:
    return Rewrite(follow_up.human)


BASELINES: Mapping[str, System] = {
    "copy": copied,
    "last question + question": after(1, answers=False),
    "last turn + question": after(1, answers=True),
    "last two questions + question": after(2, answers=False),
    "whole history + question": after(0, answers=True),
    "human": human,
}


def stateless(rewriter: Rewriter) -> System:
    """As over HTTP: the turns before are questions and answers only."""
    return lambda follow_up: rewriter.rewrite(follow_up.question, follow_up.turns)


def in_chat(rewriter: Rewriter) -> System:
    """As in a chat: each turn before is remembered as the rewriter read it then."""

    @cache
    def read(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        if not turns:
            return ()
        before, turn = read(turns[:-1]), turns[-1]
        return *before, replace(turn, standalone=rewriter.rewrite(turn.question, before).question)

    return lambda follow_up: rewriter.rewrite(follow_up.question, read(follow_up.turns))


def told(system: System) -> System:
    """Knowing from the first turn on what the person knew who wrote the question to stand alone."""

    def rewrite(follow_up: FollowUp) -> Rewrite:
        about = (follow_up.about,) if follow_up.about else ()
        return system(replace(follow_up, turns=(*about, *follow_up.turns)))

    return rewrite


def rewrites(
    follow_ups: Sequence[FollowUp], rewriters: Mapping[str, Rewriter]
) -> dict[str, list[Rewrite]]:
    """What each system that applies makes of each follow-up.

    A rewriter's row is as in a chat; it has more where it reads differently without the memory of
    one, and where there is something to be told.
    """
    systems = {name: system for name, system in BASELINES.items() if name != "human"}
    if all(one.human for one in follow_ups):
        systems["human"] = human
    made = {name: list(map(system, follow_ups)) for name, system in systems.items()}
    for name, rewriter in rewriters.items():
        made[name] = list(map(in_chat(rewriter), follow_ups))
        without = list(map(stateless(rewriter), follow_ups))
        if without != made[name]:
            made[f"{name}, stateless"] = without
        if any(one.about for one in follow_ups):
            made[f"{name}, title told"] = list(map(told(in_chat(rewriter)), follow_ups))
    return made
