"""What an answer is worth, on a page of news that can be counted by hand."""

from __future__ import annotations

import pytest

from evals.grading import Measures, Place, measures, named, ranked, rewrite_recall, right
from evals.suites import Evidence, Question, Turn
from qa import Answer, Article, Citation, Hit, Span
from tests.evals.factories import answer, citation, passage, question
from tests.factories import article

SENT = "Turkey sent five drones to Kosovo in July."
PRAISE = "Kurti praised Ankara."
ANGER = "Serbia dropped its own order in anger."
NEWS = article(f"{SENT} {PRAISE} {ANGER}", id="news-1")
OTHER = article(f"{SENT} Nobody said what they cost.", id="other-2")
NAMES = {"news-1": "news.md", "other-2": "other.md"}


def _evidence(quote: str, of: Article = NEWS) -> Evidence:
    return Evidence(article=NAMES[of.id], start=of.body.index(quote), quote=quote)


def _place(start: int, end: int, name: str = "news.md") -> Place:
    return Place(name, Span(start, end))


WHO = question(answers=[["Turkey", "Ankara"]], evidence=[_evidence(SENT)])
WHICH = question(
    kind="list",
    answers=[["Turkey"], ["Serbia", "Belgrade"]],
    evidence=[_evidence(SENT), _evidence(ANGER)],
)
WHETHER = question(kind="yes_no", answers=[], evidence=[_evidence(ANGER)])
NOBODY = question(kind="unanswerable")
DECLINED = answer("The articles don’t say. Nothing in them mentions “Turkey”.", declined=True)


def _right(asked: Question, given: Answer) -> bool:
    found = measures(asked, given, NAMES)["right"]
    assert found in (0.0, 1.0)
    cited = [Place(NAMES[c.article.id], Span(c.start, c.end)) for c in given.citations]
    assert right(asked, given, cited) == found
    return found == 1.0


def _told(*citations: Citation, **changed: str) -> Answer:
    """An answer of quotes, each followed by its number."""
    text = " ".join(f"{one.quote} [{one.number}]" for one in citations)
    return answer(text, *citations, short=changed.get("short"))


# Places


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (_place(0, 10), _place(0, 10), True),
        (_place(0, 10), _place(5, 25), True),  # five of ten: half of the shorter
        (_place(0, 10), _place(6, 26), False),  # four of ten
        (_place(0, 11), _place(6, 26), False),  # five of eleven
        (_place(0, 100), _place(40, 44), True),  # the shorter lies in the longer
        (_place(0, 10), _place(10, 20), False),  # they touch
        (_place(0, 10), _place(90, 99), False),
        (_place(5, 5), _place(0, 10), False),  # nothing is nowhere
        (_place(0, 10), _place(0, 10, "other.md"), False),
    ],
)
def test_a_place_is_another_if_they_share_half_of_the_shorter(
    one: Place, other: Place, same: bool
) -> None:
    assert one.matches(other) is same
    assert other.matches(one) is same


def test_the_place_of_evidence_is_that_of_its_quote() -> None:
    # SENT has 42 characters, PRAISE 21, with a space between them.
    assert Place.of(_evidence(PRAISE)) == _place(43, 64)


def test_articles_are_named_by_their_ids() -> None:
    assert named({"news.md": NEWS, "other.md": OTHER}) == NAMES


# Right and wrong


def test_an_answer_with_every_part_that_cites_the_evidence_is_right() -> None:
    assert _right(WHO, _told(citation(NEWS, SENT)))
    assert _right(WHO, answer("Ankara did. [1]", citation(NEWS, SENT)))
    assert _right(WHICH, _told(citation(NEWS, SENT, 1), citation(NEWS, ANGER, 2)))


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (WHO, DECLINED),
        (WHETHER, DECLINED),
        (WHO, _told(citation(NEWS, ANGER))),  # neither told nor cited
        (WHO, answer("Kurti praised them. [1]", citation(NEWS, SENT))),  # not told
        (WHO, answer("Turkey.")),  # nothing cited
        (WHO, answer("Ankara did. [1]", citation(NEWS, PRAISE))),  # another sentence
        (WHO, _told(citation(OTHER, SENT))),  # another article
        (WHICH, _told(citation(NEWS, SENT))),  # one of two parts
        (WHETHER, _told(citation(NEWS, SENT))),  # not the evidence
        (NOBODY, _told(citation(NEWS, SENT))),
    ],
)
def test_anything_less_is_wrong(asked: Question, given: Answer) -> None:
    assert not _right(asked, given)


def test_declining_is_right_where_there_is_no_answer() -> None:
    assert _right(NOBODY, DECLINED)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (ANGER, True),  # a sentence that says so, without a yes
        ("Yes, it did. [1]", True),
        ("“Yes” is what the articles say. [1]", True),
        ("No, it did not. [1]", False),
        ("no", False),
        ("No.", False),
        ("No order was kept in Belgrade. [1]", True),  # no verdict, just how a sentence begins
        ("No-fly zones were the reason. [1]", True),
        ("Nobody kept it. [1]", True),
    ],
)
def test_a_verdict_must_not_be_the_wrong_one(text: str, fits: bool) -> None:
    assert _right(WHETHER, answer(text, citation(NEWS, ANGER))) is fits


def test_a_question_without_gold_evidence_asks_for_no_citation() -> None:
    asked = question(answers=[["Turkey"]])
    assert _right(asked, answer("Turkey."))
    assert measures(asked, answer("Turkey."), NAMES)["citation_recall"] is None


def test_the_number_of_a_citation_is_no_answer() -> None:
    asked = question(kind="number", answers=[["1", "one"]], evidence=[_evidence(SENT)])
    assert not _right(asked, answer("Drones came. [1]", citation(NEWS, SENT)))
    assert _right(asked, answer("There was 1 drone. [2]", citation(NEWS, SENT, 2)))


# The other measures


def test_every_measure_of_an_answer() -> None:
    given = _told(citation(NEWS, SENT, 1), citation(NEWS, PRAISE, 2), short="Turkey sent")
    assert measures(WHO, given, NAMES) == {
        "right": 1.0,
        "contains": 1.0,
        "exact": 0.0,
        "f1": pytest.approx(2 / 3),  # precision 1/2, recall 1
        "citation_precision": 0.5,
        "citation_recall": 1.0,
        "verbatim": 1.0,
        "rewrite_recall": None,
    }


def test_every_measure_of_an_answer_that_was_declined() -> None:
    nothing: Measures = dict.fromkeys(measures(WHO, DECLINED, NAMES), None)
    assert measures(WHO, DECLINED, NAMES) == nothing | {
        "right": 0.0,
        "contains": 0.0,
        "exact": 0.0,
        "f1": 0.0,
        "citation_recall": 0.0,
    }
    assert measures(NOBODY, DECLINED, NAMES) == nothing | {"right": 1.0}


def test_an_answer_to_a_question_that_has_none_is_no_measure_of_citations() -> None:
    found = measures(NOBODY, _told(citation(NEWS, SENT), short="Turkey"), NAMES)
    assert {name for name, value in found.items() if value is not None} == {"right", "verbatim"}


def test_the_share_of_the_parts_that_are_told() -> None:
    def share(text: str) -> float | None:
        return measures(WHICH, answer(text, citation(NEWS, SENT)), NAMES)["contains"]

    assert share("Belgrade and Turkey. [1]") == 1.0
    assert share("Turkey and Ankara. [1]") == 0.5
    assert share("Kosovo. [1]") == 0.0
    assert measures(WHETHER, answer("Yes."), NAMES)["contains"] is None


def test_short_answers_are_compared_where_one_fact_is_asked_for() -> None:
    def compared(asked: Question, short: str | None) -> tuple[float | None, float | None]:
        found = measures(asked, answer("…", short=short), NAMES)
        return found["exact"], found["f1"]

    assert compared(WHO, "the Ankara!") == (1.0, 1.0)
    assert compared(WHO, None) == (0.0, 0.0)
    assert compared(WHICH, "Turkey") == (None, None)
    assert compared(WHETHER, "Yes") == (None, None)


def test_citation_precision_is_the_share_that_is_evidence() -> None:
    def precision(*citations: Citation) -> float | None:
        return measures(WHICH, _told(*citations), NAMES)["citation_precision"]

    sent, praise, anger = (citation(NEWS, quote) for quote in (SENT, PRAISE, ANGER))
    elsewhere = citation(OTHER, SENT)
    assert precision(sent, praise, anger, elsewhere) == 0.5
    assert precision(praise) == 0.0
    assert precision() is None


def test_citation_recall_is_the_share_of_the_parts_whose_evidence_is_cited() -> None:
    def recall(asked: Question, *citations: Citation) -> float | None:
        return measures(asked, _told(*citations), NAMES)["citation_recall"]

    sent, praise, anger = (citation(NEWS, quote) for quote in (SENT, PRAISE, ANGER))
    assert recall(WHICH, sent, anger) == 1.0
    assert recall(WHICH, anger) == 0.5
    assert recall(WHICH, praise) == 0.0
    # Either of two sentences is evidence, but only one of them names the answer.
    kosovo = question(answers=[["Kosovo"]], evidence=[_evidence(SENT), _evidence(PRAISE)])
    assert recall(kosovo, sent) == 1.0
    assert recall(kosovo, praise) == 0.0
    # A verdict has no part that a sentence could name.
    assert recall(WHETHER, anger) == 1.0
    assert recall(WHETHER, sent) == 0.0


def test_quotes_are_looked_up_again_in_their_articles() -> None:
    true, false = citation(NEWS, SENT, 1), citation(NEWS, PRAISE, 2)
    object.__setattr__(false, "quote", "Kurti praised Turkey.")  # what its constructor refuses
    assert measures(WHO, _told(true, false), NAMES)["verbatim"] == 0.5
    assert measures(WHO, answer("Turkey."), NAMES)["verbatim"] is None


# Conversations


def _turn(asked: str, alone: str) -> Turn:
    return Turn(
        id="c1/2",
        type="factoid",
        question=asked,
        answers=(("Turkey",),),
        follow="pronoun",
        standalone=alone,
    )


def test_of_the_words_that_a_person_adds_those_count_that_are_there() -> None:
    asked, human = "What did they cost?", "What did Kosovo's drones cost?"  # adds Kosovo, drones
    both = "How many drones came to Kosovo? What did they cost?"
    assert rewrite_recall(asked, human, both) == 1.0
    assert rewrite_recall(asked, human, "Kosovo. What did they cost?") == 0.5
    assert rewrite_recall(asked, human, asked) == 0.0
    assert rewrite_recall("Who sent drones?", "Who sent the drones?", "") is None


def test_a_turn_is_measured_by_the_question_that_was_asked_in_its_place() -> None:
    turn = _turn("What did they cost?", "What did the drones cost?")
    given = answer("Turkey.", standalone="Drones? What did they cost?")
    assert measures(turn, given, NAMES)["rewrite_recall"] == 1.0


# Passages


def _hits(*places: tuple[Article, int, int]) -> list[Hit]:
    return [Hit(passage(of, start, end), 1.0) for of, start, end in places]


def test_evidence_is_found_where_the_first_passage_that_holds_it_stands() -> None:
    # SENT is 0 to 42, ANGER 65 to 103.
    hits = _hits((OTHER, 0, 30), (NEWS, 50, 103), (NEWS, 0, 42))
    found = ["other-2:0-30", "news-1:50-103", "news-1:0-42"]
    assert ranked(WHICH, hits, NAMES) == (found[1:], found)


def test_one_passage_may_hold_two_pieces_of_evidence() -> None:
    hits = _hits((NEWS, 0, 103), (OTHER, 0, 30))
    assert ranked(WHICH, hits, NAMES) == (["news-1:0-103"], ["news-1:0-103", "other-2:0-30"])


def test_evidence_found_twice_counts_where_it_is_first() -> None:
    hits = _hits((NEWS, 0, 42), (NEWS, 0, 64), (NEWS, 43, 103))
    found = ["news-1:0-42", "news-1:0-64", "news-1:43-103"]
    assert ranked(WHICH, hits, NAMES) == ([found[0], found[2]], found)


def test_a_passage_of_an_article_that_evidence_cannot_name_holds_none() -> None:
    unknown = article(NEWS.body, id="unknown-3")
    assert ranked(WHICH, _hits((unknown, 0, 42)), NAMES) == (
        ["missing 0", "missing 1"],
        ["unknown-3:0-42"],
    )
    assert ranked(NOBODY, _hits((NEWS, 0, 42)), NAMES) == ([], ["news-1:0-42"])
    assert ranked(WHICH, [], NAMES) == (["missing 0", "missing 1"], [])
