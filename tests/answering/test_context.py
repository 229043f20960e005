"""A sentence that cannot stand alone brings the words it needs, and no more."""

from __future__ import annotations

import pytest

from qa.answering.context import context
from qa.records import Span


def _told(body: str, sentence: str, *, whole_list: bool = False) -> list[str]:
    start = body.index(sentence)
    needed = context(body, Span(start, start + len(sentence)), whole_list=whole_list)
    return [body[span.start : span.end] for span in needed.spans]


PLAN = "Serbia had planned to buy drones."
DROPPED = "However, it abandoned this plan after the delivery to Kosovo."


@pytest.mark.parametrize(
    "leaning",
    [
        DROPPED,
        "It abandoned the purchase.",
        "The government dropped these plans in 2023.",
        "He added that talks would go on.",
        "“But we will wait,” the minister said.",
    ],
)
def test_a_sentence_that_points_back_brings_the_one_before(leaning: str) -> None:
    assert _told(f"Unrelated news.\n\n{PLAN} {leaning} More news.", leaning) == [PLAN, leaning]


@pytest.mark.parametrize(
    "standing",
    [
        "Romania has integrated the TB2 this year.",
        "Turkey delivered five drones to Kosovo.",
        "Additionally, Bosnia has shown interest.",
        "This week the parliament meets.",
    ],
)
def test_a_sentence_that_stands_alone_comes_alone(standing: str) -> None:
    assert _told(f"{PLAN} {standing} More news.", standing) == [standing]


def test_context_reaches_back_over_two_sentences_at_most() -> None:
    body = f"{PLAN} It was costly. It was late. It was dropped."
    assert _told(body, "It was dropped.") == ["It was costly.", "It was late.", "It was dropped."]


def test_context_stops_at_a_heading() -> None:
    body = f"{PLAN}\n\n## What came next\n\n{DROPPED}"
    assert _told(body, DROPPED) == [DROPPED]


def test_a_sentence_inside_a_quotation_brings_the_rest_of_it() -> None:
    said = ["Vucic said: “Their industry is strong.", "Ours is not small.", "I see room for both.”"]
    body = f"The two met. {' '.join(said)} They left."
    assert _told(body, "Ours is not small.") == said


def test_an_apostrophe_opens_no_quotation() -> None:
    body = "Serbia’s plan is old. Turkey's delivery changed it. Kosovo has five."
    assert _told(body, "Turkey's delivery changed it.") == ["Turkey's delivery changed it."]


def test_a_list_item_brings_the_line_that_introduces_its_list() -> None:
    body = "Members since then are:\n\n- Croatia\n- Montenegro\n\nOthers wait."
    assert _told(body, "Montenegro") == ["Members since then are:", "Montenegro"]


WAYS = ["Passkeys are safe in three ways:", "1. It is long.", "2. It is secret.", "3. It is bound."]
LISTED = "Why passkeys?\n\n{}\n\n{}\n{}\n{}\n\nOthers wait.".format(*WAYS)


@pytest.mark.parametrize("item", WAYS[1:])
def test_a_list_item_brings_the_whole_list_when_it_is_wanted(item: str) -> None:
    assert _told(LISTED, item, whole_list=True) == WAYS
    assert _told(LISTED, item) != WAYS


def test_the_line_that_introduces_a_list_brings_the_list() -> None:
    assert _told(LISTED, WAYS[0]) == WAYS


def test_of_a_long_list_only_the_item_is_told() -> None:
    body = "They are:\n\n" + "".join(f"- Number {i}\n" for i in range(40))
    assert _told(body, "Number 7", whole_list=True) == ["They are:", "Number 7"]
    assert _told(body, "They are:") == ["They are:"]


def test_a_list_item_that_points_back_brings_the_item_before() -> None:
    body = "Timeline:\n\n- July 2023: Kosovo gets drones.\n- The same year: Serbia gives up."
    assert _told(body, "The same year: Serbia gives up.") == [
        "July 2023: Kosovo gets drones.",
        "The same year: Serbia gives up.",
    ]


def test_a_table_row_brings_its_header() -> None:
    body = "| Country | Jets |\n| Serbia | 12 |\n| Croatia | 12 |"
    row = body.index("| Croatia")
    needed = context(body, Span(row, len(body)))
    assert needed.header is not None
    assert body[needed.header.start : needed.header.end] == "| Country | Jets |"


def test_a_megabyte_of_article_costs_no_more_than_its_neighbourhood() -> None:
    body = f"{'Filler sentence here. ' * 50_000}{PLAN} {DROPPED}"
    assert _told(body, DROPPED) == [PLAN, DROPPED]
