"""The question sets hold together, and one that does not is refused.

What `test` asks is not to be read here: a test that fails names ids, never questions.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from evals import suites
from evals.metrics import contains
from evals.offsets import bodies
from evals.suites import (
    SEEDS,
    Conversation,
    Evidence,
    Follow,
    Kind,
    Question,
    Suite,
    SuiteError,
    Turn,
    load,
    read,
)
from tests.evals import factories
from tests.factories import article

SPLITS = ("dev", "test")
FEWEST: dict[Kind, int] = {
    "factoid": 80,
    "why": 50,
    "number": 40,
    "list": 40,
    "change": 30,
    "yes_no": 20,
    "unanswerable": 60,
}
FOLLOWS: set[Follow] = {
    *("first", "pronoun", "what_about", "ellipsis"),
    *("topic_shift", "correction", "answer_reference"),
}

asked = cache(load)
seeds = cache(bodies)


def _named(suite: Suite) -> set[str]:
    """The articles that a suite's questions lean on."""
    return {
        name
        for question in suite.asked()
        for name in (*question.near, *(evidence.article for evidence in question.evidence))
    }


# The sets of this project


def test_there_are_questions_enough_of_every_type() -> None:
    types = Counter(question.type for name in SPLITS for question in asked(name).questions)
    assert types.total() >= 320
    assert set(types) == set(FEWEST)
    assert {kind: types[kind] for kind, fewest in FEWEST.items() if types[kind] < fewest} == {}


def test_there_are_conversations_enough_with_every_kind_of_turn() -> None:
    conversations = [one for name in SPLITS for one in asked(name).conversations]
    assert len(conversations) >= 40
    assert {one.id for one in conversations if not 3 <= len(one.turns) <= 5} == set()
    for name in SPLITS:
        follows = {turn.follow for one in asked(name).conversations for turn in one.turns}
        assert follows == FOLLOWS


def test_a_conversation_opens_with_a_question_that_stands_alone() -> None:
    turns = [
        (number, turn)
        for name in SPLITS
        for conversation in asked(name).conversations
        for number, turn in enumerate(conversation.turns)
    ]
    assert {turn.id for number, turn in turns if (number == 0) != (turn.follow == "first")} == set()


@pytest.mark.parametrize("name", SPLITS)
def test_every_quote_stands_where_it_is_said_to_stand(name: str) -> None:
    known = seeds(SEEDS)
    assert _named(asked(name)) - set(known) == set()
    misplaced = {
        question.id
        for question in asked(name).asked()
        for evidence in question.evidence
        if known[evidence.article][evidence.start : evidence.end] != evidence.quote
    }
    assert misplaced == set()


def test_no_article_serves_both_sets() -> None:
    dev, test = (_named(asked(name)) for name in SPLITS)
    assert dev & test == set()


def test_no_id_is_given_twice_over_both_sets() -> None:
    ids = Counter(question.id for name in SPLITS for question in asked(name).asked())
    ids += Counter(one.id for name in SPLITS for one in asked(name).conversations)
    assert {one for one, times in ids.items() if times > 1} == set()


def test_no_question_is_asked_in_both_sets() -> None:
    dev, test = (
        {" ".join(one.question.casefold().split()) for one in asked(name).questions}
        for name in SPLITS
    )
    assert len(dev & test) == 0


@pytest.mark.parametrize("name", SPLITS)
def test_every_part_of_an_answer_has_a_name_that_the_evidence_uses(name: str) -> None:
    unsupported = {
        question.id
        for question in asked(name).asked()
        if question.type != "yes_no"
        for part in question.answers
        if not any(contains(evidence.quote, part) for evidence in question.evidence)
    }
    assert unsupported == set()


@pytest.mark.parametrize("name", SPLITS)
def test_what_can_be_answered_has_evidence_and_what_cannot_has_a_reason(name: str) -> None:
    questions = list(asked(name).asked())
    assert {one.id for one in questions if one.answerable and not one.evidence} == set()
    assert {one.id for one in questions if one.answerable == bool(one.missing)} == set()


# Sets that are wrong

LINE: dict[str, Any] = {
    "id": "q1",
    "type": "factoid",
    "question": "Who sent the drones?",
    "answers": [["Turkey", "Ankara"]],
    "evidence": [{"article": "a.md", "start": 0, "quote": "Turkey sent the drones."}],
}
TURN = LINE | {"id": "c1/1", "follow": "first", "standalone": "Who sent the drones?"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where suites are looked for."""
    monkeypatch.setattr(suites, "QUESTIONS", tmp_path)
    return tmp_path


def _write(file: Path, *lines: dict[str, Any] | str) -> Path:
    told = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
    return file


def test_a_suite_is_its_questions_and_its_conversations(folder: Path) -> None:
    _write(folder / "news.jsonl", LINE)
    assert load("news").conversations == ()
    _write(folder / "news.conversations.jsonl", {"id": "c1", "turns": [TURN]})
    suite = load("news")
    assert [question.id for question in suite.asked()] == ["q1", "c1/1"]
    assert suite.questions[0].evidence[0].end == len("Turkey sent the drones.")
    assert isinstance(suite.conversations[0].turns[0], Turn)
    assert suite.articles == SEEDS


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "Invalid JSON"),
        ("", "Invalid JSON"),
        (LINE | {"answer": "Turkey"}, "answer: Extra inputs are not permitted"),
        (LINE | {"type": "riddle"}, "type: "),
        (LINE | {"id": ""}, "id: "),
        ({**LINE, "evidence": [{"article": "a.md", "quote": "Turkey"}]}, "evidence.0.start: "),
        (LINE | {"type": "unanswerable"}, "an unanswerable question has no answers"),
        (LINE | {"answers": [], "evidence": []}, "needs answers or evidence"),
        (LINE | {"answers": [[]]}, "each part of an answer needs at least one name"),
        (LINE | {"answers": [["Turkey", ""]]}, "none of them empty"),
        (LINE | {"type": "yes_no"}, "a yes_no question, and no other, has a verdict"),
        (LINE | {"verdict": "no"}, "a yes_no question, and no other, has a verdict"),
    ],
)
def test_a_line_that_is_wrong_is_named_by_its_number(
    folder: Path, line: dict[str, Any] | str, problem: str
) -> None:
    file = _write(folder / "news.jsonl", LINE, line)
    with pytest.raises(SuiteError) as caught:
        load("news")
    message = str(caught.value)
    assert message.startswith(f"{file}, line 2: ")
    assert problem in message
    assert "\n" not in message


def test_a_turn_that_is_wrong_is_named_by_its_place(folder: Path) -> None:
    _write(folder / "news.jsonl", LINE)
    file = _write(
        folder / "news.conversations.jsonl", {"id": "c1", "turns": [TURN, TURN | {"follow": "?"}]}
    )
    with pytest.raises(SuiteError, match=r"line 1: turns\.1\.follow: ") as caught:
        load("news")
    assert str(file) in str(caught.value)


def test_a_quote_may_hold_a_line_separator(tmp_path: Path) -> None:
    quote = "Turkey\u2028sent\x85drones."
    line = LINE | {"evidence": [{"article": "a.md", "start": 0, "quote": quote}]}
    file = _write(tmp_path / "news.jsonl", json.dumps(line, ensure_ascii=False), LINE)
    assert [question.evidence[0].quote for question in read(file, Question)] == [
        quote,
        "Turkey sent the drones.",
    ]


def test_two_questions_may_not_have_one_id(folder: Path) -> None:
    _write(folder / "news.jsonl", LINE, LINE)
    with pytest.raises(SuiteError, match="Two questions have the id q1"):
        load("news")
    _write(folder / "news.jsonl", LINE)
    conversations = folder / "news.conversations.jsonl"
    _write(conversations, {"id": "c1", "turns": [TURN]}, {"id": "c2", "turns": [TURN]})
    with pytest.raises(SuiteError, match="Two questions have the id c1/1"):
        load("news")
    _write(conversations, {"id": "c1", "turns": [TURN | {"id": "q1"}]})
    with pytest.raises(SuiteError, match="Two questions have the id q1"):
        load("news")
    _write(conversations, *({"id": "c1", "turns": [TURN | {"id": one}]} for one in "ab"))
    with pytest.raises(SuiteError, match="Two questions have the id c1"):
        load("news")


def test_an_unknown_suite_is_refused_and_the_known_ones_named(folder: Path) -> None:
    _write(folder / "news.jsonl", LINE)
    _write(folder / "news.conversations.jsonl")
    with pytest.raises(SuiteError, match=r"There is no suite 'old'\. There are: news\.$"):
        load("old")


# Evidence and articles

BODY = "On Monday Turkey sent the drones. They were five."


def _of(question: Question) -> Suite:
    turn = Turn(**question.model_dump(), follow="first", standalone=question.question)
    return Suite("tiny", (), (Conversation(id="c1", turns=(turn,)),), Path("seeds"))


@pytest.mark.parametrize("make", [factories.suite, _of])
def test_evidence_must_stand_where_it_is_said_to_stand(make: Any) -> None:
    quote = "Turkey sent the drones."
    articles = {"a.md": article(BODY)}
    right = factories.question(
        evidence=[Evidence(article="a.md", start=BODY.index(quote), quote=quote)]
    )
    make(right).check(articles)
    wrong = factories.question(evidence=[Evidence(article="a.md", start=9, quote=quote)])
    with pytest.raises(SuiteError, match=r"Question q1: .* does not stand at 9 of a\.md"):
        make(wrong).check(articles)


def test_evidence_must_name_an_article_that_is_there() -> None:
    evidence = Evidence(article="b.md", start=0, quote="On Monday")
    unknown = factories.suite(factories.question(evidence=[evidence]))
    with pytest.raises(SuiteError, match=r"Question q1 names the article b\.md"):
        unknown.check({"a.md": article(BODY)})
    near = factories.question(kind="unanswerable").model_copy(update={"near": ("b.md",)})
    with pytest.raises(SuiteError, match=r"Question q1 names the article b\.md"):
        factories.suite(near).check({"a.md": article(BODY)})


def test_an_article_of_a_folder_is_called_by_its_path_below_it(tmp_path: Path) -> None:
    file = tmp_path / "news of today" / "größer.md"
    file.parent.mkdir()
    found = article(origin=file.as_uri())
    suite = factories.suite(articles=tmp_path)
    assert suite.by_key([found]) == {"news of today/größer.md": found}


def test_an_article_of_an_archive_is_called_by_its_id(tmp_path: Path) -> None:
    archive = _write(tmp_path / "news.jsonl", "{}")
    found = article(id="17", origin=f"{archive.as_uri()}#17")
    assert factories.suite(articles=archive).by_key([found]) == {"17": found}


def test_the_fingerprint_is_of_all_that_is_asked() -> None:
    one, other = factories.question("q1"), factories.question("q2")
    whole = factories.suite(one, other).fingerprint()
    assert whole == factories.suite(one, other, name="again").fingerprint()
    changed = other.model_copy(update={"answers": (("Turkey", "Ankara"),)})
    others = [factories.suite(one), factories.suite(one, changed), _of(other), _of(changed)]
    assert len({whole, *(suite.fingerprint() for suite in others)}) == 5
