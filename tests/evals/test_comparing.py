"""Two runs side by side: what chance explains is no regression, what it does not is one."""

from __future__ import annotations

import pytest

from evals.comparing import Change, Comparison, compare
from evals.metrics import Interval
from evals.results import Graded, Result
from evals.suites import SuiteError
from tests.evals.factories import failed, graded, result


def _run(*right: bool, **values: list[float | None]) -> Result:
    """A run with a question for each outcome, and other measures of theirs."""
    return result(
        *(
            graded(f"q{n}", right=so, measures={name: told[n] for name, told in values.items()})
            for n, so in enumerate(right)
        )
    )


def _change(found: Comparison, measure: str) -> Change:
    (change,) = [change for change in found.changes if change.measure == measure]
    return change


def _ids(pairs: list[tuple[Graded, Graded]]) -> list[str]:
    return [now.id for _, now in pairs]


def test_runs_of_different_questions_do_not_compare() -> None:
    with pytest.raises(SuiteError) as caught:
        compare(result(graded(), fingerprint="aaa"), result(graded(), fingerprint="bbb"))
    assert "asked different questions (tiny aaa, tiny bbb)" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_same_run_has_not_changed() -> None:
    run = _run(True, False, True, f1=[1.0, 0.0, 0.5])
    found = compare(run, run)
    assert [change.measure for change in found.changes] == ["right", "f1"]
    assert not any(change.significant for change in found.changes)
    assert (found.better, found.worse, found.new_errors, found.regressed) == ([], [], [], False)
    assert _change(found, "right") == Change("right", 2 / 3, 2 / 3, Interval(0.0, 0.0, 0.0), 1.0)
    assert _change(found, "f1").p is None


def test_many_questions_that_turn_wrong_are_a_regression() -> None:
    kept = [True, False] * 10
    found = compare(_run(*kept, *[True] * 6), _run(*kept, *[False] * 6))
    right = _change(found, "right")
    assert (right.before, right.after) == pytest.approx((16 / 26, 10 / 26))
    assert right.p == pytest.approx(2 / 64)
    assert right.difference.mean == pytest.approx(-6 / 26)
    assert right.regression
    assert found.regressed


def test_a_few_questions_that_turn_wrong_are_chance() -> None:
    kept = [True, False] * 10
    found = compare(_run(*kept, *[True] * 5), _run(*kept, *[False] * 5))
    right = _change(found, "right")
    assert right.p == pytest.approx(2 / 32)
    assert right.after < right.before
    assert not right.significant
    assert not found.regressed
    assert _ids(found.worse) == ["q20", "q21", "q22", "q23", "q24"]


def test_what_gets_better_is_significant_but_no_regression() -> None:
    found = compare(_run(*[False] * 6, True), _run(*[True] * 7))
    assert _change(found, "right").significant
    assert not _change(found, "right").regression
    assert not found.regressed


def test_a_measure_that_is_no_yes_or_no_is_judged_by_its_interval() -> None:
    right = [True] * 40
    before, fell = [0.5, 1.0] * 20, [0.4, 0.9] * 20
    found = compare(_run(*right, f1=[*before]), _run(*right, f1=[*fell]))
    assert _change(found, "f1").difference.mean == pytest.approx(-0.1)
    assert _change(found, "f1").regression
    assert found.regressed
    shuffled = compare(_run(*right, f1=[*before]), _run(*right, f1=[*before[::-1]]))
    assert not _change(shuffled, "f1").significant
    assert not shuffled.regressed


def test_a_mean_is_over_the_questions_that_have_it_in_both_runs() -> None:
    before = _run(True, True, True, f1=[1.0, 0.0, None], exact=[None, 1.0, None])
    after = _run(True, True, True, f1=[0.5, None, 1.0], exact=[1.0, None, None])
    found = compare(before, after)
    assert [change.measure for change in found.changes] == ["right", "f1"]
    assert (_change(found, "f1").before, _change(found, "f1").after) == (1.0, 0.5)


def test_quotes_that_are_no_longer_word_for_word_are_a_regression() -> None:
    right = [True] * 6
    found = compare(_run(*right, verbatim=[1.0] * 6), _run(*right, verbatim=[0.9] * 6))
    assert _change(found, "verbatim").p == pytest.approx(2 / 64)
    assert found.regressed


def test_a_question_that_fails_now_is_a_regression() -> None:
    kept = [graded(f"q{n}") for n in range(20)]
    before = result(*kept, graded("q20", right=False), failed("q21"))
    found = compare(before, result(*kept, failed("q20"), failed("q21")))
    assert [one.id for one in found.new_errors] == ["q20"]
    assert not any(change.regression for change in found.changes)
    assert found.regressed
    assert not compare(result(failed()), result(failed())).regressed
    assert not compare(result(failed()), result(graded())).regressed


def test_what_got_better_and_what_got_worse_are_listed_whatever_their_order() -> None:
    before = result(graded("a"), graded("b", right=False), graded("c"), graded("d"))
    after = result(
        failed("d"), graded("c"), graded("b", said="Ankara. [1]"), graded("a", right=False)
    )
    found = compare(before, after)
    assert _ids(found.better) == ["b"]
    assert _ids(found.worse) == ["d", "a"]
    ((was, now),) = found.better
    assert (was.answer, now.answer) == ("Turkey sent them. [1]", "Ankara. [1]")
