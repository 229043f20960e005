"""Which time expressions say when articles were published, on Tuesday 12 November 2024."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from qa.periods import Timed, read

TODAY = date(2024, 11, 12)
QUESTIONS = Path(__file__).parents[1] / "evals" / "questions"


@pytest.mark.parametrize(
    ("bracketed", "days"),
    [
        # The question asks for reports.
        ("What was reported about Kosovo [last week]?", "of 4–10 November 2024"),
        ("Articles [from 2023] about Serbia", "of 2023"),
        ("What did the papers write [in October 2024]?", "of October 2024"),
        ("Show me all articles [from October 2024]", "of October 2024"),
        ("What did the press say [on 11 October 2024]?", "of 11 October 2024"),
        ("news about serbia [before 2020]", "until 31 December 2019"),
        ("What was written [between 2019 and 2021] about Kosovo?", "of 2019–2021"),
        ("What was reported about Kosovo [in 2023]?", "of 2023"),
        ("Any news from Serbia [since 2023]?", "since 1 January 2023"),
        ("[Yesterday]'s papers about Serbia", "of 11 November 2024"),
        ("What did [last month]’s newspapers say about Tirana?", "of October 2024"),
        ("What was in the news [yesterday]?", "of 11 November 2024"),
        ("How many articles are there [from May 2024]?", "of May 2024"),
        (
            "What was published about drones [in the past three months]?",
            "of 12 August – 12 November 2024",
        ),
        ("[In 2023], what did the media report about Varnia?", "of 2023"),
        ("What has the Courier written about Kosovo [since May 2024]?", "since 1 May 2024"),
        ("latest news about Kosovo [from last week]", "of 4–10 November 2024, newer ones first"),
        # It is told by its distance from today; what happened then is told until two days later.
        ("What has happened in Serbia [since March]?", "since 1 March 2024"),
        ("What has happened in Serbia [since March 2024]?", "since 1 March 2024"),
        ("What did Vucic say [yesterday]?", "of 11–12 November 2024"),
        ("What did Vucic say [the day before yesterday]?", "of 10–12 November 2024"),
        ("What did Vucic say [today]?", "of 12 November 2024"),
        ("What did Vucic say [last week] in Paris?", "of 4–12 November 2024"),
        ("What happened [this year] in Serbia?", "of 2024"),
        ("Who resigned [last year]?", "of 2023"),
        ("Who opened the airport [three weeks ago]?", "of 21–29 October 2024"),
        ("Who has been mayor [since March]?", "since 1 March 2024"),
        ("What did he promise [last May]?", "of May 2024"),
        ("How many drones arrived [in the past two months]?", "of 12 September – 12 November 2024"),
        ("Who resigned [last month], and why?", "of October 2024"),
    ],
)
def test_the_question_asks_for_articles_of_a_time(bracketed: str, days: str) -> None:
    timed = read(bracketed.replace("[", "").replace("]", ""), TODAY)
    words = bracketed[bracketed.index("[") + 1 : bracketed.index("]")]
    assert timed.period is not None
    assert timed.period.note == f"Reading “{words}” as articles {days}."
    assert timed.text == re.sub(r",? ?\[.*\](?:['’]s)?,?", "", bracketed).strip()


@pytest.mark.parametrize(
    "question",
    [
        # It is about a time by the calendar.
        "How many drones did Kosovo buy in 2023?",
        "Who won the election in 1999?",
        "What happened on 11 October 2024 in Belgrade?",
        "What did Vucic say on Friday?",
        "What did Erdogan promise the Albanians in October 2024?",
        "Who was president before 2020?",
        "Which wars were fought between 1991 and 1999?",
        "Who has been president since 2017?",
        "Which aircraft has Baykar flown since the TB2?",
        "When was the printing press invented?",
        "in what year did albania scrap its last fighter planes",
        "When must the drones be delivered by 2030?",
        "Will the airport open in May 2025?",
        # What looks like a report is a thing, or the time is that of a thing.
        "Which newspaper was founded in 2005?",
        "How many cases were reported in 2020?",
        "What did the 2023 audit report say?",
        "What loss did the company report in 2023?",
        "What was reported about the war in 1999?",
        "Articles about the floods in 2021",
        "Which novel was published in 1813?",
        "What has been written since the visit in May?",
        "What has changed since the visit?",
        # Two times: which one is meant is not known.
        "How do the reports of October 2024 and February 2025 differ?",
        "What did the papers write in 2019 and in 2021?",
        "What changed between last year and this year?",
        "Was there more rain last month or this month?",
        # Another question asks for reports.
        "Which article says so? And in October 2024?",
        # It only compares with the time, or is a part of something.
        "Did prices rise compared with last year?",
        "Is it warmer than last week?",
        "What was last year's budget?",
        "What is the budget for this year?",
        "Who was the winner of last year?",
        "What happened in the last week of October?",
        "Who ran Kessa Water until last year?",
        "When did they last meet?",
        # It has not come, or articles tell it later.
        "Which elections will be held this year?",
        "Is the opening planned this month?",
        "How much did Baykar earn last year?",
        "Who was president ten years ago?",
        # There is no such day.
        "What was reported on 31 February 2024?",
        "What was reported between 2021 and 2019?",
        # Not the latest, whatever they say.
        "Will Merrow museum keep the bars now that the painting is back?",
        "Did Sandgate pay its workers while the brewery stood still?",
        "When will it open at the latest?",
    ],
)
def test_the_words_stay_words(question: str) -> None:
    assert read(question, TODAY) == Timed(question, None)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What's the latest on Harrow Point?", "latest"),
        ("What is the most recent cost estimate?", "most recent"),
        ("Which is the newest Baykar drone?", "newest"),
        ("how many rafales does croatia have now", "now"),
        ("Who currently runs Kessa Water?", "currently"),
        ("Who is the current mayor?", "current"),
        ("What did Erdogan recently promise?", "recently"),
        ("Is the hosepipe ban still in force?", "still"),
        ("What is Constantinople called today?", "today"),
        ("How much has been spent so far?", "so far"),
        ("How many Rafales did Croatia have in 2023, and how many now?", "now"),
    ],
)
def test_the_latest_is_asked_for(question: str, words: str) -> None:
    timed = read(question, TODAY)
    assert timed.text == question
    assert timed.period is not None
    assert timed.period.note == f"Reading “{words}” as newer articles first."
    assert timed.period.to_dict() == {
        "since": None,
        "until": None,
        "words": words,
        "latest": True,
        "overruled": False,
        "note": timed.period.note,
    }


def test_no_evaluated_question_is_taken_for_one_about_articles_of_a_time() -> None:
    singles = (QUESTIONS / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in singles]
    talks = (QUESTIONS / "dev.conversations.jsonl").read_text(encoding="utf-8").splitlines()
    asked += [turn["question"] for line in talks for turn in json.loads(line)["turns"]]
    read_as = {question: timed for question in asked if (timed := read(question, TODAY)).period}
    assert all(timed.text == question for question, timed in read_as.items())
    assert {timed.period.words for timed in read_as.values() if timed.period} == {"now", "still"}
    assert len(asked) > 250
    assert len(read_as) == 6
