"""Figures of a run, counted by hand, and runs kept in files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.metrics import Interval
from evals.results import Cited, Graded, Result, Row, overall, rows
from evals.suites import SuiteError, Turn
from tests.evals.factories import answer, citation, failed, graded, question, result
from tests.factories import article

SENT = "Turkey sent the drones."


def _named(shown: Result) -> dict[str, Row]:
    return {row.name: row for row in rows(shown)}


# Rows


def test_there_is_a_row_for_all_for_each_type_and_for_each_kind_of_turn() -> None:
    shown = result(
        graded("a", kind="why"),
        graded("b", kind="factoid"),
        graded("c", kind="factoid"),
        graded("d", kind="factoid", follow="first"),
        graded("e", kind="list", follow="pronoun"),
        graded("f", kind="why", follow="pronoun"),
    )
    assert [(row.name, row.questions) for row in rows(shown)] == [
        ("all", 6),
        ("factoid", 2),
        ("why", 1),
        ("conversation turns", 3),
        ("· first", 1),
        ("· pronoun", 2),
    ]


def test_no_row_is_empty() -> None:
    assert [row.name for row in rows(result(graded(follow="first")))] == [
        "all",
        "conversation turns",
        "· first",
    ]
    assert list(rows(result())) == []


def test_a_figure_is_the_mean_over_the_questions_that_have_it() -> None:
    shown = _named(
        result(
            graded("a", right=True, measures={"f1": 1.0, "R@5": None}),
            graded("b", right=False, measures={"f1": 0.5, "verbatim": 1.0}),
            graded("c", right=False, kind="why", measures={"f1": None}),
        )
    )
    assert {name: one.mean for name, one in shown["all"].figures.items()} == pytest.approx(
        {"right": 1 / 3, "f1": 0.75}
    )
    assert shown["why"].figures == {"right": Interval(0.0, 0.0, 0.0)}
    right = shown["factoid"].figures["right"]
    assert (right.low, right.mean, right.high) == (0.0, 0.5, 1.0)


def test_an_error_is_in_no_mean() -> None:
    row = _named(result(graded("a"), failed("b")))["factoid"]
    assert (row.questions, row.figures["right"].mean) == (2, 1.0)
    assert _named(result(failed()))["all"].figures == {}


# The whole run


def test_the_figures_of_a_whole_run() -> None:
    shown = overall(
        result(
            graded("a", right=True, confidence=0.95, seconds=0.1, measures={"verbatim": 1.0}),
            graded("b", right=False, confidence=0.65, seconds=0.2, measures={"verbatim": 0.5}),
            graded("c", right=False, declined=True, seconds=0.3, measures={"verbatim": None}),
            graded("d", right=False, declined=True, seconds=0.4),
            graded("e", kind="unanswerable", declined=True, seconds=0.5),
            graded("f", kind="unanswerable", declined=True, seconds=0.6),
            graded("g", kind="unanswerable", right=False, confidence=0.25, seconds=0.7),
            failed("h", kind="unanswerable"),
        )
    )
    assert (shown.questions, shown.errors) == (8, 1)
    assert shown.refusal_precision == 2 / 4  # of four declined, two could not be answered
    assert shown.refusal_recall == 2 / 3  # of three that could not, and did not fail
    assert shown.refusal_f1 == pytest.approx(4 / 7)  # 2 · 1/2 · 2/3 / (7/6)
    assert shown.verbatim == 0.75
    # Three answers given, each in a bin of its own: |0.95 - 1|, |0.65 - 0|, |0.25 - 0|.
    assert shown.calibration_error == pytest.approx((0.05 + 0.65 + 0.25) / 3)
    # Surest first: none wrong of one, one of two, two of three.
    assert shown.risk_coverage_area == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)
    assert shown.p50 == pytest.approx(0.4)
    assert shown.p95 == pytest.approx(0.67)  # 0.7 of the way from the sixth to the seventh


def test_what_does_not_apply_is_none() -> None:
    nothing = overall(result(failed()))
    assert (nothing.questions, nothing.errors) == (1, 1)
    assert (nothing.refusal_precision, nothing.refusal_recall, nothing.refusal_f1) == (None,) * 3
    assert (nothing.verbatim, nothing.calibration_error, nothing.risk_coverage_area) == (None,) * 3
    assert (nothing.p50, nothing.p95) == (0.0, 0.0)

    never = overall(result(graded("a"), graded("b", kind="unanswerable", right=False)))
    assert (never.refusal_precision, never.refusal_recall, never.refusal_f1) == (None, 0.0, None)

    always = overall(result(graded("a", right=False, declined=True)))
    assert (always.refusal_precision, always.refusal_recall) == (0.0, None)
    assert (always.calibration_error, always.risk_coverage_area) == (None, None)


def test_declining_the_wrong_ones_only_is_worth_nothing() -> None:
    shown = overall(
        result(
            graded("a", right=False, declined=True), graded("b", kind="unanswerable", right=False)
        )
    )
    assert (shown.refusal_precision, shown.refusal_recall, shown.refusal_f1) == (0.0, 0.0, 0.0)


# One question


def test_a_citation_is_kept_with_what_stands_around_it() -> None:
    page = article(f"On Monday {SENT} They came.", published="2024-10-11", title="Drones")
    kept = Cited.of(citation(page, SENT), "news.md")
    assert kept == Cited(
        article="news.md",
        title="Drones",
        published="2024-10-11",
        start=10,
        quote=SENT,
        passage=page.body,
        passage_start=0,
    )
    assert Cited.of(citation(article(SENT), SENT), "news.md").published is None


def test_a_question_is_kept_with_its_answer() -> None:
    turn = Turn(
        **question(answers=[["Turkey", "Ankara"]]).model_dump(),
        follow="pronoun",
        standalone="Who sent the drones?",
    )
    given = answer("Turkey did. [1]", short="Turkey", standalone="Drones? Who sent them?")
    kept = Graded.of(turn, given, measures={"right": 1.0}, citations=[], seconds=0.123456)
    assert (kept.id, kept.type, kept.follow, kept.turn) == ("q1", "factoid", "pronoun", True)
    assert (kept.gold, kept.gold_quotes) == ([["Turkey", "Ankara"]], [])
    assert (kept.answer, kept.short_answer) == ("Turkey did. [1]", "Turkey")
    assert (kept.standalone, kept.seconds) == ("Drones? Who sent them?", 0.1235)
    assert (kept.right, kept.declined, kept.error) == (True, False, None)


def test_a_question_that_failed_is_neither_right_nor_declined() -> None:
    kept = failed()
    assert kept.error == "ValueError: no <b>answer</b> came"
    assert (kept.right, kept.declined, kept.turn, kept.measures) == (False, False, False, {})


# Files


def test_a_result_comes_back_from_its_file(tmp_path: Path) -> None:
    page = article(SENT, published="2024-10-11")
    kept = result(
        graded("a", measures={"f1": 1 / 3, "exact": None}, text="Größer?\u2028"),
        graded("b", citations=[Cited.of(citation(page, SENT), "news.md")]),
        failed("c"),
    )
    file = tmp_path / "deep" / "result.json"
    kept.save(file)
    assert Result.from_file(file) == kept
    assert json.loads(file.read_text(encoding="utf-8"))["questions"][0]["measures"]["f1"] == 1 / 3


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"question": "Who?", "text": "Turkey."}', b"\xff\xfe\x00", b"\x00"],
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "result.json"
    file.write_bytes(content)
    with pytest.raises(SuiteError) as caught:
        Result.from_file(file)
    told = str(caught.value)
    assert told == f"{file} is not the result of a run. Name a file that --json wrote."


def test_a_result_of_another_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    told = result(graded()).model_dump(mode="json")
    file.write_text(json.dumps(told | {"cost": 1}), encoding="utf-8")
    with pytest.raises(SuiteError, match="is not the result of a run"):
        Result.from_file(file)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    for file in (tmp_path / "missing.json", tmp_path):
        with pytest.raises(SuiteError) as caught:
            Result.from_file(file)
        assert str(caught.value).startswith(f"{file} cannot be read (")
        assert "\n" not in str(caught.value)
