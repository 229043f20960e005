"""Does the reader decline what one article nearly says?

    python -m benchmarks.false_premises --article FILE

The article is "Turkey and Serbia Consider Joint Production of Military Drones". The first list it
answers; each question of the second asks of someone or something what it says of another, or what
it leaves open. Prints the confidence in each, and what would be told.
"""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path

from qa import Assistant

ANSWERED = {
    "Why did Serbia cancel the Bayraktar order?": "delivery of drones to Kosovo",
    "How many Rafale jets did Serbia order?": "12",
    "How much are the Rafale jets worth?": "USD 3 billion",
    "How many drones did Kosovo receive from Turkey?": "five",
    "Which NATO member already has Bayraktar TB2 drones?": "Romania",
    "What did Erdogan announce in Albania?": "Turkey would donate",
    "Where did Vucic and Erdogan hold a press conference?": "Belgrade",
    "When did the Serbian government announce it would abandon the plan?": "2023",
    "What did Vucic call the delivery of drones to Kosovo?": "neither easy nor good news",
    "Which of Serbia's neighbours has expressed interest in the same drones?": "Bosnia",
    "Why will Serbia never join NATO?": "aggression",
    "In which areas has Serbia made limited progress?": "rule of law",
    "What led to the NATO air campaign?": "violent crackdown",
    "how many countries are in the bloc serbia wants to join": "27",
}

DECLINED = (
    "How many Rafale jets did Kosovo order?",
    "How much did Kosovo pay for its drones?",
    "How many Rafale jets did Turkey order?",
    "How many Bayraktar drones did Bosnia buy?",
    "Why did Kosovo cancel the Bayraktar order?",
    "Why did Romania cancel its drone order?",
    "When did Albania join NATO?",
    "How many drones did Turkey donate to Albania?",
    "Who is the president of Kosovo?",
    "How much did Romania pay for its Bayraktar drones?",
    "When did Serbia join the European Union?",
    "What did Macron say about the Rafale sale?",
    "How many jets did Serbia order from Russia?",
    "Why will Turkey never join NATO?",
    "Which drones did Serbia buy from China?",
    "When did Serbia recognise the independence of Kosovo?",
    "What did Erdogan announce in Bosnia?",
    "How many soldiers does the Serbian army have?",
    "When did Erdogan visit Kosovo?",
    "Who is the defence minister of Serbia?",
    "How much did Serbia pay for the Bayraktar drones?",
    "How many people died in the NATO air campaign?",
    "When did Croatia order Rafale jets?",
    "Which company makes the Rafale?",
)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--article", type=Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Assistant.open(folder) as assistant:
        assistant.ingest(arguments.article)
        told = {question: assistant.ask(question) for question in (*ANSWERED, *DECLINED)}
    for question, answer in told.items():
        said = "declined" if answer.declined else f"{answer.short_answer} | {answer.text}"
        print(f"{answer.confidence:.2f}  {question:70} {said}")
    right = sum(wanted in told[question].text for question, wanted in ANSWERED.items())
    declined = sum(told[question].declined for question in DECLINED)
    print(f"{right} of {len(ANSWERED)} answered, {declined} of {len(DECLINED)} declined")


if __name__ == "__main__":
    main()
