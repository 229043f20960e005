"""Public benchmarks become suites whose evidence stands in the articles that are ingested."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.adapters import KINDS, resolve
from evals.grading import measures
from evals.running import opened, run
from evals.suites import Given, Question, Suite, SuiteError
from qa import Article, Assistant, Settings
from qa.articles import read
from qa.testing import HashingEmbedder

PLAIN = "Ruritania bought drones. It paid 5 million crowns for them. Nobody knows why."
FERRY = "The ferry runs daily.\u2028 It is “blue”."
MARKED = f"\ufeff\ufeff{FERRY}"

Resolve = Callable[..., Suite]


@pytest.fixture
def suite(tmp_path: Path) -> Resolve:
    """Resolves a benchmark in the test's folder."""

    def resolved(kind: str, name: str, *, gold: bool = False, limit: int | None = None) -> Suite:
        place = f"{kind}:{tmp_path / name}{'@gold' if gold else ''}"
        return resolve(place, tmp_path / "work", limit)

    return resolved


def ingested(suite: Suite) -> dict[str, Article]:
    """The articles as ingestion reads them; every quote is checked to stand in them."""
    found = list(read(suite.articles, Settings())) if suite.articles.stat().st_size else []
    articles = suite.by_key([one for one in found if isinstance(one, Article)])
    assert len(articles) == len(found)
    suite.check(articles)
    return articles


def quotes(question: Question) -> list[str]:
    return [evidence.quote for evidence in question.evidence]


def lines(file: Path, *rows: Mapping[str, Any]) -> None:
    # As they are, not escaped: so that a line break within a string is met.
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


# SQuAD


def squad_row(question: str, *answers: str, context: str = PLAIN, **others: Any) -> dict[str, Any]:
    marked = [{"text": text, "start": context.index(text)} for text in answers]
    row = {"id": question, "title": "Drones", "context": context, "question": question}
    return row | {"answers": marked, "is_impossible": not answers} | others


@pytest.mark.parametrize("packed", [False, True])
def test_squad_lines_become_questions_with_the_sentence_that_holds_the_answer(
    tmp_path: Path, suite: Resolve, packed: bool
) -> None:
    file = tmp_path / "dev.jsonl"
    lines(
        file,
        squad_row("How much did it pay?", "5 million crowns", "5 million", "5 million crowns"),
        squad_row("Why did it buy them?"),
        squad_row("What colour is it?", "blue", context=MARKED),
    )
    if packed:
        file.write_bytes(gzip.compress(file.read_bytes()))
    found = suite("squad", "dev.jsonl")
    articles = ingested(found)
    assert found.name == "squad:dev.jsonl"
    assert {article.body for article in articles.values()} == {PLAIN, FERRY}
    paid, why, colour = found.questions
    assert paid.type == "number"
    assert paid.answers == (("5 million crowns", "5 million"),)
    assert quotes(paid) == ["It paid 5 million crowns for them."]
    assert why.type == "unanswerable"
    assert articles[why.near[0]].body == PLAIN
    assert quotes(colour) == ["It is “blue”."]


def test_the_official_squad_file_is_read_too(tmp_path: Path, suite: Resolve) -> None:
    asked = {"id": "1", "question": "Who bought drones?"}
    page = {
        "title": "Ruritania_%28state%29",
        "paragraphs": [
            {
                "context": PLAIN,
                "qas": [
                    asked | {"answers": [{"text": "Ruritania", "answer_start": 0}]},
                    {"id": "2", "question": "Who sold them?", "answers": [], "is_impossible": True},
                ],
            }
        ],
    }
    text = json.dumps({"version": "v2.0", "data": [page]})
    for name, written in (("one-line.json", text), ("many.json", text.replace("{", "{\n"))):
        (tmp_path / name).write_text(written, "utf-8")
        found = suite("squad", name)
        (article,) = ingested(found).values()
        assert article.title == "Ruritania (state)"
        assert [question.type for question in found.questions] == ["factoid", "unanswerable"]
        assert quotes(found.questions[0]) == ["Ruritania bought drones."]


def test_every_sentence_that_an_annotator_answered_from_is_evidence(
    tmp_path: Path, suite: Resolve
) -> None:
    lines(
        tmp_path / "dev.jsonl",
        squad_row("What of drones?", "bought drones", "paid 5 million", "them. Nobody"),
    )
    (question,) = suite("squad", "dev.jsonl").questions
    assert quotes(question) == [
        "Ruritania bought drones.",
        "It paid 5 million crowns for them.",
        "It paid 5 million crowns for them. Nobody knows why.",
    ]


def test_squad_rows_that_cannot_be_asked_are_left_out(tmp_path: Path, suite: Resolve) -> None:
    lines(
        tmp_path / "dev.jsonl",
        squad_row("Who?", "Ruritania"),
        squad_row("Answered nowhere?", is_impossible=False),
        squad_row("Elsewhere?", answers=[{"text": "Borduria", "start": 3}], is_impossible=False),
        squad_row("No text?", context=" "),
        squad_row("  "),
    )
    assert [question.id for question in suite("squad", "dev.jsonl").questions] == ["Who?"]


# CLAPNQ


def clapnq_row(name: str, *selected: str) -> dict[str, Any]:
    passage = {"title": "Drones", "text": PLAIN, "sentences": []}
    answers = [{"answer": "They bought some.", "selected_sentences": [one]} for one in selected]
    row = {"id": name, "question": "why drones", "is_impossible": not selected}
    return row | {"passages": [passage], "answers": answers}


def test_clapnq_has_the_selected_sentences_as_evidence_and_no_answers_to_compare(
    tmp_path: Path, suite: Resolve
) -> None:
    lines(
        tmp_path / "dev.jsonl",
        clapnq_row("1", "Ruritania bought drones.", "Nobody knows why.", "Nobody knows why."),
        clapnq_row("2"),
        clapnq_row("3", "It stands nowhere."),
    )
    found = suite("clapnq", "dev.jsonl")
    (article,) = ingested(found).values()
    answered, unanswerable = found.questions
    assert answered.type == "why"
    assert quotes(answered) == ["Ruritania bought drones.", "Nobody knows why."]
    assert answered.answers == ()
    assert unanswerable.type == "unanswerable"
    assert unanswerable.near == (article.id,)


def test_the_official_clapnq_file_is_read_too(tmp_path: Path, suite: Resolve) -> None:
    row = clapnq_row("1", "Nobody knows why.")
    row["input"], row["output"] = row.pop("question"), row.pop("answers")
    empty = row | {"id": "2", "output": [{"answer": "", "selected_sentences": []}]}
    lines(tmp_path / "dev.jsonl", row, empty)
    found = suite("clapnq", "dev.jsonl")
    assert [question.type for question in found.questions] == ["why", "unanswerable"]


# BEIR


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    lines(
        folder / "corpus.jsonl",
        {"_id": "D1", "title": "Drones", "text": PLAIN, "metadata": {"url": "https://a.eu/1"}},
        {"_id": "D2", "title": "Only a title", "text": "", "metadata": {}},
        {"_id": "D3", "title": "", "text": ""},
        {"_id": "D4", "title": "Ferry", "text": MARKED},
    )
    lines(folder / "queries.jsonl", *({"_id": f"Q{i}", "text": f"query {i}"} for i in range(4)))
    (folder / "qrels/test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nQ1\tD1\t2\nQ1\tD4\t1\nQ1\tD2\t0\nQ2\tD2\t1\nQ3\tgone\t1\n"
    )
    return folder


def test_beir_has_relevant_documents_as_evidence_whole(beir: Path, suite: Resolve) -> None:
    found = suite("beir", "tiny")
    articles = ingested(found)
    assert set(articles) == {"D1", "D2", "D4"}
    assert articles["D1"].url == "https://a.eu/1"
    first, second = found.questions
    assert [(e.article, e.quote) for e in first.evidence] == [("D1", PLAIN), ("D4", FERRY)]
    assert quotes(second) == ["Only a title"]
    assert first.answers == ()


@pytest.mark.parametrize("line", ["Q1\tD1", "Q1\tD1\tyes"])
def test_judgements_that_are_none_are_an_error(beir: Path, suite: Resolve, line: str) -> None:
    with (beir / "qrels/test.tsv").open("a") as file:
        file.write(line)
    with pytest.raises(SuiteError, match=r"test\.tsv, line 7: it is not a query"):
        suite("beir", "tiny")


def test_a_folder_that_lacks_a_file_is_an_error(beir: Path, suite: Resolve) -> None:
    (beir / "queries.jsonl").unlink()
    with pytest.raises(SuiteError, match=r"There is no file .*queries\.jsonl"):
        suite("beir", "tiny")


# MultiHop-RAG


@pytest.fixture
def multihoprag(tmp_path: Path) -> Path:
    folder = tmp_path / "hops"
    folder.mkdir()
    pages = [
        {
            "title": f"News {number}",
            "author": None,
            "source": "The Courier",
            "published_at": "2023-09-28T12:00:00+00:00",
            "url": f"https://courier.eu/{number}",
            "body": f"{PLAIN}\n\nIt is page {number}.",
        }
        for number in (1, 2)
    ]
    facts = [
        {"title": "", "url": "https://courier.eu/1", "fact": "Nobody knows\nwhy. It is page 1."},
        {"title": "", "url": "https://courier.eu/2", "fact": "Ruritania bought drones."},
        {"title": "", "url": "https://courier.eu/2", "fact": "It is reworded."},
        {"title": "", "url": "https://elsewhere.eu", "fact": "Ruritania bought drones."},
    ]
    rows: list[dict[str, Any]] = [
        {"query": "Did both say so?", "answer": "Yes", "evidence_list": facts},
        {"query": "Who bought drones?", "answer": "Ruritania", "evidence_list": facts[1:]},
        {"query": "Who else?", "answer": "Insufficient information.", "evidence_list": []},
        {"query": "Where?", "answer": "Strelsau", "evidence_list": facts[2:]},
    ]
    kinds = ("comparison_query", "inference_query", "null_query", "inference_query")
    typed = [row | {"question_type": kind} for row, kind in zip(rows, kinds, strict=True)]
    (folder / "corpus.json").write_text(json.dumps(pages), "utf-8")
    (folder / "MultiHopRAG.json").write_text(json.dumps(typed, indent=1), "utf-8")
    return folder


@pytest.mark.usefixtures("multihoprag")
def test_multihoprag_has_the_facts_that_stand_in_the_articles_as_evidence(suite: Resolve) -> None:
    found = suite("multihoprag", "hops")
    articles = ingested(found)
    assert {article.published for article in articles.values()} == {date(2023, 9, 28)}
    assert {article.source for article in articles.values()} == {"The Courier"}
    both, who, else_ = found.questions
    assert (both.type, both.verdict) == ("yes_no", "yes")
    assert quotes(both) == ["Nobody knows why.\n\nIt is page 1.", "Ruritania bought drones."]
    assert who.answers == (("Ruritania",),)
    assert [articles[e.article].title for e in who.evidence] == ["News 2"]
    assert else_.type == "unanswerable"


# MTRAG


def mtrag_row(name: str, answerability: str, *ids: str, said: Sequence[str] = ()) -> dict[str, Any]:
    history = [
        {"speaker": "agent" if number % 2 else "user", "text": text}
        for number, text in enumerate(said)
    ]
    contexts = [{"id": one, "title": "", "text": f"\n{PLAIN} It is {one}."} for one in ids]
    turn = {"question": f"question {name}", "rewrite": None, "answer": "So.", "contexts": contexts}
    return {
        "conversation_id": name,
        "task_id": name,
        "answerability": [answerability],
        "history": history,
        "turns": [turn],
    }


@pytest.fixture
def mtrag(tmp_path: Path) -> None:
    lines(
        tmp_path / "tasks.jsonl",
        mtrag_row("1", "ANSWERABLE", "a", "b", said=["What is it?", "A drone.", "Really?", "Yes."]),
        mtrag_row("2", "PARTIAL", "b"),
        mtrag_row("3", "UNANSWERABLE", said=["What is it?", "A drone."]),
        mtrag_row("4", "UNDERSPECIFIED", "c"),
        mtrag_row("5", "ANSWERABLE"),
    )


@pytest.mark.usefixtures("mtrag")
def test_mtrag_asks_the_last_question_after_the_turns_that_are_given(suite: Resolve) -> None:
    found = suite("mtrag", "tasks.jsonl")
    articles = ingested(found)
    assert set(articles) == {"a", "b", "c"}
    assert [(q.id, q.type) for q in found.questions] == [
        ("1", "factoid"),
        ("2", "factoid"),
        ("3", "unanswerable"),
    ]
    assert quotes(found.questions[0]) == [articles["a"].body, articles["b"].body]
    assert found.given["1"] == Given((("What is it?", "A drone."), ("Really?", "Yes.")))
    assert found.given["2"].history == ()


# CANARD, CAsT


def conversation(*contexts: str, **others: Any) -> dict[str, Any]:
    replies = [{"id": "D", "text": text} for text in contexts]
    turns: list[dict[str, Any]] = [
        {"question": "What is it?", "rewrite": "What is the TB2?", "answer": "A drone."},
        {"question": "Thanks.", "rewrite": None, "answer": ""},
        {"question": "Who buys it?", "rewrite": "Who buys the TB2?", "answer": ""},
    ]
    turns[1]["contexts"] = turns[0]["contexts"] = replies
    return {"conversation_id": "C", "turns": turns} | others


def test_canard_asks_after_the_title_and_the_answers_that_people_gave(
    tmp_path: Path, suite: Resolve
) -> None:
    lines(tmp_path / "dev.jsonl", conversation(title="TB2", section="History"))
    found = suite("canard", "dev.jsonl")
    assert ingested(found) == {}
    first, later = found.conversations[0].turns
    assert (first.follow, later.follow) == ("first", "later")
    assert first.type == "unjudged"
    assert later.standalone == "Who buys the TB2?"
    assert found.given[first.id].history == (("TB2", "History"),)
    assert found.given[later.id].history == (
        ("TB2", "History"),
        ("What is it?", "A drone."),
        ("Thanks.", ""),
    )


def test_cast_has_its_passages_as_articles_and_replies(tmp_path: Path, suite: Resolve) -> None:
    lines(tmp_path / "dev.jsonl", conversation(PLAIN, "Another part of it."))
    found = suite("cast", "dev.jsonl")
    assert {a.body for a in ingested(found).values()} == {PLAIN, "Another part of it."}
    assert found.given["C/2"].history == (
        ("What is it?", "A drone."),
        ("Thanks.", f"{PLAIN}\nAnother part of it."),
    )


# What all have in common


@pytest.mark.usefixtures("mtrag")
def test_with_gold_each_question_is_asked_of_its_own_articles(
    tmp_path: Path, suite: Resolve
) -> None:
    contexts = [PLAIN, MARKED]
    rows = [squad_row(f"Is it {i}?", context=text) for i, text in enumerate(contexts)]
    lines(tmp_path / "dev.jsonl", *rows)
    found = suite("squad", "dev.jsonl", gold=True)
    articles = ingested(found)
    assert found.name == "squad:dev.jsonl@gold"
    assert found.fingerprint() != suite("squad", "dev.jsonl").fingerprint()
    for question, text in zip(found.questions, (PLAIN, FERRY), strict=True):
        (source,) = found.given[question.id].sources
        assert [a.body for a in articles.values() if a.source == source] == [text]
    tasks = suite("mtrag", "tasks.jsonl", gold=True)
    assert {name: given.sources for name, given in tasks.given.items()} == {
        "1": ("a", "b"),
        "2": ("b",),
    }
    assert tasks.given["1"].history


@pytest.mark.usefixtures("beir")
def test_gold_is_an_error_where_no_question_has_articles_of_its_own(suite: Resolve) -> None:
    with pytest.raises(SuiteError, match=r"beir have no passage of their own\. Leave out @gold"):
        suite("beir", "tiny", gold=True)


def test_a_limit_takes_the_same_questions_each_time_and_keeps_all_articles(
    tmp_path: Path, suite: Resolve
) -> None:
    rows = [squad_row(f"{i}?", context=f"Text {i}.") for i in range(20)]
    lines(tmp_path / "dev.jsonl", *rows)
    some = suite("squad", "dev.jsonl", limit=5)
    assert len(some.questions) == 5
    assert some.questions == suite("squad", "dev.jsonl", limit=5).questions
    assert some.questions != suite("squad", "dev.jsonl").questions[:5]
    assert len(ingested(some)) == 20
    lines(tmp_path / "talk.jsonl", *(conversation(conversation_id=str(i)) for i in range(3)))
    assert len(suite("canard", "talk.jsonl", limit=2).conversations) == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "written", [b"[1, 2]", b"not JSON", b'{"id": "1"}\n', b"\xff\xfe\x00", b"\x1f\x8bcut off"]
)
def test_a_file_of_another_kind_is_one_clear_error(
    tmp_path: Path, suite: Resolve, kind: str, written: bytes
) -> None:
    (tmp_path / "file").write_bytes(written)
    with pytest.raises(SuiteError) as error:
        suite(kind, "file")
    assert "file" in error.value.problem
    assert error.value.remedy
    assert "\n" not in str(error.value)


def test_the_line_that_is_wrong_is_named(tmp_path: Path, suite: Resolve) -> None:
    lines(tmp_path / "dev.jsonl", squad_row("Who?", "Ruritania"), {"id": "2", "context": PLAIN})
    with pytest.raises(SuiteError, match=r"dev\.jsonl, line 2: question: Field required"):
        suite("squad", "dev.jsonl")


def test_a_file_without_questions_is_an_error(tmp_path: Path, suite: Resolve) -> None:
    lines(tmp_path / "dev.jsonl", squad_row("Answered nowhere?", is_impossible=False))
    with pytest.raises(SuiteError, match="holds no question that can be asked"):
        suite("squad", "dev.jsonl")


def test_two_questions_with_one_id_are_an_error(tmp_path: Path, suite: Resolve) -> None:
    lines(tmp_path / "dev.jsonl", squad_row("Who?"), squad_row("Who?"))
    with pytest.raises(SuiteError, match=r"Two questions have the id Who\?"):
        suite("squad", "dev.jsonl")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("squad:nowhere.json", "There is no 'nowhere.json'"),
        ("trivia:here.json", "no kind of benchmark 'trivia'. There are: squad, clapnq, beir"),
        ("nothing", "There is no suite 'nothing'"),
    ],
)
def test_what_is_not_there_is_an_error(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(SuiteError, match=problem):
        resolve(name, tmp_path, None)


# How they are asked and graded


def test_the_assistant_is_asked_with_what_is_given(tmp_path: Path, suite: Resolve) -> None:
    contexts = ["Ruritania bought drones.", "Borduria bought drones."]
    rows = [
        squad_row(f"Who bought drones, {text[:4]}?", text.split()[0], context=text)
        for text in contexts
    ]
    lines(tmp_path / "dev.jsonl", *rows)
    found = suite("squad", "dev.jsonl", gold=True)
    settings = Settings(reader="similarity", decline_below=0)
    with Assistant.open(tmp_path / "i", settings=settings, embedder=HashingEmbedder()) as assistant:
        assistant.ingest(found.articles)
        result = run(found, assistant)
    assert [[c.quote for c in one.citations] for one in result.questions] == [
        [text] for text in contexts
    ]


def test_a_suite_of_rewriting_alone_is_measured_by_nothing_else(
    tmp_path: Path, suite: Resolve
) -> None:
    lines(tmp_path / "dev.jsonl", conversation(title="TB2", section="History"))
    found = suite("canard", "dev.jsonl")
    with opened(found, tmp_path / "work", Settings(reader="similarity")) as assistant:
        assert assistant.articles() == []
    with Assistant.open(
        tmp_path / "i", settings=Settings(reader="similarity"), embedder=HashingEmbedder()
    ) as assistant:
        result = run(found, assistant)
    measured = [{k for k, v in one.measures.items() if v is not None} for one in result.questions]
    assert measured == [{"rewrite_recall"}] * 2
    assert "TB2" in result.questions[1].standalone


def test_without_a_gold_answer_citing_gold_evidence_is_right(
    tmp_path: Path, suite: Resolve
) -> None:
    lines(tmp_path / "dev.jsonl", clapnq_row("1", "Ruritania bought drones."))
    found = suite("clapnq", "dev.jsonl")
    settings = Settings(reader="similarity", decline_below=0)
    with Assistant.open(tmp_path / "i", settings=settings, embedder=HashingEmbedder()) as assistant:
        assistant.ingest(found.articles)
        answer = assistant.ask("Ruritania bought drones.")
    (question,) = found.questions
    names = {one: one for one in ingested(found)}
    assert measures(question, answer, names)["right"] == 1.0
    moved = question.evidence[0].model_copy(update={"start": len(PLAIN)})
    missed = question.model_copy(update={"evidence": (moved,)})
    assert measures(missed, answer, names)["right"] == 0.0
