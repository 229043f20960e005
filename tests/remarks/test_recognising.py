"""What is taken for a remark, and above all what is not."""

from __future__ import annotations

import pytest

from evals.suites import load
from qa.remarks import Kind, Remark, courtesy, is_remark, recognised

REMARKS = {
    Kind.NOD: ("ok", "Okay.", "OK, I see.", "Yes", "no", "Got it!", "never mind", "sorry"),
    Kind.PRAISE: ("great", "Nice!", "That was really helpful.", "good bot", "Well done!", "wow"),
    Kind.GREETING: ("hi", "hello there!", "Hey!", "Good morning", "Hello?", "Is anyone there?"),
    Kind.THANKS: (
        *("thanks", "thank you, that was helpful", "Thx!", "ok thanks", "Great, thanks a lot!"),
        *("Thank you so much for your help.", "No thanks.", "much appreciated", "👍 thank you"),
    ),
    Kind.FAREWELL: ("bye", "Goodbye!", "Thanks, bye!", "See you later", "That’s all for now."),
    Kind.HOW_ARE_YOU: ("how are you?", "Hi there, how are you doing today?", "What's up?"),
    Kind.WHO: (
        *(
            "who are you?",
            "What are you?",
            "hi, who are you",
            "What’s your name?",
            "are you human?",
        ),
        *("Are you an AI?", "Am I talking to a bot?", "who made you?", "Tell me about yourself."),
        "Are you ChatGPT?",
    ),
    Kind.HOW: ("how do you work?", "How do you find answers?", "Can you explain how you work?"),
    Kind.TRUST: (
        *("can I trust you?", "Are you sure?", "do you make things up?", "Do you hallucinate?"),
        *("How reliable are your answers?", "How do I know you're right?", "can you be wrong?"),
    ),
    Kind.ORIGIN: (
        *("where do your answers come from?", "Where did you get that from?"),
        *("are you an AI / do you use the internet?", "Can you search the web?", "Are you online?"),
    ),
    Kind.ABILITIES: (
        *("help", "Help!", "what can you do?", "what can you answer?", "Can you help me?"),
        *("What can I ask you?", "which questions can you answer", "How can I use you?"),
        *("Hello! What can you tell me?", "Could you tell me what you can do?"),
    ),
    Kind.TOPICS: (
        *("what topics do you cover?", "What are your articles about?", "what do you cover"),
        "Which subjects can I ask about?",
    ),
    Kind.DAYS: (
        *(
            "what period do your articles cover?",
            "How up to date are you?",
            "How old are your data?",
        ),
        *("How far back do your articles go?", "What's your newest article?"),
    ),
    Kind.SOURCES: (
        *(
            "which sources do you have?",
            "What are your sources?",
            "where do your articles come from",
        ),
        *("Which newspapers do you have?", "List your sources."),
    ),
    Kind.COUNT: ("How big is your collection?",),
}


@pytest.mark.parametrize(
    ("utterance", "kind"), [(said, kind) for kind, all_said in REMARKS.items() for said in all_said]
)
def test_small_talk_and_questions_about_the_assistant(utterance: str, kind: Kind) -> None:
    assert recognised(utterance) == Remark(kind)
    assert is_remark(utterance)


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        ("which articles do you have about Kosovo?", "articles about Kosovo"),
        ("what articles do you have?", "articles"),
        ("do you have anything on heat pumps?", "articles about heat pumps"),
        ("What do you have on Albania", "articles about Albania"),
        ("Have you got any stories about football?", "articles about football"),
        ("Hi! Which articles do you have on the US?", "articles about the US"),
        ("Could you tell me which articles you have about Rama?", "articles about Rama"),
        ("Do you have an article about U.S. drones?", "articles about U.S. drones"),
        ("Are there any articles about the Rafale?", "articles about the Rafale"),
        ("Which articles mention World War I?", "articles about World War I"),
        ("list the articles from the Danube Courier", "articles from the Danube Courier"),
        ("List all articles from 2023.", "articles from 2023"),
        ("Please show me your latest articles", "articles"),
        ("Show me articles about drones since May 2024", "articles about drones since May 2024"),
        ("articles about Kosovo", "articles about Kosovo"),
        ("What articles are in your collection?", "articles"),
    ],
)
def test_requests_for_articles(request_: str, wanted: str) -> None:
    assert recognised(request_) == Remark(Kind.ARTICLES, wanted)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("how many articles do you have?", "articles"),
        ("How many stories do you have in total?", "articles"),
        ("How many articles about Kosovo do you have?", "articles about Kosovo"),
        ("How many articles do you have from 2023?", "articles from 2023"),
        ("How many articles are there in this collection?", "articles"),
    ],
)
def test_questions_for_their_number(question: str, wanted: str) -> None:
    assert recognised(question) == Remark(Kind.COUNT, wanted)


@pytest.mark.parametrize(
    "question",
    [
        # They open as small talk does.
        *("Thanks, and what about Albania?", "Thanks. Why did it cancel?", "Ok, why?", "Ok?"),
        *("Great Britain?", "Great?", "Nice?", "Hello Kitty was designed by whom?", "Hi-fi?"),
        *("Hello, Dolly! was written by whom?", "Good Morning, Vietnam starred whom?", "No. 10?"),
        *("Help for Kosovo?", "Bye-election", "Yes, but why?", "Sure Start", "Right to repair?"),
        # They ask about something else than the assistant.
        *("What can you tell me about Kosovo?", "Who are you talking about?", "Who are they?"),
        *("How are heat pumps working?", "How do heat pumps work?", "How is it going?"),
        *("What do you know about Kosovo?", "Who made the Bayraktar?", "Can I trust Serbia?"),
        *("What are you doing about the drones?", "Are heat pumps reliable?", "How does it work?"),
        *("Where do the drones come from?", "Where does Kosovo get its information from?"),
        *(
            "Does Serbia use the internet?",
            "What can Serbia do?",
            "Are they sure?",
            "Is that true?",
        ),
        *("What can I do?", "Give me an example", "What is this about?", "Who wrote the article?"),
        # Other articles, other sources, other periods.
        *("Which articles of the treaty ban torture?", "How many articles does it have?"),
        *("How many articles does the convention have?", "How many articles are there?"),
        *("Which articles on human rights were adopted?", "What does article 5 say?"),
        *("What sources did the report cite?", "Which sources do heat pumps use?"),
        *("What are the sources of the river?", "Which topics did the summit cover?"),
        *("What period does the report cover?", "What are the main themes?", "Newest drones?"),
        *("Which stories are about love in the Decameron?", "List the reports on the accident"),
        *("How many stories does the tower have?", "What did the papers write in 2023?"),
        *("What was reported about Kosovo last week?", "Any news about Kosovo?"),
        # What they want articles about is a question of its own, or in the conversation.
        *("Do you have anything on why Serbia cancelled?", "Do you have anything on it?"),
        *("Do you have anything on heat pumps? How do they work?", "Anything on that?"),
        *("Which articles do you have that say who paid?", "Show me the articles of this treaty"),
        # Nothing is said.
        *("?", "…", "👍", " "),
        "thanks " * 40,
    ],
)
def test_a_question_for_the_articles_is_never_swallowed(question: str) -> None:
    assert recognised(question) is None


@pytest.mark.parametrize("name", ["dev", "test"])
def test_no_question_of_the_evaluation_is_a_remark(name: str) -> None:
    asked = [question.question for question in load(name).asked()]
    assert len(asked) > 100
    assert not [question for question in asked if is_remark(question)]
    assert [courtesy.stripped(question) for question in asked] == asked


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Thanks! And what about Albania?", "And what about Albania?"),
        ("Thank you so much. Why did it cancel?", "Why did it cancel?"),
        ("Ok, why?", "why?"),
        ("Hi there!\nWho founded Baykar?", "Who founded Baykar?"),
        ("Hi, could you tell me why Serbia cancelled?", "why Serbia cancelled?"),
        ("hello can you tell me who founded baykar", "who founded baykar"),
        ("Please tell me how many drones Kosovo got", "how many drones Kosovo got"),
        ("I'd like to know when it opens", "when it opens"),
        ("Do you know who founded Baykar?", "who founded Baykar?"),
    ],
)
def test_courtesies_are_taken_from_the_front(question: str, rest: str) -> None:
    assert courtesy.stripped(question) == rest
    assert question.endswith(rest)


@pytest.mark.parametrize(
    "question",
    [
        *("Hello, Dolly! was written by whom?", "Hello Kitty was designed by whom?"),
        *("Tell Me Why was recorded by whom?", "Tell me about Kosovo.", "Tell me more"),
        *("Great, Texas: who lives there?", "Please, Mr. Postman was sung by whom?"),
        *("OK Computer was recorded when?", "No. 5 was created by whom?", "Thanks!"),
        *("Do you know Albin Kurti?", "I want to know more about drones", "Why?"),
    ],
)
def test_what_only_looks_like_a_courtesy_stays(question: str) -> None:
    assert courtesy.stripped(question) == question
