"""A question in a new process loads what it needs and nothing else, and gets the same answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from qa import Assistant

QUESTION = "Why did Serbia cancel the Bayraktar order?"
LARGE = ("torch", "transformers", "sentence_transformers", "sklearn", "scipy", "trafilatura")

_ASK = """
import json, sys
from qa import Assistant

with Assistant.open(sys.argv[1]) as assistant:
    answer = assistant.ask(sys.argv[2])
print(json.dumps([answer.to_dict(), sorted(sys.modules)]))
"""


def test_a_cold_question_loads_no_pytorch_and_is_answered_alike(
    assistant: Assistant, index: Path
) -> None:
    told = assistant.ask(QUESTION).to_dict()  # from here on the model is exported
    ran = subprocess.run(
        [sys.executable, "-c", _ASK, str(index), QUESTION],
        capture_output=True,
        text=True,
        check=True,
    )
    cold, loaded = json.loads(ran.stdout)
    assert not set(LARGE) & set(loaded)
    assert _timeless(cold) == _timeless(json.loads(json.dumps(told)))
    assert cold["declined"] is False


def _timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings"}
