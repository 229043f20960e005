"""The page: it needs nothing else, trusts no text, and shows what was cited."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as pages

from evals import plots
from evals.comparing import compare
from evals.report import html, write, write_sweep
from evals.results import Cited, Graded, Result
from tests.evals.factories import failed, graded, result

HOSTILE = """<script>alert("1")</script><img src=x onerror='alert(2)'>"&amp;{{ 7 * 7 }}"""
SENT = "Turkey sent the drones."


def _cited(
    before: str = "", quote: str = SENT, after: str = "", start: int = 0, **changed: str
) -> Cited:
    """A citation whose passage begins this far into its article."""
    return Cited(
        article=changed.get("article", "news.md"),
        title=changed.get("title", "Drones"),
        published=changed.get("published"),
        start=start + len(before),
        quote=quote,
        passage=before + quote + after,
        passage_start=start,
    )


MIXED = result(
    graded("a", citations=[_cited()], measures={"f1": 1.0, "R@5": 0.5, "exact": None}),
    graded("b", kind="why", right=False),
    graded("c", kind="why", right=False, declined=True, said="The articles don’t say."),
    graded("d", kind="unanswerable", declined=True, follow="pronoun"),
    failed("e"),
)


def _page(shown: Result, before: Result | None = None) -> etree._Element:
    return pages.document_fromstring(html(shown, compare(before, shown) if before else None))


def _texts(page: etree._Element, path: str) -> list[str]:
    """The texts of the elements at a path, each on one line with a space between its parts."""
    found = page.xpath(path)
    assert isinstance(found, list)
    return [" ".join(" ".join(one.itertext()).split()) for one in found]


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No plots, which take longer than all else."""
    for name in ("by_type", "risk", "calibration", "latency"):
        monkeypatch.setattr(plots, name, lambda shown: "")


def _one(shown: Graded) -> etree._Element:
    return _page(result(shown))


# The page


def _needs_nothing(text: str) -> None:
    page = pages.document_fromstring(text)
    loads = page.xpath("//@src | //@*[local-name() = 'href'] | //@srcset | //@action | //@data")
    assert isinstance(loads, list)
    assert [one for one in loads if not str(one).startswith("#")] == []
    assert page.xpath("//link | //iframe | //object | //embed | //base") == []
    assert "@import" not in text
    assert [one for one in re.findall(r"url\(([^)]*)\)", text) if not one.startswith("#")] == []
    assert "fetch(" not in text


def test_the_page_needs_nothing_else() -> None:
    text = html(MIXED, compare(MIXED, MIXED))
    assert text.startswith("<!doctype html>")
    assert text.count("<svg") == 4
    _needs_nothing(text)


def test_the_same_result_is_the_same_page() -> None:
    again = Result.model_validate_json(MIXED.model_dump_json())
    assert html(MIXED, compare(MIXED, MIXED)) == html(again, compare(again, again))


def test_the_page_is_written_into_its_folder(tmp_path: Path) -> None:
    page = write(MIXED, None, tmp_path / "deep" / "report")
    assert page == tmp_path / "deep" / "report" / "index.html"
    assert page.read_text(encoding="utf-8") == html(MIXED)


def test_the_figures_stand_on_it() -> None:
    page = _page(MIXED)
    # Of four answers two are right: 0.5; the one that failed has no measure.
    cards = _texts(page, "//div[@class='card']")
    assert cards[0].startswith("right 0.500 ")
    (row,) = [one for one in _texts(page, "//table//tr") if one.startswith("why")]
    assert row.split()[:3] == ["why", "2", "0.000"]
    assert "Questions: 5, of which 1 ended in an error" in "\n".join(_texts(page, "//div"))
    assert "reader=similarity · candidates=25" in "".join(page.itertext())


@pytest.mark.parametrize("shown", [result(), result(failed())])
def test_a_run_without_an_answer_has_a_page_too(shown: Result) -> None:
    assert len(_texts(_page(shown), "//details")) == len(shown.questions)


def test_what_is_asked_can_be_searched_and_filtered() -> None:
    page = _page(MIXED)
    assert len(page.xpath("//input[@id='search']")) == 1
    assert _texts(page, "//select[@id='type']/option")[1:] == ["factoid", "why", "unanswerable"]
    options = _texts(page, "//select[@id='verdict']/option")[1:]
    assert options == ["right", "wrong", "declined", "error"]
    types = ["factoid", "why", "why", "unanswerable", "factoid"]
    assert page.xpath("//details/@data-type") == types
    verdicts = ["right", "wrong", "wrong declined", "right declined", "error"]
    assert page.xpath("//details/@data-verdict") == verdicts
    assert {word for verdict in verdicts for word in verdict.split()} == set(options)


# One question


@pytest.mark.usefixtures("undrawn")
def test_a_question_stands_with_its_answer_and_what_was_known() -> None:
    shown = graded(
        citations=[_cited(title="Drones", published="2024-10-11")],
        measures={"f1": 0.75, "exact": None},
    )
    (told,) = _texts(_one(shown), "//details")
    for part in (
        "right Who sent the drones? factoid",
        "Turkey sent them. [1]",
        "Gold Turkey / Ankara",
        "[1] Drones, 2024-10-11, news.md Turkey sent the drones.",
        "right 1.00 · F1 0.75 · 100 ms",
    ):
        assert part in told
    assert "Asked as" not in told
    assert "exact" not in told


@pytest.mark.usefixtures("undrawn")
def test_a_follow_up_shows_as_what_it_was_asked() -> None:
    shown = graded(follow="pronoun").model_copy(update={"standalone": "Drones? Who sent them?"})
    (told,) = _texts(_one(shown), "//details")
    assert "Asked as Drones? Who sent them?" in told
    assert "factoid · pronoun" in told


def test_an_error_is_told() -> None:
    (told,) = _texts(_page(result(failed())), "//details")
    assert "ValueError: no <b>answer</b> came" in told


@pytest.mark.usefixtures("undrawn")
def test_the_numbers_of_citations_are_raised() -> None:
    page = _one(graded(said="Turkey sent them. [1][2] Five came. [3]"))
    assert _texts(page, "//dd/sup") == ["[1][2]", "[3]"]


@pytest.mark.usefixtures("undrawn")
def test_the_quote_is_marked_in_its_passage() -> None:
    cited = _cited("On Monday, \n", SENT, " Turkey sent the drones. They came.", start=1200)
    page = _one(graded(citations=[cited]))
    (quote,) = page.xpath("//blockquote")
    (mark,) = quote.xpath("mark")
    assert mark.text == SENT
    assert mark.tail.rstrip() == " Turkey sent the drones. They came."
    assert quote[0].tail.strip() == "On Monday,"


@pytest.mark.usefixtures("undrawn")
def test_a_long_passage_is_cut_around_the_quote() -> None:
    page = _one(graded(citations=[_cited("a" * 900, SENT, "b" * 900)]))
    (told,) = _texts(page, "//blockquote")
    assert told.endswith(f" … {'a' * 500} {SENT} {'b' * 500} …")


def test_no_text_can_become_a_part_of_the_page() -> None:
    cited = _cited(HOSTILE, HOSTILE, HOSTILE, title=HOSTILE, article=HOSTILE, published=HOSTILE)
    shown = graded(HOSTILE, text=HOSTILE, said=f"{HOSTILE} [1]", citations=[cited]).model_copy(
        update={"standalone": f"{HOSTILE}!", "short_answer": HOSTILE, "error": HOSTILE}
        | {"gold": [[HOSTILE, HOSTILE]], "gold_quotes": [HOSTILE]}
    )
    run = result(graded(HOSTILE), shown).model_copy(
        update={"suite": HOSTILE, "settings": {HOSTILE: HOSTILE}}
    )
    run = run.model_copy(update={"questions": [shown]})
    before = run.model_copy(update={"questions": [graded(HOSTILE, right=True, text=HOSTILE)]})
    worse = run.model_copy(
        update={"questions": [shown.model_copy(update={"measures": {"right": 0.0}})]}
    )
    text = html(worse, compare(before, worse))
    page = pages.document_fromstring(text)
    assert text.count("<script") == len(page.xpath("//script")) == 1
    assert page.xpath("//img | //@onerror | //@src") == []
    assert "49" not in _texts(page, "//summary")[0]
    assert _texts(page, "//h1") == [f"Evaluation: {HOSTILE}"]
    assert _texts(page, "//span[@class='asked']") == [HOSTILE]
    assert _texts(page, "//mark") == [HOSTILE]
    assert _texts(page, "//blockquote")[0].count(HOSTILE) == 6
    answers = _texts(page, "//dd")
    assert answers.count(HOSTILE) == 3  # the error, in short, and the gold quote
    assert f"{HOSTILE} [1]" in answers
    assert f"{HOSTILE} / {HOSTILE}" in answers


# Against a baseline


def test_the_comparison_is_there_only_with_a_baseline() -> None:
    assert "Against the baseline" not in _texts(_page(MIXED), "//h2")
    assert "Against the baseline" in _texts(_page(MIXED, MIXED), "//h2")


def test_the_comparison_tells_what_got_worse() -> None:
    kept = [graded(f"k{n}", right=False) for n in range(4)]
    before = result(*kept, *(graded(f"q{n}", text=f"Number {n}?") for n in range(6)))
    after = result(
        *kept[:3],
        failed("k3"),
        *(graded(f"q{n}", right=False, text=f"Number {n}?") for n in range(6)),
    )
    page = _page(after, before)
    told = _texts(page, "//div | //p | //tr")
    # Of the nine that came in both runs six were right: 0.667, and p is 2/64.
    (row,) = [one for one in told if one.startswith("right 0.667")]
    assert row.split()[:3] == ["right", "0.667", "0.000"]
    assert row.endswith("0.031 worse")
    assert "0 questions got better, 6 worse." in told
    assert "new error k3 Who sent the drones?" in told
    assert "worse q5 Number 5?" in told


# Many settings


def test_a_sweep_is_a_table_and_a_plot_of_its_runs(tmp_path: Path) -> None:
    tried = [
        ({"candidates": "10", "reader": "<b>"}, result(graded("a"), graded("b", right=False))),
        ({"candidates": "25", "reader": "$x$"}, result(graded("a"), graded("b"))),
    ]
    file = write_sweep(tried, tmp_path / "sweep")
    text = file.read_text(encoding="utf-8")
    assert file == tmp_path / "sweep" / "index.html"
    _needs_nothing(text)
    page = pages.document_fromstring(text)
    heading, *told = _texts(page, "//table//tr")
    assert heading.startswith("right")
    assert told[0].startswith("candidates=10, reader=<b> 0.500")
    assert told[1].startswith("candidates=25, reader=$x$ 1.000")
    labels = _texts(page, "//*[local-name() = 'svg']//*[local-name() = 'text']")
    assert {"candidates=10, reader=<b>", "candidates=25, reader=$x$"} <= set(labels)
    assert write_sweep(tried, tmp_path / "again").read_text(encoding="utf-8") == text


def test_settings_under_which_every_question_fails_stand_in_the_table(tmp_path: Path) -> None:
    file = write_sweep([({"candidates": "1"}, result(failed()))], tmp_path)
    (_, told) = _texts(pages.document_fromstring(file.read_text("utf-8")), "//table//tr")
    assert told.startswith("candidates=1 –")
